// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/token.h"

#include <algorithm>
#include <array>

#include "lex/directive.h"

namespace towpath::unifdef {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_encoding_prefix(std::string_view word) {
  return word == "L" || word == "u" || word == "U" || word == "u8";
}

// Reads one token; every step goes past the line splices behind a byte.
class Lexer {
 public:
  Lexer(std::string_view bytes, Offset at, Offset end, Spellings& spellings)
      : bytes_(bytes.substr(0, end)), at_(at), spellings_(spellings) {}

  bool next(Token& token) {
    at_ = lex::skip_blanks(bytes_, at_, size());
    if (at_ >= size()) return false;
    token = {};
    token.begin = at_;
    token.kind = read();
    token.end = at_;
    token.spelling = spelling(token.begin, token.end);
    return true;
  }

 private:
  Offset size() const { return static_cast<Offset>(bytes_.size()); }
  Offset after(Offset at) const { return lex::skip_splices(bytes_, at + 1); }
  char byte(Offset at) const { return at < size() ? bytes_[at] : '\0'; }

  TokenKind read() {
    const char first = byte(at_);
    if (is_identifier_start(first)) {
      const Offset begin = at_;
      while (is_identifier_part(byte(at_))) at_ = after(at_);
      if (byte(at_) != '\'' || !is_encoding_prefix(spelling(begin, at_))) {
        return TokenKind::kIdentifier;
      }
      at_ = lex::skip_literal(bytes_, at_);
      return TokenKind::kCharacter;
    }
    if (is_digit(first) || (first == '.' && is_digit(byte(after(at_))))) {
      read_number();
      return TokenKind::kNumber;
    }
    if (first == '\'' || first == '"') {
      at_ = lex::skip_literal(bytes_, at_);
      return first == '"' ? TokenKind::kLiteral : TokenKind::kCharacter;
    }
    read_punctuator();
    return TokenKind::kPunctuator;
  }

  // C's pp-number: greedy, so that "0x1g" is one bad number rather than two tokens.
  void read_number() {
    for (;;) {
      const char c = byte(at_);
      const Offset next = after(at_);
      if ((c == 'e' || c == 'E' || c == 'p' || c == 'P') &&
          (byte(next) == '+' || byte(next) == '-')) {
        at_ = after(next);
      } else if (is_identifier_part(c) || c == '.' ||
                 (c == '\'' && is_identifier_part(byte(next)))) {
        at_ = next;
      } else {
        return;
      }
    }
  }

  void read_punctuator() {
    static constexpr std::array<std::string_view, 9> kPairs = {
        "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "##"};
    const Offset second = after(at_);
    const char pair[] = {byte(at_), byte(second)};
    at_ = std::find(kPairs.begin(), kPairs.end(), std::string_view(pair, 2)) != kPairs.end()
              ? after(second)
              : second;
  }

  std::string_view spelling(Offset begin, Offset end) {
    const std::string_view written = bytes_.substr(begin, end - begin);
    if (written.find('\\') == std::string_view::npos) return written;
    std::string joined;
    for (Offset at = begin; at < end;) {
      const Offset past = lex::skip_splices(bytes_, at);
      if (past == at)
        joined += bytes_[at++];
      else
        at = past;
    }
    return spellings_.emplace_back(std::move(joined));
  }

  std::string_view bytes_;
  Offset at_;
  Spellings& spellings_;
};

}  // namespace

bool is_identifier_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_identifier_part(char c) {
  return is_identifier_start(c) || is_digit(c);
}

void tokenize(std::string_view bytes, Offset begin, Offset end, Spellings& spellings,
              Tokens& tokens) {
  Lexer lexer(bytes, begin, end, spellings);
  for (Token token; lexer.next(token);) tokens.push_back(token);
}

}  // namespace towpath::unifdef
