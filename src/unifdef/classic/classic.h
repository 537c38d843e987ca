// SPDX-License-Identifier: GPL-2.0-or-later
// The original unifdef (2.12, by Tony Finch), limits and all: what it does to a text, and what it
// says. Recipes have the engine in ../resolve.h; this is for those who need the same answer as
// ever.
#pragma once

#include <optional>
#include <string_view>

#include "text/edit.h"
#include "text/result.h"
#include "text/text.h"
#include "unifdef/classic/evaluator.h"
#include "unifdef/classic/line_scanner.h"
#include "unifdef/classic/lines.h"
#include "unifdef/classic/reading.h"
#include "unifdef/classic/symbols.h"
#include "unifdef/classic/trace.h"

namespace towpath::unifdef::classic {

// What became of a text. Its edits name no rules.
struct Outcome {
  Edits edits;
  bool altered = false;        // as exit codes tell; a newline that was added does not count
  std::optional<Error> error;  // reading ended here, and what is behind is cut off by the edits
};

// One invocation of the program: options and symbols, then texts. What the last line of a text
// leaves open goes on in the next one, of definitions too: the first line of a text that follows
// one without newline at the end is no directive.
class Unifdef {
 public:
  Unifdef() : symbols_(trace_), evaluator_(scanner_, symbols_, trace_) {}
  Unifdef(const Unifdef&) = delete;
  Unifdef& operator=(const Unifdef&) = delete;

  LineOptions line_options;
  ReadingOptions reading_options;
  Symbols& symbols() { return symbols_; }
  const Symbols& symbols() const { return symbols_; }
  Trace& trace() { return trace_; }

  // Adds the #define and #undef lines of a file to the symbols, each of which is on one line. A
  // macro with parameters is 1. Any other directive is an error; the symbols before it are there.
  std::optional<Error> read_definitions(const Text& text);

  // `line_name` is what #line calls the text; nothing if empty. With a listing of symbols, there
  // are no edits.
  Outcome process(const Text& text, std::string_view line_name);

 private:
  std::optional<Error> read_all_definitions(const Text& text);
  std::string_view read_definition(const Text& text, Offset begin);

  Trace trace_;
  Symbols symbols_;
  LineScanner scanner_;
  Evaluator evaluator_;
  bool gap_ = false;  // lines are missing since the last one that stayed, of whatever text
};

}  // namespace towpath::unifdef::classic
