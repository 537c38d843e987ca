// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/match.h"

#include <algorithm>
#include <optional>

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;
using Op = Instruction::Op;

// Bounds one attempt at one place. Programs without choices take a step per token of the pattern.
constexpr std::uint32_t kMaxSteps = 200'000;

bool is_constant_name(std::string_view name) {
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string_view::npos;
}

// The value of an integer constant and where its suffix begins.
std::optional<std::pair<std::uint64_t, std::string_view>> integer(std::string_view text) {
  unsigned base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  std::uint64_t value = 0;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char ch = text[i];
    unsigned digit = 99;
    if (ch >= '0' && ch <= '9') digit = static_cast<unsigned>(ch - '0');
    if (ch >= 'a' && ch <= 'f') digit = static_cast<unsigned>(ch - 'a') + 10;
    if (ch >= 'A' && ch <= 'F') digit = static_cast<unsigned>(ch - 'A') + 10;
    if (digit >= base) break;
    if (value > (~std::uint64_t{0} - digit) / base) return std::nullopt;
    value = value * base + digit;
  }
  if (i == 0) return std::nullopt;
  const std::string_view suffix = text.substr(i);
  if (suffix.find_first_not_of("uUlL") != std::string_view::npos) return std::nullopt;
  return std::pair(value, suffix);
}

bool same_token(std::string_view pattern, std::string_view code) {
  if (pattern == code) return true;
  if (pattern.empty() || code.empty() || pattern[0] < '0' || pattern[0] > '9') return false;
  const auto a = integer(pattern);
  const auto b = integer(code);
  return a && b && *a == *b;
}

class Machine {
 public:
  Machine(const Program& program, const Subject& subject)
      : program_(program), subject_(subject), tree_(subject.tree()), types_(subject) {}

  // Whether the program matches from the child at `position` of `owner` on; then captures() and
  // bindings() tell how.
  bool run(NodeId owner, std::uint32_t position) {
    frames_.clear();
    frames_.push_back({kNone, 0, owner, end_of(owner)});
    frame_ = 0;
    position_ = position;
    captures_.clear();
    bindings_.assign(program_.metavariables.size(), {});
    bound_order_.clear();
    choices_.clear();
    std::uint32_t pc = 0;
    for (steps_ = 0; steps_ < kMaxSteps; ++steps_) {
      const Instruction& instruction = program_.code[pc];
      if (instruction.op == Op::kAccept) return true;
      if (step(instruction, pc)) continue;
      if (choices_.empty()) return false;
      pc = resume();
    }
    return false;
  }

  bool gave_up() const { return steps_ >= kMaxSteps; }
  Match match() const { return {captures_, bindings_}; }

 private:
  // The children of `owner`, and where to go on in the frame above.
  struct Frame {
    std::uint32_t above;
    std::uint32_t resume;
    NodeId owner;
    std::uint32_t end;
  };
  struct Choice {
    std::uint32_t pc;
    std::uint32_t frame;
    std::uint32_t frames;  // how many there were
    std::uint32_t position;
    NodeId root_owner;
    std::uint32_t captures;
    std::uint32_t bound;
  };

  std::uint32_t end_of(NodeId owner) const {
    return tree_.nodes[owner].children_begin + tree_.nodes[owner].children_count;
  }

  // Passes over directives; a list of statements goes on behind the label that its first one has.
  void skip() {
    for (;;) {
      Frame& frame = frames_[frame_];
      while (position_ < frame.end && !tree_.significant(tree_.children[position_])) ++position_;
      if (position_ < frame.end || frame.above != kNone || program_.length < 2) return;
      if (!is_label(tree_.nodes[frame.owner].kind)) return;
      position_ = subject_.position(frame.owner) + 1;
      frame.owner = tree_.nodes[frame.owner].parent;
      frame.end = end_of(frame.owner);
    }
  }
  bool at_end() const { return position_ >= frames_[frame_].end; }
  Child here() const { return tree_.children[position_]; }

  bool step(const Instruction& instruction, std::uint32_t& pc) {
    switch (instruction.op) {
      case Op::kToken: {
        skip();
        if (at_end() || here().is_node()) return false;
        const TokenIndex token = here().token();
        if (!same_token(program_.slots[instruction.slot].text, tree_.spelling(token))) return false;
        capture(instruction.slot, token, token + 1);
        ++position_;
        break;
      }
      case Op::kMeta:
        skip();
        if (at_end() || here().is_token()) return false;
        if (!bind(instruction.slot, here().node())) return false;
        ++position_;
        break;
      case Op::kList:
        if (!bind_list(instruction)) return false;
        break;
      case Op::kOptional:
        for (skip(); !at_end() && here().is_token(); skip()) {
          const TokenIndex token = here().token();
          if (!is_optional_specifier(tree_.spelling(token))) break;
          capture(instruction.slot, token, token + 1);
          ++position_;
        }
        break;
      case Op::kEnter: {
        skip();
        if (at_end() || here().is_token()) return false;
        const NodeId node = here().node();
        if (tree_.nodes[node].kind != instruction.kind) return false;
        frames_.push_back({frame_, position_ + 1, node, end_of(node)});
        frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
        position_ = tree_.nodes[node].children_begin;
        break;
      }
      case Op::kLeave:
        skip();
        if (!at_end()) return false;
        position_ = frames_[frame_].resume;
        frame_ = frames_[frame_].above;
        break;
      case Op::kTested:
        skip();
        if (at_end() || here().is_token() || !is_tested(tree_, here().node())) return false;
        break;
      case Op::kTyped:
        skip();
        if (at_end() || here().is_token()) return false;
        if (types_.of(here().node()) != static_cast<TypeClass>(instruction.argument)) return false;
        break;
      case Op::kSplit:
        choices_.push_back({instruction.argument, frame_,
                            static_cast<std::uint32_t>(frames_.size()), position_, frames_[0].owner,
                            static_cast<std::uint32_t>(captures_.size()),
                            static_cast<std::uint32_t>(bound_order_.size())});
        break;
      case Op::kJump:
        pc = instruction.argument;
        return true;
      case Op::kAccept:
        break;
    }
    ++pc;
    return true;
  }

  std::uint32_t resume() {
    const Choice choice = choices_.back();
    choices_.pop_back();
    frame_ = choice.frame;
    // Frames made after the choice are gone; those before it never change, but for the first.
    frames_.resize(choice.frames);
    frames_[0].owner = choice.root_owner;
    frames_[0].end = end_of(choice.root_owner);
    position_ = choice.position;
    captures_.resize(choice.captures);
    for (; bound_order_.size() > choice.bound; bound_order_.pop_back()) {
      bindings_[bound_order_.back()] = {};
    }
    return choice.pc;
  }

  void capture(std::uint32_t slot, TokenIndex first, TokenIndex last) {
    captures_.push_back({slot, first, last});
  }

  bool may_bind(MetaKind kind, NodeId id) const {
    const c::Node& node = tree_.nodes[id];
    switch (kind) {
      case MetaKind::kExpression:
        return is_expression(node.kind);
      case MetaKind::kIdentifier:
        return node.kind == Kind::kIdentifier && node.last == node.first + 1;
      case MetaKind::kStatement:
        return is_statement(node.kind);
      case MetaKind::kType:
        return node.kind == Kind::kTypeName || node.kind == Kind::kSpecifiers;
      case MetaKind::kConstant:
        if (node.kind == Kind::kPrefix) {
          const NodeId last = subject_.owner(node.last - 1);
          return tree_.spelling(node.first) == "-" && tree_.nodes[last].first == node.first + 1 &&
                 may_bind(kind, last);
        }
        return node.kind == Kind::kConstant || node.kind == Kind::kString ||
               node.kind == Kind::kSizeof ||
               (node.kind == Kind::kIdentifier && is_constant_name(tree_.spelling(node.first)));
      case MetaKind::kExpressionList:
        return false;
    }
    return false;
  }

  bool bind(std::uint32_t slot, NodeId id) {
    const std::uint32_t meta = program_.slots[slot].meta;
    const c::Node& node = tree_.nodes[id];
    const MetaKind kind = meta == kNone ? MetaKind::kExpression : program_.metavariables[meta];
    if (!may_bind(kind, id)) return false;
    return bind_range(slot, {id, node.first, node.last, true});
  }

  bool bind_range(std::uint32_t slot, Binding binding) {
    const std::uint32_t meta = program_.slots[slot].meta;
    if (meta != kNone) {
      Binding& bound = bindings_[meta];
      if (!bound.bound) {
        bound = binding;
        bound_order_.push_back(meta);
      } else if (!same_code(bound, binding)) {
        return false;
      }
    }
    capture(slot, binding.first, binding.last);
    return true;
  }

  bool same_code(const Binding& a, const Binding& b) {
    if (a.last - a.first != b.last - b.first) return false;
    steps_ += a.last - a.first;
    for (TokenIndex i = 0; i < a.last - a.first; ++i) {
      if (tree_.spelling(a.first + i) != tree_.spelling(b.first + i)) return false;
    }
    return true;
  }

  bool bind_list(const Instruction& instruction) {
    skip();
    std::uint32_t count = 0;
    for (std::uint32_t at = position_; at < frames_[frame_].end; ++at) {
      count += tree_.significant(tree_.children[at]);
    }
    if (count < instruction.argument) return false;
    count -= instruction.argument;
    if (count == 0) return true;
    const TokenIndex first = first_token(here());
    TokenIndex last = first;
    for (; count > 0; --count) {
      skip();
      last = last_token(here());
      ++position_;
    }
    return bind_range(instruction.slot, {c::kNoNode, first, last, true});
  }

  TokenIndex first_token(Child child) const {
    return child.is_token() ? child.token() : tree_.nodes[child.node()].first;
  }
  TokenIndex last_token(Child child) const {
    return child.is_token() ? child.token() + 1 : tree_.nodes[child.node()].last;
  }

  const Program& program_;
  const Subject& subject_;
  const Tree& tree_;
  Types types_;
  std::vector<Frame> frames_;
  std::uint32_t frame_ = 0;
  std::uint32_t position_ = 0;
  std::vector<Capture> captures_;
  std::vector<Binding> bindings_;
  std::vector<std::uint32_t> bound_order_;
  std::vector<Choice> choices_;
  std::uint32_t steps_ = 0;
};

// The nodes where a match may begin.
class Candidates {
 public:
  Candidates(const Program& program, const Subject& subject)
      : program_(program), subject_(subject), tree_(subject.tree()) {}

  std::vector<NodeId> around(std::span<const TokenIndex> anchors) {
    for (const TokenIndex anchor : anchors) {
      for (NodeId node = subject_.owner(anchor); node != c::kNoNode && node != tree_.root;
           node = tree_.nodes[node].parent) {
        if (!add(node)) break;
      }
    }
    return sorted();
  }

  std::vector<NodeId> all() {
    for (NodeId node = 0; node < tree_.nodes.size(); ++node) {
      if (node != tree_.root) add(node);
    }
    return sorted();
  }

 private:
  // False where the node and so those around it are known already.
  bool add(NodeId node) {
    if (program_.is_expression) {
      if (!is_value(tree_, node) && tree_.nodes[node].kind != Kind::kInitDeclarator) return true;
    } else {
      const Kind kind = tree_.nodes[node].kind;
      if (!is_statement(kind) && !is_declaration(kind)) return true;
      // A function's braces are no statement.
      if (tree_.nodes[tree_.nodes[node].parent].kind == Kind::kFunction) return true;
      if (program_.length > 1) add_before(node);
    }
    nodes_.push_back(node);
    return true;
  }

  void add_before(NodeId node) {
    const NodeId parent = tree_.nodes[node].parent;
    std::uint32_t position = subject_.position(node);
    for (std::uint32_t left = program_.length - 1;
         left > 0 && position > tree_.nodes[parent].children_begin;) {
      const Child child = tree_.children[--position];
      if (!tree_.significant(child) || child.is_token()) continue;
      NodeId before = child.node();
      nodes_.push_back(before);
      // The statement that a label names.
      while (is_label(tree_.nodes[before].kind)) {
        const Child inner = tree_.children_of(before).back();
        if (inner.is_token()) break;
        before = inner.node();
        nodes_.push_back(before);
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
  std::vector<NodeId> nodes_;
};

}  // namespace

Matches find_matches(const Program& program, const Subject& subject,
                     std::span<const TokenIndex> anchors) {
  Matches matches;
  const Tree& tree = subject.tree();
  Candidates candidates(program, subject);
  const std::vector<NodeId> nodes =
      program.words.empty() ? candidates.all() : candidates.around(anchors);
  Machine machine(program, subject);
  for (const NodeId node : nodes) {
    if (machine.run(tree.nodes[node].parent, subject.position(node))) {
      matches.found.push_back(machine.match());
    } else if (machine.gave_up() && matches.gave_up_at == kNone) {
      matches.gave_up_at = tree.nodes[node].first;
    }
  }
  return matches;
}

}  // namespace towpath::smpl
