// SPDX-License-Identifier: GPL-2.0-or-later
// What the process that kill_test.cc kills publishes, and what the test expects of it.
#pragma once

#include <string>
#include <vector>

#include "tree/source.h"

namespace towpath::tree {

inline constexpr char kVictimOwns[] = "fs/carried/";

// The outputs of variant 0 or 1: some files the same in both, some changed, some only in one.
inline std::vector<File> victim_outputs(int variant) {
  std::vector<File> outputs;
  for (int i = 0; i < 60; ++i) {
    if (i % 3 == 1 + variant) continue;
    const std::string path =
        "fs/carried/" + std::to_string(i % 5 + 5 * variant * (i % 2)) + "/" + std::to_string(i);
    std::string bytes;
    for (int line = 0; line < 40 * (i + 1); ++line) {
      bytes += std::to_string(line * (i % 4 == 0 ? 1 : variant + 2)) + "\n";
    }
    outputs.push_back({path, Text(path, std::move(bytes)), i % 7 == 0});
  }
  return outputs;
}

}  // namespace towpath::tree
