// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/candidate.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

class Candidates {
 public:
  Candidates(const Program& program, Parsed& code)
      : program_(program), subject_(code.subject()), tree_(code.tree()) {
    // All that one candidate has, where a match is no more than one.
    if (program.length == 1 && !program.has_directives) features_ = &code.features();
  }

  std::vector<NodeId> around(std::span<const TokenIndex> anchors) {
    for (const TokenIndex anchor : anchors) {
      for (NodeId node = subject_.owner(anchor); node != c::kNoNode && node != tree_.root;
           node = tree_.nodes[node].parent) {
        add(node);
      }
    }
    return sorted();
  }

  std::vector<NodeId> all() {
    for (NodeId node = 0; node < tree_.nodes.size(); ++node) {
      // One that cannot begin a match may yet tell of one before it, where that is of several.
      if (node != tree_.root && (program_.length > 1 || fits(node))) add(node);
    }
    return sorted();
  }

 private:
  void add(NodeId node) {
    if (program_.is_type) {
      const Kind around = tree_.nodes[tree_.nodes[node].parent].kind;
      if (tree_.nodes[node].kind != Kind::kSpecifiers) return;
      // A structure within another is a part of that one's fields.
      if (program_.defines && around == Kind::kField) return;
    } else if (program_.is_expression) {
      const Kind kind = tree_.nodes[node].kind;
      const bool named = program_.names && kind == Kind::kIdentifier;
      const bool initializer = kind == Kind::kInitDeclarator || kind == Kind::kInitializerList;
      if (!named && !initializer && !is_value(tree_, node)) return;
    } else {
      const Kind kind = tree_.nodes[node].kind;
      const bool may_begin = is_statement(kind) || is_declaration(kind) ||
                             (program_.has_directives && is_directive(kind));
      if (!may_begin) return;
      // A function's braces are no statement.
      if (tree_.nodes[tree_.nodes[node].parent].kind == Kind::kFunction) return;
      if (program_.length > 1) add_before(node);
    }
    push(node);
  }

  bool fits(NodeId node) const {
    return program_.needs.begins_with(tree_.nodes[node].kind) &&
           (!features_ || has_one_of(features_->of(node), program_.needs.ways));
  }

  void push(NodeId node) {
    if (fits(node)) nodes_.push_back(node);
  }

  void add_before(NodeId node) {
    const NodeId parent = tree_.nodes[node].parent;
    std::uint32_t position = subject_.position(node);
    for (std::uint32_t left = program_.length - 1;
         left > 0 && position > tree_.nodes[parent].children_begin;) {
      const Child child = tree_.children[--position];
      if (program_.has_directives && child.is_node() &&
          is_directive(tree_.nodes[child.node()].kind)) {
        push(child.node());
        continue;
      }
      if (!tree_.significant(child) || child.is_token()) continue;
      NodeId before = child.node();
      push(before);
      // The statement that a label names.
      while (is_label(tree_.nodes[before].kind)) {
        const Child inner = tree_.children_of(before).back();
        if (inner.is_token()) break;
        before = inner.node();
        push(before);
      }
      --left;
    }
  }

  std::vector<NodeId> sorted() {
    std::sort(nodes_.begin(), nodes_.end(), [&](NodeId a, NodeId b) {
      const c::Node& x = tree_.nodes[a];
      const c::Node& y = tree_.nodes[b];
      if (x.first != y.first) return x.first < y.first;
      if (x.last != y.last) return x.last > y.last;
      return a > b;
    });
    nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
    return std::move(nodes_);
  }

  const Program& program_;
  const Subject& subject_;
  const Tree& tree_;
  const TreeFeatures* features_ = nullptr;
  std::vector<NodeId> nodes_;
};

}  // namespace

std::vector<NodeId> candidates(const Program& program, Parsed& code, const Anchors& anchors) {
  Candidates found(program, code);
  return anchors ? found.around(*anchors) : found.all();
}

}  // namespace towpath::smpl
