// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/body.h"

#include <cctype>
#include <optional>

#include "lex/token.h"

namespace towpath::smpl {

namespace {

using lex::Token;
using lex::TokenKind;

constexpr std::size_t kMaxGapDepth = 50;

class BodyReader {
 public:
  explicit BodyReader(const SourceRule& rule) : rule_(rule) {}

  Result<Body> read() {
    if (Status status = read_marks(rule_, body_); !status) return std::move(status).error();
    const Text code(rule_.body.name(), body_.code);
    tokens_ = lex::tokenize(code, lex::Defines::kSplit);
    blank_comments();
    stack_.push_back({});
    while (tokens_[at_].kind != TokenKind::kEnd) {
      if (Status status = read_token(); !status) return std::move(status).error();
    }
    if (stack_.size() > 1) {
      return error(stack_.back().gap.begin, stack_.back().gap.is_dots
                                                ? "the nest that begins here is not closed"
                                                : "the disjunction that begins here is not closed");
    }
    body_.whole.end = code.size();
    body_.whole.gaps = std::move(stack_.back().stretch.gaps);
    return std::move(body_);
  }

 private:
  struct Bracket {
    char what;  // ( | ) &
    bool escaped;
    Offset begin;
    Offset end;
  };
  enum class Brace : std::uint8_t { kBlock, kFields, kList };
  // What is around the tokens within a gap's stretch.
  struct Context {
    std::uint32_t parentheses = 0;
    std::uint32_t questions = 0;     // `?` that wait for their `:`
    std::vector<Brace> braces = {};  // of what each open one is

    bool in(Brace brace) const { return !braces.empty() && braces.back() == brace; }
    bool in_list() const { return parentheses > 0 || (!braces.empty() && !in(Brace::kBlock)); }
  };
  struct Open {
    Stretch::Gap gap;
    Stretch stretch;  // the branch being read
    Context context = {};
    bool escaped = false;
    bool has_statements = false;  // some branch of the disjunction ends with one
  };

  Error error(Offset at, std::string message, std::string hint = {}) const {
    return Error{rule_.place_in_body(at), std::move(message), std::move(hint)};
  }
  Error unsupported(Offset at, std::string_view what) const {
    return error(at, "not supported yet: " + std::string(what));
  }
  std::string_view spelling(std::size_t index) const {
    const Token& token = tokens_[std::min(index, tokens_.size() - 1)];
    return std::string_view(body_.code).substr(token.begin, token.length);
  }
  // Whether these tokens come next, without blanks between.
  bool joined(std::initializer_list<std::string_view> texts) const {
    std::size_t index = at_;
    for (const std::string_view text : texts) {
      if (spelling(index) != text) return false;
      if (index > at_ && tokens_[index].begin != tokens_[index - 1].end()) return false;
      ++index;
    }
    return true;
  }

  // Comments are no code to match.
  void blank_comments() {
    Offset end = 0;
    for (const Token& token : tokens_) {
      for (; end < token.begin; ++end) {
        char& byte = body_.code[end];
        const bool stays = byte == '\n' || byte == '\t' || byte == '\r' || byte == '\\';
        if (!stays && body_.mark_at(rule_, end) != Mark::kPlus) byte = ' ';
      }
      end = token.end();
    }
  }

  Status read_token() {
    if (at_ > 0 && spelling(at_) == "@") return attach();
    if (const std::optional<Bracket> bracket = bracket_at(at_)) {
      at_ += bracket->escaped ? 2 : 1;
      return take(*bracket);
    }
    // The lexer has no tokens for the dots of nests.
    if (joined({"<", "..."})) return open_nest(DotsKind::kNest, 2);
    if (joined({"<", "+", "..."})) return open_nest(DotsKind::kStrictNest, 3);
    if (joined({"...", ">"})) return close_nest(DotsKind::kNest, 2);
    if (joined({"...", "+", ">"})) return close_nest(DotsKind::kStrictNest, 3);
    if (at_ > 0 && tokens_[at_ - 1].in_define && !tokens_[at_].in_define) last_ = ";";
    put_operator();
    if (is_directive_part(at_)) {
      ++at_;
      return Done{};
    }
    if (spelling(at_) == "..." && mark_here() != Mark::kPlus) {
      if (is_varargs()) return Done{};
      if (is_statement_place()) return read_dots(true);
      if (!is_range()) return read_dots(false);
    }
    if (Status status = check(tokens_[at_]); !status) return status;
    if (mark_here() != Mark::kPlus) follow(spelling(at_));
    ++at_;
    return Done{};
  }

  Mark mark_here() const { return body_.marks[rule_.body.line_of(tokens_[at_].begin) - 1]; }

  // -- where we are
  // --------------------------------------------------------------------------------

  void follow(std::string_view text) {
    Context& context = stack_.back().context;
    if (text == "(" || text == "[") {
      ++context.parentheses;
    } else if ((text == ")" || text == "]") && context.parentheses > 0) {
      --context.parentheses;
    } else if (text == "{") {
      context.braces.push_back(brace_opened());
    } else if (text == "}" && !context.braces.empty()) {
      context.braces.pop_back();
    }
    const bool answers = text == ":" && context.questions > 0;
    if (text == "?") ++context.questions;
    if (answers) --context.questions;
    last_ = answers ? "?:" : text;
    ++followed_;
    if (text == "struct" || text == "union" || text == "enum") {
      tag_ = text;
      tagged_at_ = followed_;
    }
  }

  // C has no place for the name of an operator, so some operator takes it: its last place, where
  // positions may be attached.
  void put_operator() {
    const Token& token = tokens_[at_];
    if (token.kind != TokenKind::kIdentifier) return;
    const std::optional<std::size_t> meta = rule_.find(spelling(at_));
    if (!meta) return;
    const MetaKind kind = rule_.metavariables[*meta].kind;
    if (!is_operator(kind)) return;
    const Offset last = token.end() - 1;
    body_.operators[last] = static_cast<std::uint32_t>(*meta);
    for (Offset i = token.begin; i < last; ++i) body_.code[i] = ' ';
    body_.code[last] = kind == MetaKind::kBinaryOperator   ? '<'
                       : kind == MetaKind::kAssignOperator ? '='
                                                           : '~';
  }

  // Whether the token belongs to a preprocessor line and not to the code that a macro is.
  bool is_directive_part(std::size_t index) const {
    if (tokens_[index].kind == TokenKind::kDefine || tokens_[index].kind == TokenKind::kLine) {
      return true;
    }
    if (!tokens_[index].in_define) return false;
    std::size_t begin = index;
    while (tokens_[begin].in_define) --begin;
    if (tokens_[begin].kind == TokenKind::kLine) return true;
    std::size_t body = begin + 2;
    if (spelling(body) == "(" && tokens_[body].begin == tokens_[body - 1].end()) {
      while (tokens_[body].in_define && spelling(body) != ")") ++body;
      ++body;
    }
    return index < body ||
           (index == body && spelling(index) == "..." && !tokens_[index + 1].in_define);
  }

  // What a `{` here opens: a block, fields, or a list of initializers or enumerators.
  Brace brace_opened() const {
    const Context& context = stack_.back().context;
    if (!tag_.empty() && followed_ - tagged_at_ <= 1) {
      return tag_ == "enum" ? Brace::kList : Brace::kFields;
    }
    const std::optional<std::size_t> type = rule_.find(last_);  // T { … }
    if (type && rule_.metavariables[*type].kind == MetaKind::kType) return Brace::kFields;
    const std::string_view next = spelling(at_ + 1);
    const bool designates = last_.empty() && (next == "." || next == "[");
    const bool listed = designates || context.in_list() || last_ == "=" || last_ == ",";
    return listed ? Brace::kList : Brace::kBlock;
  }

  // Whether a statement may begin here.
  bool is_statement_place() const {
    const Context& context = stack_.back().context;
    if (context.in_list()) return false;
    if (stack_.size() > 1 && stack_.back().gap.in_expression) return false;
    if (rule_.kind == RuleKind::kExpression) return false;
    if (last_.empty() || last_ == ")" || last_ == "]" || last_ == "else" || last_ == "do") {
      return true;
    }
    if (last_ == ";" || last_ == "{" || last_ == "}" || last_ == ":") return true;
    // A name or number ends an expression that stands for any statement with it.
    return ends_operand() && last_ != "return" && last_ != "case" && last_ != "goto";
  }

  // Whether the token before is a name, a number or a string.
  bool ends_operand() const {
    const auto is = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '"' || c == '\'';
    };
    return !last_.empty() && is(last_.back());
  }

  // Six dots in a row are C's three: what a function of any number of arguments ends with.
  bool is_varargs() {
    if (spelling(at_ + 1) != "..." || tokens_[at_ + 1].begin != tokens_[at_].end()) return false;
    body_.code.replace(tokens_[at_].begin, 3, "   ");
    last_ = "...";
    at_ += 2;
    return true;
  }

  // Whether dots here are C's, between the ends of a range: `case 1 ... 3:`, `[0 ... 3] = 1`.
  bool is_range() const {
    const Context& context = stack_.back().context;
    if (last_.empty() || last_ == "return" || last_ == "case") return false;
    if (context.parentheses == 0 && context.in(Brace::kFields)) return false;
    return last_ == ")" || last_ == "]" || ends_operand();
  }

  bool after_expression() const {
    static constexpr std::string_view kEnds[] = {"", ";", "{", "}", ":", "else", "do"};
    for (const std::string_view end : kEnds) {
      if (last_ == end) return false;
    }
    const std::optional<std::size_t> meta = rule_.find(last_);
    return !meta || rule_.metavariables[*meta].kind != MetaKind::kStatement;
  }

  // -- disjunctions
  // --------------------------------------------------------------------------------

  // A disjunction's parenthesis or bar stands alone in the first column of a context line, or after
  // a backslash anywhere.
  std::optional<Bracket> bracket_at(std::size_t index) const {
    const Token& token = tokens_[index];
    const std::string_view text = spelling(index);
    if (token.kind == TokenKind::kUnknown && text == "\\") {
      const Token& next = tokens_[index + 1];
      const std::string_view what = spelling(index + 1);
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
    if (bracket.what == '(') return open(Stretch::Gap{false, bracket.begin, 0}, bracket);
    if (stack_.size() == 1 || stack_.back().gap.is_dots ||
        stack_.back().escaped != bracket.escaped) {
      return error(bracket.begin,
                   std::string("no disjunction is open for this `") + bracket.what + "`",
                   "in the first column and after a backslash, it belongs to a disjunction");
    }
    Open& top = stack_.back();
    top.has_statements |= !after_expression();
    const bool more = bracket.what == '|' || bracket.what == '&';
    if (more && !top.gap.branches.empty() && top.gap.all != (bracket.what == '&')) {
      return error(bracket.begin, "`|` and `&` in the same parentheses",
                   "put one of the two in parentheses of its own");
    }
    if (more) top.gap.all = bracket.what == '&';
    top.stretch.end = bracket.begin;
    top.gap.branches.push_back(std::move(top.stretch));
    top.stretch = Stretch{.begin = bracket.end, .end = 0, .gaps = {}};
    if (more) {
      top.context = around(stack_.size() - 2);
      last_ = {};
      return Done{};
    }
    last_ = top.has_statements ? ";" : ")";
    close(bracket.end);
    return Done{};
  }

  Status open(Stretch::Gap gap, const Bracket& bracket) {
    if (stack_.size() > kMaxGapDepth) {
      return error(bracket.begin, "disjunctions and nests in one another too deeply");
    }
    Open open;
    open.gap = std::move(gap);
    open.stretch.begin = bracket.end;
    open.escaped = bracket.escaped;
    open.context = around(stack_.size() - 1);
    // A disjunction may stand for a field, as dots may.
    const Context& context = stack_.back().context;
    if (!open.gap.is_dots)
      open.gap.in_fields = context.parentheses == 0 && context.in(Brace::kFields);
    stack_.push_back(std::move(open));
    last_ = {};
    return Done{};
  }

  // What a stretch in the one at `level` begins with: it may be within parentheses too.
  Context around(std::size_t level) const {
    const Context& context = stack_[level].context;
    if (context.in(Brace::kFields)) return Context{context.parentheses, 0, {Brace::kFields}};
    return Context{context.parentheses + context.in(Brace::kList), 0, {}};
  }

  void close(Offset end) {
    Stretch::Gap done = std::move(stack_.back().gap);
    done.end = end;
    stack_.pop_back();
    stack_.back().stretch.gaps.push_back(std::move(done));
  }

  // -- dots
  // ----------------------------------------------------------------------------------------

  Status open_nest(DotsKind kind, std::size_t tokens) {
    Stretch::Gap gap{true, tokens_[at_].begin, 0};
    gap.kind = kind;
    gap.in_expression = !is_statement_place();
    gap.ends_expression = !gap.in_expression && after_expression();
    at_ += tokens;
    std::vector<Stretch> whens;
    if (Status status = read_whens(gap.options, whens); !status) return status;
    nest_whens_.push_back(std::move(whens));
    const Offset end = tokens_[at_ - 1].end();
    return open(std::move(gap), Bracket{'(', false, gap.begin, end});
  }

  Status close_nest(DotsKind kind, std::size_t tokens) {
    Open& top = stack_.back();
    const Offset begin = tokens_[at_].begin;
    at_ += tokens;
    if (stack_.size() == 1 || !top.gap.is_dots || top.gap.kind != kind) {
      return error(begin, "no nest is open for this end of one");
    }
    top.stretch.end = begin;
    top.gap.branches.push_back(std::move(top.stretch));
    for (Stretch& code : nest_whens_.back()) top.gap.branches.push_back(std::move(code));
    nest_whens_.pop_back();
    last_ = top.gap.in_expression ? ")" : ";";
    std::vector<Stretch> more;
    if (Status status = read_whens(top.gap.options, more); !status) return status;
    for (Stretch& code : more) top.gap.branches.push_back(std::move(code));
    close(tokens_[at_ - 1].end());
    return Done{};
  }

  Status read_dots(bool of_statements) {
    Stretch::Gap gap{true, tokens_[at_].begin, 0};
    gap.ends_expression = of_statements && after_expression();
    gap.in_expression = !of_statements;
    const Context& context = stack_.back().context;
    gap.in_fields = context.parentheses == 0 && context.in(Brace::kFields);
    ++at_;
    if (Status status = read_whens(gap.options, gap.branches); !status) return status;
    gap.end = tokens_[at_ - 1].end();
    last_ = of_statements || gap.in_fields ? ";" : ")";
    stack_.back().stretch.gaps.push_back(std::move(gap));
    return Done{};
  }

  Status read_whens(DotsOptions& options, std::vector<Stretch>& codes) {
    using When = DotsOptions::When;
    while (spelling(at_) == "when" || spelling(at_) == "WHEN") {
      ++at_;
      const std::string_view text = spelling(at_);
      if (text == "!=" || text == "==" || text == "=") {
        ++at_;
        When when = text == "!=" ? When::kNot : When::kOnly;
        if (when == When::kNot && (spelling(at_) == "true" || spelling(at_) == "false")) {
          const std::uint32_t line = rule_.body.line_of(tokens_[at_].begin);
          const Token& next = tokens_[at_ + 1];
          if (next.kind != TokenKind::kEnd && rule_.body.line_of(next.begin) == line) {
            when = spelling(at_) == "true" ? When::kNotTrue : When::kNotFalse;
            ++at_;
          }
        }
        options.whens.push_back(when);
        if (Status status = read_when_code(codes); !status) return status;
        continue;
      }
      do {
        const std::string_view option = spelling(at_);
        if (option == "any") {
          options.any = true;
        } else if (option == "strict") {
          options.strict = true;
        } else if (option == "exists") {
          options.exists = true;
        } else if (option == "forall") {
          options.forall = true;
        } else {
          return error(tokens_[at_].begin,
                       "expected `!=`, `==`, any, strict, exists or forall behind `when`");
        }
        ++at_;
      } while (spelling(at_) == "," && (++at_, true));
    }
    return Done{};
  }

  // `@p` behind a token, a bracket or another of its kind. What is no position stands for the
  // smallest code of its kind that has the token.
  Status attach() {
    if (at_ != behind_attachment_) attached_to_ = tokens_[at_ - 1].end();
    const Token& at = tokens_[at_];
    const Token& name = tokens_[at_ + 1];
    const std::optional<std::size_t> meta = rule_.find(spelling(at_ + 1));
    if (name.kind != TokenKind::kIdentifier || !meta) {
      return error(at.begin, "expected the name of a metavariable after `@`");
    }
    body_.attachments.push_back({attached_to_, static_cast<std::uint32_t>(*meta)});
    body_.code[at.begin] = ' ';
    for (Offset i = name.begin; i < name.end(); ++i) body_.code[i] = ' ';
    at_ += 2;
    behind_attachment_ = at_;
    return Done{};
  }

  // To the end of the line, or further as far as brackets are open; among arguments and the like
  // only to the comma or closing bracket.
  Status read_when_code(std::vector<Stretch>& codes) {
    const Offset begin = tokens_[at_ - 1].end();
    const std::uint32_t line = rule_.body.line_of(begin);
    const std::string_view outside = last_;
    const bool in_list = stack_.back().context.in_list();
    stack_.push_back(Open{Stretch::Gap{true, begin, 0}, {}});
    stack_.back().stretch.begin = begin;
    last_ = {};
    const std::size_t level = stack_.size();
    while (tokens_[at_].kind != TokenKind::kEnd) {
      const Context& context = stack_.back().context;
      const bool closed =
          stack_.size() == level && context.parentheses == 0 && context.braces.empty();
      if (closed && rule_.body.line_of(tokens_[at_].begin) != line) break;
      if (closed && in_list && ends_item(spelling(at_))) break;
      if (Status status = read_token(); !status) return status;
      if (stack_.size() < level) return error(begin, "brackets do not match behind `when`");
    }
    if (stack_.size() != level) return error(begin, "brackets do not match behind `when`");
    Stretch code = std::move(stack_.back().stretch);
    stack_.pop_back();
    code.end = tokens_[at_ - 1].end();
    if (code.end <= begin) return error(begin, "expected code behind `when`");
    codes.push_back(std::move(code));
    last_ = outside;
    return Done{};
  }

  static bool ends_item(std::string_view text) {
    return text == "," || text == ")" || text == "]" || text == "}";
  }

  Status check(const Token& token) const {
    const std::string_view text = std::string_view(body_.code).substr(token.begin, token.length);
    if (token.kind == TokenKind::kDirective) {
      if (body_.mark_at(rule_, token.begin) == Mark::kPlus) return Done{};
      return error(token.begin, "this preprocessor line can only be added",
                   "#include, #define, #undef and #pragma can be matched");
    }
    if (token.kind != TokenKind::kUnknown) return Done{};
    if (text == "\\") return unsupported(token.begin, "`\\` other than in \\( \\| \\)");
    return error(token.begin, "no token of C begins here");
  }

  const SourceRule& rule_;
  Body body_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t behind_attachment_ = 0;  // where the last one ended
  Offset attached_to_ = 0;             // the end of what it was to
  std::vector<Open> stack_;
  std::vector<std::vector<Stretch>> nest_whens_;  // of the nests that are open
  std::string_view last_;                         // the token before, empty behind a bracket
  std::size_t followed_ = 0;  // how many tokens that are not plus code were read
  std::string_view tag_;      // the last `struct`, `union` or `enum` of them
  std::size_t tagged_at_ = 0;
};

}  // namespace

Mark Body::mark_at(const SourceRule& rule, Offset at) const {
  if (at >= code.size()) return Mark::kContext;  // a semicolon that is only there
  const std::size_t line = rule.body.line_of(at);
  return line <= marks.size() ? marks[line - 1] : Mark::kContext;
}

namespace {

// Each branch of a disjunction is parsed in a text as long as the body, so that its places are
// known, and so is the code of each `when`.
constexpr std::size_t kMaxBytes = 100'000'000;

std::size_t parts_of(const Stretch& stretch) {
  std::size_t count = 1;
  for (const Stretch::Gap& gap : stretch.gaps) {
    ++count;
    for (const Stretch& branch : gap.branches) count += parts_of(branch);
  }
  return count;
}

}  // namespace

Result<Body> read_body(const SourceRule& rule) {
  Result<Body> body = BodyReader(rule).read();
  if (body.ok() && parts_of(body->whole) > kMaxBytes / (body->code.size() + 1)) {
    return Error{rule.place_in_body(0), "too many dots and branches in a rule of this length", ""};
  }
  return body;
}

}  // namespace towpath::smpl
