// SPDX-License-Identifier: GPL-2.0-or-later
// Lines that stay and lines that go, as edits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/edit.h"
#include "text/text.h"
#include "unifdef/classic/line_scanner.h"

namespace towpath::unifdef::classic {

struct LineOptions {
  bool blank = false;       // -b: removed lines become empty ones
  bool compress = false;    // -B: behind removed lines, no more blank lines than before them
  bool complement = false;  // -c: what would stay goes, and the other way round
  bool number = false;      // -n: a #line behind removed lines
};

// A directive's other spelling: `replacement` for [begin, end), and a newline behind the line's
// end. Where the directive goes, so does all of this.
struct Rewriting {
  Offset begin = 0;
  Offset end = 0;
  std::string replacement;
  bool adds_newline = false;
};

// Takes a text's lines in order and writes the edits.
class Lines {
 public:
  // `numbers` has read what is added. `line_name` is what #line calls the text; nothing if empty.
  // `gap`: lines are missing before the first one already.
  Lines(const Text& text, const LineScanner& numbers, const LineOptions& options,
        std::string_view line_name, bool gap)
      : text_(text), numbers_(numbers), options_(options), line_name_(line_name), gap_(gap) {}

  // How the lines end that are written: "\n" at first.
  void set_newline(std::string_view newline) { newline_ = newline; }
  std::string_view newline() const { return newline_; }

  // The next line ends at `end`. It may be two lines of the text.
  void add(Offset end, bool stays, const std::optional<Rewriting>& rewriting = {});
  // The next lines up to `end`, all alike, and none too long.
  void add_all(Offset end, bool stay);
  // What is behind the last line goes. Nothing more is added.
  void cut();

  // Whether a line was removed for what it is (not for being blank).
  bool removed() const { return removed_; }
  // Whether lines are missing behind the last one that stays.
  bool gap() const { return gap_; }
  Edits take_edits() { return std::move(edits_); }

 private:
  void keep(Offset end, const std::optional<Rewriting>& rewriting);
  void remove(Offset end);
  void put_line_number(Offset end);
  Edit& edit_at(Offset begin);

  const Text& text_;
  const LineScanner& numbers_;
  const LineOptions options_;
  const std::string_view line_name_;
  std::string_view newline_ = "\n";
  Edits edits_;
  Offset at_ = 0;
  bool removed_ = false;
  bool gap_;
  // For -B: how many blank lines there are up to here, and how many there were behind the last
  // line that stayed. As if the text were preceded by very many.
  unsigned blanks_ = 1000;
  unsigned kept_blanks_ = 1000;
};

}  // namespace towpath::unifdef::classic
