// SPDX-License-Identifier: GPL-2.0-or-later
// Format strings as patterns: `"text %@f@ ..."` stands for strings with some descriptor behind the
// text, and dots for whatever else.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/rule.h"

namespace towpath::smpl {

struct StringPattern {
  struct Part {
    enum class Kind : std::uint8_t {
      kText,
      kDescriptor,  // `%d`, without the `%`
      kDots,        // any texts and descriptors
      kFormat,      // a descriptor, which the metavariable stands for
      kFormatList,  // some of them, with the texts between
    };
    Kind kind;
    std::string text = {};
    std::uint32_t meta = kNone;
  };
  std::vector<Part> parts;  // of what is between the quotes
};

// What the string, with its quotes, says beside its own characters, if it says such a thing.
std::optional<StringPattern> string_pattern(const SourceRule& rule, std::string_view string);

// What a metavariable of a string stands for.
struct Descriptors {
  std::uint32_t meta;
  std::string text;
  std::uint32_t count;
};

// Whether the string, with its quotes, is like the pattern in a way that `accepts` takes; lists
// are tried from the longest on.
bool match_string(const StringPattern& pattern, std::string_view string,
                  const std::function<bool(const std::vector<Descriptors>&)>& accepts);

}  // namespace towpath::smpl
