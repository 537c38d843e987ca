// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include "smpl/flow_compiler.h"
#include "smpl/term_query.h"

namespace towpath::smpl {

using c::Kind;
using Op = Formula::Op;

namespace {

// A statement, or the code of an expression in one.
bool stands_alone(const Term& term) {
  const bool of_one = term.op == Term::Op::kSequence && term.children.size() == 1;
  if (term.op == Term::Op::kOr || of_one)
    return std::all_of(term.children.begin(), term.children.end(), stands_alone);
  return term.op == Term::Op::kInside || (term.op == Term::Op::kNode && !has_dots(term));
}

// A branch without braces keeps one statement.
bool stays_one(const Term& term) {
  if (term.op == Term::Op::kOr || term.op == Term::Op::kSequence)
    return std::all_of(term.children.begin(), term.children.end(), stays_one);
  if (term.op != Term::Op::kNode) return true;
  const Term& first = edge_leaf(term, false);
  const Term& last = edge_leaf(term, true);
  const bool adds =
      (!first.minus && first.plus_before != kNone) || (!last.minus && last.plus_after != kNone);
  return !adds && !vanishes(term);
}

bool leaves(const Term& term) {
  return term.kind == Kind::kReturn;
}

}  // namespace

FormulaId FlowCompiler::block(const Term& term, FormulaId rest, bool is_body) {
  const std::uint32_t brace = flow_.braces++;
  const FormulaId close =
      both(atom(Op::kClose, term.children.back(), brace), move(Op::kNext, rest));
  starts_[close].clear();
  const FormulaId open = atom(Op::kOpen, term.children.front(), brace);
  const std::span<const Term> inner = std::span(term.children).subspan(1, term.children.size() - 2);
  const std::uint32_t around = std::exchange(block_, brace);
  const std::optional<Kind> loop = std::exchange(body_of_, std::nullopt);
  const std::uint32_t breaks = std::exchange(breaks_from_, loop ? brace : breaks_from_);
  const std::uint32_t continues =
      std::exchange(continues_, loop && *loop != Kind::kSwitch ? brace : continues_);
  const bool ended = std::exchange(ends_match_, rest == true_);
  const bool switches = loop == Kind::kSwitch && has_cases(term);
  FormulaId within = true_;
  if (switches) {
    within = cases(inner, atom(Op::kClose, Term::token("}", false), brace));
  } else {
    within = sequence(inner, close, {});
  }
  block_ = around;
  breaks_from_ = breaks;
  continues_ = continues;
  ends_match_ = ended;
  if (switches) return both(open, both(add({.op = Op::kEnd, .children = {close}}), within));
  const FormulaId braced = both(open, move(Op::kNext, within));
  const bool may_be_bare = is_body && inner.size() == 1 && inner[0].op == Term::Op::kDots &&
                           pattern_.dots[inner[0].dots].kind != DotsKind::kDots &&
                           !changes(term.children.front()) && !changes(term.children.back());
  if (!may_be_bare) return braced;
  // A nest alone in a branch may be in one statement as well.
  const FormulaId bare = both(add({.op = Op::kBare, .brace = brace}), within);
  return add({.op = Op::kOr, .children = {braced, bare}});
}

bool FlowCompiler::is_plain(const Term& term) const {
  const Dots& dots = pattern_.dots[term.dots];
  return dots.kind == DotsKind::kDots && dots.options.whens.empty();
}

FormulaId FlowCompiler::cases(std::span<const Term> lines, FormulaId end) {
  const auto begins = [](const Term& term) {
    return term.op == Term::Op::kNode && is_label(term.kind) && term.kind != Kind::kLabel;
  };
  ends_match_ = true;
  FormulaId all = true_;
  for (std::size_t at = 0, next = 0; at < lines.size(); at = next) {
    next = at + 1;
    while (next < lines.size() && !begins(lines[next])) ++next;
    std::vector<Term> line(lines.begin() + static_cast<std::ptrdiff_t>(at),
                           lines.begin() + static_cast<std::ptrdiff_t>(next));
    std::vector<Term>* parts = &line;
    while (begins(parts->back())) parts = &parts->back().children;
    const bool to_end = parts->back().op == Term::Op::kDots;
    // Whatever comes then.
    const bool is_any = to_end && !changes(parts->back()) && is_plain(parts->back());
    if (is_any) parts->pop_back();
    const FormulaId rest = to_end && !is_any ? end : true_;
    const FormulaId each = sequence(line, rest, {});
    const FormulaId one = add({.op = Op::kNext, .all = false, .children = {each}});
    all = all == true_ ? one : both(all, one);
  }
  return all;
}

FormulaId FlowCompiler::headed(const Term& term, FormulaId rest) {
  Term head = term;
  FormulaId bodies = true_;
  for (Term& child : head.children) {
    const bool is_else = child.op == Term::Op::kNode && child.kind == Kind::kElse;
    if (!is_part(child)) {
      if (has_dots(child)) fail("dots in the head of a statement");
      continue;
    }
    const bool function = term.kind == Kind::kFunction;
    Term& inner = is_else ? child.children.back() : child;
    if (const std::optional<Term> any = function ? std::nullopt : any_body(inner)) {
      inner = *any;
      continue;
    }
    const bool is_loop = term.kind != Kind::kIf && !function && !is_else;
    body_of_ = is_loop ? std::optional(term.kind) : std::nullopt;
    if (is_else) {
      Term whole{.op = Term::Op::kBody, .minus = vanishes(child)};
      // What comes behind the `else` comes behind all of the statement.
      Term& last = edge_leaf(child.children.back(), true);
      if (!last.minus && child.children.back().op != Term::Op::kOr)
        std::swap(whole.plus_after, last.plus_after);
      bodies = both(move(Op::kElse, body(child.children.back())), bodies);
      child.children.back() = std::move(whole);
    } else {
      Term whole{.op = Term::Op::kBody};
      // A function ends with its `}`, whether or not control comes there.
      if (function && child.kind == Kind::kCompound) {
        std::swap(whole.plus_after, child.children.back().plus_after);
      }
      // What control does not come to goes with the rest.
      whole.minus = vanishes(child);
      bodies = both(move(function ? Op::kNext : Op::kBody, body(child)), bodies);
      child = std::move(whole);
    }
  }
  const FormulaId first = atom(Op::kHead, head);
  return both(both(first, bodies), move(Op::kPast, rest));
}

std::optional<Term> FlowCompiler::any_body(const Term& term) const {
  if (term.op != Term::Op::kNode || term.kind != Kind::kCompound || term.children.size() != 3)
    return std::nullopt;
  const Term& open = term.children[0];
  const Term& dots = term.children[1];
  const Term& close = term.children[2];
  if (dots.op != Term::Op::kDots || rule_.disables("braces0")) return std::nullopt;
  const bool is_marked = open.minus != dots.minus || close.minus != dots.minus ||
                         open.plus_after != kNone || close.plus_before != kNone ||
                         !open.positions.empty() || !close.positions.empty();
  if (!is_plain(dots) || is_marked || dots.plus_before != kNone || dots.plus_after != kNone)
    return std::nullopt;
  Term any{.op = Term::Op::kBody, .minus = dots.minus};
  any.plus_before = open.plus_before;
  any.plus_after = close.plus_after;
  return any;
}

FormulaId FlowCompiler::body(const Term& term) {
  if (term.op == Term::Op::kDots) {
    fail("dots as a body without braces");
    return true_;
  }
  const bool is_block = term.op == Term::Op::kNode && term.kind == Kind::kCompound;
  const FormulaId whole =
      is_block && has_dots(term) ? block(term, true_, true) : part(term, true_, {});
  body_of_.reset();
  if (!is_block) return whole;
  // `{ ... S ... }` is `S` as well: braces0 to braces3.
  const Term* only = nullptr;
  for (std::size_t i = 1; i + 1 < term.children.size(); ++i) {
    if (term.children[i].op == Term::Op::kDots) continue;
    if (only) return whole;
    only = &term.children[i];
  }
  const bool marked = changes(term.children.front()) || changes(term.children.back());
  if (!only || marked || !stands_alone(*only)) return whole;
  Formula any{.op = Op::kOr, .children = {whole}};
  if (pattern_.shows || stays_one(*only)) any.children.push_back(part(*only, true_, {}));
  // What the block leads to may also be what a jump in its place leads to.
  if (term.children[1].op == Term::Op::kDots && leaves(*only)) {
    const std::uint32_t around = std::exchange(block_, kNone);
    const FormulaId there = dots(term.children[1], std::span(only, 1), true_, {});
    block_ = around;
    any.children.push_back(both(add({.op = Op::kGoto}), move(Op::kNext, there)));
  }
  return add(std::move(any));
}

}  // namespace towpath::smpl
