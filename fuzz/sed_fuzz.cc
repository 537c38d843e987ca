// SPDX-License-Identifier: GPL-2.0-or-later
// The first byte holds the options; a NUL byte stands between script and input.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sed/script.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t split = bytes.find('\0');
  if (split == bytes.npos) return 0;
  const towpath::sed::Options options{.extended = (data[0] & 1) != 0, .quiet = (data[0] & 2) != 0};
  const auto script =
      towpath::sed::Script::parse(towpath::Text("script", bytes.substr(0, split)), options);
  if (!script) return 0;
  const towpath::Text text("input", bytes.substr(split + 1));
  const auto edits = towpath::sed::run(*script, text);
  if (edits && !towpath::well_formed(*edits, text.size())) std::abort();
  return 0;
}
