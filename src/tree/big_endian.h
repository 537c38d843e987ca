// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers as git's files and SHA-1 write them: most significant byte first.
#pragma once

#include <cstdint>

namespace towpath::tree {

inline std::uint32_t get_be32(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 |
         at[3];
}

inline void put_be32(std::uint8_t* at, std::uint32_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 24);
  at[1] = static_cast<std::uint8_t>(value >> 16);
  at[2] = static_cast<std::uint8_t>(value >> 8);
  at[3] = static_cast<std::uint8_t>(value);
}

}  // namespace towpath::tree
