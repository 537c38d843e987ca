// SPDX-License-Identifier: GPL-2.0-or-later
#include "lex/directive.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>

#include <bit>
#endif

namespace towpath::lex {
namespace {

constexpr Offset kNone = ~Offset{0};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r';
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Offset find_byte(std::string_view bytes, Offset at, char wanted) {
  const void* found =
      at < bytes.size() ? std::memchr(bytes.data() + at, wanted, bytes.size() - at) : nullptr;
  return found ? static_cast<Offset>(static_cast<const char*>(found) - bytes.data()) : kNone;
}

// The begin of the splice that ends at `at`, or kNone.
Offset splice_before(std::string_view bytes, Offset at) {
  if (at < 2 || bytes[at - 1] != '\n') return kNone;
  if (bytes[at - 2] == '\\') return at - 2;
  return at >= 3 && bytes[at - 2] == '\r' && bytes[at - 3] == '\\' ? at - 3 : kNone;
}

// Past the block comment whose opening "/*" ends at `at`, or kNone.
Offset block_comment_end(std::string_view bytes, Offset at) {
  // Slashes are rarer than stars in the comments people write.
  for (Offset slash = at;; ++slash) {
    slash = find_byte(bytes, slash, '/');
    if (slash == kNone) return kNone;
    Offset before = slash;
    for (Offset splice; (splice = splice_before(bytes, before)) != kNone && splice >= at;) {
      before = splice;
    }
    if (before > at && bytes[before - 1] == '*') return slash + 1;
  }
}

// The newline that ends the logical line which holds `at`, or the text's end. Looks at nothing but
// newlines: right inside a line comment.
Offset plain_line_end(std::string_view bytes, Offset at) {
  for (;; ++at) {
    at = find_byte(bytes, at, '\n');
    if (at == kNone) return static_cast<Offset>(bytes.size());
    if (splice_before(bytes, at + 1) == kNone) return at;
  }
}

DirectiveKind kind_of(std::string_view word) {
  struct Keyword {
    std::string_view word;
    DirectiveKind kind;
  };
  static constexpr std::array kKeywords = {
      Keyword{"endif", DirectiveKind::kEndif},
      Keyword{"ifdef", DirectiveKind::kIfdef},
      Keyword{"if", DirectiveKind::kIf},
      Keyword{"else", DirectiveKind::kElse},
      Keyword{"ifndef", DirectiveKind::kIfndef},
      Keyword{"elif", DirectiveKind::kElif},
      Keyword{"define", DirectiveKind::kDefine},
      Keyword{"include", DirectiveKind::kInclude},
      Keyword{"undef", DirectiveKind::kUndef},
      Keyword{"elifdef", DirectiveKind::kElifdef},
      Keyword{"elifndef", DirectiveKind::kElifndef},
  };
  for (const Keyword& keyword : kKeywords) {
    if (keyword.word == word) return keyword.kind;
  }
  return DirectiveKind::kOther;
}

class Scanner {
 public:
  Scanner(std::string_view bytes, Wanted wanted) : bytes_(bytes), wanted_(wanted) {
    scan_.unclosed_comment = size();
  }

  DirectiveScan run() && {
    for (Offset at = 0; (at = next_opener(bytes_, at)) < size();) {
      switch (bytes_[at]) {
        case '/':
          at = past_slash(at);
          break;
        case '#':
          at = past_number_sign(at);
          break;
        case '\'':
          at = separates_digits(at) ? at + 1 : skip_literal(bytes_, at);
          break;
        default:
          at = skip_literal(bytes_, at);
      }
    }
    return std::move(scan_);
  }

 private:
  Offset size() const { return static_cast<Offset>(bytes_.size()); }

  Offset past_slash(Offset at) {
    const Comment comment = comment_at(bytes_, at);
    if (comment.kind == CommentKind::kNo) return at + 1;
    if (comment.kind == CommentKind::kLine) return comment.end;
    if (comment.end == kNone) {
      scan_.unclosed_comment = at;
      return size();
    }
    const Offset line = line_begin(at);
    last_comment_ = {at, comment.end, line};
    return comment.end;
  }

  // Where the logical line begins on which `at` is the first thing other than comments and blanks;
  // kNone if it is not the first.
  Offset line_begin(Offset at) const {
    for (;;) {
      while (at > 0 && is_blank(bytes_[at - 1])) --at;
      const Offset splice = splice_before(bytes_, at);
      if (splice == kNone) break;
      at = splice;
    }
    if (at == 0 || bytes_[at - 1] == '\n') return at;
    if (at != last_comment_.end || last_comment_.line_begin == kNone) return kNone;
    const Offset newline = find_byte(bytes_.substr(0, at), last_comment_.begin, '\n');
    return newline == kNone ? last_comment_.line_begin : at;
  }

  // Whether the quote at `at` is inside a number such as 1'000.
  bool separates_digits(Offset at) {
    if (at + 1 == size() || !is_word(bytes_[at + 1])) return false;
    Offset begin = at;
    while (begin > 0 && (is_word(bytes_[begin - 1]) || bytes_[begin - 1] == '.')) --begin;
    const bool number =
        begin < at && ((begin > 0 && begin - 1 == last_separator_) ||
                       (bytes_[begin] >= '0' && bytes_[begin] <= '9') || bytes_[begin] == '.');
    if (number) last_separator_ = at;
    return number;
  }

  Offset past_number_sign(Offset at) {
    const Offset keyword = skip_blanks(bytes_, at + 1, size());
    if (wanted_ == Wanted::kConditionals && !may_be_conditional(keyword)) return at + 1;
    const Offset begin = line_begin(at);
    if (begin == kNone) return at + 1;
    std::array<char, 8> letters;  // as many as the longest keyword has
    std::size_t length = 0;
    Offset keyword_end = keyword;
    for (Offset i = keyword; i < size() && is_word(bytes_[i]); i = skip_splices(bytes_, i + 1)) {
      if (length < letters.size()) letters[length] = bytes_[i];
      ++length;
      keyword_end = i + 1;
    }
    const DirectiveKind kind = length <= letters.size()
                                   ? kind_of(std::string_view(letters.data(), length))
                                   : DirectiveKind::kOther;
    if (wanted_ == Wanted::kConditionals && kind > DirectiveKind::kEndif) return at + 1;

    const Offset newline = directive_newline(at + 1);
    const Offset end = newline < size() ? newline + 1 : newline;
    Offset operand_end = newline;
    if (newline < size() && bytes_[newline - 1] == '\r') --operand_end;
    keyword_end = std::min(keyword_end, operand_end);  // no word, only blanks before the "\r\n"
    scan_.directives.push_back({.kind = kind,
                                .begin = begin,
                                .end = end,
                                .keyword_begin = std::min(keyword, keyword_end),
                                .keyword_end = keyword_end,
                                .operand_end = operand_end});
    return end;
  }

  // Tells most other directives, of which there may be very many, at a glance.
  bool may_be_conditional(Offset keyword) const {
    const auto letter = [this](Offset at) { return at < size() ? bytes_[at] : '\0'; };
    if (letter(keyword) == 'e') return true;
    return letter(keyword) == 'i' && (letter(keyword + 1) == 'f' || letter(keyword + 1) == '\\');
  }

  // The newline that ends the directive which holds `at`, or the text's end.
  Offset directive_newline(Offset at) {
    while (at < size()) {
      switch (bytes_[at]) {
        case '\n':
          if (splice_before(bytes_, at + 1) == kNone) return at;
          ++at;
          break;
        case '/':
          at = past_slash(at);
          break;
        case '\'':
          at = separates_digits(at) ? at + 1 : skip_literal(bytes_, at);
          break;
        case '"':
          at = skip_literal(bytes_, at);
          break;
        default:
          ++at;
      }
    }
    return size();
  }

  std::string_view bytes_;
  Wanted wanted_;
  DirectiveScan scan_;
  struct {
    Offset begin;
    Offset end = kNone;
    Offset line_begin;
  } last_comment_;
  Offset last_separator_ = kNone;
};

}  // namespace

Comment comment_at(std::string_view bytes, Offset at) {
  const Offset second = skip_splices(bytes, at + 1);
  if (second == bytes.size()) return {CommentKind::kNo, 0};
  if (bytes[second] == '*') return {CommentKind::kBlock, block_comment_end(bytes, second + 1)};
  if (bytes[second] == '/') return {CommentKind::kLine, plain_line_end(bytes, second + 1)};
  return {CommentKind::kNo, 0};
}

Offset next_opener(std::string_view bytes, Offset at) {
  const Offset size = static_cast<Offset>(bytes.size());
#if defined(__SSE2__)
  // '"' and '#', and likewise '\'' and '/', differ in one bit, which is masked off.
  const __m128i quote_mask = _mm_set1_epi8(static_cast<char>(~('"' ^ '#')));
  const __m128i quote = _mm_set1_epi8('"' & '#');
  const __m128i slash_mask = _mm_set1_epi8(static_cast<char>(~('\'' ^ '/')));
  const __m128i slash = _mm_set1_epi8('\'' & '/');
  for (; size - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at));
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(_mm_and_si128(block, quote_mask), quote),
                                     _mm_cmpeq_epi8(_mm_and_si128(block, slash_mask), slash));
    const unsigned bits = static_cast<unsigned>(_mm_movemask_epi8(hit));
    if (bits != 0) return at + static_cast<Offset>(std::countr_zero(bits));
  }
#endif
  while (at < size && bytes[at] != '"' && bytes[at] != '#' && bytes[at] != '\'' &&
         bytes[at] != '/') {
    ++at;
  }
  return at;
}

DirectiveScan scan_directives(std::string_view bytes, Wanted wanted) {
  return Scanner(bytes, wanted).run();
}

Offset skip_splices(std::string_view bytes, Offset at) {
  while (at + 1 < bytes.size() && bytes[at] == '\\') {
    const Offset newline = bytes[at + 1] == '\r' ? at + 2 : at + 1;
    if (newline >= bytes.size() || bytes[newline] != '\n') break;
    at = newline + 1;
  }
  return at;
}

Offset skip_blanks(std::string_view bytes, Offset at, Offset end) {
  while (at < end) {
    if (is_blank(bytes[at])) {
      ++at;
    } else if (bytes[at] == '\\') {
      const Offset next = skip_splices(bytes, at);
      if (next == at) break;
      at = next;
    } else if (bytes[at] == '/') {
      const Comment comment = comment_at(bytes, at);
      if (comment.kind == CommentKind::kNo) break;
      at = comment.end;  // kNone is beyond every end
    } else {
      break;
    }
  }
  return std::min(at, end);
}

namespace {

// The next `quote`, backslash or newline at or after `at`, or the text's end.
Offset next_in_literal(std::string_view bytes, Offset at, char quote) {
  const Offset size = static_cast<Offset>(bytes.size());
#if defined(__SSE2__)
  for (; at < size && size - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at));
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(quote)),
                                     _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\')),
                                                  _mm_cmpeq_epi8(block, _mm_set1_epi8('\n'))));
    const unsigned bits = static_cast<unsigned>(_mm_movemask_epi8(hit));
    if (bits != 0) return at + static_cast<Offset>(std::countr_zero(bits));
  }
#endif
  while (at < size && bytes[at] != quote && bytes[at] != '\\' && bytes[at] != '\n') ++at;
  return at;
}

}  // namespace

Offset skip_literal(std::string_view bytes, Offset at) {
  const char quote = bytes[at];
  const Offset size = static_cast<Offset>(bytes.size());
  for (++at; (at = next_in_literal(bytes, at, quote)) < size && bytes[at] != '\n'; ++at) {
    if (bytes[at] == quote) return at + 1;
    if (const Offset spliced = skip_splices(bytes, at); spliced != at) {
      at = spliced - 1;
      continue;
    }
    const Offset escaped = skip_splices(bytes, at + 1);
    if (escaped < size && bytes[escaped] != '\n') at = escaped;
  }
  return at;
}

}  // namespace towpath::lex
