// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/sides.h"

#include "text/follow.h"

namespace towpath::report {
namespace {

// A rule that deletes line by line made one change, to those who look.
Edits joined(const Edits& edits) {
  Edits out;
  for (const Edit& edit : edits) {
    if (!out.empty() && out.back().end == edit.begin && out.back().rules == edit.rules) {
      out.back().end = edit.end;
      out.back().replacement += edit.replacement;
    } else {
      out.push_back(edit);
    }
  }
  return out;
}

}  // namespace

nlohmann::ordered_json sides(const pipeline::Carried& file) {
  const Text& source = file.source;
  const Edits edits =
      joined(aligned(source.bytes(), trimmed(source.bytes(), file.lineage.composed())));
  auto out = nlohmann::ordered_json::array();
  Offset at = 0;
  const auto copy_up_to = [&](Offset end) {
    if (at < end) out.push_back(source.slice(at, end));
    at = end;
  };
  for (const Edit& edit : edits) {
    copy_up_to(edit.begin);
    out.push_back({source.slice(edit.begin, edit.end), edit.replacement, edit.rules});
    at = edit.end;
  }
  copy_up_to(source.size());
  return out;
}

}  // namespace towpath::report
