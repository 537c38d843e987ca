// SPDX-License-Identifier: GPL-2.0-or-later
// SHA-1 (FIPS 180-4, section 6.1), for the checksum at the end of a git index or pack. Not for
// object ids, which libgit2 computes with its check for known collisions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace towpath::tree {

using Sha1Digest = std::array<std::uint8_t, 20>;

// Allocates nothing: safe in a forked child.
Sha1Digest sha1(std::span<const std::uint8_t> bytes);

}  // namespace towpath::tree
