// SPDX-License-Identifier: GPL-2.0-or-later
#include "lex/token.h"

#include <array>
#include <cstring>

namespace towpath::lex {
namespace {

enum CharClass : std::uint8_t {
  kBlank = 1,      // white space within a line
  kWordStart = 2,  // starts an identifier
  kDigit = 4,      // goes on in an identifier, starts a number
  kPlain = 8,      // within a literal: neither quote, backslash nor newline
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (const char blank : {' ', '\t', '\r', '\f', '\v'})
    classes[static_cast<unsigned char>(blank)] |= kBlank;
  for (int c = 'a'; c <= 'z'; ++c) classes[c] |= kWordStart;
  for (int c = 'A'; c <= 'Z'; ++c) classes[c] |= kWordStart;
  for (int c = 0x80; c <= 0xff; ++c) classes[c] |= kWordStart;  // UTF-8 in identifiers
  classes['_'] |= kWordStart;
  classes['$'] |= kWordStart;  // GNU
  for (int c = '0'; c <= '9'; ++c) classes[c] |= kDigit;
  for (int c = 0; c <= 0xff; ++c) {
    if (c != '"' && c != '\'' && c != '\\' && c != '\n') classes[c] |= kPlain;
  }
  return classes;
}

constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

bool is(char c, int classes) {
  return kClasses[static_cast<unsigned char>(c)] & classes;
}

// Reads tokens off [at_, end_).
class Tokenizer {
 public:
  Tokenizer(std::string_view bytes, Offset begin, Offset end, Defines defines)
      : base_(bytes.data()), at_(base_ + begin), end_(base_ + end), defines_(defines) {
    // C has a token about every five bytes.
    tokens_.reserve((end - begin) / 5 + 16);
  }

  std::vector<Token> run() {
    while (skip_space()) {
      if (line_start_ && !in_define_ && starts_directive()) {
        directive();
      } else {
        token();
      }
    }
    in_define_ = false;
    emit(TokenKind::kEnd, end_);
    return std::move(tokens_);
  }

 private:
  char peek(std::ptrdiff_t ahead) const { return end_ - at_ > ahead ? at_[ahead] : '\0'; }

  // The length of a line splice at `at`, 0 if there is none.
  std::ptrdiff_t splice(const char* at) const {
    if (at == end_ || *at != '\\') return 0;
    if (end_ - at > 1 && at[1] == '\n') return 2;
    return end_ - at > 2 && at[1] == '\r' && at[2] == '\n' ? 3 : 0;
  }

  // To the next token. False at the end.
  bool skip_space() {
    for (; at_ != end_; ++at_) {
      if (is(*at_, kBlank)) continue;
      if (*at_ == '\n') {
        line_start_ = true;
        in_define_ = false;
      } else if (const std::ptrdiff_t length = splice(at_)) {
        // A splice ends no `#define` line, but the next token is still the first on its line.
        line_start_ = line_start_ || in_define_;
        at_ += length - 1;
      } else if (*at_ == '/' && (peek(1) == '*' || peek(1) == '/')) {
        at_ = (peek(1) == '*' ? block_comment_end(at_ + 2) : line_end(at_ + 2)) - 1;
      } else {
        spliced_ = false;  // a line comment may have set it
        return true;
      }
    }
    spliced_ = false;
    return false;
  }

  const char* block_comment_end(const char* at) const {
    while (const void* star = std::memchr(at, '*', static_cast<std::size_t>(end_ - at))) {
      at = static_cast<const char*>(star) + 1;
      if (at == end_) break;
      if (*at == '/') return at + 1;
    }
    return end_;
  }

  // The newline that ends the logical line, or the end.
  const char* line_end(const char* at) {
    while (const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end_ - at))) {
      const char* newline = static_cast<const char*>(found);
      const char* last = newline - (newline[-1] == '\r' ? 2 : 1);
      if (last < at || *last != '\\') return newline;
      spliced_ = true;
      at = newline + 1;
    }
    return end_;
  }

  void emit(TokenKind kind, const char* end) {
    tokens_.push_back(Token{.begin = static_cast<Offset>(at_ - base_),
                            .length = static_cast<std::uint32_t>(end - at_),
                            .kind = kind,
                            .line_start = line_start_,
                            .spliced = spliced_,
                            .in_define = in_define_});
    line_start_ = false;
    spliced_ = false;
    at_ = end;
  }

  bool starts_directive() const { return *at_ == '#' || (*at_ == '%' && peek(1) == ':'); }

  void directive() {
    if (defines_ == Defines::kSplit) {
      const char* word = at_ + (*at_ == '#' ? 1 : 2);
      while (word != end_ && is(*word, kBlank)) ++word;
      const char* end = word;
      while (end != end_ && is(*end, kWordStart | kDigit)) ++end;
      if (const TokenKind kind = split_kind({word, end}); kind != TokenKind::kDirective) {
        const bool names_header = *word == 'i';
        emit(kind, end);
        in_define_ = true;
        if (names_header) header_name();
        return;
      }
    }
    const char* end = directive_end();
    emit(TokenKind::kDirective, end[-1] == '\r' ? end - 1 : end);
  }

  // What a directive's word begins; kDirective for those that are one token.
  static TokenKind split_kind(std::string_view word) {
    if (word.size() < 5 || word[0] == 'e') return TokenKind::kDirective;  // most are `#endif`
    if (word == "define") return TokenKind::kDefine;
    const bool is_line =
        word == "include" || word == "undef" || word == "pragma" || word == "include_next";
    return is_line ? TokenKind::kLine : TokenKind::kDirective;
  }

  // <linux/list.h>; one in quotes is a string like any other.
  void header_name() {
    if (!skip_space() || !in_define_ || *at_ != '<') return;
    const char* end = at_;
    while (end != end_ && *end != '>' && *end != '\n') ++end;
    if (end != end_ && *end == '>') emit(TokenKind::kString, end + 1);
  }

  // Comments that go on over the line's end take the directive with them; literals hide comments.
  const char* directive_end() {
    const char* at = at_;
    while (at != end_ && *at != '\n') {
      if (const std::ptrdiff_t length = splice(at)) {
        spliced_ = true;
        at += length;
      } else if (*at == '/' && end_ - at > 1 && at[1] == '*') {
        at = block_comment_end(at + 2);
      } else if (*at == '/' && end_ - at > 1 && at[1] == '/') {
        return line_end(at + 2);
      } else if (*at == '"' || *at == '\'') {
        at = literal_end(at).first;
      } else {
        ++at;
      }
    }
    return at;
  }

  // Past the literal whose quote is at `quote`, and whether it is closed; if not, the line's end.
  std::pair<const char*, bool> literal_end(const char* quote) {
    const char* at = quote + 1;
    while (at != end_) {
      if (is(*at, kPlain)) {
        ++at;
      } else if (*at == *quote) {
        return {at + 1, true};
      } else if (*at == '\n') {
        break;
      } else if (const std::ptrdiff_t length = splice(at)) {
        spliced_ = true;
        at += length;
      } else {
        at += *at == '\\' && end_ - at > 1 && at[1] != '\n' ? 2 : 1;
      }
    }
    return {at, false};
  }

  void token() {
    if (is(*at_, kWordStart)) {
      word();
    } else if (is(*at_, kDigit) || (*at_ == '.' && is(peek(1), kDigit))) {
      number();
    } else if (*at_ == '"' || *at_ == '\'') {
      literal(at_);
    } else if (const int length = punctuator_length()) {
      emit(TokenKind::kPunctuator, at_ + length);
    } else {
      emit(TokenKind::kUnknown, at_ + 1);
    }
  }

  // Past a run of identifier characters and splices that more of them follow.
  const char* word_end(const char* at) {
    for (;;) {
      while (at != end_ && is(*at, kWordStart | kDigit)) ++at;
      const char* next = at;
      while (const std::ptrdiff_t length = splice(next)) next += length;
      if (next == at || next == end_ || !is(*next, kWordStart | kDigit)) return at;
      spliced_ = true;
      at = next;
    }
  }

  void word() {
    const char* end = word_end(at_ + 1);
    if (end != end_ && (*end == '"' || *end == '\'') && is_literal_prefix(end)) {
      literal(end);
    } else {
      emit(TokenKind::kIdentifier, end);
    }
  }

  bool is_literal_prefix(const char* end) const {
    const std::string_view word(at_, static_cast<std::size_t>(end - at_));
    return word == "L" || word == "u" || word == "U" || word == "u8";
  }

  // Digits, letters, dots and signs after an exponent's letter: C's preprocessing number.
  void number() {
    const char* at = at_ + 1;
    for (;;) {
      at = word_end(at);
      if (at == end_) break;
      const char before = static_cast<char>(at[-1] | 0x20);
      const bool sign = (*at == '+' || *at == '-') && (before == 'e' || before == 'p');
      if (!sign && *at != '.') break;
      // 0x1e+2 is one token to the standard too.
      ++at;
    }
    emit(TokenKind::kNumber, at);
  }

  void literal(const char* quote) {
    const auto [end, closed] = literal_end(quote);
    const TokenKind kind = *quote == '"' ? TokenKind::kString : TokenKind::kCharacter;
    emit(closed ? kind : TokenKind::kUnknown, end);
  }

  // Of the longest punctuator at at_; 0 if there is none. `::` is two, so that `asm("" :::
  // "memory")` reads as colons.
  int punctuator_length() const {
    const char next = peek(1);
    switch (*at_) {
      case '(':
      case ')':
      case '[':
      case ']':
      case '{':
      case '}':
      case ',':
      case ';':
      case '~':
      case '?':
      case ':':
        return *at_ == ':' && next == '>' ? 2 : 1;
      case '.':
        return next == '.' && peek(2) == '.' ? 3 : 1;
      case '-':
        return next == '>' || next == '-' || next == '=' ? 2 : 1;
      case '+':
      case '&':
      case '|':
        return next == *at_ || next == '=' ? 2 : 1;
      case '*':
      case '/':
      case '!':
      case '=':
      case '^':
        return next == '=' ? 2 : 1;
      case '<':
        // GNU's minimum and maximum, `<?` and `>?`, are in old code.
        if (next == '<' || next == '?') return peek(2) == '=' ? 3 : 2;
        return next == '=' || next == ':' || next == '%' ? 2 : 1;
      case '>':
        if (next == '>' || next == '?') return peek(2) == '=' ? 3 : 2;
        return next == '=' ? 2 : 1;
      case '%':
        if (next == ':') return peek(2) == '%' && peek(3) == ':' ? 4 : 2;
        return next == '=' || next == '>' ? 2 : 1;
      case '#':
        return next == '#' ? 2 : 1;
      default:
        return 0;
    }
  }

  const char* base_;
  const char* at_;
  const char* end_;
  Defines defines_;
  bool line_start_ = true;
  bool spliced_ = false;  // of the token being read
  bool in_define_ = false;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(const Text& text, Defines defines) {
  return tokenize(text, 0, text.size(), defines);
}

std::vector<Token> tokenize(const Text& text, Offset begin, Offset end, Defines defines) {
  return Tokenizer(text.bytes(), begin, end, defines).run();
}

}  // namespace towpath::lex
