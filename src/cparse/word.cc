// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/word.h"

#include <array>
#include <string_view>

namespace towpath::c {
namespace {

struct Keyword {
  std::string_view spelling;
  Word word = Word::kIdentifier;
};

constexpr Keyword kKeywords[] = {
    {"typedef", Word::kTypedef},
    {"extern", Word::kStorage},
    {"static", Word::kStorage},
    {"auto", Word::kStorage},
    {"register", Word::kStorage},
    {"inline", Word::kStorage},
    {"__inline", Word::kStorage},
    {"__inline__", Word::kStorage},
    {"_Noreturn", Word::kStorage},
    {"_Thread_local", Word::kStorage},
    {"__thread", Word::kStorage},
    {"const", Word::kQualifier},
    {"__const", Word::kQualifier},
    {"__const__", Word::kQualifier},
    {"volatile", Word::kQualifier},
    {"__volatile", Word::kQualifier},
    {"__volatile__", Word::kQualifier},
    {"restrict", Word::kQualifier},
    {"__restrict", Word::kQualifier},
    {"__restrict__", Word::kQualifier},
    {"_Atomic", Word::kQualifier},
    {"void", Word::kTypeWord},
    {"char", Word::kTypeWord},
    {"short", Word::kTypeWord},
    {"int", Word::kTypeWord},
    {"long", Word::kTypeWord},
    {"float", Word::kTypeWord},
    {"double", Word::kTypeWord},
    {"signed", Word::kTypeWord},
    {"__signed", Word::kTypeWord},
    {"__signed__", Word::kTypeWord},
    {"unsigned", Word::kTypeWord},
    {"_Bool", Word::kTypeWord},
    {"_Complex", Word::kTypeWord},
    {"__complex__", Word::kTypeWord},
    {"__int128", Word::kTypeWord},
    {"__auto_type", Word::kTypeWord},
    {"__label__", Word::kTypeWord},
    {"struct", Word::kStruct},
    {"union", Word::kStruct},
    {"enum", Word::kEnum},
    {"typeof", Word::kTypeof},
    {"__typeof", Word::kTypeof},
    {"__typeof__", Word::kTypeof},
    {"typeof_unqual", Word::kTypeof},
    {"__attribute__", Word::kAttribute},
    {"__attribute", Word::kAttribute},
    {"__declspec", Word::kAttribute},
    {"_Alignas", Word::kAttribute},
    {"__extension__", Word::kExtension},
    {"sizeof", Word::kSizeof},
    {"_Alignof", Word::kSizeof},
    {"__alignof", Word::kSizeof},
    {"__alignof__", Word::kSizeof},
    {"__real__", Word::kPart},
    {"__imag__", Word::kPart},
    {"_Generic", Word::kGeneric},
    {"_Static_assert", Word::kStaticAssert},
    {"static_assert", Word::kStaticAssert},
    {"asm", Word::kAsm},
    {"__asm", Word::kAsm},
    {"asm_inline", Word::kAsm},
    {"__asm__", Word::kAsm},
    {"if", Word::kIf},
    {"else", Word::kElse},
    {"while", Word::kWhile},
    {"do", Word::kDo},
    {"for", Word::kFor},
    {"switch", Word::kSwitch},
    {"case", Word::kCase},
    {"default", Word::kDefault},
    {"break", Word::kBreak},
    {"continue", Word::kContinue},
    {"goto", Word::kGoto},
    {"return", Word::kReturn},
};

constexpr std::size_t kSlots = 512;

// A hash of length and three characters that, with the right multiplier, is perfect on the
// keywords.
constexpr std::size_t slot_of(std::string_view word, std::uint32_t multiplier) {
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(word[i]));
  };
  const std::uint32_t key = at(0) | at(word.size() / 2) << 8 | at(word.size() - 1) << 16 |
                            static_cast<std::uint32_t>(word.size()) << 24;
  const std::uint32_t second = at(word.size() > 2 ? 2 : 1);
  return ((key ^ second * 0x9e3779b1u) * multiplier) >> 23;
}

constexpr bool is_perfect(std::uint32_t multiplier) {
  std::array<bool, kSlots> taken{};
  for (const Keyword& keyword : kKeywords) {
    bool& slot = taken[slot_of(keyword.spelling, multiplier)];
    if (slot) return false;
    slot = true;
  }
  return true;
}

// The first of a sequence of odd numbers; the search is the compiler's.
consteval std::uint32_t find_multiplier() {
  std::uint32_t multiplier = 0x85ebca6bu;
  while (!is_perfect(multiplier)) multiplier = (multiplier * 0xc2b2ae35u + 0x27d4eb2eu) | 1u;
  return multiplier;
}

constexpr std::uint32_t kMultiplier = find_multiplier();

constexpr std::array<Keyword, kSlots> make_table() {
  std::array<Keyword, kSlots> table{};
  for (const Keyword& keyword : kKeywords) table[slot_of(keyword.spelling, kMultiplier)] = keyword;
  return table;
}

constexpr std::array<Keyword, kSlots> kTable = make_table();

Word keyword(std::string_view spelling) {
  if (spelling.size() < 2 || spelling.size() > 14) return Word::kIdentifier;
  const Keyword& candidate = kTable[slot_of(spelling, kMultiplier)];
  return candidate.spelling == spelling ? candidate.word : Word::kIdentifier;
}

Word punctuator(std::string_view spelling) {
  const char first = spelling[0];
  const char second = spelling.size() > 1 ? spelling[1] : '\0';
  if (spelling.size() > 1 && spelling.back() == '=') {
    if (first == '=') return Word::kEqual;
    if (first == '!') return Word::kNotEqual;
    if (spelling.size() == 2 && first == '<') return Word::kLessEqual;
    if (spelling.size() == 2 && first == '>') return Word::kGreaterEqual;
    return Word::kOperatorAssign;
  }
  switch (first) {
    case '(':
      return Word::kLeftParen;
    case ')':
      return Word::kRightParen;
    case '[':
      return Word::kLeftBracket;
    case ']':
      return Word::kRightBracket;
    case '{':
      return Word::kLeftBrace;
    case '}':
      return Word::kRightBrace;
    case ',':
      return Word::kComma;
    case ';':
      return Word::kSemicolon;
    case ':':
      return second == '>' ? Word::kRightBracket : Word::kColon;
    case '?':
      return Word::kQuestion;
    case '.':
      return second == '.' ? Word::kEllipsis : Word::kDot;
    case '-':
      return second == '>' ? Word::kArrow : second == '-' ? Word::kDecrement : Word::kMinus;
    case '+':
      return second == '+' ? Word::kIncrement : Word::kPlus;
    case '~':
      return Word::kTilde;
    case '!':
      return Word::kNot;
    case '#':
      return second == '#' ? Word::kPaste : Word::kHash;
    case '*':
      return Word::kStar;
    case '/':
      return Word::kSlash;
    case '%':
      if (second == ':') return spelling.size() == 4 ? Word::kPaste : Word::kHash;
      return second == '>' ? Word::kRightBrace : Word::kPercent;
    case '<':
      if (second == ':') return Word::kLeftBracket;
      if (second == '%') return Word::kLeftBrace;
      return second == '<' ? Word::kShiftLeft : Word::kLess;
    case '>':
      return second == '>' ? Word::kShiftRight : Word::kGreater;
    case '&':
      return second == '&' ? Word::kAndAnd : Word::kAnd;
    case '|':
      return second == '|' ? Word::kOrOr : Word::kOr;
    case '^':
      return Word::kXor;
    default:
      return Word::kAssign;
  }
}

}  // namespace

std::vector<Word> words_of(const Text& text, std::span<const lex::Token> tokens) {
  const std::string_view bytes = text.bytes();
  std::vector<Word> words(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view spelling(bytes.data() + tokens[i].begin, tokens[i].length);
    switch (tokens[i].kind) {
      case lex::TokenKind::kIdentifier:
        words[i] = keyword(spelling);
        break;
      case lex::TokenKind::kPunctuator:
        words[i] = punctuator(spelling);
        break;
      case lex::TokenKind::kNumber:
        words[i] = Word::kNumber;
        break;
      case lex::TokenKind::kCharacter:
        words[i] = Word::kCharacter;
        break;
      case lex::TokenKind::kString:
        words[i] = Word::kString;
        break;
      case lex::TokenKind::kDirective:
        words[i] = Word::kDirective;
        break;
      case lex::TokenKind::kDefine:
        words[i] = Word::kDefine;
        break;
      case lex::TokenKind::kLine:
        words[i] = Word::kLine;
        break;
      case lex::TokenKind::kUnknown:
        words[i] = Word::kUnknown;
        break;
      case lex::TokenKind::kEnd:
        words[i] = Word::kEnd;
        break;
    }
  }
  return words;
}

int precedence(Word word) {
  switch (word) {
    case Word::kStar:
    case Word::kSlash:
    case Word::kPercent:
      return 10;
    case Word::kPlus:
    case Word::kMinus:
      return 9;
    case Word::kShiftLeft:
    case Word::kShiftRight:
      return 8;
    case Word::kLess:
    case Word::kGreater:
    case Word::kLessEqual:
    case Word::kGreaterEqual:
      return 7;
    case Word::kEqual:
    case Word::kNotEqual:
      return 6;
    case Word::kAnd:
      return 5;
    case Word::kXor:
      return 4;
    case Word::kOr:
      return 3;
    case Word::kAndAnd:
      return 2;
    case Word::kOrOr:
      return 1;
    default:
      return 0;
  }
}

}  // namespace towpath::c
