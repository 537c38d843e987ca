// SPDX-License-Identifier: GPL-2.0-or-later
// Scanner: a script read from left to right, with the first failure kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "text/result.h"
#include "text/text.h"

namespace towpath::sed {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Scanner {
 public:
  explicit Scanner(const Text& script) : script_(script), source_(script.bytes()) {}

  const Text& script() const { return script_; }

  // The first failure is the one that counts; whoever reads on looks at failed().
  void fail(const Place& where, std::string message, std::string hint = "");
  void fail(std::string message, std::string hint = "") {
    fail(here(), std::move(message), std::move(hint));
  }
  bool failed() const { return failed_; }
  const Error& error() const { return error_; }

  std::size_t position() const { return at_; }
  Place here() const { return script_.place(static_cast<Offset>(at_)); }
  // What was read since `begin`.
  std::string_view since(std::size_t begin) const { return source_.substr(begin, at_ - begin); }

  bool at_end() const { return at_ >= source_.size(); }
  char peek() const { return at_end() ? '\0' : source_[at_]; }
  bool next_is(char c) const { return !at_end() && source_[at_] == c; }
  bool take(char c) { return next_is(c) ? (++at_, true) : false; }
  char next() { return source_[at_++]; }

  void skip(std::string_view bytes);
  void skip_spaces() { skip(" \t\v\f\r"); }
  // Up to the next command: white space, semicolons, comments.
  void skip_to_command();
  // Behind a command only a comment, a closing brace or the next command may stand.
  void end_command();

  std::uint64_t number();
  // What labels are made of, behind white space.
  std::string word();
  // A byte written as an escape (\t, \x41, \o101, …), behind the backslash; -1: none is there.
  int byte_escape();

  // Reads up to `delimiter`, which a backslash takes its meaning away from. In an expression \n
  // becomes a newline here already, so that it is one inside brackets too. Whether there was one.
  bool delimited(char delimiter, bool regex, std::string& out);

 private:
  Text script_;
  std::string_view source_;
  std::size_t at_ = 0;
  bool failed_ = false;
  Error error_;
};

}  // namespace towpath::sed
