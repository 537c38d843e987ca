// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/located.h"

namespace towpath::evidence {

Finding located(const char* check, const Trace& trace, std::string message) {
  Finding finding{.check = check,
                  .place = {trace.path, trace.lines.empty() ? 0 : trace.lines.front().first},
                  .message = std::move(message),
                  .source = {},
                  .rule = {}};
  if (trace.from == pipeline::Carried::From::kSource) {
    finding.source = {trace.source_path,
                      trace.source_lines.empty() ? 0 : trace.source_lines.front().first};
  }
  if (!trace.shaped.empty()) finding.rule = trace.shaped.back().rule;
  return finding;
}

}  // namespace towpath::evidence
