// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/term.h"

#include <algorithm>
#include <optional>

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::TokenIndex;
using c::Tree;

class TermMaker {
 public:
  TermMaker(const SourceRule& rule, const Body& body, const Tree& tree,
            std::span<const TokenMarks> marks, std::span<const Hole> holes)
      : rule_(rule), body_(body), tree_(tree), marks_(marks), holes_(holes) {}

  Term marked(Term term, TokenIndex token) const {
    term.minus = marks_[token].minus;
    term.plus_before = marks_[token].plus_before;
    term.plus_after = marks_[token].plus_after;
    term.positions = marks_[token].positions;
    return term;
  }

  // The one token that the node consists of, if it does. A list of one is not that one.
  std::optional<TokenIndex> only_token(Child child) const {
    if (child.is_token()) return std::nullopt;
    const c::Node& node = tree_.nodes[child.node()];
    const bool is_list = node.kind == Kind::kArguments || node.kind == Kind::kParameters ||
                         node.kind == Kind::kEnumerators;
    if (is_list) return std::nullopt;
    // What stands for a field has a semicolon only here.
    const TokenIndex end = node.last - (node.kind == Kind::kField);
    if (end != node.first + 1) return std::nullopt;
    return node.first;
  }

  Term term_of(Child child) const {
    if (child.is_token()) {
      const auto found = body_.operators.find(tree_.tokens[child.token()].begin);
      if (found != body_.operators.end()) {
        Term term{.op = Term::Op::kMeta};
        term.meta = found->second;
        return marked(std::move(term), child.token());
      }
      // In attributes.
      for (const Hole& hole : holes_) {
        if (hole.at == hole_at(child.token()) && hole.term.op == Term::Op::kItems)
          return marked_items(hole.term, child.token());
      }
      return marked(Term::token(std::string(tree_.spelling(child.token())), false), child.token());
    }
    const c::Node& node = tree_.nodes[child.node()];
    if (const std::optional<TokenIndex> token = only_token(child)) {
      for (const Hole& hole : holes_) {
        if (hole.at == hole_at(*token) && may_fill(hole, node.kind))
          return filled(hole, node, *token);
      }
      const std::optional<std::size_t> meta = rule_.find(tree_.spelling(*token));
      const bool body = node.kind == Kind::kTypeName && node.parent != c::kNoNode &&
                        tree_.nodes[node.parent].kind == Kind::kDefine;
      if (meta && (body || stands_for(rule_.metavariables[*meta].kind, node.kind))) {
        Term term{.op = Term::Op::kMeta};
        term.meta = static_cast<std::uint32_t>(*meta);
        term = marked(std::move(term), *token);
        // What is behind a field is beside its semicolon, which is only here.
        if (node.kind == Kind::kField) term.plus_after = marks_[node.last - 1].plus_after;
        return term;
      }
    }
    if (node.kind == Kind::kExpressionStatement &&
        is_made_up(body_, tree_.tokens[node.last - 1].begin)) {
      Term inside{.op = Term::Op::kInside};
      inside.children.push_back(term_of(tree_.children_of(child.node())[0]));
      return inside;
    }
    if (is_directive(node.kind)) return directive(child.node());
    Term term = Term::node(node.kind);
    for (const Child part : tree_.children_of(child.node())) {
      const bool line = part.is_node() && is_directive(tree_.nodes[part.node()].kind);
      if (!line && !tree_.significant(part)) continue;
      term.children.push_back(has_optional_parts(node.kind) ? side_by_side(part) : term_of(part));
    }
    return term;
  }

  // One of several statements, declarations or fields.
  Term side_by_side(Child child) const {
    const TokenIndex first = child.is_token() ? child.token() : tree_.nodes[child.node()].first;
    Term term = term_of(child);
    return marks_[first].optional ? Term::optional(std::move(term)) : term;
  }

  static bool may_fill(const Hole& hole, Kind kind) {
    if (hole.is_type) return kind == Kind::kTypeName || kind == Kind::kIdentifier;
    return kind != Kind::kInitDeclarator;
  }

  // What is a declaration elsewhere is a field in a structure.
  static Term as_fields(Term term) {
    if (term.op == Term::Op::kNode && term.kind == Kind::kDeclaration) term.kind = Kind::kField;
    if (term.op != Term::Op::kNode) {
      for (Term& child : term.children) child = as_fields(std::move(child));
    }
    return term;
  }

  // What the gap stands for where it is the node.
  Term filled(const Hole& hole, const c::Node& node, TokenIndex token) const {
    const bool is_field =
        node.parent != c::kNoNode && tree_.nodes[node.parent].kind == Kind::kStruct;
    if (hole.term.op != Term::Op::kItems)
      return marked_hole(is_field ? as_fields(hole.term) : hole.term, token);
    const Kind around = tree_.nodes[node.parent].kind;
    switch (around) {
      case Kind::kArguments:
      case Kind::kParameters:
      case Kind::kInitializerList:
      case Kind::kEnumerators:
      case Kind::kStruct:
        return marked_items(hole.term, token);
      default:
        break;
    }
    Term one = hole.term;
    one.op = Term::Op::kBody;
    one = marked_items(std::move(one), token);
    // There may be no expression at all.
    if (around != Kind::kReturn && around != Kind::kFor && around != Kind::kArray) return one;
    return Term::optional(std::move(one));
  }

  Term marked_items(Term term, TokenIndex token) const {
    term.plus_before = marks_[token].plus_before;
    term.plus_after = marks_[token].plus_after;
    term.positions = marks_[token].positions;
    return term;
  }

  // A preprocessor line. Dots there stand for all that is left.
  Term directive(c::NodeId id) const {
    Term term = Term::node(tree_.nodes[id].kind);
    for (const Child part : tree_.children_of(id)) {
      if (part.is_node()) {
        const c::NodeId node = part.node();
        const bool dots = only_token(part) && is_dots(tree_.nodes[node].first);
        if (tree_.nodes[node].kind == Kind::kMacroParameters) {
          term.children.push_back(macro_parameters(node));
        } else if (dots) {
          term.children.push_back(marked({.op = Term::Op::kRest}, tree_.nodes[node].first));
        } else {
          term.children.push_back(term_of(part));
        }
      } else if (is_dots(part.token())) {
        term.children.push_back(marked({.op = Term::Op::kRest}, part.token()));
      } else {
        term.children.push_back(term_of(part));
      }
    }
    return term;
  }

  // Dots stand for any number of them, and `......` is what C writes as dots.
  Term macro_parameters(c::NodeId id) const {
    Term term = Term::node(Kind::kMacroParameters);
    const std::span<const Child> parts = tree_.children_of(id);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool dots = parts[i].is_token() && is_dots(parts[i].token());
      const bool dots_of_c =
          dots && i + 1 < parts.size() && parts[i + 1].is_token() && is_dots(parts[i + 1].token());
      if (dots_of_c) ++i;
      if (dots && !dots_of_c) {
        term.children.push_back(marked({.op = Term::Op::kItems}, parts[i].token()));
      } else {
        term.children.push_back(term_of(parts[i]));
      }
    }
    return term;
  }

  bool is_dots(TokenIndex token) const { return tree_.spelling(token) == "..."; }

  // Where the gap begins whose name the token is: a made up semicolon may be before it.
  Offset hole_at(TokenIndex token) const {
    const Offset at = tree_.tokens[token].begin;
    const auto begins_here = [&](const Hole& hole) { return hole.at == at; };
    if (std::any_of(holes_.begin(), holes_.end(), begins_here)) return at;
    const bool shifted = token > 0 && tree_.tokens[token - 1].end() == at &&
                         tree_.spelling(token - 1) == ";" &&
                         is_made_up(body_, tree_.tokens[token - 1].begin);
    return shifted ? at - 1 : at;
  }

  // Plus code beside a disjunction is beside each of its branches.
  Term marked_hole(Term term, TokenIndex token) const {
    const TokenMarks& marks = marks_[token];
    if (marks.plus_before != kNone) hang_on_edge(term, marks.plus_before, false);
    if (marks.plus_after != kNone) hang_on_edge(term, marks.plus_after, true);
    return term;
  }

  static void hang_on_edge(Term& term, std::uint32_t plus, bool last) {
    if (term.op == Term::Op::kOr) {
      for (Term& branch : term.children) hang_on_edge(branch, plus, last);
    } else if (!term.children.empty() && term.op != Term::Op::kDots &&
               term.op != Term::Op::kItems) {
      hang_on_edge(last ? term.children.back() : term.children.front(), plus, last);
    } else {
      std::uint32_t& place = last ? term.plus_after : term.plus_before;
      if (place == kNone) place = plus;
    }
  }

  // Whether a node of this kind that is only the metavariable's name is what the metavariable
  // binds.
  static bool stands_for(MetaKind meta, Kind kind) {
    switch (meta) {
      case MetaKind::kStatement:
      case MetaKind::kStatementList:
      case MetaKind::kDeclaration:
        return kind == Kind::kMacroStatement;
      case MetaKind::kAttribute:
        return kind == Kind::kAttribute;
      case MetaKind::kParameter:
      case MetaKind::kParameterList:
        return kind == Kind::kParameter;
      case MetaKind::kInitializer:
      case MetaKind::kInitializerList:
        return kind == Kind::kInitializer || kind == Kind::kIdentifier;
      case MetaKind::kField:
      case MetaKind::kFieldList:
        return kind == Kind::kField;
      case MetaKind::kEnumerator:
      case MetaKind::kEnumeratorList:
        return kind == Kind::kEnumerator;
      default:
        return kind == Kind::kIdentifier;
    }
  }

  const SourceRule& rule_;
  const Body& body_;
  const Tree& tree_;
  std::span<const TokenMarks> marks_;
  std::span<const Hole> holes_;
};

}  // namespace

bool has_optional_parts(Kind kind) {
  return kind == Kind::kCompound || kind == Kind::kStruct || kind == Kind::kTranslationUnit;
}

Term root_term(const SourceRule& rule, const Body& body, const Slice& slice,
               std::span<const TokenMarks> marks, std::span<const Hole> holes) {
  const TermMaker maker(rule, body, slice.tree, marks, holes);
  if (slice.goal != c::Goal::kStatements && slice.goal != c::Goal::kTopLevel)
    return maker.term_of(Child::node(slice.tree.root));
  Term root{.op = Term::Op::kSequence};
  for (const Child child : slice.tree.children_of(slice.tree.root)) {
    root.children.push_back(maker.side_by_side(child));
  }
  if (root.children.size() == 1 && root.children[0].op == Term::Op::kOr &&
      !is_optional(root.children[0])) {
    return Term(std::move(root.children[0]));
  }
  return root;
}

}  // namespace towpath::smpl
