// SPDX-License-Identifier: GPL-2.0-or-later
// Variables and their expansion: references, substitution references and functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kbuild/makefile.h"
#include "kbuild/traced.h"

namespace towpath::kbuild {

// Bounds on what a makefile may ask for; real ones stay below a thousandth of them.
inline constexpr int kMaxDepth = 200;                           // references within references
inline constexpr std::size_t kMaxValue = 256 << 10;             // bytes of one value
inline constexpr std::size_t kMaxWork = std::size_t{64} << 20;  // bytes handled in all

struct Variable {
  // A makefile's plain assignment does not change what the recipe, or `override`, has set.
  enum class Rank { kPreset, kPlain, kFixed };

  Traced value;
  bool recursive = true;  // expanded on each use, not once
  Rank rank = Rank::kPlain;
  bool expanding = false;
};

// Functions that may fail return false; error() then tells why, and everything after fails too.
class Expander {
 public:
  // `tree` must outlive the expander; `folder` is the main makefile's.
  Expander(const SourceTree& tree, std::string folder) : tree_(tree), folder_(std::move(folder)) {}

  // Adds the expansion of text[begin, end) to `out`.
  bool expand(const Traced& text, std::size_t begin, std::size_t end, Traced& out);
  bool expand(const Traced& text, Traced& out) { return expand(text, 0, text.size(), out); }
  // Adds the variable's expanded value. `at` is where it is asked for.
  bool expand_variable(std::string_view name, Origin at, Traced& out);

  const Variable* find(std::string_view name) const;
  Variable& variable(const std::string& name) { return variables_[name]; }
  void undefine(std::string_view name);

  // The number that origins in this text have from now on.
  std::uint32_t add_source(Text text);
  const std::vector<Text>& sources() const { return sources_; }
  Place place(Origin origin) const;
  const SourceTree& tree() const { return tree_; }
  const std::string& folder() const { return folder_; }

  const Error& error() const { return *error_; }
  bool fail(Origin at, std::string message, std::string hint = "");
  // For an error of the tree.
  bool fail(Origin at, const Error& error);
  // Fails when `text` depends on a template's @name@ that nobody decided.
  bool require_decided(const Traced& text);
  // Counts work; fails when it becomes too much.
  bool charge(std::size_t bytes, Origin at);

  // The variables of `foreach` and `call`, which hide others of the same name.
  struct Scope {
    bool call = false;              // $(1) of an outer call is not seen
    std::vector<Traced> arguments;  // of a call: $(0), $(1), ...
    std::string name;               // of a foreach
    Traced value;
  };
  void push(Scope scope) { scopes_.push_back(std::move(scope)); }
  Scope& top() { return scopes_.back(); }
  void pop() { scopes_.pop_back(); }

 private:
  bool expand_reference(const Traced& text, std::size_t begin, std::size_t end, Origin at,
                        Traced& out);
  const Traced* find_in_scopes(std::string_view name, bool& hidden) const;

  const SourceTree& tree_;
  std::string folder_;
  std::map<std::string, Variable, std::less<>> variables_;
  std::vector<Scope> scopes_;
  std::vector<Text> sources_;
  std::optional<Error> error_;
  int depth_ = 0;
  std::size_t work_ = 0;
};

// One use of a function: its arguments, unexpanded, and where the result goes.
struct Call {
  Expander& expander;
  const Traced& text;  // what the arguments are ranges of
  std::vector<WordRange> arguments;
  Origin at;
  Traced& out;
};

struct Function {
  std::string_view name;
  std::size_t min_arguments;
  std::size_t max_arguments;  // 0: any number; commas after the last belong to it
  bool (*run)(Call&);         // null: refused
};

// Nothing when `name` is none of make's functions.
const Function* find_function(std::string_view name);

}  // namespace towpath::kbuild
