// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/reverse.h"

#include "smpl/rule.h"

namespace towpath::smpl {

Result<Text> reversed(const Text& cocci, const std::vector<Definition>& definitions) {
  const Result<SourceRules> rules = read_rules(cocci, definitions);
  if (!rules) return rules.error();
  std::string bytes(cocci.bytes());
  for (const SourceRule& rule : rules->rules) {
    if (rule.script) continue;
    for (std::uint32_t line = 1; line <= rule.body.line_count(); ++line) {
      if (rule.body.line(line).empty()) continue;
      const bool optional = rule.body.line(line).starts_with('?');
      char& mark = bytes[cocci.line_begin(rule.body_line + line - 1) + optional];
      if (mark == '-')
        mark = '+';
      else if (mark == '+')
        mark = '-';
    }
  }
  return Text(std::string(cocci.name()), std::move(bytes));
}

}  // namespace towpath::smpl
