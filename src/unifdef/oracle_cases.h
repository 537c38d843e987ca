// SPDX-License-Identifier: GPL-2.0-or-later
// For tests that compare with another program: which random cases the environment asks for.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace towpath::unifdef {

// Cases have the seeds first, first + 1, ….
struct OracleCases {
  std::uint64_t count;
  std::uint64_t first;
};

// TOWPATH_ORACLE_CASES and TOWPATH_ORACLE_SEED; where they are not set, `count` cases from 1 on.
inline OracleCases oracle_cases(std::uint64_t count) {
  const auto number = [](const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
  };
  return {number("TOWPATH_ORACLE_CASES", count), number("TOWPATH_ORACLE_SEED", 1)};
}

}  // namespace towpath::unifdef
