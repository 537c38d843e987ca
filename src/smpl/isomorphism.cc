// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/isomorphism.h"

#include <algorithm>
#include <optional>

#include "smpl/member_pointer.h"
#include "smpl/overlay.h"

namespace towpath::smpl {

namespace {

using c::Kind;

constexpr std::size_t kMaxTerms = 20'000;

std::size_t size_of(const Term& term) {
  std::size_t size = 1;
  for (const Term& child : term.children) size += size_of(child);
  return size;
}

}  // namespace

class Isomorphisms::Expander {
 public:
  Expander(const Isomorphisms& isomorphisms, const SourceRule& rule, const Pattern& pattern)
      : rule_(rule), occurs_(occurrences(rule, pattern)) {
    for (const Isomorphism& one : isomorphisms.list_) {
      if (!rule.disables(one.name)) {
        enabled_.push_back(&one);
      }
    }
  }

  // All ways of writing `term`, in one term. `tested`: its value is only tested. `argument`: it is
  // an argument or the right of an assignment.
  Term expand(const Term& term, bool tested, bool argument) {
    std::vector<Term> ways{term};
    for (const Isomorphism* one : enabled_) apply(*one, tested, argument, ways);
    for (Term& way : ways) {
      // What is left where a term goes around it is written in as many ways as by itself.
      if (way.op == Term::Op::kNode && is_part_of(way, term)) {
        way = expand(Term(way), tested || way.tested, argument);
      } else {
        expand_children(way, tested);
      }
    }
    if (ways.size() == 1) return std::move(ways[0]);
    Term any{.op = Term::Op::kOr};
    any.children = std::move(ways);
    return any;
  }

  bool beyond_reason() const { return terms_ > kMaxTerms; }

 private:
  void apply(const Isomorphism& one, bool tested, bool argument, std::vector<Term>& ways) {
    if (one.where == Where::kTest && (!tested || is_truth(ways[0]))) return;
    if (one.where == Where::kArgument && !argument) return;
    const std::size_t count = ways.size();
    for (std::size_t way = 0; way < count && !beyond_reason(); ++way) {
      if (!is_candidate(one, ways[way])) continue;
      const std::size_t part = part_of(one, ways[way]);
      for (std::size_t from = 0; from < one.sources; ++from) {
        Overlay overlay(one.metavariables, one.pure, one.type, rule_.metavariables, occurs_);
        const Term& fitted = part == kWhole ? ways[way] : ways[way].children[part];
        if (!overlay.fits(one.sides[from], fitted)) continue;
        for (std::size_t to = 0; to < one.sides.size(); ++to) {
          if (to == from) continue;
          const Term& term = part == kWhole ? ways[way] : ways[way].children[part];
          std::optional<Term> other = overlay.rewrite(one.sides[to], term);
          if (!other) continue;
          if (part != kWhole) {
            Term whole = ways[way];
            whole.children[part] = std::move(*other);
            other = std::move(whole);
          }
          other->tested |= one.where == Where::kToTest && !tested;
          const auto same = [&](const Term& known) { return same_code(known, *other); };
          if (std::any_of(ways.begin(), ways.end(), same)) continue;
          terms_ += size_of(*other);
          ways.push_back(std::move(*other));
        }
        break;
      }
    }
  }

  // Truth values are never compared with 0 again, and all ways of doing so would be a great many.
  static bool is_truth(const Term& term) {
    if (term.op != Term::Op::kNode) return false;
    if (term.kind == Kind::kParen) return is_truth(term.children[1]);
    if (term.kind == Kind::kPrefix) return term.children[0].text == "!";
    if (term.kind != Kind::kBinary) return false;
    const std::string& text = term.children[1].text;
    return text == "&&" || text == "||" || text == "==" || text == "!=" || text == "<" ||
           text == ">" || text == "<=" || text == ">=";
  }

  static bool is_part_of(const Term& part, const Term& whole) {
    return std::any_of(whole.children.begin(), whole.children.end(), [&](const Term& child) {
      return child.op == Term::Op::kNode && (same_code(child, part) || is_part_of(part, child));
    });
  }

  static constexpr std::size_t kWhole = ~std::size_t{0};

  // What of the term is written otherwise: the words of the type in what has some, all of others.
  static std::size_t part_of(const Isomorphism& one, const Term& term) {
    if (one.where != Where::kType) return kWhole;
    for (std::size_t i = 0; i < term.children.size(); ++i) {
      if (term.children[i].kind == Kind::kSpecifiers) return i;
    }
    return kWhole;
  }

  // A bare metavariable or a name called or assigned to is never another way of writing something
  // tested.
  static bool is_candidate(const Isomorphism& one, const Term& term) {
    if (term.op != Term::Op::kNode) return false;
    switch (one.where) {
      case Where::kStatement:
        return is_statement(term.kind);
      case Where::kDeclaration:
        return is_declaration(term.kind);
      case Where::kTopLevel:
        return is_statement(term.kind) || is_declaration(term.kind);
      case Where::kType:
        return part_of(one, term) != kWhole;
      default:
        return is_expression(term.kind);
    }
  }

  void expand_children(Term& term, bool tested) {
    if (beyond_reason()) return;
    for (std::size_t i = 0; i < term.children.size(); ++i) {
      Term& child = term.children[i];
      if (child.op == Term::Op::kToken) continue;
      // The block of a function is no statement.
      const bool has_block =
          term.kind == Kind::kFunction || term.kind == Kind::kStatementExpression;
      if (term.op == Term::Op::kNode && has_block && child.op == Term::Op::kNode &&
          child.kind == Kind::kCompound) {
        expand_children(child, false);
        continue;
      }
      child = expand(child, tests_child(term, i, tested), argument_child(term, i));
    }
  }

  static bool tests_child(const Term& term, std::size_t index, bool tested) {
    if (term.op != Term::Op::kNode) return tested;
    switch (term.kind) {
      case Kind::kIf:
      case Kind::kWhile:
        return index == 2;
      case Kind::kDo:
        return index == 4;
      case Kind::kFor:
        return is_condition_of_for(term, index);
      case Kind::kConditional:
        return index == 0;
      case Kind::kParen:
        return tested;
      case Kind::kPrefix:
        return index == 1 && term.children[0].text == "!";
      case Kind::kBinary:
        return index != 1 && (term.children[1].text == "&&" || term.children[1].text == "||");
      default:
        return false;
    }
  }

  static bool is_condition_of_for(const Term& term, std::size_t index) {
    const auto ends = [&](std::size_t at) { return term.children[at].text == ";"; };
    return index > 0 && index + 1 < term.children.size() && ends(index + 1) &&
           (ends(index - 1) || term.children[index - 1].kind == Kind::kDeclaration);
  }

  static bool argument_child(const Term& term, std::size_t index) {
    return term.op == Term::Op::kNode &&
           (term.kind == Kind::kArguments || (term.kind == Kind::kAssign && index == 2));
  }

  const SourceRule& rule_;
  std::vector<std::uint32_t> occurs_;  // by metavariable of the rule, how often it does
  std::vector<const Isomorphism*> enabled_;
  std::size_t terms_ = 0;
};

void Isomorphisms::add(const Isomorphisms& others) {
  list_.insert(list_.end(), others.list_.begin(), others.list_.end());
  names_.insert(names_.end(), others.names_.begin(), others.names_.end());
}

bool Isomorphisms::knows(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

namespace {

const Term& last_leaf(const Term& term) {
  return term.children.empty() ? term : last_leaf(term.children.back());
}

// Whether what becomes of the assignment can be an initialization: it stays one, of a name.
bool may_initialize(const Term& assignment, const Pattern& pattern) {
  const Term& equals = assignment.children[1];
  const Term& last = last_leaf(assignment);
  if (equals.text != "=") return false;
  if (!equals.minus) return true;
  const std::uint32_t plus = last.plus_after;
  if (!last.minus || plus == kNone) return false;
  const PlusCode& code = pattern.plus[plus];
  if (code.whole == c::kNoNode) return false;
  const c::Tree& tree = code.code->tree();
  const c::Node& node = tree.nodes[code.whole];
  if (node.kind != Kind::kAssign) return false;
  const std::span<const c::Child> children = tree.children_of(code.whole);
  return tree.spelling(children[1].token()) == "=";
}

// `X = Y` matches the declaration `T X = Y` as well. Coccinelle has it in its engine, without a
// name.
Term with_initialization(Term root, const Pattern& pattern) {
  if (root.op == Term::Op::kOr || root.op == Term::Op::kSequence || root.op == Term::Op::kInside) {
    for (Term& child : root.children) child = with_initialization(std::move(child), pattern);
    return root;
  }
  if (root.op != Term::Op::kNode || root.kind != Kind::kAssign || !may_initialize(root, pattern))
    return root;
  Term both{.op = Term::Op::kOr};
  both.children.push_back(root);
  root.kind = Kind::kInitDeclarator;
  both.children.push_back(std::move(root));
  return both;
}

// Without its cast, `(T)x` as a whole rule would be every expression.
void leave_out_bare(const Term& written, Term& ways) {
  if (ways.op != Term::Op::kOr) return;
  if (written.op == Term::Op::kOr) {
    for (std::size_t i = 0; i < written.children.size(); ++i)
      leave_out_bare(written.children[i], ways.children[i]);
    return;
  }
  std::erase_if(ways.children,
                [](const Term& way) { return way.op == Term::Op::kMeta && !way.tested; });
}

}  // namespace

Status Isomorphisms::expand(SourceRule& rule, Pattern& pattern) const {
  for (const std::string& name : rule.disabled) {
    if (!knows(name)) {
      return Error{rule.place, "no isomorphism is called " + name,
                   "the names are those of Coccinelle's standard.iso"};
    }
  }
  if (knows("fld_to_ptr") && !rule.disables("fld_to_ptr")) match_pointers_too(rule, pattern);
  Expander expander(*this, rule, pattern);
  const Term written = with_initialization(std::move(pattern.root), pattern);
  pattern.root = expander.expand(written, false, false);
  leave_out_bare(written, pattern.root);
  if (expander.beyond_reason()) {
    return Error{rule.place, "the rule can be written in too many ways",
                 "disable some isomorphisms"};
  }
  return Done{};
}

}  // namespace towpath::smpl
