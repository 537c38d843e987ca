// SPDX-License-Identifier: GPL-2.0-or-later
// Statements in their normal form: a recursive descent over words that knows keywords and brackets,
// and takes what it does not understand as it is.
#include <algorithm>

#include "evidence/equivalence/normal_form.h"

namespace towpath::evidence {

namespace {

constexpr int kMaxDepth = 200;

class Writer {
 public:
  Writer(const Words& words, std::size_t begin, std::size_t end, Words& out)
      : words_(words), at_(begin), end_(end), out_(out) {}

  void run() {
    while (at_ < end_) {
      list();
      if (at_ < end_) copy();  // a brace too many
    }
  }

 private:
  // Whether a statement stands in a list of them, or is the body of another.
  enum class Where : bool { kList, kBody };

  bool is(std::string_view spelling, std::size_t ahead = 0) const {
    return at_ + ahead < end_ && words_[at_ + ahead].is(spelling);
  }
  const Word& word(std::size_t ahead = 0) const { return words_[at_ + ahead]; }
  void copy() { out_.push_back(words_[at_++]); }
  void put(std::string_view spelling) {
    const Offset at = words_[std::min(at_, end_ - 1)].at;
    out_.push_back({spelling, at, WordKind::kPunctuator, true});
  }

  void list() {
    if (++depth_ > kMaxDepth) {
      while (at_ < end_) copy();
    }
    while (at_ < end_ && !is("}")) statement(Where::kList);
    --depth_;
  }

  // The statements of the block at `{`, without its braces.
  void inside_of_block() {
    ++at_;
    list();
    if (is("}")) ++at_;
  }

  void body() {
    directives();
    put("{");
    if (is("{")) {
      inside_of_block();
    } else if (is_made_loop()) {
      made_loop();
    } else if (at_ < end_ && !is("}")) {
      if (++depth_ > kMaxDepth) {
        while (at_ < end_) copy();
      }
      statement(Where::kBody);
      --depth_;
    }
    put("}");
  }

  void directives() {
    while (at_ < end_ && word().kind == WordKind::kDirective) {
      while (at_ < end_ && word().kind != WordKind::kLineEnd) copy();
      if (at_ < end_) copy();
    }
  }

  // `do { … } while (0)` of a stand-in.
  bool is_made_loop() const { return is("do") && word().made && is("{", 1); }
  void made_loop() {
    ++at_;
    inside_of_block();
    if (is("while") && is("(", 1) && is("0", 2) && is(")", 3)) at_ += is(";", 4) ? 5 : 4;
  }

  void statement(Where where) {
    for (;;) {
      directives();
      if (at_ >= end_ || is("}")) return;
      if (is("case")) {
        label_of_case();
      } else if (word().kind == WordKind::kName && is(":", 1) && !is(":", 2)) {
        copy();
        copy();
      } else {
        break;
      }
      if (where == Where::kList) return;
    }
    if (is(";")) {
      ++at_;
    } else if (is("{")) {
      const bool braces = where == Where::kList && !word().made;
      if (braces) put("{");
      inside_of_block();
      if (braces) put("}");
    } else if (is_made_loop()) {
      made_loop();
    } else if (is("do")) {
      copy();
      body();
      simple();  // while (…);
    } else if (is("if") || is("for") || is("while") || is("switch")) {
      conditional();
    } else if (is("else")) {
      copy();
      body();
    } else {
      simple();
    }
  }

  void label_of_case() {
    int open = 0;
    int conditionals = 0;
    while (at_ < end_) {
      const Word& here = word();
      if (here.is("(")) ++open;
      if (here.is(")")) --open;
      if (here.is("?")) ++conditionals;
      copy();
      if (here.is(":") && open == 0 && conditionals-- == 0) return;
      if (here.is(";") || here.is("{")) return;
    }
  }

  // A chain of else-ifs is one loop, so that a long one is no deep nesting.
  void conditional() {
    for (;;) {
      const bool has_else = is("if");
      copy();
      if (is("(")) parentheses();
      body();
      if (!has_else) return;
      if (is(";") && is("else", 1) && out_.back().made) ++at_;
      if (!is("else")) return;
      copy();
      if (!is("if")) {
        body();
        return;
      }
    }
  }

  // From `(` to its pair; statements within expressions are statements.
  void parentheses() {
    int open = 0;
    do {
      if (is("(") || is("[")) ++open;
      if (is(")") || is("]")) --open;
      if (is("{") && at_ > 0 && words_[at_ - 1].is("(")) {
        put("{");
        inside_of_block();
        put("}");
      } else {
        copy();
      }
    } while (at_ < end_ && open > 0);
  }

  // From `{` to its pair, as it is: a list of values, or of members.
  void braces() {
    int open = 0;
    do {
      if (is("{")) ++open;
      if (is("}")) --open;
      copy();
    } while (at_ < end_ && open > 0);
  }

  void simple() {
    const std::size_t first = out_.size();
    if (word().kind == WordKind::kName && is("(", 1) && !is("while") && !is("typeof") &&
        !is("return")) {
      copy();
      parentheses();
      // A macro that is called like a loop.
      if (is("{") || (at_ < end_ && word().kind == WordKind::kName && !is("__attribute__"))) {
        body();
        return;
      }
    }
    while (at_ < end_ && !is(";") && !is("}")) {
      if (is("(")) {
        parentheses();
      } else if (is("{")) {
        braces();
      } else {
        copy();
      }
    }
    if (!is(";")) return;
    if (word().made && only_names_a_value(first)) {
      out_.resize(first, Word{});
      ++at_;
    } else {
      copy();
    }
  }

  bool only_names_a_value(std::size_t first) const {
    static constexpr std::string_view kDoes[] = {"=",  "+=",     "-=",    "*=",       "/=",   "%=",
                                                 "&=", "|=",     "^=",    "<<=",      ">>=",  "++",
                                                 "--", "return", "break", "continue", "goto", "{"};
    for (std::size_t i = first; i < out_.size(); ++i) {
      const Word& here = out_[i];
      if (std::find(std::begin(kDoes), std::end(kDoes), here.spelling) != std::end(kDoes)) {
        return false;
      }
      if (i == first) continue;
      const Word& before = out_[i - 1];
      const bool call = here.is("(") && (before.kind == WordKind::kName || before.is(")")) &&
                        !before.is("sizeof");
      const bool declaration = here.kind == WordKind::kName && before.kind == WordKind::kName &&
                               !before.is("sizeof") && !before.is("struct");
      if (call || declaration) return false;
    }
    return true;
  }

  const Words& words_;
  std::size_t at_;
  std::size_t end_;
  Words& out_;
  int depth_ = 0;
};

}  // namespace

void append_statements(const Words& words, std::size_t begin, std::size_t end, Words& out) {
  if (begin < end) Writer(words, begin, end, out).run();
}

}  // namespace towpath::evidence
