// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "cparse/parse.h"
#include "cparse/word.h"

namespace towpath::c {
namespace {

using lex::Token;
using lex::TokenKind;

// A `#define` line: tokens [first, last), the kDefine token first; the body is [body, last).
struct DefineLine {
  std::size_t name;
  std::size_t body;
  std::size_t last;
  bool function_like;
};

// Reads a body's tokens to tell the macro's role.
class BodyReader {
 public:
  BodyReader(std::span<const Word> words, const DefineLine& define, const Names& names,
             const Text& text, std::span<const Token> tokens)
      : words_(words),
        text_(text),
        tokens_(tokens),
        names_(names),
        at_(define.body),
        last_(define.last) {}

  bool attributes_only() {
    while (at_ != last_) {
      if (words_[at_] == Word::kAttribute && word(at_ + 1) == Word::kLeftParen) {
        at_ = past_group(at_ + 1);
      } else if (words_[at_] == Word::kStorage && spelling(at_) != "extern") {
        ++at_;
      } else if (words_[at_] == Word::kIdentifier &&
                 names_.find(spelling(at_)) == Role::kAttribute) {
        ++at_;
        if (word(at_) == Word::kLeftParen) at_ = past_group(at_);
      } else {
        return false;
      }
    }
    return true;
  }

  // `for (...)`, `if (...) {} else`, `while (...) if (...)`: a statement has yet to follow.
  bool loop_head() {
    bool any = false;
    while (at_ != last_) {
      const Word head = words_[at_];
      if (head == Word::kElse && any) {
        ++at_;
        continue;
      }
      if (head == Word::kLeftBrace && any && word(at_ + 1) == Word::kRightBrace) {
        at_ += 2;
        if (word(at_) != Word::kElse) return false;
        continue;
      }
      if (any && head == Word::kIdentifier && word(at_ + 1) == Word::kLeftParen &&
          past_group(at_ + 1) == last_) {
        return true;
      }
      if (head != Word::kFor && head != Word::kWhile && head != Word::kIf) return false;
      if (word(at_ + 1) != Word::kLeftParen) return false;
      at_ = past_group(at_ + 1);
      any = true;
    }
    return any;
  }

  // Words of a type and stars, no name that could be a variable's.
  bool type_only() {
    bool type = false;
    for (; at_ != last_; ++at_) {
      switch (words_[at_]) {
        case Word::kTypeWord:
          type = true;
          break;
        case Word::kStruct:
        case Word::kEnum:
          if (word(at_ + 1) != Word::kIdentifier) return false;
          ++at_;
          type = true;
          break;
        case Word::kQualifier:
          break;
        case Word::kStar:
          if (!type) return false;
          break;
        case Word::kIdentifier:
          if (type || names_.find(spelling(at_)) != Role::kType) return false;
          type = true;
          break;
        default:
          return false;
      }
    }
    return type;
  }

 private:
  Word word(std::size_t i) const { return i < last_ ? words_[i] : Word::kEnd; }
  std::string_view spelling(std::size_t i) const {
    return text_.slice(tokens_[i].begin, tokens_[i].end());
  }
  std::size_t past_group(std::size_t open) const {
    std::size_t depth = 0;
    for (std::size_t i = open; i != last_; ++i) {
      if (words_[i] == Word::kLeftParen) ++depth;
      if (words_[i] == Word::kRightParen && --depth == 0) return i + 1;
    }
    return last_;
  }

  std::span<const Word> words_;
  const Text& text_;
  std::span<const Token> tokens_;
  const Names& names_;
  std::size_t at_;
  std::size_t last_;
};

// Looks for typedefs and `#define`s in tokens.
class RoleFinder {
 public:
  RoleFinder(const Text& text, std::span<const Token> tokens, std::span<const Word> words,
             bool hints)
      : text_(text), tokens_(tokens), words_(words), hints_(hints) {}

  Names run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (words_[i] == Word::kDefine) {
        define(i);
      } else if (words_[i] == Word::kTypedef && !tokens_[i].in_define) {
        type_definition(i);
      }
    }
    return std::move(names_);
  }

 private:
  std::string_view spelling(std::size_t i) const {
    return text_.slice(tokens_[i].begin, tokens_[i].end());
  }

  void define(std::size_t at) {
    DefineLine line{.name = at + 1, .body = at + 2, .last = at + 1, .function_like = false};
    while (tokens_[line.last].in_define) ++line.last;
    if (line.last == line.name || words_[line.name] != Word::kIdentifier) return;
    if (line.body != line.last && words_[line.body] == Word::kLeftParen &&
        tokens_[line.body].begin == tokens_[line.name].end()) {
      line.function_like = true;
      while (line.body != line.last && words_[line.body] != Word::kRightParen) ++line.body;
      if (line.body != line.last) ++line.body;
    }
    if (const auto role = role_of(line)) names_.set(spelling(line.name), *role);
  }

  std::optional<Role> role_of(const DefineLine& line) const {
    const auto body = [&](const Names& names) {
      return BodyReader(words_, line, names, text_, tokens_);
    };
    if (line.body == line.last) {
      // The usual empty function-like macro is a debug statement compiled out.
      if (line.function_like && !hints_) return std::nullopt;
      // An empty one is often a constant that only `#ifdef` reads; then its role never matters.
      return Role::kAttribute;
    }
    if (body(Names::builtin()).attributes_only()) return Role::kAttribute;
    if (body(Names::builtin()).loop_head()) return Role::kIterator;
    if (!line.function_like && body(Names::builtin()).type_only()) return Role::kType;
    if (hints_) return hinted(line);
    return std::nullopt;
  }

  // Coccinelle's hint headers say `MACROSTATEMENT`, `MACRODECL`, `YACFE_ITERATOR`… by name too.
  std::optional<Role> hinted(const DefineLine& line) const {
    const Word first = words_[line.body];
    if (first == Word::kIdentifier && line.last == line.body + 1) {
      const std::string_view word = spelling(line.body);
      if (word == "MACROSTATEMENT") return Role::kStatement;
      if (word == "YACFE_ITERATOR") return Role::kIterator;
      if (word == "YACFE_DECLARATOR") return Role::kDeclarer;
    }
    if (is_specifier(first)) return Role::kDeclarer;
    if (is_statement(first) || first == Word::kLeftBrace ||
        words_[line.last - 1] == Word::kSemicolon) {
      return Role::kStatement;
    }
    return std::nullopt;
  }

  // The names that a typedef declares: the last identifier of each declarator outside braces and
  // parameters, so of `typedef int (*f)(int a), g[N];` f and g.
  void type_definition(std::size_t at) {
    std::size_t name = 0;
    int braces = 0;
    int nested = 0;
    bool named = false;  // a parenthesis or bracket has closed since the name
    for (std::size_t i = at + 1; i < tokens_.size(); ++i) {
      switch (words_[i]) {
        case Word::kLeftBrace:
          ++braces;
          break;
        case Word::kRightBrace:
          if (--braces < 0) return;
          break;
        case Word::kLeftParen:
        case Word::kLeftBracket:
          ++nested;
          // `(*name`: the name stands inside.
          if (braces == 0 && nested == 1 && words_[i + 1] == Word::kStar) {
            while (i + 1 < tokens_.size() && words_[i + 1] == Word::kStar) ++i;
            if (words_[i + 1] == Word::kIdentifier) {
              name = i + 1;
              named = true;
            }
          }
          break;
        case Word::kRightParen:
        case Word::kRightBracket:
          --nested;
          if (braces == 0 && nested == 0 && name != 0) named = true;
          break;
        case Word::kAttribute:
          named = named || name != 0;
          break;
        case Word::kIdentifier:
          if (braces == 0 && nested == 0 && !named && !tokens_[i].in_define &&
              names_.find(spelling(i)) != Role::kAttribute &&
              Names::builtin().find(spelling(i)) != Role::kAttribute) {
            name = i;
          }
          break;
        case Word::kComma:
        case Word::kSemicolon:
          if (braces != 0 || nested != 0) break;
          if (name != 0) names_.set(spelling(name), Role::kType);
          name = 0;
          named = false;
          if (words_[i] == Word::kSemicolon) return;
          break;
        case Word::kTypedef:
        case Word::kEnd:
          return;
        default:
          break;
      }
    }
  }

  const Text& text_;
  std::span<const Token> tokens_;
  std::span<const Word> words_;
  bool hints_;
  Names names_;
};

}  // namespace

std::size_t Names::Hash::operator()(std::string_view name) const {
  return std::hash<std::string_view>()(name);
}

Names Names::from_hints(const Text& header) {
  const std::vector<Token> tokens = lex::tokenize(header, lex::Defines::kSplit);
  return RoleFinder(header, tokens, words_of(header, tokens), true).run();
}

Names Names::from_text(const Text& text, std::span<const Token> tokens,
                       std::span<const Word> words) {
  return RoleFinder(text, tokens, words, false).run();
}

void Names::set(std::string_view name, Role role) {
  roles_.insert_or_assign(std::string(name), role);
}

std::optional<Role> Names::find(std::string_view name) const {
  const auto found = roles_.find(name);
  if (found == roles_.end()) return std::nullopt;
  return found->second;
}

void Names::merge(const Names& other) {
  for (const auto& [name, role] : other.roles_) roles_.insert_or_assign(name, role);
}

}  // namespace towpath::c
