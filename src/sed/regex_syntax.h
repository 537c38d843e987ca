// SPDX-License-Identifier: GPL-2.0-or-later
// POSIX regular expressions, basic and extended, with the GNU extensions, as trees. Bytes are
// characters, as in the C locale. Source: POSIX.1-2017, XBD chapter 9, and the GNU sed manual,
// chapter 5.
#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/result.h"

namespace towpath::sed {

using ByteSet = std::bitset<256>;

struct RegexFlags {
  bool extended = false;
  bool ignore_case = false;
  bool multiline = false;  // ^ and $ match at every line of the subject
};

struct RegexNode {
  enum class Kind : std::uint8_t {
    kSet,        // one byte out of `set`
    kSequence,   // children one after the other; none: the empty string
    kChoice,     // one of the children
    kRepeat,     // children[0], `min` to `max` times
    kGroup,      // children[0], captured as `group`
    kReference,  // what `group` captured
    kAssertion,
  };
  enum class Assertion : std::uint8_t {
    kLineBegin,
    kLineEnd,
    kBufferBegin,
    kBufferEnd,
    kWordBegin,
    kWordEnd,
    kWordEdge,
    kNotWordEdge,
  };
  static constexpr int kUnlimited = -1;

  Kind kind = Kind::kSequence;
  Assertion assertion = Assertion::kLineBegin;
  int min = 0;
  int max = 0;
  int group = 0;
  ByteSet set = {};
  std::vector<RegexNode> children = {};
};

struct RegexTree {
  RegexNode root;
  int groups = 0;
  bool has_references = false;
};

// Groups and repetitions of repetitions may nest this deep.
inline constexpr int kMaxRegexDepth = 200;

// `where` is the place of the expression's first byte, used for errors.
Result<RegexTree> parse_regex(std::string_view source, RegexFlags flags, const Place& where);

// The byte that `\` and the text at `at` (behind the backslash) stand for in sed's own escapes: \a
// \f \n \r \t \v \cX \dNNN \oNNN \xHH. Moves `at` behind it; -1, and `at` unmoved, when it is none
// of them.
int parse_byte_escape(std::string_view text, std::size_t& at);

}  // namespace towpath::sed
