// SPDX-License-Identifier: GPL-2.0-or-later
// A patch and, behind the first NUL, a text: whatever is read must fit or be refused, and what fits
// must be well-formed edits.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "patch/apply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t split = std::min(input.find('\0'), input.size());
  const towpath::Text text("text", std::string(input.substr(std::min(split + 1, size))));
  for (const int strip : {0, 1}) {
    const auto patch = towpath::patch::parse_patch(
        towpath::Text("patch", std::string(input.substr(0, split))), "patch", strip);
    if (!patch) {
      static_cast<void>(to_string(patch.error()));
      continue;
    }
    for (const towpath::patch::FileChange& change : patch->changes) {
      const auto fitted = towpath::patch::fit(change, text, 0);
      if (!fitted) continue;
      if (!towpath::well_formed(fitted->edits, text.size())) std::abort();
      if (fitted->placements.size() != change.hunks.size()) std::abort();
    }
  }
  return 0;
}
