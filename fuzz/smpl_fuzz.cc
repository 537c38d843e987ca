// SPDX-License-Identifier: GPL-2.0-or-later
// A semantic patch and a C text, parted by the first zero byte.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using towpath::Text;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t middle = std::min(input.find('\0'), input.size());
  const Text cocci("rule.cocci", std::string(input.substr(0, middle)));
  const Text code(
      "code.c", std::string(middle < input.size() ? input.substr(middle + 1) : std::string_view()));
  const auto patch = towpath::smpl::SemanticPatch::parse(
      cocci, towpath::smpl::Isomorphisms::standard(), towpath::c::Names());
  if (!patch.ok()) return 0;
  const auto outcome = patch->apply(code);
  if (!outcome.ok()) return 0;
  if (!towpath::well_formed(outcome->edits, code.size())) std::abort();
  towpath::applied(code.bytes(), outcome->edits);
  return 0;
}
