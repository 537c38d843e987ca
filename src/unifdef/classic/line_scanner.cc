// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/classic/line_scanner.h"

#include <algorithm>

#include "unifdef/classic/symbols.h"

namespace towpath::unifdef::classic {

std::string_view name_of(Within within) {
  switch (within) {
    case Within::kCode:
      return "NO";
    case Within::kBlockComment:
      return "C";
    case Within::kLineComment:
      return "CXX";
    case Within::kOpening:
      return "STARTING";
    case Within::kClosing:
      return "FINISHING";
    case Within::kCharacter:
      return "CHAR";
    case Within::kString:
      return "STRING";
    case Within::kRawString:
      return "RAW STRING";
  }
  return "";
}

std::string_view name_of(LineSoFar so_far) {
  switch (so_far) {
    case LineSoFar::kNothing:
      return "START";
    case LineSoFar::kNumberSign:
      return "HASH";
    case LineSoFar::kText:
      return "DIRTY";
  }
  return "";
}

void LineScanner::read(const Text& text) {
  text_ = &text;
  bytes_ = text.bytes();
  limit_ = line_begin_ = 0;
  cuts_ = 0;
}

Offset LineScanner::line_end(Offset begin, Offset room) const {
  const std::string_view part = bytes_.substr(begin, room);
  return begin + static_cast<Offset>(std::min(part.find('\n'), part.size() - 1) + 1);
}

// The next line begins where the last one was cut off.
void LineScanner::count_cut() {
  if (limit_ > 0 && bytes_[limit_ - 1] != '\n') ++cuts_;
}

void LineScanner::skip_to(Offset limit) {
  count_cut();
  limit_ = limit;
}

bool LineScanner::next_line() {
  if (limit_ == bytes_.size()) return false;
  count_cut();
  line_begin_ = limit_;
  limit_ = line_end(limit_, kLongestLine);
  return true;
}

bool LineScanner::extend_line() {
  const Offset room = kLongestLine - (limit_ - line_begin_);
  if (room == 0) {
    ++cuts_;
    return true;
  }
  if (limit_ == bytes_.size()) return false;
  limit_ = line_end(limit_, room);
  return true;
}

bool LineScanner::starts_with(Offset offset, std::string_view what) const {
  return rest(offset).starts_with(what);
}

// 0 if there is no line splice.
Offset LineScanner::splice_size(Offset offset) const {
  if (at(offset) != '\\') return 0;
  if (at(offset + 1) == '\n') return 2;
  return at(offset + 1) == '\r' && at(offset + 2) == '\n' ? 3 : 0;
}

Offset LineScanner::enter(Within what, Offset behind) {
  within = what;
  return behind;
}

// One step of skip_blanks; none if there is something to stop at.
Offset LineScanner::step(Offset offset) {
  if (const Offset splice = splice_size(offset); splice != 0) return offset + splice;
  const char c = bytes_[offset];
  switch (within) {
    case Within::kCode:
      return step_in_code(offset);
    case Within::kLineComment:
      if (c == '\n') {
        within = Within::kCode;
        so_far = LineSoFar::kNothing;
      }
      return offset + 1;
    case Within::kBlockComment: {
      if (c != '*') return offset + 1;
      const Offset splice = splice_size(offset + 1);
      if (splice != 0) return enter(Within::kClosing, offset + 1 + splice);
      return at(offset + 1) == '/' ? enter(Within::kCode, offset + 2) : offset + 1;
    }
    case Within::kClosing:
      return c == '/' ? enter(Within::kCode, offset + 1) : enter(Within::kBlockComment, offset);
    case Within::kOpening:
      if (c == '*') return enter(Within::kBlockComment, offset + 1);
      if (c == '/') return enter(Within::kLineComment, offset + 1);
      so_far = LineSoFar::kText;
      return enter(Within::kCode, offset);
    case Within::kCharacter:
      return step_in_literal(offset, '\'');
    case Within::kString:
      return step_in_literal(offset, '"');
    case Within::kRawString:
      return starts_with(offset, ")\"") ? enter(Within::kCode, offset + 2) : offset + 1;
  }
  return offset;
}

Offset LineScanner::step_in_code(Offset offset) {
  const auto open_literal = [&](Within what, Offset behind) {
    so_far = LineSoFar::kText;
    return enter(what, behind);
  };
  switch (bytes_[offset]) {
    case '\n':
      so_far = LineSoFar::kNothing;
      return offset + 1;
    case ' ':
    case '\t':
    case '\r':
      return offset + 1;
    case '\'':
      return open_literal(Within::kCharacter, offset + 1);
    case '"':
      return open_literal(Within::kString, offset + 1);
    case 'R':
      return starts_with(offset, "R\"(") ? open_literal(Within::kRawString, offset + 3) : offset;
    case '/': {
      const Offset splice = splice_size(offset + 1);
      if (splice != 0) return enter(Within::kOpening, offset + 1 + splice);
      if (at(offset + 1) == '*') return enter(Within::kBlockComment, offset + 2);
      return at(offset + 1) == '/' ? enter(Within::kLineComment, offset + 2) : offset;
    }
    default:
      return offset;
  }
}

Offset LineScanner::step_in_literal(Offset offset, char quote) {
  if (bytes_[offset] == quote) return enter(Within::kCode, offset + 1);
  if (bytes_[offset] == '\\') return std::min(offset + 2, limit_);
  if (bytes_[offset] != '\n') return offset + 1;
  fault_ = quote == '"' ? "Unterminated string literal" : "Unterminated char literal";
  return limit_;
}

Offset LineScanner::skip_blanks(Offset offset) {
  if (!fault_.empty()) return limit_;
  if (plain_text) {
    static constexpr std::string_view kBlanks = " \t\n\v\f\r";
    for (; offset < limit_ && kBlanks.find(bytes_[offset]) != std::string_view::npos; ++offset) {
      if (bytes_[offset] == '\n') so_far = LineSoFar::kNothing;
    }
    return offset;
  }
  while (offset < limit_) {
    const Within before = within;
    const Offset next = step(offset);
    if (next == offset && within == before) break;
    offset = next;
  }
  return offset;
}

Offset LineScanner::skip_line(Offset offset) {
  if (offset < limit_) so_far = LineSoFar::kText;
  while (offset < limit_) {
    const Offset next = skip_blanks(offset);
    offset = next == offset ? offset + 1 : next;
  }
  return offset;
}

Offset LineScanner::skip_word(Offset offset) const {
  return offset + static_cast<Offset>(word_at(rest(offset)).size());
}

Offset LineScanner::skip_to_keyword(Offset line_begin) {
  const Offset first = skip_blanks(line_begin);
  if (so_far != LineSoFar::kNothing || at(first) != '#') return skip_line(first);
  so_far = LineSoFar::kNumberSign;
  return skip_blanks(first + 1);
}

Offset LineScanner::skip_arguments(Offset offset) {
  Offset next = skip_blanks(offset);
  if (at(next) != '(') return next;
  int open = 0;
  do {
    open += at(next) == '(' ? 1 : at(next) == ')' ? -1 : 0;
    next = skip_blanks(next + 1);
  } while (open > 0 && next < limit_);
  return open == 0 ? next : offset;
}

}  // namespace towpath::unifdef::classic
