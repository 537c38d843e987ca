// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_compile.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "smpl/flow_scope.h"
#include "smpl/string_pattern.h"

namespace towpath::smpl {

namespace {

using c::Kind;
using Op = Formula::Op;

constexpr std::uint32_t kMaxNesting = 200;  // of formulas; the checker recurses along them
constexpr std::size_t kMaxFormulas = 20'000;

class FlowCompiler {
 public:
  FlowCompiler(const SourceRule& rule, const Pattern& pattern, const TermCompiler& entry,
               const TermCompiler& slot)
      : rule_(rule),
        pattern_(pattern),
        entry_(entry),
        slot_(slot),
        all_(rule.paths != Paths::kExists) {}

  Result<FlowRule> run() {
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

 private:
  FormulaId add(Formula formula) {
    if (flow_.formulas.size() > kMaxFormulas) {
      fail("dots and optional code with this many ways through them");
      return true_;
    }
    flow_.formulas.push_back(std::move(formula));
    starts_.emplace_back();
    return static_cast<FormulaId>(flow_.formulas.size() - 1);
  }
  FormulaId both(FormulaId a, FormulaId b) {
    if (b == true_) return a;
    const FormulaId id = add({.op = Op::kAnd, .children = {a, b}});
    starts_[id] = starts_[a];
    return id;
  }
  FormulaId move(Op op, FormulaId to) {
    if (to == true_) return true_;
    return add({.op = op, .all = all_, .children = {to}});
  }
  void fail(std::string_view what) {
    if (!error_) {
      error_ = Error{rule_.place_in_body(0), "not supported yet: " + std::string(what), ""};
    }
  }

  static bool changes(const Term& term) {
    return term.minus || term.plus_before != kNone || term.plus_after != kNone ||
           std::any_of(term.children.begin(), term.children.end(), changes);
  }

  static bool vanishes(const Term& term) {
    if (!term.children.empty()) {
      return std::all_of(term.children.begin(), term.children.end(), vanishes);
    }
    return term.minus && term.plus_before == kNone && term.plus_after == kNone;
  }

  // Whether something comes of the code besides the nests.
  bool tells_without_nests(const Term& term) const {
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

  void collect(const Term& term, std::set<std::uint32_t>& metas) const {
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
  static bool is_any_statement(const Term& term) {
    if (term.op == Term::Op::kMeta) return true;
    return term.op == Term::Op::kOr &&
           std::any_of(term.children.begin(), term.children.end(), is_any_statement);
  }

  // Metavariables in plus code are used where it hangs.
  void collect_plus(const Term& term, std::set<std::uint32_t>& metas) const {
    for (const std::uint32_t plus : {term.plus_before, term.plus_after}) {
      if (plus == kNone) continue;
      metas.insert(flow_.plus_uses[plus].begin(), flow_.plus_uses[plus].end());
    }
    for (const Term& child : term.children) collect_plus(child, metas);
  }
  // Of a name that is made, what it is made of.
  void add_use(std::uint32_t meta, std::set<std::uint32_t>& uses) const {
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
  void find_plus_uses() {
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

  FormulaId atom(Op op, const Term& term, std::uint32_t brace = 0) {
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

  // `rest` is what holds where the part ends; `before` what stands before it.
  FormulaId part(const Term& term, FormulaId rest, const std::vector<FormulaId>& before) {
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

  static bool has_sequence(const Term& term) {
    return std::any_of(term.children.begin(), term.children.end(), [](const Term& child) {
      return child.op == Term::Op::kSequence || (child.op == Term::Op::kOr && has_sequence(child));
    });
  }

  FormulaId sequence(std::span<const Term> terms, FormulaId rest,
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

  static bool is_line(const Term& term) {
    return term.op == Term::Op::kNode && is_directive(term.kind);
  }

  // Preprocessor lines are no nodes of the graph: what is behind them has them before it.
  FormulaId behind_lines(std::span<const Term> terms, FormulaId rest) {
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

  // A label is a node of its own, before what it stands at.
  FormulaId labelled(std::span<const Term> terms, FormulaId rest) {
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

  // What a part begins with, on its own.
  std::vector<FormulaId> guards_of(const Term& term) { return starts_[part(term, true_, {})]; }

  // Where one branch need not be there, none need be.
  static bool has_optional_branch(const Term& term) {
    return term.op == Term::Op::kOr && !is_optional(term) &&
           std::any_of(term.children.begin(), term.children.end(), is_optional_alone);
  }
  static bool is_optional_alone(const Term& branch) {
    const bool of_one = branch.op == Term::Op::kSequence && branch.children.size() == 1;
    return is_optional(of_one ? branch.children.front() : branch);
  }
  static Term optional_choice(Term choice) {
    for (Term& branch : choice.children) {
      if (!is_optional_alone(branch)) continue;
      Term code = branch.op == Term::Op::kSequence ? branch.children.front() : std::move(branch);
      branch = std::move(code.children.front());
    }
    return Term::optional(std::move(choice));
  }

  FormulaId dots(const Term& term, std::span<const Term> behind, FormulaId rest,
                 const std::vector<FormulaId>& before) {
    const Dots& dots = pattern_.dots[term.dots];
    Formula until{.op = Op::kUntil};
    until.all = dots.options.forall || (all_ && !dots.options.exists);
    std::vector<Term> with_choice;
    if (!behind.empty() && has_optional_branch(behind.front())) {
      with_choice.assign(behind.begin(), behind.end());
      with_choice.front() = optional_choice(behind.front());
      behind = with_choice;
    }
    const FormulaId goal = behind_dots(behind, rest);
    const bool at_end = std::all_of(behind.begin(), behind.end(), [](const Term& one) {
      return one.op == Term::Op::kDots || is_optional(one);
    });
    until.children.push_back(goal);
    until.stay.strict = dots.options.strict;
    until.stay.block = block_;
    until.stay.arrives = !at_end || !ends_match_;
    until.stay.to_end = at_end;
    until.stay.after = starts_[goal];
    std::size_t child = 0;
    if (dots.kind != DotsKind::kDots) {
      until.stay.nest.push_back(part(term.children[child++], true_, {}));
      until.stay.at_least_once = dots.kind == DotsKind::kStrictNest;
      if (!until.stay.at_least_once) optional_nests_.push_back(until.stay.nest.front());
    }
    for (const DotsOptions::When when : dots.options.whens)
      add_when(until.stay, when, term.children[child++]);
    if (term.minus) until.stay.removed = slot_(Term{.op = Term::Op::kMeta, .minus = true});
    const std::size_t written = until.stay.never.size();
    if (!dots.options.any) {
      for (const FormulaId id : before) {
        // Anything is a statement, so that one before the dots forbids nothing.
        if (!any_statement_.contains(id)) until.stay.never.push_back({id});
      }
      for (const FormulaId id : until.stay.after) until.stay.never.push_back({id});
    }
    const FormulaId id = add(std::move(until));
    starts_[id] = starts_[goal];
    written_.emplace_back(id, written);
    return id;
  }

  // What optional code stands for need not be there: then what is behind it comes next, without
  // more dots.
  FormulaId behind_dots(std::span<const Term> behind, FormulaId rest) {
    if (error_) return true_;
    if (!behind.empty() && is_optional(behind.front())) {
      const Term& optional = behind.front();
      behind = behind.subspan(1);
      const bool dots = !behind.empty() && behind.front().op == Term::Op::kDots;
      const Term& code = optional.children.front();
      const FormulaId next =
          sequence(behind, rest, dots ? guards_of(code) : std::vector<FormulaId>{});
      const FormulaId there = part(code, next, {});
      const bool plain = dots && pattern_.dots[behind.front().dots].kind == DotsKind::kDots;
      const FormulaId missing = behind_dots(plain ? behind.subspan(1) : behind, rest);
      const FormulaId either = add({.op = Op::kOr, .children = {there, missing}});
      starts_[either] = starts_[there];
      starts_[either].insert(starts_[either].end(), starts_[missing].begin(),
                             starts_[missing].end());
      return either;
    }
    const FormulaId goal = sequence(behind, rest, {});
    return goal == true_ ? add({.op = Op::kExit}) : goal;
  }

  void add_when(Formula::Stay& stay, DotsOptions::When when, const Term& code) {
    using When = DotsOptions::When;
    using Where = Formula::Stay::Where;
    if (when == When::kNot) {
      stay.never.push_back({part(code, true_, {})});
    } else if (when == When::kOnly) {
      stay.only.push_back(part(code, true_, {}));
    } else if (code.op != Term::Op::kInside) {
      fail("`when != true` and `when != false` with other than an expression");
    } else {
      const FormulaId condition = atom(Op::kCondition, code.children[0]);
      stay.never.push_back({condition, when == When::kNotTrue ? Where::kTaken : Where::kPassed});
    }
  }

  FormulaId statement(const Term& term, FormulaId rest) {
    if (term.op == Term::Op::kInside) {
      // In a head, what comes next may be in the branches.
      return both(atom(Op::kInside, term.children[0]), move(Op::kNext, rest));
    }
    if (term.op == Term::Op::kNode && is_label(term.kind))
      return labelled(std::span(&term, 1), rest);
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

  FormulaId block(const Term& term, FormulaId rest, bool is_body = false) {
    const std::uint32_t brace = flow_.braces++;
    const FormulaId close =
        both(atom(Op::kClose, term.children.back(), brace), move(Op::kNext, rest));
    starts_[close].clear();
    const FormulaId open = atom(Op::kOpen, term.children.front(), brace);
    const std::span<const Term> inner =
        std::span(term.children).subspan(1, term.children.size() - 2);
    const std::uint32_t around = std::exchange(block_, brace);
    const std::optional<Kind> loop = std::exchange(body_of_, std::nullopt);
    const std::uint32_t breaks = std::exchange(breaks_from_, loop ? brace : breaks_from_);
    const std::uint32_t continues =
        std::exchange(continues_, loop && *loop != Kind::kSwitch ? brace : continues_);
    const bool ended = std::exchange(ends_match_, rest == true_);
    const FormulaId within = sequence(inner, close, {});
    block_ = around;
    breaks_from_ = breaks;
    continues_ = continues;
    ends_match_ = ended;
    const FormulaId braced = both(open, move(Op::kNext, within));
    const bool may_be_bare = is_body && inner.size() == 1 && inner[0].op == Term::Op::kDots &&
                             pattern_.dots[inner[0].dots].kind != DotsKind::kDots &&
                             !changes(term.children.front()) && !changes(term.children.back());
    if (!may_be_bare) return braced;
    // A nest alone in a branch may be in one statement as well.
    const FormulaId bare = both(add({.op = Op::kBare, .brace = brace}), within);
    return add({.op = Op::kOr, .children = {braced, bare}});
  }

  static bool is_part(const Term& term) {
    if (term.op == Term::Op::kDots || term.op == Term::Op::kInside) return true;
    if (term.op == Term::Op::kOr) {
      return std::any_of(term.children.begin(), term.children.end(), is_part);
    }
    return term.op == Term::Op::kNode && is_statement(term.kind);
  }

  // The head with whatever body, and each body by itself.
  FormulaId headed(const Term& term, FormulaId rest) {
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
        Term& last = last_leaf(child.children.back());
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

  // What `{ ... }` is, written as one node: any statement (braces0).
  std::optional<Term> any_body(const Term& term) const {
    if (term.op != Term::Op::kNode || term.kind != Kind::kCompound || term.children.size() != 3)
      return std::nullopt;
    const Term& open = term.children[0];
    const Term& dots = term.children[1];
    const Term& close = term.children[2];
    if (dots.op != Term::Op::kDots || rule_.disables("braces0")) return std::nullopt;
    const Dots& options = pattern_.dots[dots.dots];
    const bool is_plain = options.kind == DotsKind::kDots && options.options.whens.empty();
    const bool is_marked = open.minus != dots.minus || close.minus != dots.minus ||
                           open.plus_after != kNone || close.plus_before != kNone ||
                           !open.positions.empty() || !close.positions.empty();
    if (!is_plain || is_marked || dots.plus_before != kNone || dots.plus_after != kNone)
      return std::nullopt;
    Term any{.op = Term::Op::kBody, .minus = dots.minus};
    any.plus_before = open.plus_before;
    any.plus_after = close.plus_after;
    return any;
  }

  FormulaId body(const Term& term) {
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

  // A statement, or the code of an expression in one.
  static bool stands_alone(const Term& term) {
    const bool of_one = term.op == Term::Op::kSequence && term.children.size() == 1;
    if (term.op == Term::Op::kOr || of_one)
      return std::all_of(term.children.begin(), term.children.end(), stands_alone);
    return term.op == Term::Op::kInside || (term.op == Term::Op::kNode && !has_dots(term));
  }

  // A branch without braces keeps one statement.
  static bool stays_one(const Term& term) {
    if (term.op == Term::Op::kOr || term.op == Term::Op::kSequence)
      return std::all_of(term.children.begin(), term.children.end(), stays_one);
    if (term.op != Term::Op::kNode) return true;
    const Term& first = first_leaf(term);
    const Term& last = last_leaf(term);
    const bool adds =
        (!first.minus && first.plus_before != kNone) || (!last.minus && last.plus_after != kNone);
    return !adds && !vanishes(term);
  }
  static const Term& first_leaf(const Term& term) {
    return term.children.empty() ? term : first_leaf(term.children.front());
  }
  static const Term& last_leaf(const Term& term) {
    return term.children.empty() ? term : last_leaf(term.children.back());
  }
  static Term& last_leaf(Term& term) {
    return term.children.empty() ? term : last_leaf(term.children.back());
  }

  static bool leaves(const Term& term) { return term.kind == Kind::kReturn; }

  const SourceRule& rule_;
  const Pattern& pattern_;
  const TermCompiler& entry_;
  const TermCompiler& slot_;
  const bool all_;
  FlowRule flow_;
  FormulaId true_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t block_ = kNone;                 // that is being compiled
  std::uint32_t breaks_from_ = kNone;           // the block of the loop or switch around
  std::uint32_t continues_ = kNone;             // of the loop
  std::optional<Kind> body_of_;                 // the loop or switch that the next block is of
  bool ends_match_ = true;                      // nothing has to match behind it
  std::vector<std::vector<FormulaId>> starts_;  // the atoms that each formula begins with
  std::vector<FormulaId> optional_nests_;
  std::set<FormulaId> any_statement_;  // atoms that a statement metavariable alone is
  WrittenGuards written_;
  std::optional<Error> error_;
};

}  // namespace

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
  return term.op == Term::Op::kDots || term.op == Term::Op::kInside ||
         std::any_of(term.children.begin(), term.children.end(), has_dots);
}

Result<FlowRule> compile_flow(const SourceRule& rule, const Pattern& pattern,
                              const TermCompiler& entry, const TermCompiler& slot) {
  return FlowCompiler(rule, pattern, entry, slot).run();
}

}  // namespace towpath::smpl
