// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/lineage.h"

namespace towpath {

void Lineage::then(Edits edits) {
  if (!edits.empty()) passes_.push_back(std::move(edits));
}

Edits Lineage::composed() const {
  Edits all;
  for (const Edits& pass : passes_) all = compose(all, pass);
  return all;
}

std::vector<Origin> origins(const Edits& edits, Offset source_size) {
  std::vector<Origin> out;
  Offset at = 0;      // in the text after
  Offset source = 0;  // in the text before
  const auto copy_until = [&](Offset until) {
    if (until == source) return;
    out.push_back({at, at + (until - source), source, until});
    at += until - source;
    source = until;
  };
  for (std::uint32_t i = 0; i < edits.size(); ++i) {
    const Edit& edit = edits[i];
    copy_until(edit.begin);
    const auto size = static_cast<Offset>(edit.replacement.size());
    out.push_back({at, at + size, edit.begin, edit.end, i});
    at += size;
    source = edit.end;
  }
  copy_until(source_size);
  return out;
}

}  // namespace towpath
