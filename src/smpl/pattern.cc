// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/pattern.h"

#include <algorithm>
#include <optional>
#include <span>

#include "smpl/body.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

// In the order in which a fragment is tried: `f(x)` is an expression before it is a statement by
// macro.
constexpr c::Goal kGoals[] = {c::Goal::kExpression, c::Goal::kStatements, c::Goal::kTopLevel};

class PatternReader {
 public:
  PatternReader(const SourceRule& rule, Body body, c::Names names)
      : rule_(rule), body_(std::move(body)), names_(std::move(names)) {
    // Names that stand for gaps while the code around them is parsed, short enough to stand in the
    // place of dots. They are told from the rule's own by their place; they only must not have
    // another role.
    expression_hole_ = unused_name('e');
    statement_hole_ = unused_name('s');
    names_.set(expression_hole_, c::Role::kExpression);
    names_.set(statement_hole_, c::Role::kStatement);
  }

  Result<Pattern> read() {
    Result<Fragment> fragment = read_stretch(body_.whole);
    if (!fragment) return std::move(fragment).error();
    return Pattern{std::move(fragment->root), fragment->is_expression, std::move(plus_),
                   std::move(dots_)};
  }

 private:
  struct Fragment {
    Term root;
    bool is_expression;
  };
  struct Hole {
    Offset at;
    bool is_expression;
    Term term;
  };
  // The code of one kind of lines in a stretch, parsed.
  struct Slice {
    Tree tree;
    c::Goal goal;
  };

  std::string unused_name(char first) const {
    std::string name{first, '_'};
    for (char second = 'a'; second <= 'z' && body_.code.find(name) != std::string::npos; ++second) {
      name = {first, second};
    }
    return name;
  }

  Mark mark_at(Offset at) const {
    const std::size_t line = rule_.body.line_of(at);
    return line <= body_.marks.size() ? body_.marks[line - 1] : Mark::kContext;
  }

  // The stretch's own code without the lines marked `dropped`, at its own offsets.
  std::string slice(const Stretch& stretch, Mark dropped, std::span<const Hole> holes) const {
    std::string code(body_.code.size(), ' ');
    for (Offset at = 0; at < code.size(); ++at) {
      if (body_.code[at] == '\n') code[at] = '\n';  // for the places in messages
    }
    for (Offset at = stretch.begin; at < stretch.end;) {
      const std::uint32_t line = rule_.body.line_of(at);
      const Offset end = std::min(stretch.end, rule_.body.line_begin(line + 1));
      if (body_.marks[line - 1] != dropped) code.replace(at, end - at, body_.code, at, end - at);
      at = end;
    }
    for (std::size_t i = 0; i < stretch.gaps.size(); ++i) {
      const Stretch::Gap& gap = stretch.gaps[i];
      // One written with backslashes is of its line.
      std::string filler;
      if (mark_at(gap.begin) != dropped) {
        filler = holes[i].is_expression ? expression_hole_ : statement_hole_;
        if (gap.ends_expression) filler.insert(0, ";");
      }
      const std::string_view hidden =
          std::string_view(body_.code).substr(gap.begin, gap.end - gap.begin);
      const auto lines = static_cast<std::size_t>(std::count(hidden.begin(), hidden.end(), '\n'));
      filler.resize(hidden.size() - lines, ' ');
      code.replace(gap.begin, hidden.size(), filler + std::string(lines, '\n'));
    }
    if (is_sequence(stretch) && !ends_statement(code, stretch, holes)) {
      code.resize(std::max<std::size_t>(code.size(), stretch.end + 1), ' ');
      code[stretch.end] = ';';
    }
    return code;
  }

  static bool is_sequence(const Stretch& stretch) {
    return std::any_of(stretch.gaps.begin(), stretch.gaps.end(),
                       [](const Stretch::Gap& gap) { return gap.is_dots && !gap.in_expression; });
  }

  // Whether the slice's last code needs no semicolon.
  static bool ends_statement(std::string_view code, const Stretch& stretch,
                             std::span<const Hole> holes) {
    const std::size_t last = code.substr(0, stretch.end).find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos || last < stretch.begin) return true;
    if (code[last] == ';' || code[last] == '}' || code[last] == ':') return true;
    return !holes.empty() && last >= stretch.gaps.back().begin && last < stretch.gaps.back().end &&
           !holes.back().is_expression;
  }

  // Whether the token is a semicolon that only the slice has.
  bool is_made_up(Offset at) const { return at >= body_.code.size() || body_.code[at] != ';'; }

  static bool blank(std::string_view code) {
    return code.find_first_not_of(" \t\r\n") == std::string_view::npos;
  }

  // The error, if any, of the goal that came furthest.
  Result<Slice> parse(const std::string& code, std::span<const c::Goal> goals) const {
    const Text text(rule_.body.name(), code);
    std::optional<Error> furthest;
    for (const c::Goal goal : goals) {
      Result<Tree> tree = c::parse_fragment(text, goal, names_);
      if (tree) return Slice{std::move(*tree), goal};
      const Place& place = tree.error().where;
      if (!furthest || std::pair(place.line, place.column) >
                           std::pair(furthest->where.line, furthest->where.column)) {
        furthest = std::move(tree).error();
      }
    }
    if (c::parse_fragment(text, c::Goal::kTypeName, names_)) {
      return Error{rule_.place_in_body(static_cast<Offset>(code.find_first_not_of(" \t\r\n"))),
                   "not supported yet: rules that match types", ""};
    }
    furthest->where.line += rule_.body_line - 1;
    return std::move(*furthest);
  }

  // A name that stands for a statement, alone, must not be taken for an expression.
  bool is_bare_statement(const std::string& code) const {
    const std::size_t begin = code.find_first_not_of(" \t\r\n");
    const std::size_t end = code.find_last_not_of(" \t\r\n") + 1;
    const std::string_view word = std::string_view(code).substr(begin, end - begin);
    if (word == statement_hole_) return true;
    const std::optional<std::size_t> meta = rule_.find(word);
    return meta && rule_.metavariables[*meta].kind == MetaKind::kStatement;
  }

  static bool is_compound(const Tree& tree, Child child) {
    return child.is_node() && tree.nodes[child.node()].kind == Kind::kCompound;
  }

  bool is_type_meta(const Tree& tree, const c::Node& node) const {
    const std::optional<std::size_t> meta = rule_.find(tree.spelling(node.first));
    return meta && rule_.metavariables[*meta].kind == MetaKind::kType;
  }

  // Code whose meaning as a pattern is wider than its shape.
  Status check_shapes(const Tree& tree) const {
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
      const c::Node& node = tree.nodes[id];
      std::string_view what;
      if (node.kind == Kind::kInitializerList)
        what = "initializers in braces in context and minus code";
      if (node.kind == Kind::kField)
        what = "structures with their fields in context and minus code";
      if (node.kind == Kind::kEnumerators) what = "enumerators in context and minus code";
      if (node.kind == Kind::kFunction &&
          (tree.children_of(id)[0].is_token() ||
           tree.nodes[tree.children_of(id)[0].node()].kind != Kind::kSpecifiers)) {
        what = "functions without their type in context and minus code";
      }
      // What looks like an iterator and is none that anybody knows, is a function without its type.
      if (node.kind == Kind::kIterator && is_compound(tree, tree.children_of(id).back()) &&
          names_.find(tree.spelling(node.first)) != c::Role::kIterator) {
        what = "functions without their type (and iterators not declared with `iterator name`)";
      }
      if (node.kind == Kind::kSpecifiers && node.last == node.first + 1 &&
          is_type_meta(tree, node) && node.parent != c::kNoNode &&
          tree.nodes[node.parent].kind != Kind::kTypeName) {
        what = "type metavariables in declarations";
      }
      if (what.empty()) continue;
      return Error{rule_.place_in_body(tree.tokens[node.first].begin),
                   "not supported yet: " + std::string(what), ""};
    }
    return Done{};
  }

  Result<Fragment> read_stretch(const Stretch& stretch) {
    std::vector<Hole> holes;
    for (const Stretch::Gap& gap : stretch.gaps) {
      Result<Hole> hole = gap.is_dots ? read_dots(gap) : read_disjunction(gap);
      if (!hole) return std::move(hole).error();
      holes.push_back(std::move(*hole));
    }
    const std::string minus_code = slice(stretch, Mark::kPlus, holes);
    if (blank(minus_code)) {
      return Error{rule_.place_in_body(stretch.begin), "there is nothing to match",
                   "a rule or a branch needs at least one context or minus line"};
    }
    Result<Slice> minus = parse(minus_code, is_sequence(stretch) || is_bare_statement(minus_code)
                                                ? std::span(kGoals).subspan(1)
                                                : std::span(kGoals));
    if (!minus) return std::move(minus).error();
    if (Status status = check_shapes(minus->tree); !status) return std::move(status).error();
    std::shared_ptr<const Subject> plus_subject;
    if (has_plus(stretch)) {
      const std::string plus_lines = slice(stretch, Mark::kMinus, holes);
      // What replaces an expression is an expression; what replaces statements may be declarations.
      const std::span<const c::Goal> goals = minus->goal == c::Goal::kExpression
                                                 ? std::span(kGoals).first(1)
                                                 : std::span(kGoals).subspan(1);
      Result<Slice> plus = parse(plus_lines, goals);
      if (!plus) return std::move(plus).error();
      plus_subject = std::make_shared<const Subject>(std::move(plus->tree));
    }
    const Tree& tree = minus->tree;
    tokens_.assign(tree.tokens.size(), {});
    for (TokenIndex i = 0; i + 1 < tree.tokens.size(); ++i) {
      tokens_[i].minus = mark_at(tree.tokens[i].begin) == Mark::kMinus;
      tokens_[i].positions = attached_to(tree.tokens[i].end());
    }
    for (const Stretch::Gap& gap : stretch.gaps) {
      if (!gap.is_dots || gap.in_expression) continue;
      for (TokenIndex i = 0; i + 1 < tree.tokens.size(); ++i) {
        tokens_[i].dots |= gap.begin <= tree.tokens[i].begin && tree.tokens[i].begin < gap.end;
      }
    }
    if (plus_subject) attach(tree, plus_subject);
    Fragment fragment;
    fragment.is_expression = minus->goal == c::Goal::kExpression;
    if (fragment.is_expression) {
      fragment.root = term_of(tree, Child::node(tree.root), holes);
    } else {
      fragment.root = Term{.op = Term::Op::kSequence};
      for (const Child child : tree.children_of(tree.root)) {
        fragment.root.children.push_back(term_of(tree, child, holes));
      }
      if (fragment.root.children.size() == 1 && (fragment.root.children[0].op == Term::Op::kOr)) {
        fragment.root = Term(std::move(fragment.root.children[0]));
      }
    }
    if (Status status = check_holes(fragment.root, true); !status) return std::move(status).error();
    return fragment;
  }

  Result<Hole> read_disjunction(const Stretch::Gap& disjunction) {
    const std::string_view code =
        std::string_view(body_.code).substr(disjunction.begin, disjunction.end - disjunction.begin);
    const auto lines = static_cast<std::size_t>(std::count(code.begin(), code.end(), '\n'));
    if (code.size() < lines + expression_hole_.size() + disjunction.ends_expression) {
      return Error{rule_.place_in_body(disjunction.begin), "an empty disjunction", ""};
    }
    Hole hole{disjunction.begin, true, Term{.op = Term::Op::kOr}};
    std::vector<Fragment> branches;
    for (const Stretch& stretch : disjunction.branches) {
      Result<Fragment> branch = read_stretch(stretch);
      if (!branch) return std::move(branch).error();
      hole.is_expression &= branch->is_expression;
      branches.push_back(std::move(*branch));
    }
    for (Fragment& branch : branches) {
      hole.term.children.push_back(hole.is_expression ? std::move(branch.root)
                                                      : as_statements(std::move(branch)));
    }
    for (const std::uint32_t position : attached_to(disjunction.end)) {
      for (Term& branch : hole.term.children) branch.first_leaf().positions.push_back(position);
    }
    return hole;
  }

  // An expression that stands for any statement that has it.
  static Term as_statements(Fragment fragment) {
    if (!fragment.is_expression) return std::move(fragment.root);
    Term inside{.op = Term::Op::kInside};
    inside.children.push_back(std::move(fragment.root));
    return inside;
  }

  Result<Hole> read_dots(const Stretch::Gap& gap) {
    Hole hole{gap.begin, gap.in_expression,
              Term{.op = gap.in_expression ? Term::Op::kNest : Term::Op::kDots}};
    hole.term.minus = mark_at(gap.begin) == Mark::kMinus;
    for (std::size_t i = 0; i < gap.branches.size(); ++i) {
      Result<Fragment> code = read_stretch(gap.branches[i]);
      if (!code) return std::move(code).error();
      if (gap.in_expression && (!code->is_expression || i > 0)) {
        return Error{rule_.place_in_body(gap.branches[i].begin),
                     "not supported yet: other than one expression in a nest of expressions", ""};
      }
      hole.term.children.push_back(gap.in_expression ? std::move(code->root)
                                                     : as_statements(std::move(*code)));
    }
    hole.term.dots = static_cast<std::uint32_t>(dots_.size());
    dots_.push_back({gap.kind, gap.options});
    return hole;
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
      if (mark_at(at) == Mark::kPlus && !blank(std::string_view(body_.code).substr(at, 1)))
        return true;
      ++at;
    }
    return false;
  }

  // Finds the runs of plus tokens and hangs each on a neighbour among the pattern's tokens.
  void attach(const Tree& pattern, const std::shared_ptr<const Subject>& code) {
    const Tree* const plus = &code->tree();
    const auto is_plus = [&](TokenIndex i) {
      return mark_at(plus->tokens[i].begin) == Mark::kPlus;
    };
    const TokenIndex end = static_cast<TokenIndex>(plus->tokens.size() - 1);
    for (TokenIndex first = 0; first < end;) {
      if (!is_plus(first)) {
        ++first;
        continue;
      }
      TokenIndex last = first + 1;
      const auto next_pattern_token = [&](Offset at) {
        TokenIndex i = 0;
        while (pattern.tokens[i].kind != lex::TokenKind::kEnd && pattern.tokens[i].begin < at) ++i;
        return i;
      };
      const TokenIndex next = next_pattern_token(plus->tokens[first].begin);
      while (last < end && is_plus(last) && next_pattern_token(plus->tokens[last].begin) == next) {
        ++last;
      }
      TokenIndex kept = last;
      TokenIndex before = next;
      if (keeps_statement(pattern, next, *plus, last)) {
        --kept;
        --before;
        tokens_[before].minus = false;
      }
      if (kept > first) {
        plus_.push_back(plus_code(code, first, kept));
        hang(pattern, before, static_cast<std::uint32_t>(plus_.size() - 1));
      }
      first = last;
    }
  }

  // Whether a statement metavariable ends both the minus code and the plus code that replaces it,
  // as in
  // `-if (A) S` `+if (B) S`: then S is context in all but name, and its bytes may stay.
  bool keeps_statement(const Tree& pattern, TokenIndex next, const Tree& plus,
                       TokenIndex plus_last) const {
    if (next == 0 || !tokens_[next - 1].minus) return false;
    const std::optional<std::size_t> meta = rule_.find(plus.spelling(plus_last - 1));
    return meta && rule_.metavariables[*meta].kind == MetaKind::kStatement &&
           pattern.spelling(next - 1) == plus.spelling(plus_last - 1);
  }

  // On the minus code that it replaces, else after a finished statement, else before what follows.
  void hang(const Tree& pattern, TokenIndex next, std::uint32_t plus) {
    const TokenIndex count = static_cast<TokenIndex>(pattern.tokens.size() - 1);
    // Dots stand for no code that anything could be beside.
    const bool has_previous = next > 0 && !tokens_[next - 1].dots;
    const bool has_next = next < count && !tokens_[next].dots;
    bool after = has_previous;
    if (has_previous && has_next && !tokens_[next - 1].minus) {
      if (tokens_[next].minus) after = false;
    }
    if (after && tokens_[next - 1].plus_after == kNone) {
      tokens_[next - 1].plus_after = plus;
    } else if (has_next) {
      tokens_[next].plus_before = plus;
    }
  }

  static PlusCode plus_code(const std::shared_ptr<const Subject>& subject, TokenIndex first,
                            TokenIndex last) {
    const Tree* const tree = &subject->tree();
    PlusCode code{subject, first, last, {}, c::kNoNode};
    TokenIndex covered = first;
    std::vector<NodeId> found;
    // Children come before their parents, so the last that fits is the largest.
    for (NodeId id = 0; id < tree->nodes.size(); ++id) {
      const c::Node& node = tree->nodes[id];
      if (node.first == first && node.last == last) code.whole = id;
      if (!is_statement(node.kind) && !is_declaration(node.kind)) continue;
      if (id == tree->root || node.first < first || node.last > last) continue;
      while (!found.empty() && tree->nodes[found.back()].first >= node.first) found.pop_back();
      found.push_back(id);
    }
    for (const NodeId id : found) {
      if (tree->nodes[id].first != covered) return code;
      covered = tree->nodes[id].last;
    }
    if (covered == last) code.statements = std::move(found);
    return code;
  }

  // -- the tree as terms -------------------------------------------------------------------------

  struct TokenMarks {
    bool minus = false;
    bool dots = false;  // stands for dots
    std::uint32_t plus_before = kNone;
    std::uint32_t plus_after = kNone;
    std::vector<std::uint32_t> positions = {};
  };

  Term marked(Term term, TokenIndex token) const {
    term.minus = tokens_[token].minus;
    term.plus_before = tokens_[token].plus_before;
    term.plus_after = tokens_[token].plus_after;
    term.positions = tokens_[token].positions;
    return term;
  }

  // The one token that the node consists of, if it does.
  static std::optional<TokenIndex> only_token(const Tree& tree, Child child) {
    if (child.is_token()) return std::nullopt;
    const c::Node& node = tree.nodes[child.node()];
    if (node.last != node.first + 1) return std::nullopt;
    return node.first;
  }

  Term term_of(const Tree& tree, Child child, std::span<const Hole> holes) const {
    if (child.is_token()) {
      return marked(Term::token(std::string(tree.spelling(child.token())), false), child.token());
    }
    const c::Node& node = tree.nodes[child.node()];
    if (const std::optional<TokenIndex> token = only_token(tree, child)) {
      for (const Hole& hole : holes) {
        if (hole.at == hole_at(tree, *token)) return marked_hole(hole.term, *token);
      }
      const std::optional<std::size_t> meta = rule_.find(tree.spelling(*token));
      if (meta && stands_for(rule_.metavariables[*meta].kind, node.kind)) {
        Term term{.op = Term::Op::kMeta};
        term.meta = static_cast<std::uint32_t>(*meta);
        return marked(std::move(term), *token);
      }
    }
    if (node.kind == Kind::kExpressionStatement && is_made_up(tree.tokens[node.last - 1].begin)) {
      Term inside{.op = Term::Op::kInside};
      inside.children.push_back(term_of(tree, tree.children_of(child.node())[0], holes));
      return inside;
    }
    Term term = Term::node(node.kind);
    for (const Child part : tree.children_of(child.node())) {
      if (tree.significant(part)) term.children.push_back(term_of(tree, part, holes));
    }
    return term;
  }

  // Where the gap begins whose name the token is: a made up semicolon may be before it.
  Offset hole_at(const Tree& tree, TokenIndex token) const {
    const Offset at = tree.tokens[token].begin;
    const bool shifted = token > 0 && tree.tokens[token - 1].end() == at &&
                         tree.spelling(token - 1) == ";" &&
                         is_made_up(tree.tokens[token - 1].begin);
    return shifted ? at - 1 : at;
  }

  // Plus code beside a disjunction is beside each of its branches.
  Term marked_hole(Term term, TokenIndex token) const {
    const TokenMarks& marks = tokens_[token];
    if (marks.plus_before != kNone) hang_on_edge(term, marks.plus_before, false);
    if (marks.plus_after != kNone) hang_on_edge(term, marks.plus_after, true);
    return term;
  }

  static void hang_on_edge(Term& term, std::uint32_t plus, bool last) {
    if (term.op == Term::Op::kOr) {
      for (Term& branch : term.children) hang_on_edge(branch, plus, last);
    } else if (!term.children.empty() && term.op != Term::Op::kDots) {
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
        return kind == Kind::kMacroStatement;
      case MetaKind::kType:
        return kind == Kind::kTypeName || kind == Kind::kSpecifiers;
      default:
        return kind == Kind::kIdentifier;
    }
  }

  // A disjunction of several statements at a time has its place in a list of statements, which must
  // not be below another node: a branch of an `if` is one statement.
  Status check_holes(const Term& term, bool in_list) const {
    if (term.op == Term::Op::kSequence && !in_list && term.children.size() != 1) {
      return Error{rule_.place_in_body(0),
                   "not supported yet: a disjunction of several statements below another statement",
                   ""};
    }
    for (const Term& child : term.children) {
      const bool list = term.op == Term::Op::kSequence || term.op == Term::Op::kOr
                            ? in_list
                            : term.op == Term::Op::kDots || term.kind == Kind::kCompound;
      if (Status status = check_holes(child, list); !status) return status;
    }
    return Done{};
  }

  const SourceRule& rule_;
  Body body_;
  c::Names names_;
  std::string expression_hole_;
  std::string statement_hole_;
  std::vector<PlusCode> plus_;
  std::vector<Dots> dots_;
  std::vector<TokenMarks> tokens_;  // of the fragment being read
};

}  // namespace

Result<Pattern> read_pattern(const SourceRule& rule, const c::Names& hints) {
  Result<Body> body = read_body(rule);
  if (!body) return std::move(body).error();
  c::Names names = c::Names::builtin();
  names.merge(hints);
  for (const auto& [name, role] : rule.names) names.set(name, role);
  for (const Metavariable& meta : rule.metavariables) {
    names.set(meta.name, meta.kind == MetaKind::kType        ? c::Role::kType
                         : meta.kind == MetaKind::kStatement ? c::Role::kStatement
                                                             : c::Role::kExpression);
  }
  return PatternReader(rule, std::move(*body), std::move(names)).read();
}

}  // namespace towpath::smpl
