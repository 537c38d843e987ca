// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/pattern.h"

#include <algorithm>

#include "lex/token.h"
#include "smpl/body.h"
#include "smpl/flow_compile.h"
#include "smpl/hang.h"
#include "smpl/slice.h"
#include "smpl/source.h"
#include "smpl/term.h"

namespace towpath::smpl {

namespace {

using c::Kind;
using c::TokenIndex;
using c::Tree;

// Reads stretches from the inside out: those of a gap's branches before the code around it.
class PatternReader {
 public:
  PatternReader(const SourceRule& rule, const Body& body, c::Names names)
      : rule_(rule), body_(body), slicer_(rule, body, std::move(names)) {}

  Result<Pattern> read() {
    Result<Fragment> fragment = read_stretch(body_.whole);
    if (!fragment) return std::move(fragment).error();
    const Pattern::Which which = which_of(fragment->root);
    return Pattern{std::move(fragment->root),
                   fragment->is_expression(),
                   fragment->goal == c::Goal::kTypeName,
                   std::move(plus_),
                   std::move(dots_),
                   body_.shows,
                   which,
                   std::move(prototypes_)};
  }

 private:
  struct Fragment {
    Term root;
    c::Goal goal;
    bool is_expression() const {
      return goal == c::Goal::kExpression || goal == c::Goal::kInitializer;
    }
  };

  Result<Fragment> read_stretch(const Stretch& stretch) {
    std::vector<Hole> holes;
    for (const Stretch::Gap& gap : stretch.gaps) {
      Result<Hole> hole = gap.is_dots ? read_dots(gap) : read_disjunction(gap);
      if (!hole) return std::move(hole).error();
      holes.push_back(std::move(*hole));
    }
    Result<Slice> minus = slicer_.minus_slice(stretch, holes);
    if (!minus) return std::move(minus).error();
    std::vector<TokenMarks> marks = marks_of(stretch, minus->tree);
    const bool has_heads = &stretch == &body_.whole;
    if (has_plus(stretch)) {
      Result<Slice> plus = slicer_.plus_slice(stretch, holes, *minus);
      if (!plus) return std::move(plus).error();
      if (has_heads) prototypes_ = prototype_rules(rule_, body_, minus->tree, &plus->tree);
      hang_plus_code(rule_, body_, minus->tree,
                     std::make_shared<const Subject>(std::move(plus->tree)), marks, plus_);
    } else if (has_heads) {
      prototypes_ = prototype_rules(rule_, body_, minus->tree, nullptr);
    }
    if (Status status = check_optional(minus->tree, marks); !status)
      return std::move(status).error();
    Fragment fragment{root_term(rule_, body_, *minus, marks, holes), minus->goal};
    if (Status status = check_holes(fragment.root, true); !status) return std::move(status).error();
    return fragment;
  }

  static Pattern::Which which_of(const Term& root) {
    if (root.op != Term::Op::kSequence || root.children.size() != 1) return Pattern::Which::kAll;
    const Term& line = root.children[0];
    if (line.kind != Kind::kLine || line.children.size() != 2) return Pattern::Which::kAll;
    const Term& name = line.children[1];
    const bool open = name.op == Term::Op::kRest || name.text.find("...") != std::string::npos;
    if (!directive_word(line.children[0].text).starts_with("include") || !open || name.minus) {
      return Pattern::Which::kAll;
    }
    const bool before = line.children[0].plus_before != kNone;
    const bool after = name.plus_after != kNone;
    if (before == after) return Pattern::Which::kAll;
    return before ? Pattern::Which::kFirst : Pattern::Which::kLast;
  }

  std::vector<TokenMarks> marks_of(const Stretch& stretch, const Tree& tree) const {
    std::vector<TokenMarks> marks(tree.tokens.size());
    for (TokenIndex i = 0; i + 1 < tree.tokens.size(); ++i) {
      marks[i].minus = body_.mark_at(rule_, tree.tokens[i].begin) == Mark::kMinus;
      marks[i].positions = attached_to(tree.tokens[i].end());
      const std::uint32_t line = rule_.body.line_of(tree.tokens[i].begin);
      marks[i].optional = body_.optional.contains(line) &&
                          (i == 0 || rule_.body.line_of(tree.tokens[i - 1].begin) != line);
    }
    for (const Stretch::Gap& gap : stretch.gaps) {
      if (!gap.is_dots || (gap.in_expression && gap.kind != DotsKind::kDots)) continue;
      for (TokenIndex i = 0; i + 1 < tree.tokens.size(); ++i) {
        marks[i].dots |= gap.begin <= tree.tokens[i].begin && tree.tokens[i].begin < gap.end;
      }
    }
    return marks;
  }

  // Optional lines begin a statement, declaration or field that is beside others.
  Status check_optional(const Tree& tree, std::span<const TokenMarks> marks) const {
    for (TokenIndex i = 0; i + 1 < tree.tokens.size(); ++i) {
      if (!marks[i].optional) continue;
      const auto fits = [&](const c::Node& node) {
        return node.first == i && node.parent != c::kNoNode &&
               has_optional_parts(tree.nodes[node.parent].kind);
      };
      if (std::any_of(tree.nodes.begin(), tree.nodes.end(), fits)) continue;
      return Error{
          rule_.place_in_body(tree.tokens[i].begin),
          "not supported yet: optional code other than statements, declarations and fields", ""};
    }
    return Done{};
  }

  Result<Hole> read_disjunction(const Stretch::Gap& disjunction) {
    if (!slicer_.has_room(disjunction)) {
      return Error{rule_.place_in_body(disjunction.begin), "an empty disjunction", ""};
    }
    Hole hole{disjunction.begin, true,
              Term{.op = disjunction.all ? Term::Op::kAnd : Term::Op::kOr}};
    std::vector<Fragment> branches;
    for (const Stretch& stretch : disjunction.branches) {
      Result<Fragment> branch = read_stretch(stretch);
      if (!branch) return std::move(branch).error();
      hole.is_expression &= branch->is_expression();
      branches.push_back(std::move(*branch));
    }
    if (std::any_of(branches.begin(), branches.end(),
                    [](const Fragment& branch) { return branch.is_expression(); })) {
      for (Fragment& branch : branches) nest_in_expression(branch);
      hole.is_expression =
          std::all_of(branches.begin(), branches.end(),
                      [](const Fragment& branch) { return branch.is_expression(); });
    }
    hole.is_type = std::all_of(branches.begin(), branches.end(), [](const Fragment& branch) {
      return branch.goal == c::Goal::kTypeName;
    });
    for (Fragment& branch : branches) {
      const bool whole = hole.is_expression || hole.is_type;
      hole.term.children.push_back(whole ? std::move(branch.root)
                                         : as_statements(std::move(branch)));
    }
    for (const std::uint32_t position : attached_to(disjunction.end)) {
      for (Term& branch : hole.term.children) branch.first_leaf().positions.push_back(position);
    }
    return hole;
  }

  // Beside expressions, a nest of one expression alone is of expressions, not of statements.
  void nest_in_expression(Fragment& fragment) const {
    if (fragment.root.op != Term::Op::kSequence || fragment.root.children.size() != 1) return;
    Term& nest = fragment.root.children[0];
    if (nest.op != Term::Op::kDots || dots_[nest.dots].kind == DotsKind::kDots) return;
    if (nest.children.size() != 1 || nest.children[0].op != Term::Op::kInside) return;
    Term inner = std::move(nest.children[0].children[0]);
    nest.op = Term::Op::kNest;
    nest.children = {std::move(inner)};
    Term whole = std::move(nest);
    fragment = {std::move(whole), c::Goal::kExpression};
  }

  static bool is_one(const Term& term) {
    if (term.op == Term::Op::kSequence) {
      return term.children.size() == 1 && is_one(term.children[0]);
    }
    if (term.op == Term::Op::kOr || term.op == Term::Op::kAnd) {
      return std::all_of(term.children.begin(), term.children.end(), is_one);
    }
    return term.op == Term::Op::kMeta || term.op == Term::Op::kNest ||
           (term.op == Term::Op::kNode && !has_dots(term));
  }

  // An expression that stands for any statement that has it.
  static Term as_statements(Fragment fragment) {
    if (!fragment.is_expression()) return std::move(fragment.root);
    Term inside{.op = Term::Op::kInside};
    inside.children.push_back(std::move(fragment.root));
    return inside;
  }

  Result<Hole> read_dots(const Stretch::Gap& gap) {
    const bool in_list = gap.in_expression && gap.kind == DotsKind::kDots;
    Hole hole{gap.begin, gap.in_expression,
              Term{.op = !gap.in_expression ? Term::Op::kDots
                         : in_list          ? Term::Op::kItems
                                            : Term::Op::kNest}};
    hole.term.minus = body_.mark_at(rule_, gap.begin) == Mark::kMinus;
    for (std::size_t i = 0; i < gap.branches.size(); ++i) {
      Result<Fragment> code = read_stretch(gap.branches[i]);
      if (!code) return std::move(code).error();
      if (gap.in_expression && !in_list && (!code->is_expression() || i > 0)) {
        return Error{rule_.place_in_body(gap.branches[i].begin),
                     "not supported yet: other than one expression in a nest of expressions", ""};
      }
      hole.term.children.push_back(gap.in_expression ? std::move(code->root)
                                                     : as_statements(std::move(*code)));
    }
    if (in_list) return in_list_checked(gap, std::move(hole));
    hole.term.dots = static_cast<std::uint32_t>(dots_.size());
    dots_.push_back({gap.kind, gap.options});
    return hole;
  }

  Result<Hole> in_list_checked(const Stretch::Gap& gap, Hole hole) const {
    const DotsOptions& options = gap.options;
    const bool only_not =
        std::all_of(options.whens.begin(), options.whens.end(),
                    [](DotsOptions::When when) { return when == DotsOptions::When::kNot; });
    if (only_not && !options.strict && !options.exists && !options.forall) return hole;
    return Error{rule_.place_in_body(gap.begin),
                 "not supported yet: other than `when !=` and `when any` for dots in lists", ""};
  }

  std::vector<std::uint32_t> attached_to(Offset end) const {
    std::vector<std::uint32_t> found;
    for (const Attachment& attachment : body_.attachments) {
      if (attachment.after == end) found.push_back(attachment.meta);
    }
    return found;
  }

  bool has_plus(const Stretch& stretch) const {
    std::size_t next = 0;
    for (Offset at = stretch.begin; at < stretch.end;) {
      if (next < stretch.gaps.size() && at >= stretch.gaps[next].begin) {
        at = stretch.gaps[next++].end;
        continue;
      }
      if (body_.mark_at(rule_, at) == Mark::kPlus &&
          !is_blank(std::string_view(body_.code).substr(at, 1)))
        return true;
      ++at;
    }
    return false;
  }

  // A disjunction of several statements at a time has its place in a list of statements, which must
  // not be below another node: a branch of an `if` is one statement.
  Status check_holes(const Term& term, bool in_list) const {
    if (term.op == Term::Op::kSequence && !in_list && term.children.size() > 1) {
      return Error{rule_.place_in_body(0),
                   "not supported yet: a disjunction of several statements below another statement",
                   ""};
    }
    for (const Term& child : term.children) {
      const bool list =
          term.op == Term::Op::kSequence || term.op == Term::Op::kOr || term.op == Term::Op::kAnd
              ? in_list
              : term.op == Term::Op::kDots || term.kind == Kind::kCompound;
      if (Status status = check_holes(child, list); !status) return status;
    }
    return Done{};
  }

  const SourceRule& rule_;
  const Body& body_;
  const Slicer slicer_;
  std::vector<PlusCode> plus_;
  std::vector<Dots> dots_;
  std::vector<PrototypeRule> prototypes_;
};

// Nobody can be asked for the names of fresh identifiers.
Status check_seeds(const SourceRule& rule, const Body& body) {
  const Text code(rule.body.name(), body.code);
  for (const lex::Token& token : lex::tokenize(code)) {
    const auto index = rule.find(code.slice(token.begin, token.end()));
    if (!index) continue;
    const Metavariable& meta = rule.metavariables[*index];
    if (meta.kind == MetaKind::kFresh && meta.seed.empty() && !meta.maker) {
      return Error{meta.place, "a fresh identifier needs a seed",
                   "for instance `fresh identifier " + meta.name + " = \"new_\" ## x;`"};
    }
  }
  return Done{};
}

}  // namespace

Result<Pattern> read_pattern(const SourceRule& rule, const c::Names& hints) {
  const Result<Body> body = read_body(rule);
  if (!body) return body.error();
  if (Status status = check_seeds(rule, *body); !status) return std::move(status).error();
  c::Names names = c::Names::builtin();
  names.merge(hints);
  for (const auto& [name, role] : rule.names) names.set(name, role);
  for (const Metavariable& meta : rule.metavariables) {
    names.set(meta.name, meta.kind == MetaKind::kType        ? c::Role::kType
                         : meta.kind == MetaKind::kAttribute ? c::Role::kAttribute
                         : meta.kind == MetaKind::kIterator  ? c::Role::kIterator
                         : meta.kind == MetaKind::kDeclarer  ? c::Role::kDeclarer
                         : is_statements(meta.kind)          ? c::Role::kItem
                                                             : c::Role::kExpression);
  }
  return PatternReader(rule, *body, std::move(names)).read();
}

}  // namespace towpath::smpl
