// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_compile.h"

#include <algorithm>
#include <utility>

#include "smpl/flow_compiler.h"
#include "smpl/string_pattern.h"
#include "smpl/term_query.h"

namespace towpath::smpl {

using c::Kind;
using Op = Formula::Op;

namespace {

constexpr std::uint32_t kMaxNesting = 200;  // of formulas; the checker recurses along them
constexpr std::size_t kMaxFormulas = 20'000;

bool is_any_statement(const Term& term) {
  if (term.op == Term::Op::kMeta) return true;
  return term.op == Term::Op::kOr &&
         std::any_of(term.children.begin(), term.children.end(), is_any_statement);
}

bool has_sequence(const Term& term) {
  return std::any_of(term.children.begin(), term.children.end(), [](const Term& child) {
    return child.op == Term::Op::kSequence || (child.op == Term::Op::kOr && has_sequence(child));
  });
}

bool is_line(const Term& term) {
  return term.op == Term::Op::kNode && is_directive(term.kind);
}

}  // namespace

Result<FlowRule> FlowCompiler::run() {
  true_ = add({.op = Op::kTrue});
  const Term& root = pattern_.root;
  if (root.op == Term::Op::kSequence && root.children.front().op == Term::Op::kDots) {
    flow_.from_entry = true;
  }
  find_plus_uses();
  flow_.root = part(root, true_, {});
  if (depth_ > kMaxNesting) fail("a rule with this many dots");
  if (error_) return std::move(*error_);
  if (optional_nests_.size() == 1 && !rule_.asked && !tells_without_nests(root))
    flow_.all_in = optional_nests_.front();
  scope_metavariables(rule_, all_, written_, flow_);
  return std::move(flow_);
}

FormulaId FlowCompiler::add(Formula formula) {
  if (flow_.formulas.size() > kMaxFormulas) {
    fail("dots and optional code with this many ways through them");
    return true_;
  }
  flow_.formulas.push_back(std::move(formula));
  starts_.emplace_back();
  return static_cast<FormulaId>(flow_.formulas.size() - 1);
}

FormulaId FlowCompiler::both(FormulaId a, FormulaId b) {
  if (b == true_) return a;
  const FormulaId id = add({.op = Op::kAnd, .children = {a, b}});
  starts_[id] = starts_[a];
  return id;
}

FormulaId FlowCompiler::move(Op op, FormulaId to) {
  if (to == true_) return true_;
  return add({.op = op, .all = all_, .children = {to}});
}

void FlowCompiler::fail(std::string_view what) {
  if (!error_) {
    error_ = Error{rule_.place_in_body(0), "not supported yet: " + std::string(what), ""};
  }
}

bool FlowCompiler::tells_without_nests(const Term& term) const {
  const auto is_exported = [&](std::uint32_t meta) {
    return meta != kNone && rule_.metavariables[meta].exported != kNone;
  };
  if (term.minus || term.plus_before != kNone || term.plus_after != kNone) return true;
  if (std::any_of(term.positions.begin(), term.positions.end(), is_exported)) return true;
  if (term.op == Term::Op::kMeta && term.meta != kNone &&
      (is_exported(term.meta) || is_exported(rule_.metavariables[term.meta].count_meta))) {
    return true;
  }
  const bool is_nest =
      term.op == Term::Op::kDots && pattern_.dots[term.dots].kind != DotsKind::kDots;
  const std::span<const Term> children = std::span(term.children).subspan(is_nest ? 1 : 0);
  return std::any_of(children.begin(), children.end(),
                     [&](const Term& child) { return tells_without_nests(child); });
}

void FlowCompiler::collect(const Term& term, std::set<std::uint32_t>& metas) const {
  if (term.op == Term::Op::kMeta && term.meta != kNone) {
    metas.insert(term.meta);
    const std::uint32_t count = rule_.metavariables[term.meta].count_meta;
    if (count != kNone) metas.insert(count);
  }
  metas.insert(term.positions.begin(), term.positions.end());
  if (const auto string = string_pattern(rule_, term.text)) {
    for (const StringPattern::Part& part : string->parts) {
      if (part.meta != kNone) metas.insert(part.meta);
    }
  }
  for (const Term& child : term.children) collect(child, metas);
}

void FlowCompiler::collect_plus(const Term& term, std::set<std::uint32_t>& metas) const {
  for (const std::uint32_t plus : {term.plus_before, term.plus_after}) {
    if (plus == kNone) continue;
    metas.insert(flow_.plus_uses[plus].begin(), flow_.plus_uses[plus].end());
  }
  for (const Term& child : term.children) collect_plus(child, metas);
}

void FlowCompiler::add_use(std::uint32_t meta, std::set<std::uint32_t>& uses) const {
  const Metavariable& used = rule_.metavariables[meta];
  if (used.kind != MetaKind::kFresh) {
    uses.insert(meta);
    return;
  }
  for (const Operand& part : used.seed) {
    if (part.meta != kNone) uses.insert(part.meta);
  }
  if (!used.maker) return;
  for (const ScriptExpression::Parameter& one : used.maker->parameters) uses.insert(one.meta);
}

void FlowCompiler::find_plus_uses() {
  for (const PlusCode& code : pattern_.plus) {
    std::set<std::uint32_t> uses;
    for (c::TokenIndex i = code.first; i < code.last; ++i) {
      const auto meta = rule_.find(code.code->tree().spelling(i));
      if (meta) add_use(static_cast<std::uint32_t>(*meta), uses);
    }
    // What goes on behind it comes before it in the list.
    if (code.behind != kNone) {
      const std::vector<std::uint32_t>& behind = flow_.plus_uses[code.behind];
      uses.insert(behind.begin(), behind.end());
    }
    flow_.plus_uses.emplace_back(uses.begin(), uses.end());
  }
}

FormulaId FlowCompiler::atom(Op op, const Term& term, std::uint32_t brace) {
  if (has_dots(term)) fail("dots within an expression's code");
  Formula formula{.op = op};
  formula.entry = entry_(term);
  formula.brace = brace;
  std::set<std::uint32_t> metas;
  collect(term, metas);
  collect_plus(term, metas);
  formula.uses.assign(metas.begin(), metas.end());
  // Preprocessor lines stand before the node that they are asked for at.
  if (term.op != Term::Op::kSequence) formula.needs = needs_of(rule_, pattern_, term, false);
  if (op == Op::kStatement && is_bare_return(term)) {
    formula.falls_off = {slot_(term.children[0]), slot_(term.children[1])};
  }
  if (op == Op::kStatement && term.op == Term::Op::kNode) {
    if (term.kind == Kind::kBreak) formula.loop = breaks_from_;
    if (term.kind == Kind::kContinue) formula.loop = continues_;
  }
  const FormulaId id = add(std::move(formula));
  starts_[id] = {id};
  if (is_any_statement(term)) any_statement_.insert(id);
  return id;
}

FormulaId FlowCompiler::part(const Term& term, FormulaId rest,
                             const std::vector<FormulaId>& before) {
  if (++depth_ > kMaxNesting) return true_;
  if (term.op == Term::Op::kSequence) return sequence(term.children, rest, before);
  if (term.op == Term::Op::kOr && (has_dots(term) || has_sequence(term))) {
    Formula any{.op = Op::kOr};
    std::vector<FormulaId> starts;
    for (const Term& child : term.children) {
      const FormulaId id = part(child, rest, before);
      any.children.push_back(id);
      starts.insert(starts.end(), starts_[id].begin(), starts_[id].end());
    }
    const FormulaId id = add(std::move(any));
    starts_[id] = std::move(starts);
    return id;
  }
  if (term.op == Term::Op::kAnd && (has_dots(term) || has_sequence(term))) {
    FormulaId all = part(term.children[0], rest, before);
    for (std::size_t i = 1; i < term.children.size(); ++i)
      all = both(all, part(term.children[i], rest, before));
    return all;
  }
  return statement(term, rest);
}

FormulaId FlowCompiler::sequence(std::span<const Term> terms, FormulaId rest,
                                 const std::vector<FormulaId>& before) {
  if (terms.empty()) return rest;
  const Term& first = terms.front();
  if (first.op == Term::Op::kDots) return dots(first, terms.subspan(1), rest, before);
  if (first.op == Term::Op::kNode && is_label(first.kind)) return labelled(terms, rest);
  if (is_line(first)) return behind_lines(terms, rest);
  // What comes before the next part is known only once this one is compiled, which needs the
  // next: dots ask for it through `before`, so the guard is compiled on its own.
  std::vector<FormulaId> guards;
  if (terms.size() > 1 && terms[1].op == Term::Op::kDots) guards = guards_of(first);
  const FormulaId next = sequence(terms.subspan(1), rest, guards);
  return part(first, next, before);
}

FormulaId FlowCompiler::behind_lines(std::span<const Term> terms, FormulaId rest) {
  const auto behind = std::find_if_not(terms.begin(), terms.end(), is_line);
  if (behind == terms.end() || behind->op == Term::Op::kDots) {
    fail("preprocessor lines before dots or at the end of statements with dots");
    return true_;
  }
  Term lines{.op = Term::Op::kSequence};
  lines.children.assign(terms.begin(), behind);
  const FormulaId first = atom(Op::kStatement, lines);
  return both(first, sequence(std::span<const Term>(behind, terms.end()), rest, {}));
}

FormulaId FlowCompiler::labelled(std::span<const Term> terms, FormulaId rest) {
  Term label = terms.front();
  std::vector<Term> behind;
  if (is_part(label.children.back()) || is_declaration(label.children.back().kind)) {
    behind.push_back(std::move(label.children.back()));
    label.children.pop_back();
  }
  label.children.push_back(Term{.op = Term::Op::kRest});
  behind.insert(behind.end(), terms.begin() + 1, terms.end());
  const FormulaId first = atom(Op::kHead, label);
  return both(first, move(Op::kNext, sequence(behind, rest, {first})));
}

std::vector<FormulaId> FlowCompiler::guards_of(const Term& term) {
  return starts_[part(term, true_, {})];
}

FormulaId FlowCompiler::statement(const Term& term, FormulaId rest) {
  if (term.op == Term::Op::kInside) {
    // In a head, what comes next may be in the branches.
    return both(atom(Op::kInside, term.children[0]), move(Op::kNext, rest));
  }
  if (term.op == Term::Op::kNode && is_label(term.kind)) return labelled(std::span(&term, 1), rest);
  if (!has_dots(term)) return both(atom(Op::kStatement, term), move(Op::kPast, rest));
  if (term.op != Term::Op::kNode) {
    fail("dots here");
    return true_;
  }
  switch (term.kind) {
    case Kind::kCompound:
      return block(term, rest);
    case Kind::kIf:
    case Kind::kWhile:
    case Kind::kFor:
    case Kind::kIterator:
    case Kind::kDo:
    case Kind::kSwitch:
    case Kind::kFunction:
      return headed(term, rest);
    default:
      fail("dots within this kind of statement");
      return true_;
  }
}

// One that stands somewhere has a position, which the end of a function has not.
bool is_bare_return(const Term& term) {
  return term.op == Term::Op::kNode && term.kind == Kind::kReturn && term.children.size() == 2 &&
         term.children[1].op == Term::Op::kToken && term.children[0].positions.empty() &&
         term.children[1].positions.empty();
}

bool has_bare_return(const Term& term) {
  if (term.op != Term::Op::kSequence && term.op != Term::Op::kOr) return is_bare_return(term);
  return std::any_of(term.children.begin(), term.children.end(), has_bare_return);
}

bool has_dots(const Term& term) {
  // The parts of a conjunction may be of different lengths.
  if (term.op == Term::Op::kAnd &&
      std::any_of(term.children.begin(), term.children.end(), [](const Term& part) {
        return part.op == Term::Op::kSequence && part.children.size() != 1;
      })) {
    return true;
  }
  if (term.op == Term::Op::kNode && term.kind == Kind::kSwitch && has_cases(term.children.back()))
    return true;
  return term.op == Term::Op::kDots || term.op == Term::Op::kInside ||
         std::any_of(term.children.begin(), term.children.end(), has_dots);
}

Result<FlowRule> compile_flow(const SourceRule& rule, const Pattern& pattern,
                              const TermCompiler& entry, const TermCompiler& slot) {
  return FlowCompiler(rule, pattern, entry, slot).run();
}

}  // namespace towpath::smpl
