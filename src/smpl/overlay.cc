// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/overlay.h"

#include <algorithm>
#include <string_view>

#include "smpl/may_bind.h"

namespace towpath::smpl {

using c::Kind;

namespace {

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

const Term& edge_of(const Term& term, bool last) {
  if (term.children.empty()) return term;
  return edge_of(last ? term.children.back() : term.children.front(), last);
}

void take_off(std::uint32_t before, std::uint32_t after, Term& term) {
  if (term.plus_before == before) term.plus_before = kNone;
  if (term.plus_after == after) term.plus_after = kNone;
  for (Term& child : term.children) take_off(before, after, child);
}

// What `!` before the term means: of comparisons the opposite one, of `&&` and `||` the other of
// the two, and of a negation what it negates.
Term negated(const Term& term, bool minus) {
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

// Positions stay with their token: without one like it, they have no place.
bool place(const Term& token, Term& term) {
  if (term.op == Term::Op::kToken && term.text == token.text) {
    term.positions = token.positions;
    return true;
  }
  return std::any_of(term.children.begin(), term.children.end(),
                     [&](Term& child) { return place(token, child); });
}

bool hang(std::uint32_t plus, Term& term, bool last) {
  if (plus == kNone) return true;
  Term* leaf = edge_leaf(term, last);
  if (!leaf) return false;
  std::uint32_t& place = last ? leaf->plus_after : leaf->plus_before;
  if (place != kNone) return false;
  place = plus;
  return true;
}

}  // namespace

std::uint32_t occurrences(const Term& term, std::uint32_t meta) {
  std::uint32_t count = term.op == Term::Op::kMeta && term.meta == meta;
  for (const Term& child : term.children) {
    const std::uint32_t there = occurrences(child, meta);
    count = term.op == Term::Op::kOr ? std::max(count, there) : count + there;
  }
  return count;
}

std::vector<std::uint32_t> occurrences(const SourceRule& rule, const Pattern& pattern) {
  std::vector<std::uint32_t> count;
  for (std::uint32_t meta = 0; meta < rule.metavariables.size(); ++meta)
    count.push_back(occurrences(pattern.root, meta));
  for (const PlusCode& code : pattern.plus) {
    for (c::TokenIndex i = code.first; i < code.last; ++i) {
      if (const auto meta = rule.find(code.code->tree().spelling(i))) ++count[*meta];
    }
  }
  return count;
}

bool same_code(const Term& a, const Term& b) {
  return a.op == b.op && a.kind == b.kind && a.text == b.text && a.meta == b.meta &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    same_code);
}

bool Overlay::fits(const Term& side, const Term& term) {
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
std::optional<Term> Overlay::rewrite(const Term& other, const Term& term) const {
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
  for (std::uint32_t meta = 0; meta < bound_.size(); ++meta) {
    if (!pure_[meta] || !bound_[meta]) continue;
    // New code stays where the metavariable that it was beside is left out.
    const Term& gone = *bound_[meta];
    const bool is_there = occurrences(other, meta) > 0;
    if (is_there && (gone.plus_before != kNone || gone.plus_after != kNone)) return std::nullopt;
    if (is_there) continue;
    if (gone.minus != minus || minus != all_minus) return std::nullopt;
    // What is around all of the term hangs there already.
    const std::uint32_t left_before = gone.plus_before == before ? kNone : gone.plus_before;
    const std::uint32_t left_after = gone.plus_after == after ? kNone : gone.plus_after;
    if (!hang(left_before, result, false) || !hang(left_after, result, true)) return std::nullopt;
  }
  return result;
}

// The new code before or behind all of the term. What takes the place of what a metavariable
// stands for goes where that goes.
std::uint32_t Overlay::around(const Term& term, bool last) const {
  const Term& edge = edge_of(term, last);
  const std::uint32_t plus = last ? edge.plus_after : edge.plus_before;
  const bool is_own = plus == (last ? after_ : before_);
  return edge.minus && !is_own ? kNone : plus;
}
// Whether new code is between the tokens and what the metavariables stand for.
bool Overlay::adds_between(std::uint32_t before, std::uint32_t after) const {
  return std::any_of(bound_.begin(), bound_.end(), [&](const Term* bound) {
    if (!bound) return false;
    const Term& first = edge_of(*bound, false);
    const Term& last = edge_of(*bound, true);
    return (!first.minus && first.plus_before != kNone && first.plus_before != before) ||
           (!last.minus && last.plus_after != kNone && last.plus_after != after);
  });
}

bool Overlay::may_bind(std::uint32_t meta, const Term& term) const {
  // One that may be left out must be of no use elsewhere.
  if (pure_[meta] && (term.op != Term::Op::kMeta || occurs_[term.meta] != 1)) return false;
  const bool is_meta = term.op == Term::Op::kMeta;
  const MetaKind of = is_meta ? pattern_metavariables_[term.meta].kind : MetaKind::kExpression;
  switch (metavariables_[meta].kind) {
    case MetaKind::kExpression:
      if (type_ != TypeClass::kUnknown && class_of(term, pattern_metavariables_) != type_)
        return false;
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
                     : term.kind == Kind::kConstant || term.kind == Kind::kString ||
                           term.kind == Kind::kSizeof ||
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

bool Overlay::note_token(const Term& term) {
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

Term Overlay::instance(const Term& other, bool minus) const {
  const bool negates = other.op == Term::Op::kNode && other.kind == Kind::kPrefix &&
                       other.children[0].text == "!" && other.children[1].op == Term::Op::kMeta &&
                       bound_[other.children[1].meta];
  if (negates) return negated(instance(other.children[1], minus), minus);
  if (other.op == Term::Op::kMeta && bound_[other.meta]) return *bound_[other.meta];
  Term term = other;
  term.meta = kNone;  // what only the other side has stands for anything
  term.minus = minus;
  for (Term& child : term.children) child = instance(child, minus);
  return term;
}

}  // namespace towpath::smpl
