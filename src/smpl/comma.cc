// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/comma.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

bool is_list_kind(Kind kind) {
  return kind == Kind::kArguments || kind == Kind::kParameters || kind == Kind::kEnumerators ||
         kind == Kind::kInitializerList || kind == Kind::kMacroParameters;
}

// Whether tokens [first, last) begin and end with children of the node, none of them a brace.
bool is_run_of(const Tree& tree, NodeId list, TokenIndex first, TokenIndex last) {
  const c::Node& node = tree.nodes[list];
  const bool braces = node.kind == Kind::kInitializerList;
  if (first < node.first + braces || last + braces > node.last) return false;
  bool begins = false;
  bool ends = false;
  for (const Child child : tree.children_of(list)) {
    const TokenIndex from = child.is_token() ? child.token() : tree.nodes[child.node()].first;
    const TokenIndex to = child.is_token() ? from + 1 : tree.nodes[child.node()].last;
    begins |= from == first;
    ends |= to == last;
  }
  return first == last ? begins || ends : begins && ends;
}

// The innermost list that they are a run of, of those in the statement around `token`.
std::optional<NodeId> list_around(const Subject& subject, TokenIndex token, TokenIndex first,
                                  TokenIndex last) {
  const Tree& tree = subject.tree();
  for (NodeId node = subject.owner(token); node != c::kNoNode; node = tree.nodes[node].parent) {
    if (is_statement(tree.nodes[node].kind)) break;
    if (is_list_kind(tree.nodes[node].kind) && is_run_of(tree, node, first, last)) return node;
  }
  return std::nullopt;
}

// The changes to one list, of matches within the same code.
class List {
 public:
  List(const Pattern& pattern, const Tree& tree, NodeId list, Changes& changes,
       std::vector<std::size_t> touched)
      : pattern_(pattern),
        tree_(tree),
        list_(list),
        changes_(changes),
        touched_(std::move(touched)) {}

  // The commas that go, each with the change that it goes with.
  std::vector<std::pair<TokenIndex, std::size_t>> mend() {
    std::size_t next = 0;
    const auto pass_changes = [&](TokenIndex until) {
      for (; next < touched_.size() && change(touched_[next]).first <= until; ++next)
        take(touched_[next]);
    };
    bool ends_with_comma = false;
    for (const Child child : tree_.children_of(list_)) {
      if (!tree_.significant(child)) continue;
      const TokenIndex first = child.is_token() ? child.token() : tree_.nodes[child.node()].first;
      const TokenIndex last = child.is_token() ? first + 1 : tree_.nodes[child.node()].last;
      const std::string_view text = child.is_token() ? tree_.spelling(first) : "";
      if (text == "{") continue;
      pass_changes(first);
      if (text == "}") break;
      ends_with_comma = text == ",";
      if (first < gone_) continue;
      if (text == ",") {
        meet_comma(first);
      } else {
        meet_item();
      }
      // What is added behind an item belongs to it.
      if (next < touched_.size() && change(touched_[next]).first <= last) {
        near_ = touched_[next];
      }
    }
    pass_changes(~TokenIndex{0});
    end(ends_with_comma);
    return std::move(gone_commas_);
  }

 private:
  enum class Last : std::uint8_t { kNothing, kItem, kNewItem, kComma, kNewComma };

  Change& change(std::size_t index) { return changes_.list[index]; }

  void remove(TokenIndex comma) { gone_commas_.emplace_back(comma, near_.value_or(touched_[0])); }

  void meet_comma(TokenIndex comma) {
    if (last_ == Last::kNothing || last_ == Last::kComma || last_ == Last::kNewComma) {
      remove(comma);
      return;
    }
    last_ = Last::kComma;
    comma_ = comma;
  }

  void meet_item() {
    if (last_ == Last::kNewItem) change(*new_).comma_after = true;
    last_ = Last::kItem;
  }

  void take(std::size_t index) {
    Change& here = change(index);
    near_ = index;
    gone_ = std::max(gone_, here.last);
    std::string_view first;
    std::string_view last;
    for (const std::uint32_t plus : here.plus) {
      const PlusCode& code = pattern_.plus[plus];
      const Tree& tree = code.code->tree();
      if (!list_around(*code.code, code.first, code.first, code.last)) {
        if (here.first < here.last) meet_item();  // in the place of one
        return;
      }
      for (TokenIndex token = code.first; token < code.last; ++token) {
        if (tree.tokens[token].kind == lex::TokenKind::kDirective) continue;
        if (first.empty()) first = tree.spelling(token);
        last = tree.spelling(token);
      }
    }
    if (first.empty()) return;  // nothing, or preprocessor lines
    if (first == ",") {
      if (last_ == Last::kComma) remove(comma_);
    } else if (last_ == Last::kItem) {
      here.comma_before = true;
    } else if (last_ == Last::kNewItem) {
      change(*new_).comma_after = true;
    }
    new_ = index;
    last_ = last == "," ? Last::kNewComma : Last::kNewItem;
  }

  void end(bool had_comma) {
    const Kind kind = tree_.nodes[list_].kind;
    const bool may_end = kind == Kind::kInitializerList || kind == Kind::kEnumerators;
    if (may_end || had_comma) return;
    if (last_ == Last::kComma) remove(comma_);
    if (last_ == Last::kNewComma) change(*new_).drops_comma = true;
  }

  const Pattern& pattern_;
  const Tree& tree_;
  const NodeId list_;
  Changes& changes_;
  const std::vector<std::size_t> touched_;  // in order
  std::vector<std::pair<TokenIndex, std::size_t>> gone_commas_;
  Last last_ = Last::kNothing;  // that stays
  TokenIndex gone_ = 0;         // what is before this and after the last child seen, goes
  TokenIndex comma_ = 0;
  std::optional<std::size_t> new_;   // the last change with plus code
  std::optional<std::size_t> near_;  // the last change
};

class Mender {
 public:
  Mender(const Pattern& pattern, const Subject& subject, Changes& changes)
      : pattern_(pattern), subject_(subject), tree_(subject.tree()), changes_(changes) {}

  void run() {
    std::map<std::pair<NodeId, std::uint32_t>, std::vector<std::size_t>> lists;
    for (std::size_t i = 0; i < changes_.list.size(); ++i) {
      if (const auto list = list_of(changes_.list[i]))
        lists[{*list, changes_.parents[changes_.list[i].match]}].push_back(i);
    }
    std::vector<Change> more;
    for (auto& [where, touched] : lists) {
      List list(pattern_, tree_, where.first, changes_, std::move(touched));
      for (const auto& [comma, with] : list.mend()) take_along(comma, with, more);
    }
    if (more.empty()) return;
    changes_.list.insert(changes_.list.end(), more.begin(), more.end());
    sort_changes(changes_.list);
  }

 private:
  // The list that whole items of are changed, or that something is added to.
  std::optional<NodeId> list_of(const Change& change) const {
    const bool adds = change.first == change.last;
    return list_around(subject_, adds && change.after ? change.first - 1 : change.first,
                       change.first, change.last);
  }

  // As a part of the change where it is next to it, so that they have their lines in common.
  void take_along(TokenIndex comma, std::size_t with, std::vector<Change>& more) {
    Change& change = changes_.list[with];
    const bool removes = change.first < change.last && change.plus.empty();
    if (removes && change.last == comma) {
      ++change.last;
    } else if (removes && change.first == comma + 1) {
      --change.first;
    } else {
      more.push_back({.first = comma, .last = comma + 1, .match = change.match, .plus = {}});
    }
  }

  const Pattern& pattern_;
  const Subject& subject_;
  const Tree& tree_;
  Changes& changes_;
};

}  // namespace

void mend_commas(const Pattern& pattern, const Subject& subject, Changes& changes) {
  Mender(pattern, subject, changes).run();
}

}  // namespace towpath::smpl
