// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/body.h"

namespace towpath::smpl {

Status read_marks(const SourceRule& rule, Body& body) {
  body.code = rule.body.bytes();
  bool changes = false;
  for (std::uint32_t line = 1; line <= rule.body.line_count(); ++line) {
    const Offset begin = rule.body.line_begin(line);
    std::string_view text = rule.body.line(line);
    if (text.starts_with('?')) {
      body.optional.insert(line);
      body.code[begin] = ' ';
      text.remove_prefix(1);
    }
    const Offset at = begin + body.optional.contains(line);
    Mark mark = Mark::kContext;
    switch (text.empty() ? ' ' : text[0]) {
      case '-':
        mark = Mark::kMinus;
        break;
      case '+':
        mark = Mark::kPlus;
        break;
      case '*':
        mark = Mark::kMinus;
        body.shows = true;
        break;
      case '!':
        return Error{rule.place_in_body(begin),
                     "not supported yet: unique code (lines marked with !)", ""};
      default:
        break;
    }
    if (mark != Mark::kContext) {
      body.code[at] = ' ';
      changes |= text[0] != '*';
      if (body.shows && changes) {
        return Error{rule.place_in_body(begin),
                     "lines marked with `*` beside lines marked with `-` or `+`",
                     "a rule either shows code or changes it"};
      }
      if (mark == Mark::kPlus && text.size() > 1 && text[1] == '+') {
        body.code[at + 1] = ' ';
        body.repeatable.insert(line);
      }
    }
    body.marks.push_back(mark);
  }
  return Done{};
}

}  // namespace towpath::smpl
