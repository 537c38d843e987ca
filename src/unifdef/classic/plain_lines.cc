// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/classic/plain_lines.h"

#include "lex/directive.h"
#include "unifdef/classic/symbols.h"

namespace towpath::unifdef::classic {
namespace {

class Skipper {
 public:
  Skipper(std::string_view bytes, Offset begin)
      : bytes_(bytes), size_(static_cast<Offset>(bytes.size())), clean_(begin), passed_(begin) {}

  Offset run() {
    for (Offset at = passed_; (at = lex::next_opener(bytes_, at)) < size_;) {
      const Offset next = bytes_[at] == '/'   ? past_slash(at)
                          : bytes_[at] == '#' ? past_number_sign(at)
                                              : past_literal(at);
      if (next == kStop) return clean_before(at);
      at = next;
    }
    return clean_before(size_);
  }

 private:
  static constexpr Offset kStop = ~Offset{0};

  char byte(Offset at) const { return at < size_ ? bytes_[at] : '\0'; }

  bool spliced(Offset newline) const {
    if (newline > 0 && bytes_[newline - 1] == '\\') return true;
    return newline > 1 && bytes_[newline - 1] == '\r' && bytes_[newline - 2] == '\\';
  }

  // The last begin of a line, up to `at`, where nothing is open. What may hide newlines is passed.
  Offset clean_before(Offset at) const {
    for (;;) {
      const std::size_t newline = bytes_.substr(passed_, at - passed_).rfind('\n');
      if (newline == std::string_view::npos) return clean_;
      at = passed_ + static_cast<Offset>(newline);
      if (!spliced(at)) return at + 1;
    }
  }

  // Past what has newlines inside.
  Offset pass(Offset begin, Offset end) {
    clean_ = clean_before(begin);
    return passed_ = end;
  }

  Offset past_slash(Offset at) {
    const lex::Comment comment = lex::comment_at(bytes_, at);
    if (comment.kind == lex::CommentKind::kNo) return at + 1;
    if (comment.kind == lex::CommentKind::kBlock && comment.end > size_) return kStop;
    return pass(at, comment.end);
  }

  Offset past_literal(Offset at) const {
    const char quote = bytes_[at];
    if (quote == '"' && at > 0 && bytes_[at - 1] == 'R' && byte(at + 1) == '(') return kStop;
    for (++at; at < size_ && bytes_[at] != '\n'; ++at) {
      if (bytes_[at] == quote) return at + 1;
      if (bytes_[at] != '\\') continue;
      ++at;
      if (byte(at) == '\n' || byte(at) == '\r') break;
    }
    return kStop;
  }

  // Other directives than conditionals are text, unless their word goes on in the next line.
  Offset past_number_sign(Offset at) const {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    Offset before = at;
    while (before > passed_ && blank(bytes_[before - 1])) --before;
    if (before > clean_ && before == passed_) return kStop;  // behind a comment
    if (before > clean_ && bytes_[before - 1] != '\n') return at + 1;
    if (before > clean_ && spliced(before - 1)) return kStop;
    Offset word = at + 1;
    while (blank(byte(word))) ++word;
    const char first = byte(word);
    if (!is_word_part(first) || first == 'e' || (first == 'i' && byte(word + 1) == 'f')) {
      return kStop;
    }
    while (is_word_part(byte(word))) ++word;
    return byte(word) == '\\' ? kStop : word;
  }

  std::string_view bytes_;
  Offset size_;
  Offset clean_;   // the begin of a line where nothing is open
  Offset passed_;  // all newlines in [clean_, passed_) are inside of comments or spliced
};

}  // namespace

Offset skip_plain_lines(std::string_view bytes, Offset begin) {
  return Skipper(bytes, begin).run();
}

Offset find_long_line(std::string_view bytes, Offset begin, Offset most) {
  while (bytes.size() - begin > most) {
    const std::size_t newline = bytes.substr(begin, most).rfind('\n');
    if (newline == std::string_view::npos) return begin;
    begin += static_cast<Offset>(newline) + 1;
  }
  return static_cast<Offset>(bytes.size());
}

}  // namespace towpath::unifdef::classic
