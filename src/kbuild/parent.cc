// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/parent.h"

#include "kbuild/traced.h"

namespace towpath::kbuild {
namespace {

bool same_words(std::string_view a, std::string_view b) {
  const auto words = word_ranges(a);
  const auto others = word_ranges(b);
  if (words.size() != others.size()) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (a.substr(words[i].begin, words[i].end - words[i].begin) !=
        b.substr(others[i].begin, others[i].end - others[i].begin))
      return false;
  }
  return true;
}

std::string_view without_newline(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<Edits> insert_line(const Text& parent, const ParentLine& wanted, RuleIndex rule) {
  std::uint32_t anchor = 0;
  std::uint32_t second = 0;
  for (std::uint32_t number = 1; number <= parent.line_count(); ++number) {
    const std::string_view line = without_newline(parent.line(number));
    if (same_words(line, wanted.line)) return Edits{};
    if (second != 0 || !wanted.after.matches(line)) continue;
    (anchor == 0 ? anchor : second) = number;
  }
  const std::string quoted = "`" + wanted.after.pattern() + "`";
  if (anchor == 0) {
    return Error{
        {parent.name()},
        "no line contains the anchor " + quoted + ", after which `" + wanted.line + "` should go",
        "name a neighbour that this tree has with `after`"};
  }
  if (second != 0) {
    return Error{
        {parent.name(), second, 0},
        "the anchor " + quoted + " names this line as well as line " + std::to_string(anchor),
        "make `after` longer, so that it names one line"};
  }
  while (anchor < parent.line_count() && without_newline(parent.line(anchor)).ends_with('\\'))
    ++anchor;
  const Offset end = parent.line_begin(anchor + 1);
  const bool terminated = parent.line(anchor).ends_with('\n');
  return Edits{{end, end, terminated ? wanted.line + "\n" : "\n" + wanted.line, {rule}}};
}

}  // namespace towpath::kbuild
