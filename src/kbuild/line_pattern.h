// SPDX-License-Identifier: GPL-2.0-or-later
// Names lines of a makefile: by a text in them, or by a regular expression.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "text/result.h"

namespace towpath::kbuild {

// "EXTRA_DIST" matches the lines that contain it; "/^MODULES/" those that the regular expression
// between the slashes (Perl's syntax) matches. An expression that would backtrack for too long does
// not match.
class LinePattern {
 public:
  // The error has no place: the caller knows where the pattern stands.
  static Result<LinePattern> parse(std::string_view pattern);

  // `line` comes without its newline.
  bool matches(std::string_view line) const;
  const std::string& pattern() const { return pattern_; }

 private:
  std::string pattern_;
  std::shared_ptr<const void> compiled_;  // null: a literal text
};

}  // namespace towpath::kbuild
