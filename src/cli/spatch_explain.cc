// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/spatch_explain.h"

#include <fmt/format.h>

#include <charconv>

#include "cli/command.h"
#include "cli/files.h"
#include "cli/spatch_files.h"
#include "cli/terminal.h"
#include "smpl/explain.h"

namespace towpath::cli {

namespace {

std::string told(const smpl::Explanation& one) {
  using Verdict = smpl::Explanation::Verdict;
  switch (one.verdict) {
    case Verdict::kMatches:
      return "matches at " + to_string(one.place);
    case Verdict::kPart:
      return "a statement of it matches at " + to_string(one.place) +
             "; the dots decide about the whole";
    case Verdict::kFails:
      return fmt::format("fails at {}: `{}` is not {}", to_string(one.place), one.found,
                         one.expected);
    case Verdict::kNotTried:
      return "is not tried: " + one.reason;
  }
  return {};
}

}  // namespace

int explain_line(const smpl::SemanticPatch& patch, const std::string& where) {
  const std::size_t colon = where.rfind(':');
  std::uint32_t line = 0;
  const char* const end = where.data() + where.size();
  if (colon == std::string::npos ||
      std::from_chars(where.data() + colon + 1, end, line).ptr != end || line == 0) {
    print_error({{}, "--explain wants FILE:LINE, not " + where, ""});
    return kMisused;
  }
  const Result<Text> text = read_input(where.substr(0, colon));
  if (!text) return print_error(text.error()), kMisused;
  if (line > text->line_count()) {
    print_error({{where.substr(0, colon)}, "there is no such line", ""});
    return kMisused;
  }
  for (const smpl::Explanation& one : smpl::explain(patch, *text, line))
    fmt::print("{}: {}: {}\n", to_string(one.rule.place), one.rule.name, told(one));
  return kDone;
}

}  // namespace towpath::cli
