// SPDX-License-Identifier: GPL-2.0-or-later
// Boolean functions by sample: their values under 256 assignments.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace towpath::unifdef {

// What Bdd does, for functions too large for it. In the first two assignments all variables are
// false, and all true; in the others they are by chance, in some of them mostly one way. The same
// variables always get the same values.
class Samples {
 public:
  static constexpr std::size_t kWords = 4;
  using Formula = std::array<std::uint64_t, kWords>;
  static constexpr Formula kFalse = {};
  static constexpr Formula kTrue = {~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0},
                                    ~std::uint64_t{0}};
  static constexpr bool kExact = false;

  Formula variable(std::uint32_t number) {
    if (number >= variables_) variables_ = number + 1;
    return values(number);
  }
  Formula negation(const Formula& f) { return choose(f, kFalse, kTrue); }
  Formula both(const Formula& f, const Formula& g) { return choose(f, g, kFalse); }
  Formula either(const Formula& f, const Formula& g) { return choose(f, kTrue, g); }
  Formula choose(const Formula& condition, const Formula& then, const Formula& otherwise) {
    Formula result;
    for (std::size_t i = 0; i < kWords; ++i) {
      result[i] = (condition[i] & then[i]) | (~condition[i] & otherwise[i]);
    }
    return result;
  }

  static bool exhausted() { return false; }

  // The first assignment in which `f`, which is not kFalse, is true.
  std::vector<std::pair<std::uint32_t, bool>> assignment(const Formula& f) const {
    std::size_t at = 0;
    while ((f[at / 64] >> at % 64 & 1) == 0) ++at;
    std::vector<std::pair<std::uint32_t, bool>> result;
    for (std::uint32_t number = 0; number < variables_; ++number) {
      result.emplace_back(number, (values(number)[at / 64] >> at % 64 & 1) != 0);
    }
    return result;
  }

 private:
  static Formula values(std::uint32_t number) {
    std::uint64_t state = number;
    // SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
    const auto random = [&state] {
      std::uint64_t z = state += 0x9e3779b97f4a7c15;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      return z ^ (z >> 31);
    };
    state = random();
    Formula result = {random(), random(), random() & random(), random() | random()};
    result[0] = (result[0] & ~std::uint64_t{3}) | 2;
    return result;
  }

  std::uint32_t variables_ = 0;
};

}  // namespace towpath::unifdef
