// SPDX-License-Identifier: GPL-2.0-or-later
// The lines of a makefile as make takes them: continued lines joined, after what configure would do
// to a template.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kbuild/makefile.h"
#include "kbuild/traced.h"
#include "text/edit.h"

namespace towpath::kbuild {

// One line for make, and the bytes of the file that it stands in, with the last newline.
struct LogicalLine {
  Traced text;
  Offset begin = 0;
  Offset end = 0;
  bool excluded = false;         // by an automake conditional; `text` is then a comment
  bool partly_excluded = false;  // one of the lines that continue it is
  Edits configured;              // what configure would do to these bytes; names no rules
};

class LineReader {
 public:
  // `source` is the number that origins give the text. All arguments must outlive the reader.
  LineReader(const Text& text, std::uint32_t source, const Settings& settings,
             std::string_view folder)
      : text_(text), source_(source), settings_(settings), folder_(folder) {}

  // False at the end of the file.
  bool next(LogicalLine& line);

 private:
  void add_physical_line(LogicalLine& line, Offset begin, Offset end);

  const Text& text_;
  std::uint32_t source_;
  const Settings& settings_;
  std::string_view folder_;
  Offset at_ = 0;
};

// The first @NAME@ of `text`, with its '@'s.
std::optional<WordRange> find_template_name(std::string_view text, std::size_t from = 0);
// Whether lines that begin with @name@ are kept; nothing when `name` is no conditional, or
// undecided.
std::optional<bool> decided(const Settings& settings, std::string_view name);
// What stands for @name@ in a makefile of `folder`; nothing when undecided.
std::optional<std::string> substitution(const Settings& settings, std::string_view folder,
                                        std::string_view name);
// The error of an undecided @name@.
Error undecided(Place where, std::string_view name);
// `line` up to the '#' that begins a comment, with `\#` turned into '#'. Within references, '#' is
// literal.
Traced without_comment(const Traced& line);

}  // namespace towpath::kbuild
