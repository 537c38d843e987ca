// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/equivalence/units.h"

#include <algorithm>

#include "evidence/equivalence/normal_form.h"

namespace towpath::evidence {

namespace {

class Cutter {
 public:
  explicit Cutter(const Words& words) : words_(words) {}

  std::vector<Unit> run() && {
    while (at_ < words_.size()) {
      if (words_[at_].kind == WordKind::kDirective) {
        directive();
      } else if (words_[at_].is(";")) {
        ++at_;  // left by a stand-in, or of no meaning
      } else {
        declaration();
      }
    }
    return std::move(units_);
  }

 private:
  // From `begin` to the word at hand.
  void add(Unit::Kind kind, std::string_view name, std::size_t begin, std::size_t body) {
    units_.push_back({kind, name, begin, at_, body, words_[begin].at});
  }
  void add(Unit::Kind kind, std::string_view name, std::size_t begin) {
    add(kind, name, begin, at_);
  }

  // Past the directive's last word, kLineEnd.
  std::size_t line_end(std::size_t at) const {
    while (at < words_.size() && words_[at].kind != WordKind::kLineEnd) ++at;
    return std::min(at + 1, words_.size());
  }

  void directive() {
    const std::size_t begin = at_;
    at_ = line_end(at_);
    const Word& word = words_[begin];
    std::string_view name = begin + 2 < at_ ? words_[begin + 1].spelling : "";
    if (word.is("#include") && name.size() > 2) {
      add(Unit::Kind::kInclude, name.substr(1, name.size() - 2), begin);
    } else if (word.is("#define")) {
      std::size_t body = begin + 2;
      if (body < at_ && words_[body].is("(") &&
          words_[body].at == words_[begin + 1].at + name.size()) {
        while (body < at_ && !words_[body].is(")")) ++body;
        ++body;
      }
      add(Unit::Kind::kMacro, name, begin, std::min(body, at_));
    } else {
      add(Unit::Kind::kDirective, word.spelling, begin);
    }
  }

  void declaration() {
    const std::size_t begin = at_;
    std::string_view name;    // the last outside of brackets
    std::string_view called;  // with the first parentheses behind it
    bool assigned = false;
    bool type = false;
    int open = 0;
    while (at_ < words_.size()) {
      const Word& word = words_[at_];
      if (word.kind == WordKind::kDirective) {
        at_ = line_end(at_);
        continue;
      }
      if (word.is("{") && open == 0) {
        if (!called.empty() && !assigned) {
          function(begin, called);
          return;
        }
        type = called.empty();
      }
      ++at_;
      if (word.is("{") && at_ == begin + 3 && words_[begin].is("extern")) break;  // extern "C" {
      if (word.is("(") && open == 0 && !assigned && is_name_of_function(at_ - 1, called)) {
        called = name;
      }
      if (word.is("(") || word.is("[") || word.is("{")) ++open;
      if ((word.is(")") || word.is("]") || word.is("}")) && open > 0) --open;
      if (word.is("}") && word.first_column) open = 0;
      if (word.is("=") && open == 0) assigned = true;
      if (word.kind == WordKind::kName && open == 0 && !assigned && !(type && !name.empty())) {
        name = word.spelling;
      }
      if (word.is(";") && open == 0) break;
    }
    add(Unit::Kind::kDeclaration, called.empty() ? name : called, begin);
  }

  // Whether what stands before the `(` is what is declared: the first such name, or one behind a
  // macro that makes a type (`hdr_static_inline(int) f(…)`) rather than an attribute.
  bool is_name_of_function(std::size_t open, std::string_view called) const {
    if (called.empty()) return true;
    return words_[open - 1].kind == WordKind::kName && words_[open - 2].is(")") &&
           !words_[open - 1].spelling.starts_with("__");
  }

  // Its body begins at the word at hand.
  void function(std::size_t begin, std::string_view name) {
    const std::size_t body = at_ + 1;
    int open = 0;
    for (; at_ < words_.size(); ++at_) {
      const Word& word = words_[at_];
      if (word.is("{")) ++open;
      if (word.is("}") && (--open == 0 || word.first_column)) break;
    }
    at_ = std::min(at_ + 1, words_.size());
    add(Unit::Kind::kFunction, name, begin, std::min(body, at_));
  }

  const Words& words_;
  std::size_t at_ = 0;
  std::vector<Unit> units_;
};

void append(const Words& words, std::size_t begin, std::size_t end, Words& out) {
  out.insert(out.end(), words.begin() + static_cast<std::ptrdiff_t>(begin),
             words.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace

std::string Unit::label() const {
  static constexpr const char* kKinds[] = {"function", "macro", "include", "declaration",
                                           "directive"};
  return std::string(kKinds[static_cast<int>(kind)]) + " " + std::string(name);
}

std::vector<Unit> cut(const Words& words) {
  return Cutter(words).run();
}

Words without(const Words& words, const std::function<bool(const Unit&)>& is_to_go) {
  Words left;
  left.reserve(words.size());
  std::size_t at = 0;
  for (const Unit& unit : cut(words)) {
    if (!is_to_go(unit)) continue;
    append(words, at, unit.begin, left);
    at = unit.end;
  }
  append(words, at, words.size(), left);
  return left;
}

std::vector<Unit> units_of(const Words& words,
                           const std::function<std::string(std::string_view)>& header, Pool& pool) {
  std::vector<Unit> units = cut(words);
  for (Unit& unit : units) {
    if (unit.kind == Unit::Kind::kInclude) {
      unit.name = pool.emplace_back(header(unit.name));
      append(words, unit.begin, unit.end, unit.words);
      unit.words[1].spelling = unit.name;
      continue;
    }
    unit.words.reserve(unit.end - unit.begin + 8);
    append(words, unit.begin, unit.body, unit.words);
    // The brace that ends a function, or the line's end of a macro, is no statement.
    const std::size_t last = unit.body < unit.end ? unit.end - 1 : unit.end;
    append_statements(words, unit.body, last, unit.words);
    append(words, last, unit.end, unit.words);
  }
  return units;
}

}  // namespace towpath::evidence
