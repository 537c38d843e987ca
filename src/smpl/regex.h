// SPDX-License-Identifier: GPL-2.0-or-later
// The regular expressions of constraints: Perl's, as spatch has them, on PCRE2.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "text/result.h"

namespace towpath::smpl {

class Regex {
 public:
  static Result<std::shared_ptr<const Regex>> compile(std::string_view source, const Place& where);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  // Whether it is found anywhere in `text`. An expression that takes too many steps is not.
  bool found_in(std::string_view text) const;

 private:
  struct Code;
  explicit Regex(std::unique_ptr<Code> code);
  std::unique_ptr<Code> code_;
};

}  // namespace towpath::smpl
