// SPDX-License-Identifier: GPL-2.0-or-later
// Which lines of a text stay: conditionals, line by line, as the original unifdef takes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"
#include "text/text.h"
#include "unifdef/classic/evaluator.h"
#include "unifdef/classic/line_scanner.h"
#include "unifdef/classic/lines.h"
#include "unifdef/classic/symbols.h"
#include "unifdef/classic/trace.h"

namespace towpath::unifdef::classic {

struct ReadingOptions {
  bool constants = false;       // -k: decide expressions without symbols too
  bool strict_logic = false;    // -K: see Evaluator::evaluate
  bool keep_multiline = false;  // -e: directives over several lines stay, where they may
  bool plain_text = false;      // -t: see LineScanner::plain_text
};

// One text being read. A directive is handled where it is on one line, or on two of which the
// second has nothing but blanks and the end of a comment. Any other one is "obfuscated", which is
// an error where lines before and behind it, and itself, do not share one fate.
class Reading {
 public:
  static constexpr std::string_view kObfuscated = "Obfuscated preprocessor control line";
  // How many conditionals may be open.
  static constexpr std::size_t kMostOpen = 63;

  struct Tools {
    LineScanner& scanner;
    Evaluator& evaluator;
    Symbols& symbols;
    const Trace& trace;
  };

  Reading(const Text& text, const ReadingOptions& options, const Tools& tools, Lines& lines)
      : text_(text),
        options_(options),
        scanner_(tools.scanner),
        evaluator_(tools.evaluator),
        symbols_(tools.symbols),
        trace_(tools.trace),
        lines_(lines),
        lists_(tools.symbols.listing() != Symbols::Listing::kNone),
        sections_(1) {}

  // Reads all of the text; `lines` gets what it needs, nothing while symbols are being listed.
  // Where the error is, reading ended, and the rest is cut off.
  std::optional<Error> run();
  // Whether a directive became another one, for more than its keyword.
  bool rewrote() const { return rewrote_; }

 private:
  enum class Kind : std::uint8_t { kText, kIf, kElif, kElse, kEndif };
  struct Line {
    Kind kind = Kind::kText;
    Truth truth = Truth::kUnknown;  // of kIf and kElif; no kError
    bool ignored = false;           // the symbol of -i decided
    bool obfuscated = false;
    Offset keyword = 0;
    bool lacks_newline = false;
    std::string_view problem = {};  // that ends everything
  };

  // The branch of a conditional that is being read; also what is outside of all of them.
  struct Section {
    bool kept = true;             // its lines stay
    bool settled = false;         // a branch up to here certainly holds, so that no later one does
    bool open = false;            // an #if stays, so its #endif does
    bool last = false;            // behind #else
    bool literal = false;         // see LineScanner::plain_text
    LineScanner::Mark line = {};  // of the #if
  };

  std::string_view name_of(const Section& section) const;
  static std::string name_of(const Line& line);

  bool outside() const { return sections_.size() == 1; }
  Offset line_end() const { return scanner_.limit(); }

  void skip_plain();
  Line read_line(Offset begin);
  void read_conditional(Line& line, std::string_view word, Offset at);
  Offset read_symbol(Line& line, bool wants_defined, Offset at);
  Offset read_expression(Line& line, Offset at);
  void join_dangling_line(Line& line);

  // What is wrong with the line; nothing if nothing is.
  std::string_view take(const Line& line);
  std::string_view take_if(const Line& line);
  std::string_view take_elif(const Line& line);
  std::string_view take_else(const Line& line);
  std::string_view take_endif(const Line& line);

  void put(const Line& line, bool stays);
  void rewrite(const Line& line, std::string_view directive);
  void put_as_if(const Line& line);
  Error stop(std::string_view message, std::uint32_t line);

  const Text& text_;
  const ReadingOptions options_;
  LineScanner& scanner_;
  Evaluator& evaluator_;
  Symbols& symbols_;
  const Trace& trace_;
  Lines& lines_;
  const bool lists_;
  Offset long_line_ = 0;           // the first line from here on that is too long
  std::vector<Section> sections_;  // the outermost is no conditional
  bool rewrote_ = false;
};

}  // namespace towpath::unifdef::classic
