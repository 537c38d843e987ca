// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/equivalence/words.h"

#include "lex/token.h"

namespace towpath::evidence {

namespace {

class Reader {
 public:
  Reader(const Text& text, Pool& pool) : text_(text), pool_(pool) {}

  Words read() && {
    const std::vector<lex::Token> tokens = lex::tokenize(text_, lex::Defines::kSplit);
    words_.reserve(tokens.size() + tokens.size() / 8);
    bool in_line = false;
    for (const lex::Token& token : tokens) {
      if (in_line && !token.in_define) {
        end_line(token.begin);
        in_line = false;
      }
      if (token.kind == lex::TokenKind::kEnd) break;
      if (token.kind == lex::TokenKind::kDefine || token.kind == lex::TokenKind::kLine) {
        directive(token.begin, token.end());
        in_line = true;
      } else if (token.kind == lex::TokenKind::kDirective) {
        directive(token.begin, token.end());
        end_line(token.end());
      } else {
        add(token);
      }
    }
    return std::move(words_);
  }

 private:
  // Tokens of [begin, end), which begins with `#`: the name is put together with it. There is one
  // way to ask whether a symbol is defined: `#if defined ( X )`.
  void directive(Offset begin, Offset end) {
    const std::size_t first = words_.size();
    words_.push_back({"#", begin, WordKind::kDirective});
    for (const lex::Token& token : lex::tokenize(text_, begin + 1, end, lex::Defines::kWhole)) {
      if (token.kind == lex::TokenKind::kEnd) break;
      if (words_[first].spelling.size() == 1) {
        name_directive(first, spelling(token), token.begin);
        continue;
      }
      const bool asked = token.kind == lex::TokenKind::kIdentifier && words_.back().is("defined");
      if (asked) put("(", token.begin);
      add(token);
      if (asked) put(")", token.begin);
    }
  }

  void name_directive(std::size_t first, std::string_view name, Offset at) {
    if (name != "ifdef" && name != "ifndef") {
      words_[first].spelling = pool_.emplace_back("#" + std::string(name));
      return;
    }
    words_[first].spelling = "#if";
    if (name == "ifndef") put("!", at);
    words_.push_back({"defined", at, WordKind::kName});
  }

  void put(std::string_view spelling, Offset at) {
    words_.push_back({spelling, at, WordKind::kPunctuator});
  }

  void end_line(Offset at) { words_.push_back({"\n", at, WordKind::kLineEnd}); }

  void add(const lex::Token& token) {
    WordKind kind = WordKind::kPunctuator;
    if (token.kind == lex::TokenKind::kIdentifier) kind = WordKind::kName;
    if (token.kind == lex::TokenKind::kNumber) kind = WordKind::kNumber;
    if (token.kind == lex::TokenKind::kString || token.kind == lex::TokenKind::kCharacter) {
      kind = WordKind::kLiteral;
    }
    const bool first_column = token.begin == 0 || text_.bytes()[token.begin - 1] == '\n';
    words_.push_back({spelling(token), token.begin, kind, false, first_column});
  }

  std::string_view spelling(const lex::Token& token) {
    const std::string_view raw = text_.slice(token.begin, token.end());
    if (!token.spliced) return raw;
    std::string& whole = pool_.emplace_back();
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '\\' && raw.substr(i + 1, 1) == "\n") {
        ++i;
      } else if (raw[i] == '\\' && raw.substr(i + 1, 2) == "\r\n") {
        i += 2;
      } else {
        whole += raw[i];
      }
    }
    return whole;
  }

  const Text& text_;
  Pool& pool_;
  Words words_;
};

}  // namespace

Words words_of(const Text& text, Pool& pool) {
  return Reader(text, pool).read();
}

std::string joined(const Words& words, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    if (words[i].kind == WordKind::kLineEnd) continue;
    if (!text.empty()) text += ' ';
    text += words[i].spelling;
  }
  return text;
}

}  // namespace towpath::evidence
