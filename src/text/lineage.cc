// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/lineage.h"

namespace towpath {

void Lineage::then(const Edits& edits) {
  edits_ = compose(edits_, edits);
}

std::vector<Origin> Lineage::origins(Offset source_size) const {
  std::vector<Origin> out;
  Offset at = 0;      // in the result
  Offset source = 0;  // in the source
  const auto copy_until = [&](Offset until) {
    if (until == source) return;
    out.push_back({at, at + (until - source), source, until, {}});
    at += until - source;
    source = until;
  };
  for (const Edit& edit : edits_) {
    copy_until(edit.begin);
    const auto size = static_cast<Offset>(edit.replacement.size());
    out.push_back({at, at + size, edit.begin, edit.end, edit.rules});
    at += size;
    source = edit.end;
  }
  copy_until(source_size);
  return out;
}

}  // namespace towpath
