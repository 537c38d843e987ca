// SPDX-License-Identifier: GPL-2.0-or-later
// C as the original unifdef sees it: line by line, with what goes on from one line to the next.
#pragma once

#include <string_view>

#include "text/text.h"

namespace towpath::unifdef::classic {

// What a byte is in.
enum class Within : std::uint8_t {
  kCode,
  kBlockComment,
  kLineComment,
  kOpening,  // behind a slash and a line splice: a comment opens or not
  kClosing,  // in a block comment, behind a star and a line splice
  kCharacter,
  kString,
  kRawString,  // R"( to )"; no delimiters
};

// What the logical line has so far, besides blanks and comments.
enum class LineSoFar : std::uint8_t { kNothing, kNumberSign, kText };

std::string_view name_of(Within within);
std::string_view name_of(LineSoFar so_far);

// Reads a text line by line. The limit is the end of the line; behind it there is nothing. What is
// `within` and `so_far` there is what the next line begins with.
//
// Lines end after 4095 bytes, as if the next one began there: that is how much the original reads
// at a time, and its messages count.
class LineScanner {
 public:
  Within within = Within::kCode;
  LineSoFar so_far = LineSoFar::kNothing;
  // White space is all that is skipped, and nothing goes on from line to line: -t and -i.
  bool plain_text = false;

  static constexpr Offset kLongestLine = 4095;

  // Goes to the begin of a text, which must outlive the scanner or the next call.
  void read(const Text& text);
  // Moves on to the next line. False if there is none.
  bool next_line();
  // Makes the next line a part of this one, as far as it fits. False if there is none.
  bool extend_line();
  // Moves on past whole lines, none of which is too long.
  void skip_to(Offset limit);
  Offset limit() const { return limit_; }

  // Tells the number of a line, from 1, when somebody asks for it: counting takes its time.
  struct Mark {
    Offset end;
    std::uint32_t cuts;
  };
  Mark mark() const { return {limit_, cuts_}; }
  std::uint32_t number_of(Mark mark) const { return text_->line_of(mark.end - 1) + mark.cuts; }
  std::uint32_t line_number() const { return number_of(mark()); }
  // Of the line behind the last one.
  std::uint32_t end_number() const { return text_->line_count() + cuts_ + 1; }

  // The byte at an offset; NUL beyond the limit.
  char at(Offset offset) const { return offset < limit_ ? bytes_[offset] : '\0'; }
  bool starts_with(Offset offset, std::string_view what) const;
  std::string_view rest(Offset offset) const { return bytes_.substr(offset, limit_ - offset); }

  // These take an offset up to the limit and return one.
  // Past blanks, comments, literals and splices.
  Offset skip_blanks(Offset offset);
  // Past everything, if there is anything: the line is then text.
  Offset skip_line(Offset offset);
  Offset skip_word(Offset offset) const;
  // To the word behind the number sign that makes the line a directive; past the line if none does.
  Offset skip_to_keyword(Offset line_begin);
  // Past blanks and, if they are complete, a macro's arguments.
  Offset skip_arguments(Offset offset);

  // Why reading had to end, or nothing. All else that was found since means nothing.
  std::string_view fault() const { return fault_; }

 private:
  Offset splice_size(Offset offset) const;
  Offset step(Offset offset);
  Offset enter(Within what, Offset behind);
  Offset step_in_code(Offset offset);
  Offset step_in_literal(Offset offset, char quote);

  Offset line_end(Offset begin, Offset room) const;
  void count_cut();

  const Text* text_ = nullptr;
  std::string_view bytes_;
  Offset line_begin_ = 0;
  Offset limit_ = 0;
  std::uint32_t cuts_ = 0;  // how many lines there are for their length alone
  std::string_view fault_;
};

}  // namespace towpath::unifdef::classic
