// SPDX-License-Identifier: GPL-2.0-or-later
// Literals that a match needs, and where they occur in a text: the prefilter that keeps regular
// expressions away from most lines. The idea is RE2's: most inputs need never be matched.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sed/regex_syntax.h"
#include "text/text.h"

namespace towpath::sed {

// Every match of `tree` contains at least one of these; none when nothing useful is known.
std::vector<std::string> required_literals(const RegexTree& tree);

// Where each of a fixed set of literals occurs.
class LiteralSet {
 public:
  // The number by which `literal` is known; adding it again gives the same number. It is not empty.
  std::uint32_t add(const std::string& literal);
  // To be called once, after the last add().
  void freeze();

  std::size_t size() const { return literals_.size(); }
  const std::string& operator[](std::uint32_t id) const { return literals_[id]; }

  // For each literal the offsets at which it begins, rising; of a literal without newline, only the
  // first in each line.
  std::vector<std::vector<Offset>> occurrences(std::string_view text) const;

 private:
  // A literal found by two neighbouring bytes of it, the pair that C sources hold most seldom.
  struct Probe {
    std::uint16_t pair;
    std::uint16_t offset;  // of the pair inside the literal
    std::uint32_t literal;
  };

  std::vector<std::string> literals_;
  std::vector<Probe> probes_;               // sorted by pair; literals of one byte have none
  std::vector<std::uint64_t> seen_pairs_;   // a bit for each of the 65536 pairs
  std::vector<std::uint16_t> first_probe_;  // by pair, for those that are seen
};

}  // namespace towpath::sed
