// SPDX-License-Identifier: GPL-2.0-or-later
// The text around tokens: gaps, lines, indentation, whole statements.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "smpl/subject.h"

namespace towpath::smpl {

bool is_blank(std::string_view text);  // white space and backslashes before newlines only
bool has_newline(std::string_view text);
bool has_blank_line(std::string_view text);

class Source {
 public:
  explicit Source(const Subject& subject)
      : subject_(subject), tree_(subject.tree()), bytes_(tree_.text.bytes()) {}

  const Subject& subject() const { return subject_; }
  const c::Tree& tree() const { return tree_; }
  std::string_view bytes() const { return bytes_; }

  Offset begin_of(c::TokenIndex token) const { return tree_.tokens[token].begin; }
  // Where the token before ends; 0 for the first.
  Offset end_before(c::TokenIndex token) const {
    return token == 0 ? 0 : tree_.tokens[token - 1].end();
  }
  // What lies between the token and the one before.
  std::string_view gap_before(c::TokenIndex token) const {
    return slice(end_before(token), begin_of(token));
  }
  std::string_view spelling(c::TokenIndex token) const { return tree_.spelling(token); }
  bool is_end(c::TokenIndex token) const {
    return tree_.tokens[token].kind == lex::TokenKind::kEnd;
  }
  std::string_view slice(Offset begin, Offset end) const {
    return bytes_.substr(begin, end - begin);
  }

  Offset line_begin(Offset at) const;
  Offset line_end(Offset at) const;  // of its newline, or of the text
  // The newline that ends the line on which code ends at `at`: behind the comments that begin
  // there. Code may follow on it.
  Offset line_end_behind(Offset at) const;
  // Whether the token begins a line, be it behind a comment.
  bool begins_new_line(c::TokenIndex token) const {
    return line_end_behind(end_before(token)) < begin_of(token);
  }
  std::string_view indent_of_line(Offset at) const;
  std::uint32_t column_of(Offset at) const;
  bool begins_line(c::TokenIndex token) const;
  // What ends a line there: in a macro, with a backslash.
  std::string_view newline_at(c::TokenIndex token) const {
    return tree_.tokens[token].in_define ? " \\\n" : "\n";
  }

  // Code from the place `at`, its further lines without the indentation of the first, as far as
  // they have it.
  std::string unindented(std::string_view code, Offset at) const;
  // Whether the code is to be taken over as it stands: it has comments, directives or braces.
  bool holds_lines(c::TokenIndex first, c::TokenIndex last) const;
  // Whether the token, in code that begins with `first`, is a string on a line of its own behind
  // another.
  bool keeps_line(c::TokenIndex first, c::TokenIndex token) const;

  // The indentation for statements beside this one.
  std::string indent_of(c::NodeId statement) const;

  // Where the function or declaration begins whose type or name the token is: a pattern may leave
  // out the storage words and the type. Other tokens as they are.
  c::TokenIndex declaration_begin(c::TokenIndex token) const;
  // The directive that the token is in, if it is a node: a kDefine or kLine.
  std::optional<c::NodeId> directive_at(c::TokenIndex token) const;
  // The largest statement, declaration or directive that begins with the token and ends by `last`.
  std::optional<c::NodeId> statement_from(c::TokenIndex first, c::TokenIndex last) const;
  // The largest one that ends with the token before `last` and begins at `first` or later.
  std::optional<c::NodeId> statement_to(c::TokenIndex first, c::TokenIndex last) const;
  // The first of the statements that the tokens [first, last) are, side by side, if they are.
  std::optional<c::NodeId> statement_run(c::TokenIndex first, c::TokenIndex last) const;
  // Whether the statement is the body of a branch or loop.
  bool is_body(c::NodeId statement) const;

 private:
  const Subject& subject_;
  const c::Tree& tree_;
  std::string_view bytes_;
};

}  // namespace towpath::smpl
