// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/builder.h"

#include <algorithm>

namespace towpath::c {

bool Builder::has_gap(std::span<const Child> children) const {
  for (std::size_t i = 1; i < children.size(); ++i) {
    if (last_of(children[i - 1]) != first_of(children[i])) return true;
  }
  return false;
}

bool Builder::close(Kind kind, Mark mark, TokenIndex at) {
  const std::span<const Child> children = std::span(pending_).subspan(mark);
  if (children.empty()) {
    leaf(kind, at, at);
    return true;
  }
  return close(kind, mark, first_of(children.front()), last_of(children.back()));
}

bool Builder::close(Kind kind, Mark mark, TokenIndex first, TokenIndex last) {
  const std::span<const Child> children = std::span(pending_).subspan(mark);
  bool added = false;
  if (!children.empty() && first_of(children.front()) == first &&
      last_of(children.back()) == last && !has_gap(children)) {
    added = add(kind, first, last, children);
  } else {
    filled_.clear();
    TokenIndex at = first;
    for (std::size_t i = mark; i < pending_.size(); ++i) {
      fill(at, first_of(pending_[i]), true);
      filled_.push_back(pending_[i]);
      at = last_of(pending_[i]);
    }
    fill(at, last, true);
    added = add(kind, first, last, filled_);
  }
  pending_.resize(mark, Child::token(0));
  pending_.push_back(Child::node(static_cast<NodeId>(nodes_.size() - 1)));
  return added;
}

void Builder::leaf(Kind kind, TokenIndex first, TokenIndex last) {
  static_cast<void>(add(kind, first, last, {}));
  pending_.push_back(Child::node(static_cast<NodeId>(nodes_.size() - 1)));
}

void Builder::run(Kind kind, TokenIndex first, TokenIndex last) {
  filled_.clear();
  fill(first, last, false);
  static_cast<void>(add(kind, first, last, filled_));  // `#define` nodes were checked when made
  pending_.push_back(Child::node(static_cast<NodeId>(nodes_.size() - 1)));
}

void Builder::set_line() {
  lines_.push_back(top());
  pending_.pop_back();
}

void Builder::restore(const State& state) {
  pending_.resize(state.pending, Child::token(0));
  nodes_.resize(state.nodes);
  heights_.resize(state.nodes);
  children_.resize(state.children, Child::token(0));
}

void Builder::finish(Tree& tree) {
  tree.root = top();
  tree.nodes = std::move(nodes_);
  tree.children = std::move(children_);
}

void Builder::fill(TokenIndex first, TokenIndex last, bool wrap) {
  for (TokenIndex at = first; at < last;) {
    if (words_[at] == Word::kDirective) {
      filled_.push_back(Child::token(at++));
    } else if (begins_line_node(words_[at])) {
      const auto line =
          std::ranges::lower_bound(lines_, at, {}, [&](NodeId id) { return nodes_[id].first; });
      filled_.push_back(Child::node(*line));
      at = nodes_[*line].last;
    } else {
      TokenIndex end = at + 1;
      while (end < last && words_[end] != Word::kDirective && !begins_line_node(words_[end])) ++end;
      if (wrap) {
        std::vector<Child> tokens;
        for (TokenIndex i = at; i != end; ++i) tokens.push_back(Child::token(i));
        static_cast<void>(add(Kind::kSkipped, at, end, tokens));
        filled_.push_back(Child::node(static_cast<NodeId>(nodes_.size() - 1)));
      } else {
        for (TokenIndex i = at; i != end; ++i) filled_.push_back(Child::token(i));
      }
      at = end;
    }
  }
}

bool Builder::add(Kind kind, TokenIndex first, TokenIndex last, std::span<const Child> children) {
  const auto id = static_cast<NodeId>(nodes_.size());
  std::uint16_t height = 0;
  for (const Child child : children) {
    if (child.is_token()) continue;
    nodes_[child.node()].parent = id;
    height = std::max<std::uint16_t>(height, heights_[child.node()] + 1);
  }
  nodes_.push_back(Node{kind, kNoNode, first, last, static_cast<std::uint32_t>(children_.size()),
                        static_cast<std::uint32_t>(children.size())});
  children_.insert(children_.end(), children.begin(), children.end());
  heights_.push_back(height);
  return height < kMaxHeight;
}

}  // namespace towpath::c
