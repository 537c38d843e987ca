// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/sides.h"

#include "text/follow.h"

namespace towpath::report {

nlohmann::ordered_json sides(const pipeline::Carried& file) {
  const Text& source = file.source;
  const Edits edits = aligned(source.bytes(), trimmed(source.bytes(), file.lineage.composed()));
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
