// SPDX-License-Identifier: GPL-2.0-or-later
// Regex: a compiled POSIX regular expression that finds the leftmost, and of those the longest,
// match. Runs on PCRE2 with its JIT. PCRE2 takes the first alternative that fits; where that could
// be shorter than another, the longest end is found with pcre2_dfa_match(), which has no order of
// alternatives, and the groups by a second match that is held to that end.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sed/regex_syntax.h"
#include "text/result.h"

namespace towpath::sed {

class Regex {
 public:
  // `where` is the place of the expression's first byte, used for errors.
  static Result<Regex> compile(std::string_view source, RegexFlags flags, const Place& where);

  int groups() const { return groups_; }
  const Place& place() const { return where_; }
  // Every match contains at least one of these; none when nothing useful is known.
  const std::vector<std::string>& literals() const { return literals_; }

 private:
  friend class Matcher;
  struct CodeDeleter {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  };
  using Code = std::unique_ptr<pcre2_code, CodeDeleter>;

  Regex() = default;
  Result<Code> compile_code(const std::string& pattern, std::uint32_t options) const;

  Place where_;
  int groups_ = 0;
  bool ignore_case_ = false;
  bool has_references_ = false;
  std::vector<std::string> literals_;
  Code code_;
  Code held_;   // anchored, with a callout that accepts or rejects an end; null when greedy is
                // longest
  Code lines_;  // finds lines that may match in a whole file; null when literals_ do that
};

// What one thread needs for matching. Each match works within fixed limits of steps and memory.
class Matcher {
 public:
  enum class Outcome { kMatch, kNone, kGaveUp };
  struct Span {
    std::size_t begin;
    std::size_t end;
  };

  Matcher();

  // Whether `subject` contains a match.
  Outcome test(const Regex& regex, std::string_view subject);
  // The first match that begins at `from` or later.
  Outcome find(const Regex& regex, std::string_view subject, std::size_t from);
  // Group 0 is the match that find() found. A group that took no part is empty.
  Span group(int number) const;
  // For an expression without literals: a place, at `from` or later, in the first line that may
  // contain a match by itself.
  Outcome find_line(const Regex& regex, std::string_view text, std::size_t from, std::size_t& at);

 private:
  Outcome run(const pcre2_code* code, std::string_view subject, std::size_t from);
  Outcome lengthen(const Regex& regex, std::string_view subject);

  template <auto Free>
  struct Deleter {
    template <class T>
    void operator()(T* object) const {
      Free(object);
    }
  };
  std::unique_ptr<pcre2_match_data, Deleter<pcre2_match_data_free>> match_;
  std::unique_ptr<pcre2_match_data, Deleter<pcre2_match_data_free>> longest_;
  std::unique_ptr<pcre2_match_context, Deleter<pcre2_match_context_free>> context_;
  std::unique_ptr<pcre2_jit_stack, Deleter<pcre2_jit_stack_free>> stack_;
  std::vector<int> workspace_;
  int set_groups_ = 0;  // groups from here on took no part in the last match
};

}  // namespace towpath::sed
