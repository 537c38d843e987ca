// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/body.h"

#include <optional>

#include "lex/token.h"

namespace towpath::smpl {

namespace {

using lex::Token;
using lex::TokenKind;

constexpr std::size_t kMaxDisjunctionDepth = 50;

class BodyReader {
 public:
  explicit BodyReader(const SourceRule& rule) : rule_(rule) {}

  Result<Body> read() {
    if (Status status = read_marks(); !status) return std::move(status).error();
    const Text code(rule_.body.name(), body_.code);
    tokens_ = lex::tokenize(code);
    stack_.push_back({});
    body_.whole.end = code.size();
    for (std::size_t i = 0; tokens_[i].kind != TokenKind::kEnd; ++i) {
      const std::optional<Bracket> bracket = bracket_at(i);
      if (!bracket) {
        if (Status status = check(tokens_[i]); !status) return std::move(status).error();
        continue;
      }
      if (Status status = take(*bracket); !status) return std::move(status).error();
      if (bracket->escaped) ++i;
    }
    if (stack_.size() > 1) {
      return error(stack_.back().disjunction.begin,
                   "the disjunction that begins here is not closed");
    }
    body_.whole.disjunctions = std::move(stack_.back().stretch.disjunctions);
    return std::move(body_);
  }

 private:
  struct Bracket {
    char what;  // ( | ) &
    bool escaped;
    Offset begin;
    Offset end;
  };
  struct Open {
    Stretch::Disjunction disjunction;
    Stretch stretch;  // the branch being read
    bool escaped = false;
  };

  Error error(Offset at, std::string message, std::string hint = {}) const {
    return Error{rule_.place_in_body(at), std::move(message), std::move(hint)};
  }
  Error unsupported(Offset at, std::string_view what) const {
    return error(at, "not supported yet: " + std::string(what));
  }
  std::string_view spelling(const Token& token) const {
    return std::string_view(body_.code).substr(token.begin, token.length);
  }

  Status read_marks() {
    body_.code = rule_.body.bytes();
    for (std::uint32_t line = 1; line <= rule_.body.line_count(); ++line) {
      const Offset begin = rule_.body.line_begin(line);
      const std::string_view text = rule_.body.line(line);
      Mark mark = Mark::kContext;
      switch (text.empty() ? ' ' : text[0]) {
        case '-':
          mark = Mark::kMinus;
          break;
        case '+':
          mark = Mark::kPlus;
          break;
        case '*':
          return unsupported(begin, "context mode (lines marked with *)");
        case '?':
          return unsupported(begin, "optional code (lines marked with ?)");
        case '!':
          return unsupported(begin, "unique code (lines marked with !)");
        default:
          break;
      }
      if (mark != Mark::kContext) {
        body_.code[begin] = ' ';
        if (mark == Mark::kPlus && text.size() > 1 && text[1] == '+') {
          return unsupported(begin, "plus code that may be added several times (++)");
        }
      }
      body_.marks.push_back(mark);
    }
    return Done{};
  }

  // A disjunction's parenthesis or bar stands alone in the first column of a context line, or after
  // a backslash anywhere.
  std::optional<Bracket> bracket_at(std::size_t index) const {
    const Token& token = tokens_[index];
    const std::string_view text = spelling(token);
    if (token.kind == TokenKind::kUnknown && text == "\\") {
      const Token& next = tokens_[index + 1];
      const std::string_view what = spelling(next);
      if (next.begin == token.end() && (what == "(" || what == "|" || what == ")" || what == "&")) {
        return Bracket{what[0], true, token.begin, next.end()};
      }
      return std::nullopt;
    }
    const std::uint32_t line = rule_.body.line_of(token.begin);
    if (token.begin != rule_.body.line_begin(line)) return std::nullopt;
    if (text != "(" && text != "|" && text != ")" && text != "&") return std::nullopt;
    return Bracket{text[0], false, token.begin, token.end()};
  }

  Status take(const Bracket& bracket) {
    if (bracket.what == '&') return unsupported(bracket.begin, "conjunctions");
    if (bracket.what == '(') {
      if (stack_.size() > kMaxDisjunctionDepth) {
        return error(bracket.begin, "disjunctions nested too deeply");
      }
      Open open;
      open.disjunction.begin = bracket.begin;
      open.stretch.begin = bracket.end;
      open.escaped = bracket.escaped;
      stack_.push_back(std::move(open));
      return Done{};
    }
    if (stack_.size() == 1 || stack_.back().escaped != bracket.escaped) {
      return error(bracket.begin,
                   std::string("no disjunction is open for this `") + bracket.what + "`",
                   "in the first column and after a backslash, it belongs to a disjunction");
    }
    Open& open = stack_.back();
    open.stretch.end = bracket.begin;
    open.disjunction.branches.push_back(std::move(open.stretch));
    open.stretch = Stretch{.begin = bracket.end, .end = 0, .disjunctions = {}};
    if (bracket.what == ')') {
      Stretch::Disjunction done = std::move(open.disjunction);
      done.end = bracket.end;
      stack_.pop_back();
      stack_.back().stretch.disjunctions.push_back(std::move(done));
    }
    return Done{};
  }

  Status check(const Token& token) const {
    const std::string_view text = spelling(token);
    if (text == "...") return unsupported(token.begin, "dots");
    if (token.kind == TokenKind::kDirective) {
      return unsupported(token.begin, "preprocessor lines in rules");
    }
    if (token.kind != TokenKind::kUnknown) return Done{};
    if (text == "@") return unsupported(token.begin, "positions and constraints after @");
    if (text == "\\") return unsupported(token.begin, "`\\` other than in \\( \\| \\)");
    return error(token.begin, "no token of C begins here");
  }

  const SourceRule& rule_;
  Body body_;
  std::vector<Token> tokens_;
  std::vector<Open> stack_;
};

}  // namespace

Result<Body> read_body(const SourceRule& rule) {
  return BodyReader(rule).read();
}

}  // namespace towpath::smpl
