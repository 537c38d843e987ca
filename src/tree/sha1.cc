// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/sha1.h"

#include <bit>
#include <cstring>

#include "tree/big_endian.h"

namespace towpath::tree {
namespace {

constexpr std::size_t kBlock = 64;

struct State {
  std::array<std::uint32_t, 5> h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

  void add(const std::uint8_t* block) {
    std::uint32_t w[80];
    for (int t = 0; t < 16; ++t) w[t] = get_be32(block + 4 * t);
    for (int t = 16; t < 80; ++t) {
      w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    }
    std::uint32_t a = h[0];
    std::uint32_t b = h[1];
    std::uint32_t c = h[2];
    std::uint32_t d = h[3];
    std::uint32_t e = h[4];
    const auto round = [&](std::uint32_t f, std::uint32_t k, std::uint32_t word) {
      const std::uint32_t next = std::rotl(a, 5) + f + e + k + word;
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    };
    for (int t = 0; t < 20; ++t) round(d ^ (b & (c ^ d)), 0x5a827999, w[t]);
    for (int t = 20; t < 40; ++t) round(b ^ c ^ d, 0x6ed9eba1, w[t]);
    for (int t = 40; t < 60; ++t) round((b & c) | (d & (b | c)), 0x8f1bbcdc, w[t]);
    for (int t = 60; t < 80; ++t) round(b ^ c ^ d, 0xca62c1d6, w[t]);
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
  }
};

}  // namespace

Sha1Digest sha1(std::span<const std::uint8_t> bytes) {
  State state;
  const std::size_t whole = bytes.size() / kBlock * kBlock;
  for (std::size_t at = 0; at < whole; at += kBlock) state.add(bytes.data() + at);

  // The rest, a one bit, zeros, and the length in bits: one block or two.
  std::array<std::uint8_t, 2 * kBlock> tail = {};
  const std::size_t rest = bytes.size() - whole;
  if (rest != 0) std::memcpy(tail.data(), bytes.data() + whole, rest);
  tail[rest] = 0x80;
  const std::size_t end = rest + 9 <= kBlock ? kBlock : 2 * kBlock;
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  put_be32(&tail[end - 8], static_cast<std::uint32_t>(bits >> 32));
  put_be32(&tail[end - 4], static_cast<std::uint32_t>(bits));
  for (std::size_t at = 0; at < end; at += kBlock) state.add(&tail[at]);

  Sha1Digest digest;
  for (std::size_t i = 0; i < state.h.size(); ++i) put_be32(&digest[4 * i], state.h[i]);
  return digest;
}

}  // namespace towpath::tree
