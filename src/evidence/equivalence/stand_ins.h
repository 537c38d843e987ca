// SPDX-License-Identifier: GPL-2.0-or-later
// Stand-ins: a header of `#define` lines that say what each name is taken to mean which a recipe
// takes out of the code; and their expansion.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/equivalence/words.h"
#include "text/result.h"

namespace towpath::evidence {

struct StandIn {
  std::string_view name;
  bool has_parameters = false;
  bool variadic = false;  // the last parameter is __VA_ARGS__
  std::vector<std::string_view> parameters;
  Words body;
  bool is_operand = false;  // the body counts as one operand, as if in parentheses
};

class StandIns {
 public:
  // An error for what is no `#define`, for `#` and `##` in bodies, and for a second definition of a
  // name. `text` must outlive the stand-ins.
  static Result<StandIns> parse(const Text& text);

  const StandIn* find(std::string_view name) const;

  // `words` with all stand-ins expanded, as the preprocessor does it (arguments first, no name
  // within its own expansion), but in directives too. Arguments, and bodies that are operands,
  // count as if they stood in parentheses: kOpen and kClose are put around them. Where a body has
  // its own name (`#define d_alias d_u.d_alias`) and the words already stand so, they are left. A
  // call with the wrong number of arguments is left. Nothing is expanded beyond 64 names within
  // each other, and nothing at all after kMaxMade words were made.
  static constexpr std::size_t kMaxMade = std::size_t{1} << 20;
  Words expanded(const Words& words) const;

 private:
  std::map<std::string_view, StandIn> by_name_;
  Pool pool_;
};

}  // namespace towpath::evidence
