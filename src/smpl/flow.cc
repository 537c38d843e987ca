// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow.h"

#include <string_view>
#include <unordered_map>
#include <utility>

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
  explicit FlowBuilder(const c::Tree& tree) : tree_(tree) {}

  void function(NodeId id) {
    NodeId body = c::kNoNode;
    for (const Child child : tree_.children_of(id)) {
      if (is_node(child, Kind::kCompound)) body = child.node();
    }
    const c::Node& node = tree_.nodes[id];
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
    for (const Child child : tree_.children_of(id)) {
      if (child.is_node() && tree_.significant(child)) {
        ends = statement(child.node(), std::move(ends));
      }
    }
    const FlowIndex close = add(FlowKind::kClose, id, node.last - 1, node.last);
    nodes_[open].body = nodes_[open].after = close;
    lead(ends, close);
    return {close};
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
    const FlowNode& head = nodes_[from];
    const bool none = body == c::kNoNode;
    const TokenIndex first = none ? head.last : tree_.nodes[body].first;
    const FlowIndex self = add(kind, body, first, first);
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
    edge(tail, entered);
    broken.push_back(nodes_[self].otherwise = way(FlowKind::kElse, c::kNoNode, tail));
    return {after(id, self, broken)};
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

  const c::Tree& tree_;
  FlowIndex exit_ = kNoFlow;
  Jumps jumps_;
  std::vector<std::pair<FlowIndex, std::string_view>> gotos_;
  std::unordered_map<std::string_view, FlowIndex> labels_;
};

}  // namespace

FlowGraph::FlowGraph(const Subject& subject, NodeId function) {
  FlowBuilder builder(subject.tree());
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
