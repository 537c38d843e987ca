// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/skim.h"

#include "cparse/conditional.h"

namespace towpath::c {
namespace {

constexpr TokenIndex kNoToken = ~TokenIndex{0};

// A brace that is open.
struct Brace {
  bool on_flush_line;    // the line that it stands on begins without indent
  std::uint32_t parens;  // open around it, within the enclosing brace
};

// A conditional that is open: the nesting at its `#if`, and at the end of its first branch.
struct Conditional {
  Branch head;
  TokenIndex token;
  std::size_t braces;
  std::uint32_t parens;
  bool in_skipped;  // within a branch that is never read
  bool skipping;    // the branch being passed over is never read
  bool first_done = false;
  std::size_t first_braces = 0;
  std::uint32_t first_parens = 0;
};

class Skimmer {
 public:
  Skimmer(const Text& text, std::span<const lex::Token> tokens, std::span<const Word> words)
      : text_(text.bytes()), source_(text), tokens_(tokens), words_(words) {}

  std::vector<External> run() {
    TokenIndex i = 0;
    while (words_[i] != Word::kEnd) {
      if (begins_line_node(words_[i])) {
        i = line(i);
        continue;
      }
      if (words_[i] == Word::kDirective) {
        directive(i);
      } else {
        token(i);
      }
      ++i;
    }
    if (start_ != kNoToken) end_external(i);
    return std::move(externals_);
  }

 private:
  void token(TokenIndex at) {
    if (is_skipping()) {
      // Never parsed; belongs to the external around it, if there is one.
      if (start_ == kNoToken) {
        start_external(at);
        skipped_ = true;
      }
      return;
    }
    if (start_ == kNoToken) start_external(at);
    if (tokens_[at].line_start) flush_line_ = at_line_begin(at);
    finished_ = false;
    if (braces_.empty() && parens_ == 0) {
      const bool name = words_[at] == Word::kIdentifier &&
                        (previous_ == kNoToken || words_[previous_] == Word::kRightParen ||
                         (tokens_[at].line_start && is_capital_name(previous_)));
      const bool group = words_[at] == Word::kLeftParen && previous_ != kNoToken &&
                         words_[previous_] == Word::kIdentifier;
      calls_only_ = calls_only_ && (name || group);
    }
    switch (words_[at]) {
      case Word::kLeftParen:
      case Word::kLeftBracket:
        ++parens_;
        break;
      case Word::kRightParen:
      case Word::kRightBracket:
        if (parens_ > 0) --parens_;
        break;
      case Word::kAssign:
        if (braces_.empty() && parens_ == 0) initializer_ = true;
        break;
      case Word::kStruct:
      case Word::kEnum:
        if (braces_.empty() && parens_ == 0) tag_ = at;
        break;
      case Word::kStar:
        if (braces_.empty() && parens_ == 0) tag_ = kNoToken;
        break;
      case Word::kLeftBrace:
        left_brace(at);
        break;
      case Word::kRightBrace:
        right_brace(at);
        break;
      case Word::kSemicolon:
        // No semicolon stands between parentheses at file level: something is amiss there.
        if (braces_.empty() && parens_ == 0 && !before_old_style_body(at)) finish(at);
        break;
      default:
        break;
    }
    previous_ = at;
  }

  void left_brace(TokenIndex at) {
    if (braces_.empty()) {
      if (parens_ == 0 && previous_ != kNoToken && words_[previous_] == Word::kString) {
        finish(at);  // extern "C" {
        return;
      }
      body_ = !initializer_ && parens_ == 0 && !tag_body();
    }
    braces_.push_back(Brace{flush_line_, parens_});
    parens_ = 0;
  }

  // Whether the brace that comes next opens the body of a tag, not of a function:
  // struct x {, struct __packed x {, struct x __aligned(8) {; not: struct x f(int a) __init {
  bool tag_body() const {
    if (tag_ == kNoToken) return false;
    return !has_parameters();
  }

  // Whether between the struct word and here are parentheses other than those of attributes.
  bool has_parameters() const {
    std::uint32_t depth = 0;
    for (TokenIndex i = tag_ + 1; i <= previous_; ++i) {
      if (words_[i] == Word::kLeftParen && depth++ == 0) {
        const TokenIndex name = i - 1;
        const bool attribute = name == tag_ + 1 || words_[name] == Word::kAttribute ||
                               text_.substr(tokens_[name].begin, 2) == "__";
        if (!attribute) return true;
      }
      if (words_[i] == Word::kRightParen) --depth;
    }
    return false;
  }

  void right_brace(TokenIndex at) {
    if (braces_.empty()) {
      parens_ = 0;
      finish(at);
      return;
    }
    const bool label = words_[at + 1] == Word::kIdentifier && words_[at + 2] == Word::kColon;
    const bool goes_on = label || words_[at + 1] == Word::kRightBrace;
    if (braces_.size() > 1 && at_line_begin(at) && at_line_begin(at + 1) && !goes_on &&
        !braces_.back().on_flush_line && braces_.front().on_flush_line) {
      braces_.erase(braces_.begin() + 1, braces_.end());
    }
    parens_ = braces_.back().parens;
    braces_.pop_back();
    // A semicolon behind the body belongs to it: define_machine(x) { .a = b, };
    if (braces_.empty() && body_ && words_[at + 1] != Word::kSemicolon) finish(at);
  }

  bool at_line_begin(TokenIndex at) const {
    const Offset begin = tokens_[at].begin;
    return begin == 0 || text_[begin - 1] == '\n';
  }

  // Whether the semicolon ends a parameter's declaration: int f(a, b) int a; char *b; {
  // No other brace follows a semicolon at file level.
  bool before_old_style_body(TokenIndex at) const {
    if (initializer_ || !has_name_list(at)) return false;
    constexpr TokenIndex kFarthest = 200;
    for (TokenIndex i = at + 1; i < at + kFarthest; ++i) {
      switch (words_[i]) {
        case Word::kLeftBrace:
          return words_[i - 1] == Word::kSemicolon;
        case Word::kRightBrace:
        case Word::kAssign:
        case Word::kDirective:
        case Word::kDefine:
        case Word::kLine:
        case Word::kEnd:
          return false;
        default:
          break;
      }
    }
    return false;
  }

  // Whether the external begins in the manner of `int f(a, b) int`.
  bool has_name_list(TokenIndex at) const {
    TokenIndex i = start_;
    while (i < at && words_[i] != Word::kLeftParen) ++i;
    for (++i; i < at && words_[i] == Word::kIdentifier && words_[i + 1] == Word::kComma;) i += 2;
    return i + 2 < at && words_[i] == Word::kIdentifier && words_[i + 1] == Word::kRightParen &&
           (is_specifier(words_[i + 2]) || words_[i + 2] == Word::kIdentifier);
  }

  // A line that is a node, within an external or one by itself.
  TokenIndex line(TokenIndex at) {
    TokenIndex last = at + 1;
    while (tokens_[last].in_define) ++last;
    const bool ends_call = words_[at] == Word::kLine && is_macro_call() && !leads_to_body(at);
    if (skipped_ || ends_call) end_external(at);
    if (start_ == kNoToken) {
      start_external(at);
      end_external(last);
    } else if (words_[at] == Word::kLine && finished_ &&
               conditionals_.size() <= start_conditionals_) {
      end_external(last);
    }
    return last;
  }

  void directive(TokenIndex at) {
    if (skipped_ || (is_macro_call() && !leads_to_body(at))) end_external(at);
    const Branch branch = branch_of(source_.slice(tokens_[at].begin, tokens_[at].end()));
    switch (branch) {
      case Branch::kNone:
        break;
      case Branch::kIf:
      case Branch::kIfFalse:
      case Branch::kIfTrue:
        conditionals_.push_back(
            Conditional{.head = branch,
                        .token = at,
                        .braces = braces_.size(),
                        .parens = parens_,
                        .in_skipped = is_skipping(),
                        .skipping = is_skipping() || branch == Branch::kIfFalse});
        break;
      case Branch::kElse:
        if (conditionals_.empty()) break;
        take_in(conditionals_.back());
        end_branch(conditionals_.back());
        break;
      case Branch::kEndif:
        if (conditionals_.empty()) break;
        take_in(conditionals_.back());
        endif();
        break;
    }
    if (start_ == kNoToken) {
      start_external(at);
      end_external(at + 1);
    } else if (finished_ && conditionals_.size() <= start_conditionals_) {
      end_external(at + 1);
    }
  }

  bool is_skipping() const { return !conditionals_.empty() && conditionals_.back().skipping; }

  // An external that begins in a branch and goes on behind it begins with the `#if`.
  void take_in(const Conditional& conditional) {
    if (start_ == kNoToken || start_conditionals_ < conditionals_.size()) return;
    while (start_ > conditional.token) {
      start_ = externals_.back().first;
      externals_.pop_back();
    }
    start_conditionals_ = conditionals_.size() - 1;
  }

  void end_branch(Conditional& conditional) {
    if (conditional.in_skipped) return;
    if (!conditional.skipping && !conditional.first_done) {
      conditional.first_done = true;
      conditional.first_braces = braces_.size();
      conditional.first_parens = parens_;
    }
    conditional.skipping = conditional.head == Branch::kIfTrue;
    restore(conditional.braces, conditional.parens);
  }

  void endif() {
    const Conditional conditional = conditionals_.back();
    conditionals_.pop_back();
    if (conditional.first_done) restore(conditional.first_braces, conditional.first_parens);
  }

  // The nesting as it was; braces closed since are opened again.
  void restore(std::size_t braces, std::uint32_t parens) {
    const Brace again = braces_.empty() ? Brace{true, 0} : braces_.back();
    braces_.resize(braces, again);
    parens_ = parens;
  }

  // Whether all there is of the external is MACRO(...), which may lack its semicolon, or several,
  // or a MACRO in capitals.
  bool is_macro_call() const {
    if (start_ == kNoToken || previous_ == kNoToken) return false;
    if (!braces_.empty() || parens_ != 0 || !calls_only_) return false;
    return words_[previous_] == Word::kRightParen || is_capital_name(previous_);
  }

  bool is_capital_name(TokenIndex at) const {
    return words_[at] == Word::kIdentifier &&
           is_in_capitals(text_.substr(tokens_[at].begin, tokens_[at].length));
  }

  // Whether from here on, directives and more MACRO(...) aside, there is a brace, of a function
  // with several heads, or a dot: MACHINE_START(a) .b = c, MACHINE_END.
  bool leads_to_body(TokenIndex at) const {
    constexpr TokenIndex kFarthest = 200;
    std::uint32_t depth = 0;
    for (TokenIndex i = at; i < at + kFarthest; ++i) {
      if (tokens_[i].in_define) continue;
      switch (words_[i]) {
        case Word::kLeftParen:
          ++depth;
          break;
        case Word::kRightParen:
          if (depth-- == 0) return false;
          break;
        case Word::kLeftBrace:
        case Word::kDot:
          return depth == 0;
        case Word::kEnd:
          return false;
        case Word::kDirective:
        case Word::kLine:
        case Word::kIdentifier:
          break;
        default:
          if (depth == 0) return false;
      }
    }
    return false;
  }

  void start_external(TokenIndex at) {
    start_ = at;
    start_conditionals_ = conditionals_.size();
    previous_ = tag_ = kNoToken;
    initializer_ = body_ = finished_ = skipped_ = false;
    calls_only_ = true;
  }

  // The declaration is complete; where a conditional began within it, it goes on to the `#endif`.
  void finish(TokenIndex at) {
    if (conditionals_.size() > start_conditionals_) {
      finished_ = true;  // unless more follows
      initializer_ = false;
      tag_ = kNoToken;
      return;
    }
    end_external(at + 1);
  }

  void end_external(TokenIndex last) {
    externals_.push_back(External{start_, last, skipped_});
    start_ = kNoToken;
    skipped_ = finished_ = false;
    braces_.clear();
    parens_ = 0;
  }

  std::string_view text_;
  const Text& source_;
  std::span<const lex::Token> tokens_;
  std::span<const Word> words_;

  std::vector<External> externals_;
  std::vector<Brace> braces_;
  std::uint32_t parens_ = 0;
  bool flush_line_ = true;  // the line being read begins without indent
  std::vector<Conditional> conditionals_;

  // Of the external being read:
  TokenIndex start_ = kNoToken;
  TokenIndex previous_ = kNoToken;  // the last token that was no directive
  TokenIndex tag_ = kNoToken;       // the last struct, union or enum word, if a body could follow
  std::size_t start_conditionals_ = 0;  // those open around it
  bool initializer_ = false;
  bool body_ = false;        // the open brace is a function's
  bool finished_ = false;    // but for the end of its conditionals
  bool skipped_ = false;     // in a branch that is never read
  bool calls_only_ = false;  // nothing but NAME(...), once or several times
};

}  // namespace

std::vector<External> skim(const Text& text, std::span<const lex::Token> tokens,
                           std::span<const Word> words) {
  return Skimmer(text, tokens, words).run();
}

std::string_view function_name(const Text& text, std::span<const lex::Token> tokens,
                               std::span<const Word> words, External external) {
  for (TokenIndex i = external.first; i + 1 < external.last; ++i) {
    if (words[i] == Word::kIdentifier && words[i + 1] == Word::kLeftParen) {
      const std::string_view name = text.slice(tokens[i].begin, tokens[i].end());
      // `__printf(1, 2) int f(...)`: attributes have their parentheses before the function's.
      if (Names::builtin().find(name) != Role::kAttribute) return name;
    }
    if (words[i] == Word::kLeftBrace || words[i] == Word::kAssign) break;
  }
  return {};
}

}  // namespace towpath::c
