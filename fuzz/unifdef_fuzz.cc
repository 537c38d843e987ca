// SPDX-License-Identifier: GPL-2.0-or-later
// The input up to the first NUL byte is a definitions file, the rest a source. Whatever they are,
// the edits must be well formed, what they leave must resolve to itself, and the proof must hold.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "unifdef/contradictions.h"
#include "unifdef/proof.h"
#include "unifdef/resolve.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t split = input.find('\0');
  const std::string_view symbols = input.substr(0, split);
  const std::string_view source =
      split == std::string_view::npos ? std::string_view() : input.substr(split + 1);

  const auto parsed =
      towpath::unifdef::Definitions::parse(towpath::Text("symbols.h", std::string(symbols)));
  const towpath::unifdef::Definitions definitions =
      parsed.ok() ? *parsed : towpath::unifdef::Definitions();
  const towpath::Text before("before.c", std::string(source));
  const auto first = towpath::unifdef::resolve(before, definitions);
  if (!first.ok()) return 0;
  require(towpath::well_formed(first->edits, before.size()));
  for (const towpath::Edit& edit : first->edits) {
    require(!edit.rules.empty());
    for (const towpath::RuleIndex rule : edit.rules) require(rule < definitions.rules().size());
  }

  const towpath::Text after("after.c", towpath::applied(before.bytes(), first->edits));
  const auto second = towpath::unifdef::resolve(after, definitions);
  require(second.ok());
  require(second->edits.empty());
  require(second->undecided.size() == first->undecided.size());
  require(towpath::unifdef::prove(before, definitions, after).holds());
  for (const auto& found : towpath::unifdef::contradictions(after, definitions)) {
    require(found.place.line > 0 && !found.message.empty());
  }
  return 0;
}
