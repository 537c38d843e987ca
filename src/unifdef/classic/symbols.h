// SPDX-License-Identifier: GPL-2.0-or-later
// The symbols of -D, -U, -iD, -iU and -f.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "unifdef/classic/trace.h"

namespace towpath::unifdef::classic {

struct Symbol {
  // Shared with the symbols that stand for this one; null if the symbol is known to be undefined.
  using Value = std::shared_ptr<const std::string>;

  std::string name;  // may be empty: `-D=1` is no error
  Value value;
  bool ignored = false;  // -i: what it controls is not C
};

class Symbols {
 public:
  // -s and -S list the symbols that are looked up instead of finding them.
  enum class Listing : std::uint8_t { kNone, kLines, kOneLine };

  explicit Symbols(const Trace& trace) : trace_(trace) {}

  // What is looked up from now on is listed and, as nobody asks for its value, taken for the first
  // symbol that was added, whichever it is. Symbols that are added are looked up too.
  void list(Listing listing) { listing_ = listing; }
  Listing listing() const { return listing_; }
  const std::string& listed() const { return listed_; }
  // Ends the line of kOneLine.
  void end_listed_line() { listed_ += '\n'; }

  // The value of a symbol that is given none.
  const Symbol::Value& one() const { return one_; }

  // A later symbol of the same name replaces the earlier one.
  void add(Symbol symbol);

  // Gives each symbol whose value names another one that one's value, to the end of the chain.
  // Symbols that name one another in a circle keep the name of one of them.
  void resolve_names();

  // Null if nothing is known about it. Valid until the next symbol is added.
  const Symbol* find(std::string_view name);

 private:
  void tell(std::string_view what, const Symbol& symbol) const;

  const Trace& trace_;
  const Symbol::Value one_ = std::make_shared<const std::string>("1");
  Listing listing_ = Listing::kNone;
  std::string listed_;
  std::vector<Symbol> symbols_;
  std::size_t count_ = 0;  // the first may be there for listing only
  std::unordered_map<std::string, std::size_t> by_name_;
};

// Letters, digits and underscores, as the C locale has them.
bool is_word_part(char c);
// The word at the front of `text`, maybe empty.
std::string_view word_at(std::string_view text);

}  // namespace towpath::unifdef::classic
