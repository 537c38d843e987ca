// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow.h"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "cparse/conditional.h"
#include "smpl/pattern.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;

// Recurses over statements, which a tree nests no deeper than c::kMaxHeight.
class FlowBuilder {
 public:
  explicit FlowBuilder(const Subject& subject) : subject_(subject), tree_(subject.tree()) {}

  void function(NodeId id) {
    NodeId body = c::kNoNode;
    for (const Child child : tree_.children_of(id)) {
      if (is_node(child, Kind::kCompound)) body = child.node();
    }
    const c::Node& node = tree_.nodes[id];
    cuts_statements_ = has_cut_statement(node);
    const TokenIndex head_end = body == c::kNoNode ? node.last : tree_.nodes[body].first;
    const FlowIndex entry = add(FlowKind::kEntry, id, node.first, head_end);
    exit_ = add(FlowKind::kExit, id, node.last, node.last);
    edge(exit_, exit_);
    Ends ends{entry};
    if (body != c::kNoNode) {
      nodes_[entry].body = static_cast<FlowIndex>(nodes_.size());
      ends = statement(body, std::move(ends));
    }
    lead(ends, exit_);
    for (const auto& [from, name] : gotos_) {
      const auto label = labels_.find(name);
      edge(from, label == labels_.end() ? exit_ : label->second);
    }
  }

  std::vector<FlowNode> nodes_;
  std::vector<std::pair<FlowIndex, FlowIndex>> edges_;

 private:
  // The nodes whose successor is what comes next.
  using Ends = std::vector<FlowIndex>;

  // Where jumps lead to.
  struct Jumps {
    Ends* broken = nullptr;          // collects the breaks
    FlowIndex next_round = kNoFlow;  // for continue
    Ends* continued = nullptr;       // or, in a do, collects the continues
    FlowIndex switched = kNoFlow;    // the node that leads to the cases
    bool has_default = false;
  };

  // Whether a conditional is elsewhere than between statements. Then what its branches are to the
  // flow cannot be told, and all branches of all conditionals follow one another, as in the tree.
  bool has_cut_statement(const c::Node& function) const {
    for (TokenIndex token = function.first; token < function.last; ++token) {
      if (tree_.tokens[token].kind != lex::TokenKind::kDirective) continue;
      const Kind owner = tree_.nodes[subject_.owner(token)].kind;
      if (owner == Kind::kCompound || owner == Kind::kSkipped) continue;
      if (c::branch_of(tree_.spelling(token)) != c::Branch::kNone) return true;
    }
    return false;
  }

  bool is_node(Child child, Kind kind) const {
    return child.is_node() && tree_.nodes[child.node()].kind == kind;
  }

  FlowIndex add(FlowKind kind, NodeId tree, TokenIndex first, TokenIndex last) {
    nodes_.push_back(FlowNode{kind, tree, first, last});
    return static_cast<FlowIndex>(nodes_.size() - 1);
  }
  void edge(FlowIndex from, FlowIndex to) { edges_.emplace_back(from, to); }
  void lead(const Ends& ends, FlowIndex to) {
    for (const FlowIndex end : ends) edge(end, to);
  }
  static void append(Ends& to, const Ends& more) { to.insert(to.end(), more.begin(), more.end()); }

  Ends statement(NodeId id, Ends in) {
    switch (tree_.nodes[id].kind) {
      case Kind::kCompound:
        return compound(id, std::move(in));
      case Kind::kIf:
        return branch(id, std::move(in));
      case Kind::kWhile:
      case Kind::kFor:
      case Kind::kIterator:
        return loop(id, std::move(in));
      case Kind::kDo:
        return do_loop(id, std::move(in));
      case Kind::kSwitch:
        return switched(id, std::move(in));
      case Kind::kLabel:
      case Kind::kCase:
      case Kind::kDefault:
        return label(id, std::move(in));
      default:
        return plain(id, std::move(in));
    }
  }

  Ends plain(NodeId id, const Ends& in) {
    const c::Node& node = tree_.nodes[id];
    const FlowIndex self = add(FlowKind::kPlain, id, node.first, node.last);
    lead(in, self);
    switch (node.kind) {
      case Kind::kReturn:
        edge(self, exit_);
        return {};
      case Kind::kGoto:
        gotos_.emplace_back(
            self, node.last > node.first + 1 ? tree_.spelling(node.first + 1) : std::string_view());
        return {};
      case Kind::kBreak:
        if (!jumps_.broken) return {self};
        jumps_.broken->push_back(self);
        return {};
      case Kind::kContinue:
        if (jumps_.continued) {
          jumps_.continued->push_back(self);
        } else if (jumps_.next_round != kNoFlow) {
          edge(self, jumps_.next_round);
        } else {
          return {self};
        }
        return {};
      default:
        return {self};
    }
  }

  Ends compound(NodeId id, const Ends& in) {
    const c::Node& node = tree_.nodes[id];
    const FlowIndex open = add(FlowKind::kOpen, id, node.first, node.first + 1);
    lead(in, open);
    // What a switch leads to is its cases.
    const bool is_switched = jumps_.switched != kNoFlow && nodes_[jumps_.switched].tree == id;
    Ends ends;
    if (is_switched) {
      jumps_.switched = open;
    } else {
      ends.push_back(open);
    }
    ends = statements(id, std::move(ends));
    const FlowIndex close = add(FlowKind::kClose, id, node.last - 1, node.last);
    nodes_[open].body = nodes_[open].after = close;
    lead(ends, close);
    return {close};
  }

  // A block's, with the ways that its conditionals leave open.
  Ends statements(NodeId id, Ends ends) {
    std::vector<Conditional> open;
    for (const Child child : tree_.children_of(id)) {
      if (child.is_node()) {
        if (tree_.nodes[child.node()].kind == Kind::kSkipped && !open.empty()) {
          open.back().is_skipped = true;
        } else if (tree_.significant(child)) {
          ends = statement(child.node(), std::move(ends));
        }
      } else if (tree_.tokens[child.token()].kind == lex::TokenKind::kDirective) {
        ends = directive(child.token(), std::move(ends), open);
      }
    }
    for (; !open.empty(); open.pop_back()) append(ends, open.back().ends);
    return ends;
  }

  // `#if` and its like between statements.
  struct Conditional {
    FlowIndex head;
    FlowIndex branch;          // where the one at hand begins
    Ends ends = {};            // of the branches so far
    bool is_complete = false;  // some branch is taken at any rate
    bool is_skipped = false;   // the branch at hand is not in the tree
  };

  Ends directive(TokenIndex token, Ends ends, std::vector<Conditional>& open) {
    const c::Branch branch = c::branch_of(tree_.spelling(token));
    const bool begins = branch != c::Branch::kElse && branch != c::Branch::kEndif;
    if (cuts_statements_ || branch == c::Branch::kNone || (!begins && open.empty())) return ends;
    const FlowIndex self = add(FlowKind::kDirective, c::kNoNode, token, token + 1);
    if (begins) {
      lead(ends, self);
      open.push_back({.head = self, .branch = self, .is_complete = branch == c::Branch::kIfTrue});
      return {self};
    }
    Conditional& conditional = open.back();
    if (!std::exchange(conditional.is_skipped, false)) {
      append(conditional.ends, ends);
      if (conditional.branch != conditional.head) edge(conditional.head, conditional.branch);
    }
    if (branch == c::Branch::kElse) {
      conditional.is_complete |= is_else(tree_.spelling(token));
      conditional.branch = self;
      return {self};
    }
    if (!conditional.is_complete) edge(conditional.head, self);
    lead(conditional.ends, self);
    open.pop_back();
    return {self};
  }
  // Not `#elif` and its like.
  static bool is_else(std::string_view directive) {
    const std::size_t word = directive.find_first_not_of("#%: \t");
    return word != std::string_view::npos && directive.substr(word).starts_with("else");
  }

  // The statement that is a branch's or loop's body.
  NodeId body_of(NodeId id) const {
    NodeId body = c::kNoNode;
    for (const Child child : tree_.children_of(id)) {
      if (child.is_token() || !tree_.significant(child)) continue;
      const Kind kind = tree_.nodes[child.node()].kind;
      if (is_statement(kind) && kind != Kind::kElse) body = child.node();
    }
    return body;
  }
  NodeId else_of(NodeId id) const {
    for (const Child child : tree_.children_of(id)) {
      if (is_node(child, Kind::kElse)) return child.node();
    }
    return c::kNoNode;
  }

  FlowIndex head(NodeId id, NodeId body, const Ends& in) {
    const c::Node& node = tree_.nodes[id];
    const FlowIndex self = add(FlowKind::kHead, id, node.first,
                               body == c::kNoNode ? node.last : tree_.nodes[body].first);
    lead(in, self);
    return self;
  }
  // A way into `body`, which may be nothing.
  FlowIndex way(FlowKind kind, NodeId body, FlowIndex from) {
    const TokenIndex behind = nodes_[from].last;
    const bool none = body == c::kNoNode;
    const TokenIndex first = none ? behind : tree_.nodes[body].first;
    const FlowIndex self = add(kind, body, first, first);
    nodes_[self].head = from;
    edge(from, self);
    return self;
  }
  FlowIndex after(NodeId id, FlowIndex head, const Ends& in) {
    const TokenIndex last = tree_.nodes[id].last;
    const FlowIndex self = add(FlowKind::kAfter, id, last, last);
    nodes_[head].after = self;
    lead(in, self);
    return self;
  }

  Ends branch(NodeId id, const Ends& in) {
    const NodeId body = body_of(id);
    const FlowIndex self = head(id, body, in);
    const FlowIndex entered = nodes_[self].body = way(FlowKind::kBranch, body, self);
    Ends ends{entered};
    if (body != c::kNoNode) ends = statement(body, std::move(ends));
    append(ends, else_branch(id, self));
    return {after(id, self, ends)};
  }

  Ends else_branch(NodeId id, FlowIndex self) {
    const NodeId part = else_of(id);
    const NodeId body = part == c::kNoNode ? part : body_of(part);
    const FlowIndex passed = nodes_[self].otherwise = way(FlowKind::kElse, body, self);
    return body == c::kNoNode ? Ends{passed} : statement(body, {passed});
  }

  Ends loop(NodeId id, const Ends& in) {
    const NodeId body = body_of(id);
    const FlowIndex self = head(id, body, in);
    const FlowIndex entered = nodes_[self].body = way(FlowKind::kBranch, body, self);
    Ends ends{entered};
    Ends broken;
    if (body != c::kNoNode) {
      const Jumps outer =
          std::exchange(jumps_, Jumps{&broken, self, nullptr, jumps_.switched, jumps_.has_default});
      ends = statement(body, std::move(ends));
      jumps_ = restored(outer);
    }
    // A macro with an else hides an `if`.
    if (else_of(id) == c::kNoNode) {
      lead(ends, self);
      ends.clear();
    }
    append(ends, else_branch(id, self));
    append(ends, broken);
    return {after(id, self, ends)};
  }

  // What cases in a loop's body tell their switch outside.
  Jumps restored(Jumps outer) const {
    outer.has_default = jumps_.has_default;
    return outer;
  }

  Ends do_loop(NodeId id, const Ends& in) {
    const c::Node& node = tree_.nodes[id];
    const NodeId body = body_of(id);
    const FlowIndex self = head(id, body, in);
    const FlowIndex entered = nodes_[self].body = way(FlowKind::kBranch, body, self);
    Ends ends{entered};
    Ends broken;
    Ends continued;
    if (body != c::kNoNode) {
      const Jumps outer = std::exchange(
          jumps_, Jumps{&broken, kNoFlow, &continued, jumps_.switched, jumps_.has_default});
      ends = statement(body, std::move(ends));
      jumps_ = restored(outer);
    }
    append(ends, continued);
    const TokenIndex tail_first = body == c::kNoNode ? node.last : tree_.nodes[body].last;
    const FlowIndex tail = add(FlowKind::kTail, id, tail_first, node.last);
    lead(ends, tail);
    if (!is_once(tail_first, node.last)) edge(tail, entered);
    broken.push_back(nodes_[self].otherwise = way(FlowKind::kElse, c::kNoNode, tail));
    return {after(id, self, broken)};
  }

  // `while (0)` at the end of a do.
  bool is_once(TokenIndex first, TokenIndex last) const {
    const auto is = [&](TokenIndex at, std::string_view text) {
      return first + at < last && tree_.spelling(first + at) == text;
    };
    return is(1, "(") && is(2, "0") && is(3, ")");
  }

  Ends switched(NodeId id, const Ends& in) {
    const NodeId body = body_of(id);
    const FlowIndex self = head(id, body, in);
    const FlowIndex entered = nodes_[self].body = way(FlowKind::kBranch, body, self);
    Ends broken;
    Ends ends{entered};
    if (body != c::kNoNode) {
      const Jumps outer = jumps_;
      jumps_.broken = &broken;
      jumps_.switched = entered;
      jumps_.has_default = false;
      ends = statement(body, std::move(ends));
      const bool has_default = jumps_.has_default;
      jumps_ = outer;
      if (!has_default) {
        const FlowIndex passed = way(FlowKind::kElse, c::kNoNode, self);
        nodes_[self].otherwise = passed;
        ends.push_back(passed);
      }
    }
    append(ends, broken);
    return {after(id, self, ends)};
  }

  Ends label(NodeId id, Ends in) {
    const c::Node& node = tree_.nodes[id];
    NodeId body = c::kNoNode;
    TokenIndex head_end = node.last;
    bool colon = false;
    for (const Child child : tree_.children_of(id)) {
      if (child.is_token()) colon |= tree_.spelling(child.token()) == ":";
      if (child.is_token() || !tree_.significant(child) || !colon) continue;
      const Kind kind = tree_.nodes[child.node()].kind;
      if (is_statement(kind) || is_declaration(kind)) body = child.node();
    }
    if (body != c::kNoNode) head_end = tree_.nodes[body].first;
    const FlowIndex self = add(FlowKind::kLabel, id, node.first, head_end);
    lead(in, self);
    if (node.kind == Kind::kLabel) {
      labels_.emplace(tree_.spelling(node.first), self);
    } else if (jumps_.switched != kNoFlow) {
      edge(jumps_.switched, self);
      jumps_.has_default |= node.kind == Kind::kDefault;
    }
    return body == c::kNoNode ? Ends{self} : statement(body, {self});
  }

  const Subject& subject_;
  const c::Tree& tree_;
  bool cuts_statements_ = false;
  FlowIndex exit_ = kNoFlow;
  Jumps jumps_;
  std::vector<std::pair<FlowIndex, std::string_view>> gotos_;
  std::unordered_map<std::string_view, FlowIndex> labels_;
};

}  // namespace

FlowGraph::FlowGraph(const Subject& subject, NodeId function) {
  FlowBuilder builder(subject);
  builder.function(function);
  nodes_ = std::move(builder.nodes_);
  for (const auto& [from, to] : builder.edges_) ++nodes_[from].successors_count;
  std::uint32_t begin = 0;
  for (FlowNode& node : nodes_) {
    node.successors_begin = begin;
    begin += std::exchange(node.successors_count, 0);
  }
  successors_.resize(begin);
  for (const auto& [from, to] : builder.edges_) {
    FlowNode& node = nodes_[from];
    successors_[node.successors_begin + node.successors_count++] = to;
  }
}

}  // namespace towpath::smpl
