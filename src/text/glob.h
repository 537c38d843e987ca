// SPDX-License-Identifier: GPL-2.0-or-later
// Path patterns: `*` and `?` within a path component, `**` across components, `[a-z]`, `{a,b}`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"

namespace towpath {

// Matches whole paths with '/' between components. A pattern that ends in '/' stands for all that
// lies below that folder. Matching takes time linear in path length times pattern length.
class Glob {
 public:
  // The error has no place: the caller knows where the pattern stands.
  static Result<Glob> parse(std::string_view pattern);

  bool matches(std::string_view path) const;
  // The part of the pattern before the first wildcard: every match begins with it.
  const std::string& literal_prefix() const { return prefix_; }
  const std::string& pattern() const { return pattern_; }

 private:
  std::string pattern_;
  std::string prefix_;
  std::vector<std::string> alternatives_;  // braces expanded
};

}  // namespace towpath
