// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cctype>

#include "smpl/flow_compile.h"
#include "smpl/program.h"

namespace towpath::smpl {

namespace {

using c::Kind;
using Op = Instruction::Op;

// Sets of words such that every match has one of each set.
using Clauses = std::vector<std::vector<std::string>>;

bool is_word(const std::string& text) {
  return !text.empty() && (std::isalpha(static_cast<unsigned char>(text[0])) || text[0] == '_');
}

Clauses clauses_of(const Term& term) {
  switch (term.op) {
    case Term::Op::kToken:
      return is_word(term.text) ? Clauses{{term.text}} : Clauses{};
    case Term::Op::kMeta:
    case Term::Op::kDots:
    case Term::Op::kNest:
    case Term::Op::kBody:
    case Term::Op::kRest:
      return {};
    case Term::Op::kNode:
    case Term::Op::kInside:
    case Term::Op::kSequence: {
      Clauses all;
      for (const Term& child : term.children) {
        for (auto& clause : clauses_of(child)) all.push_back(std::move(clause));
      }
      return all;
    }
    case Term::Op::kOr: {
      // One clause from each branch, united; branches tend to have their rarest word at the same
      // place.
      std::vector<std::string> any;
      for (const Term& child : term.children) {
        const Clauses clauses = clauses_of(child);
        if (clauses.empty()) return {};
        const auto rarest =
            std::max_element(clauses.begin(), clauses.end(), [](const auto& a, const auto& b) {
              return std::pair(-static_cast<int>(a.size()), a[0].size()) <
                     std::pair(-static_cast<int>(b.size()), b[0].size());
            });
        any.insert(any.end(), rarest->begin(), rarest->end());
      }
      std::sort(any.begin(), any.end());
      any.erase(std::unique(any.begin(), any.end()), any.end());
      return {std::move(any)};
    }
  }
  return {};
}

// Few words, and long ones: those are the rare.
std::vector<std::string> rarest_words(const Term& root) {
  // An Or around one term with its own words is that term.
  const Clauses clauses = clauses_of(root);
  const std::vector<std::string>* best = nullptr;
  const auto shortest = [](const std::vector<std::string>& words) {
    std::size_t size = words[0].size();
    for (const std::string& word : words) size = std::min(size, word.size());
    return size;
  };
  for (const auto& clause : clauses) {
    if (!best ||
        std::pair(clause.size(), shortest(*best)) < std::pair(best->size(), shortest(clause))) {
      best = &clause;
    }
  }
  return best ? *best : std::vector<std::string>{};
}

class Compiler {
 public:
  Compiler(const SourceRule& rule, const Pattern& pattern) : rule_(rule), pattern_(pattern) {}

  Result<Program> run() {
    program_.metavariables = rule_.metavariables;
    program_.is_expression = pattern_.is_expression;
    program_.length = length_of(pattern_.root);
    program_.words = rarest_words(pattern_.root);
    if (has_dots(pattern_.root)) {
      program_.length = 1;
      const auto entry = [&](const Term& part) {
        const std::uint32_t begin = here();
        term(part);
        emit({.op = Op::kAccept});
        return begin;
      };
      Result<FlowRule> flow =
          compile_flow(rule_, pattern_, entry, [&](const Term& part) { return slot(part); });
      if (!flow) return std::move(flow).error();
      program_.flow = std::move(*flow);
      return std::move(program_);
    }
    term(pattern_.root);
    emit({.op = Op::kAccept});
    return std::move(program_);
  }

 private:
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t emit(Instruction instruction) {
    program_.code.push_back(instruction);
    return here() - 1;
  }

  static std::uint32_t length_of(const Term& term) {
    if (term.op == Term::Op::kSequence) {
      std::uint32_t length = 0;
      for (const Term& child : term.children) length += length_of(child);
      return length;
    }
    std::uint32_t length = 1;
    if (term.op == Term::Op::kOr) {
      for (const Term& child : term.children) length = std::max(length, length_of(child));
    }
    return length;
  }

  std::uint32_t slot(const Term& term) {
    program_.slots.push_back({term.text, term.meta, term.op == Term::Op::kToken, term.minus,
                              term.plus_before, term.plus_after, term.positions});
    return static_cast<std::uint32_t>(program_.slots.size() - 1);
  }

  MetaKind meta_kind(const Term& term) const {
    return term.meta == kNone ? MetaKind::kExpression : rule_.metavariables[term.meta].kind;
  }
  bool is_list(const Term& term) const {
    return term.op == Term::Op::kMeta && meta_kind(term) == MetaKind::kExpressionList;
  }

  void term(const Term& term) {
    if (term.tested) emit({.op = Op::kTested});
    if (term.type != TypeClass::kUnknown) {
      emit({.op = Op::kTyped, .argument = static_cast<std::uint32_t>(term.type)});
    }
    switch (term.op) {
      case Term::Op::kToken:
        emit({.op = Op::kToken, .slot = slot(term)});
        return;
      case Term::Op::kMeta:
        emit({.op = Op::kMeta, .slot = slot(term)});
        return;
      case Term::Op::kBody:
        emit({.op = Op::kSkip});
        return;
      case Term::Op::kRest:
        emit({.op = Op::kRest});
        return;
      case Term::Op::kInside:
        this->term(term.children[0]);
        return;
      case Term::Op::kDots:
      case Term::Op::kNest:
        return;  // compile_flow() leaves none of them
      case Term::Op::kSequence:
        for (const Term& child : term.children) this->term(child);
        return;
      case Term::Op::kNode:
        node(term);
        return;
      case Term::Op::kOr:
        any_of(term);
        return;
    }
  }

  void any_of(const Term& term) {
    std::vector<std::uint32_t> jumps;
    for (std::size_t i = 0; i < term.children.size(); ++i) {
      const bool last = i + 1 == term.children.size();
      const std::uint32_t split = last ? 0 : emit({.op = Op::kSplit});
      this->term(term.children[i]);
      if (last) break;
      jumps.push_back(emit({.op = Op::kJump}));
      program_.code[split].argument = here();
    }
    for (const std::uint32_t jump : jumps) program_.code[jump].argument = here();
  }

  void node(const Term& node) {
    emit({.op = Op::kEnter, .kind = node.kind});
    if (node.kind == Kind::kArguments) {
      arguments(node);
    } else if (node.kind == Kind::kSpecifiers) {
      specifiers(node);
    } else {
      for (const Term& child : node.children) term(child);
    }
    emit({.op = Op::kLeave});
  }

  // Storage words and qualifiers that the pattern leaves open may be there (optional_storage,
  // optional_qualifier).
  void specifiers(const Term& node) {
    const auto disabled = [&](std::string_view name) {
      return std::find(rule_.disabled.begin(), rule_.disabled.end(), name) != rule_.disabled.end();
    };
    const auto is_optional = [](const Term& child) {
      return child.op == Term::Op::kToken && is_optional_specifier(child.text);
    };
    const bool open = std::none_of(node.children.begin(), node.children.end(), is_optional) &&
                      !disabled("optional_storage") && !disabled("optional_qualifier");
    for (const Term& child : node.children) {
      if (open && child.op != Term::Op::kOr) {
        // They go with a declaration that goes, and stay with one that is replaced.
        Term skipped = Term::token("", pattern_.plus.empty() && minus_of(child));
        emit({.op = Op::kOptional, .slot = slot(skipped)});
      }
      term(child);
    }
  }

  static bool minus_of(const Term& term) {
    if (term.children.empty()) return term.minus;
    return minus_of(term.children[0]);
  }

  // An expression list takes what the arguments after it leave, down to nothing; then the comma
  // between goes as well.
  void arguments(const Term& node) {
    const std::size_t count = node.children.size();
    std::size_t at = 0;
    while (at < count && !is_list(node.children[at])) ++at;
    const auto emit_all = [&](const std::vector<Term>& children) {
      for (const Term& child : children) {
        if (is_list(child)) {
          emit({.op = Op::kList,
                .slot = slot(child),
                .argument = static_cast<std::uint32_t>(count - at - 1)});
        } else {
          term(child);
        }
      }
    };
    if (at == count || count == 1) {
      emit_all(node.children);
      return;
    }
    const std::uint32_t split = emit({.op = Op::kSplit});
    emit_all(node.children);
    const std::uint32_t jump = emit({.op = Op::kJump});
    program_.code[split].argument = here();
    emit_all(without_list(node.children, at));
    program_.code[jump].argument = here();
  }

  // The arguments where the list is empty: without the comma before it, or after it where it comes
  // first. Plus code that hung on them goes to what comes next, or else before.
  static std::vector<Term> without_list(std::vector<Term> children, std::size_t at) {
    const std::size_t first = at > 0 ? at - 1 : at;
    const std::size_t last = at > 0 ? at : at + 1;
    std::uint32_t plus = kNone;
    for (std::size_t i = first; i <= last; ++i) {
      if (children[i].plus_before != kNone) plus = children[i].plus_before;
      if (children[i].plus_after != kNone) plus = children[i].plus_after;
    }
    children.erase(children.begin() + static_cast<std::ptrdiff_t>(first),
                   children.begin() + static_cast<std::ptrdiff_t>(last) + 1);
    if (plus == kNone || children.empty()) return children;
    const bool before_next = first < children.size();
    Term* leaf = before_next ? &children[first] : &children.back();
    while (!leaf->children.empty()) {
      leaf = before_next ? &leaf->children.front() : &leaf->children.back();
    }
    std::uint32_t& place = before_next ? leaf->plus_before : leaf->plus_after;
    if (place == kNone) place = plus;
    return children;
  }

  const SourceRule& rule_;
  const Pattern& pattern_;
  Program program_;
};

}  // namespace

bool is_optional_specifier(std::string_view word) {
  return word == "static" || word == "extern" || word == "register" || word == "auto" ||
         word == "inline" || word == "const" || word == "volatile";
}

Result<Program> compile(const SourceRule& rule, const Pattern& pattern) {
  return Compiler(rule, pattern).run();
}

}  // namespace towpath::smpl
