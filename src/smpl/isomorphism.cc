// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/isomorphism.h"

#include <algorithm>
#include <optional>

#include "smpl/may_bind.h"

namespace towpath::smpl {

namespace {

using c::Kind;

constexpr std::size_t kMaxTerms = 20'000;

std::size_t size_of(const Term& term) {
  std::size_t size = 1;
  for (const Term& child : term.children) size += size_of(child);
  return size;
}

bool is_leaf(const Term& term) {
  return term.op == Term::Op::kToken || term.op == Term::Op::kMeta;
}

template <class Visit>
void for_each_leaf(const Term& term, Visit visit) {
  if (is_leaf(term)) visit(term);
  for (const Term& child : term.children) for_each_leaf(child, visit);
}

Term* edge_leaf(Term& term, bool last) {
  if (is_leaf(term)) return &term;
  if (term.children.empty()) return nullptr;
  return edge_leaf(last ? term.children.back() : term.children.front(), last);
}

// How often the metavariable is in the term: of a disjunction, in the branch that has it most.
std::uint32_t occurrences(const Term& term, std::uint32_t meta) {
  std::uint32_t count = term.op == Term::Op::kMeta && term.meta == meta;
  for (const Term& child : term.children) {
    const std::uint32_t there = occurrences(child, meta);
    count = term.op == Term::Op::kOr ? std::max(count, there) : count + there;
  }
  return count;
}

bool same_code(const Term& a, const Term& b) {
  return a.op == b.op && a.kind == b.kind && a.text == b.text && a.meta == b.meta &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    same_code);
}

// One side of an isomorphism laid over a term of a pattern.
class Overlay {
 public:
  // `occurs`: how often each metavariable of the pattern does.
  Overlay(const std::vector<Metavariable>& metavariables, const std::vector<bool>& pure,
          TypeClass type, const std::vector<Metavariable>& pattern_metavariables,
          const std::vector<std::uint32_t>& occurs)
      : type_(type),
        occurs_(occurs),
        metavariables_(metavariables),
        pure_(pure),
        pattern_metavariables_(pattern_metavariables),
        bound_(metavariables.size()) {}

  bool fits(const Term& side, const Term& term) {
    if (side.op == Term::Op::kMeta) {
      const Term*& bound = bound_[side.meta];
      if (bound) return same_code(*bound, term);
      if (!may_bind(side.meta, term)) return false;
      bound = &term;
      return true;
    }
    if (side.op != term.op || side.kind != term.kind || side.text != term.text) return false;
    if (side.op == Term::Op::kToken) return note_token(term);
    if (side.children.size() != term.children.size()) return false;
    for (std::size_t i = 0; i < side.children.size(); ++i) {
      if (!fits(side.children[i], term.children[i])) return false;
    }
    return true;
  }

  // The other side with what the metavariables stand for, marked as `term` was. Nothing where the
  // marks forbid it: only code that is minus or context throughout can be written otherwise,
  // context with new code around it, too.
  std::optional<Term> rewrite(const Term& other, const Term& term) const {
    bool all_minus = true;
    for_each_leaf(term, [&](const Term& leaf) { all_minus &= leaf.minus; });
    // Where no token is laid over, as in X => X != 0, what comes in addition is context if any of
    // it is.
    const bool minus = minus_.value_or(all_minus);
    const bool mixed = minus_ && !all_minus;
    const std::uint32_t before = mixed ? around(term, false) : before_;
    const std::uint32_t after = mixed ? around(term, true) : after_;
    // New code beside tokens that may go has no other place.
    if (before != before_ && before_ != kNone) return std::nullopt;
    if (after != after_ && after_ != kNone) return std::nullopt;
    if (mixed && adds_between(before, after)) return std::nullopt;
    Term result = instance(other, minus);
    for (const Term* token : placed_) {
      if (!place(*token, result)) return std::nullopt;
    }
    if (mixed) take_off(before, after, result);
    if (!hang(before, result, false) || !hang(after, result, true)) return std::nullopt;
    for (std::size_t meta = 0; meta < bound_.size(); ++meta) {
      if (!pure_[meta] || !bound_[meta]) continue;
      // New code stays where the metavariable that it was beside is left out.
      const Term& gone = *bound_[meta];
      const bool is_there = occurrences(other, static_cast<std::uint32_t>(meta)) > 0;
      if (is_there && (gone.plus_before != kNone || gone.plus_after != kNone)) return std::nullopt;
      if (is_there) continue;
      if (gone.minus != minus) return std::nullopt;
      if (!hang(gone.plus_before, result, false) || !hang(gone.plus_after, result, true))
        return std::nullopt;
    }
    return result;
  }

 private:
  static const Term& edge_of(const Term& term, bool last) {
    if (term.children.empty()) return term;
    return edge_of(last ? term.children.back() : term.children.front(), last);
  }
  // The new code before or behind all of the term. What takes the place of what a metavariable
  // stands for goes where that goes.
  std::uint32_t around(const Term& term, bool last) const {
    const Term& edge = edge_of(term, last);
    const std::uint32_t plus = last ? edge.plus_after : edge.plus_before;
    const bool is_own = plus == (last ? after_ : before_);
    return edge.minus && !is_own ? kNone : plus;
  }
  // Whether new code is between the tokens and what the metavariables stand for.
  bool adds_between(std::uint32_t before, std::uint32_t after) const {
    return std::any_of(bound_.begin(), bound_.end(), [&](const Term* bound) {
      if (!bound) return false;
      const Term& first = edge_of(*bound, false);
      const Term& last = edge_of(*bound, true);
      return (!first.minus && first.plus_before != kNone && first.plus_before != before) ||
             (!last.minus && last.plus_after != kNone && last.plus_after != after);
    });
  }
  static void take_off(std::uint32_t before, std::uint32_t after, Term& term) {
    if (term.plus_before == before) term.plus_before = kNone;
    if (term.plus_after == after) term.plus_after = kNone;
    for (Term& child : term.children) take_off(before, after, child);
  }

  bool may_bind(std::uint32_t meta, const Term& term) const {
    // One that may be left out must be of no use elsewhere.
    if (pure_[meta] && (term.op != Term::Op::kMeta || occurs_[term.meta] != 1)) return false;
    const bool is_meta = term.op == Term::Op::kMeta;
    const MetaKind of = is_meta ? pattern_metavariables_[term.meta].kind : MetaKind::kExpression;
    switch (metavariables_[meta].kind) {
      case MetaKind::kExpression:
        if (is_meta) {
          return of == MetaKind::kExpression || of == MetaKind::kIdentifier ||
                 of == MetaKind::kIdExpression || of == MetaKind::kConstant;
        }
        return term.op == Term::Op::kOr || term.op == Term::Op::kBody ||
               (term.op == Term::Op::kNode && is_expression(term.kind));
      case MetaKind::kIdentifier:
        return is_meta ? of == MetaKind::kIdentifier : term.kind == Kind::kIdentifier;
      case MetaKind::kConstant:
        return is_meta ? of == MetaKind::kConstant
                       : term.kind == Kind::kConstant ||
                             (term.kind == Kind::kIdentifier && !term.children.empty() &&
                              is_constant_name(term.children[0].text));
      case MetaKind::kType:
        return is_meta ? of == MetaKind::kType : term.kind == Kind::kTypeName;
      case MetaKind::kStatement:
        return is_meta ? of == MetaKind::kStatement
                       : term.op == Term::Op::kNode && is_statement(term.kind);
      default:
        return false;
    }
    return false;
  }

  bool note_token(const Term& term) {
    if (minus_ && *minus_ != term.minus) return false;
    minus_ = term.minus;
    if (!term.positions.empty()) placed_.push_back(&term);
    if (term.plus_before != kNone) {
      if (before_ != kNone) return false;
      before_ = term.plus_before;
    }
    if (term.plus_after != kNone) {
      if (after_ != kNone) return false;
      after_ = term.plus_after;
    }
    return true;
  }

  // What `!` before the term means: of comparisons the opposite one, of `&&` and `||` the other of
  // the two, and of a negation what it negates.
  static Term negated(const Term& term, bool minus) {
    static constexpr std::pair<std::string_view, std::string_view> kOpposites[] = {
        {"==", "!="}, {"!=", "=="}, {"<", ">="},  {">=", "<"},
        {">", "<="},  {"<=", ">"},  {"&&", "||"}, {"||", "&&"}};
    Term result = term;
    if (term.op == Term::Op::kNode && term.kind == Kind::kParen) {
      result.children[1] = negated(term.children[1], minus);
      return result;
    }
    if (term.op == Term::Op::kNode && term.kind == Kind::kPrefix && term.children[0].text == "!")
      return term.children[1];
    if (term.op == Term::Op::kNode && term.kind == Kind::kBinary) {
      std::string& text = result.children[1].text;
      for (const auto& [one, other] : kOpposites) {
        if (text != one) continue;
        text = other;
        if (one == "&&" || one == "||") {
          result.children[0] = negated(term.children[0], minus);
          result.children[2] = negated(term.children[2], minus);
        }
        return result;
      }
    }
    Term negation = Term::node(Kind::kPrefix);
    negation.children.push_back(Term::token("!", minus));
    negation.children.push_back(term);
    return negation;
  }

  Term instance(const Term& other, bool minus) const {
    const bool negates = other.op == Term::Op::kNode && other.kind == Kind::kPrefix &&
                         other.children[0].text == "!" && other.children[1].op == Term::Op::kMeta &&
                         bound_[other.children[1].meta];
    if (negates) return negated(instance(other.children[1], minus), minus);
    if (other.op == Term::Op::kMeta && bound_[other.meta]) {
      Term bound = *bound_[other.meta];
      if (type_ != TypeClass::kUnknown) bound.type = type_;
      return bound;
    }
    Term term = other;
    term.meta = kNone;  // what only the other side has stands for anything
    term.minus = minus;
    for (Term& child : term.children) child = instance(child, minus);
    return term;
  }

  // Positions stay with their token: without one like it, they have no place.
  static bool place(const Term& token, Term& term) {
    if (term.op == Term::Op::kToken && term.text == token.text) {
      term.positions = token.positions;
      return true;
    }
    return std::any_of(term.children.begin(), term.children.end(),
                       [&](Term& child) { return place(token, child); });
  }

  static bool hang(std::uint32_t plus, Term& term, bool last) {
    if (plus == kNone) return true;
    Term* leaf = edge_leaf(term, last);
    if (!leaf) return false;
    std::uint32_t& place = last ? leaf->plus_after : leaf->plus_before;
    if (place != kNone) return false;
    place = plus;
    return true;
  }

  TypeClass type_;
  const std::vector<std::uint32_t>& occurs_;
  const std::vector<Metavariable>& metavariables_;
  const std::vector<bool>& pure_;
  const std::vector<Metavariable>& pattern_metavariables_;
  std::vector<const Term*> bound_;
  std::optional<bool> minus_;
  std::vector<const Term*> placed_;  // tokens that position metavariables are at
  std::uint32_t before_ = kNone;
  std::uint32_t after_ = kNone;
};

}  // namespace

class Isomorphisms::Expander {
 public:
  Expander(const Isomorphisms& isomorphisms, const SourceRule& rule, const Pattern& pattern)
      : rule_(rule) {
    for (std::uint32_t meta = 0; meta < rule.metavariables.size(); ++meta)
      occurs_.push_back(occurrences(pattern.root, meta));
    for (const PlusCode& code : pattern.plus) {
      for (c::TokenIndex i = code.first; i < code.last; ++i) {
        if (const auto meta = rule.find(code.code->tree().spelling(i))) ++occurs_[*meta];
      }
    }
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
    for (Term& way : ways) expand_children(way, tested);
    if (ways.size() == 1) return std::move(ways[0]);
    Term any{.op = Term::Op::kOr};
    any.type = term.type;
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

// `X = Y` matches the declaration `T X = Y` as well. Coccinelle has it in its engine, without a
// name.
Term with_initialization(Term root) {
  if (root.op == Term::Op::kOr || root.op == Term::Op::kSequence || root.op == Term::Op::kInside) {
    for (Term& child : root.children) child = with_initialization(std::move(child));
    return root;
  }
  if (root.op != Term::Op::kNode || root.kind != Kind::kAssign || root.children[1].text != "=") {
    return root;
  }
  Term both{.op = Term::Op::kOr};
  both.children.push_back(root);
  root.kind = Kind::kInitDeclarator;
  both.children.push_back(std::move(root));
  return both;
}

// fld_to_ptr: `x.f` with a metavariable of a known type matches `p->f` as well, where `p` is any
// expression of the type of a pointer to it.
class PointersToo {
 public:
  PointersToo(SourceRule& rule, const Pattern& pattern) : rule_(rule), pattern_(pattern) {}

  Term of(Term term) {
    for (Term& child : term.children) child = of(std::move(child));
    if (!is_field(term)) return term;
    Metavariable pointer = rule_.metavariables[term.children[0].meta];
    pointer.name += " pointer";
    for (TypeRef& type : pointer.types) type = pointer_to(type);
    Term other = term;
    other.children[0].meta = static_cast<std::uint32_t>(rule_.metavariables.size());
    other.children[1].text = "->";
    rule_.metavariables.push_back(std::move(pointer));
    Term either{.op = Term::Op::kOr};
    either.children.push_back(std::move(term));
    either.children.push_back(std::move(other));
    return either;
  }

 private:
  bool is_field(const Term& term) const {
    if (term.op != Term::Op::kNode || term.kind != Kind::kMember || term.children.size() != 3)
      return false;
    const Term& object = term.children[0];
    if (object.op != Term::Op::kMeta || object.meta == kNone || term.children[1].text != ".")
      return false;
    const Metavariable& meta = rule_.metavariables[object.meta];
    const bool typed =
        !meta.types.empty() && std::all_of(meta.types.begin(), meta.types.end(),
                                           [](const TypeRef& type) { return !!type; });
    return typed && meta.kind == MetaKind::kExpression && meta.exported == kNone &&
           meta.from_rule.empty() && occurrences(pattern_.root, object.meta) == 1 &&
           !is_added(meta.name);
  }
  bool is_added(std::string_view name) const {
    return std::any_of(pattern_.plus.begin(), pattern_.plus.end(), [&](const PlusCode& code) {
      for (c::TokenIndex i = code.first; i < code.last; ++i) {
        if (code.code->tree().spelling(i) == name) return true;
      }
      return false;
    });
  }

  SourceRule& rule_;
  const Pattern& pattern_;
};

}  // namespace

Status Isomorphisms::expand(SourceRule& rule, Pattern& pattern) const {
  for (const std::string& name : rule.disabled) {
    if (!knows(name)) {
      return Error{rule.place, "no isomorphism is called " + name,
                   "the names are those of Coccinelle's standard.iso"};
    }
  }
  if (knows("fld_to_ptr") && !rule.disables("fld_to_ptr"))
    pattern.root = PointersToo(rule, pattern).of(Term(pattern.root));
  Expander expander(*this, rule, pattern);
  pattern.root = expander.expand(with_initialization(std::move(pattern.root)), false, false);
  if (expander.beyond_reason()) {
    return Error{rule.place, "the rule can be written in too many ways",
                 "disable some isomorphisms"};
  }
  return Done{};
}

}  // namespace towpath::smpl
