// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/simplify.h"

#include <algorithm>

#include "lex/directive.h"

namespace towpath::unifdef {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r';
}

// Past blanks and line splices at `at`, but not past comments.
Offset blanks_end(std::string_view bytes, Offset at) {
  for (;;) {
    const Offset past = lex::skip_splices(bytes, at);
    if (past == at && !is_blank(bytes[at])) return at;
    at = past == at ? at + 1 : past;
  }
}

// The begin of the blanks and line splices that end at `at`.
Offset blanks_begin(std::string_view bytes, Offset at) {
  for (;;) {
    if (is_blank(bytes[at - 1])) {
      --at;
    } else if (bytes[at - 1] == '\n') {
      at -= bytes[at - 2] == '\r' ? 3 : 2;
    } else {
      return at;
    }
  }
}

// Whether the two would be read as one token, or as the begin of a comment.
bool would_join(char left, char right) {
  const bool word = is_identifier_part(right) || right == '\'' || right == '"';
  if (is_identifier_part(left)) return word;
  return left == right && (left == '+' || left == '-' || left == '/');
}

}  // namespace

const Edits& Simplifier::simplify(std::string_view bytes, const Tokens& tokens,
                                  const Expression& expression) {
  bytes_ = bytes;
  tokens_ = &tokens;
  nodes_ = &expression.nodes();
  cuts_.clear();
  edits_.clear();
  const bool nothing_known = std::none_of(nodes_->begin(), nodes_->end(),
                                          [](const Node& node) { return node.value.known; });
  if (nothing_known) return edits_;
  choose_operands();
  take_operands();
  if (cuts_.empty()) return edits_;
  take_parentheses();
  make_edits();
  return edits_;
}

// From the root down: which operand of each node takes its place.
void Simplifier::choose_operands() {
  const std::vector<Node>& nodes = *nodes_;
  logic_.assign(nodes.size(), false);
  stays_.assign(nodes.size(), kNoNode);
  logic_.back() = true;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const Node& node = nodes[i];
    if (!logic_[i] || node.value.known) continue;
    const auto [first, second, third] = node.operands;
    const auto known = [&](std::uint32_t operand) {
      return nodes[operand].value.known && may_go(operand);
    };
    const bool binary_logic =
        node.kind == NodeKind::kBinary && (node.op == Operator::kAnd || node.op == Operator::kOr);
    if (binary_logic && is_written(nodes[first].end)) {
      // Were the known operand the one that decides, the node would be known.
      if (known(first)) stays_[i] = second;
      if (known(second)) stays_[i] = first;
    } else if (node.kind == NodeKind::kConditional && is_written(nodes[first].end) &&
               is_written(nodes[second].end) && known(first)) {
      const bool truth = nodes[first].value.is_true();
      if (may_go(truth ? third : second)) stays_[i] = truth ? second : third;
    }
    if (stays_[i] != kNoNode) {
      logic_[stays_[i]] = true;
    } else if (binary_logic || node.kind == NodeKind::kParenthesized ||
               node.kind == NodeKind::kConditional ||
               (node.kind == NodeKind::kUnary && node.op == Operator::kNot)) {
      for (const std::uint32_t operand : node.operands) {
        if (operand != kNoNode) logic_[operand] = true;
      }
    }
  }
}

// Whether the node's text is its own, and not that of a macro which says more than the node.
bool Simplifier::may_go(std::uint32_t node) const {
  const Tokens& tokens = *tokens_;
  const std::uint32_t begin = (*nodes_)[node].begin;
  const std::uint32_t end = (*nodes_)[node].end;
  return (begin == 0 || tokens[begin - 1].begin != tokens[begin].begin) &&
         (end == tokens.size() || tokens[end].begin != tokens[end - 1].begin);
}

void Simplifier::take_operands() {
  const std::vector<Node>& nodes = *nodes_;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (stays_[i] == kNoNode) continue;
    const auto [first, second, third] = nodes[i].operands;
    if (nodes[i].kind == NodeKind::kBinary) {
      if (stays_[i] == second) cut_before(first, nodes[first].end);
      if (stays_[i] == first) cut_after(nodes[first].end, second);
    } else if (stays_[i] == second) {
      cut_before(first, nodes[first].end);
      cut_after(nodes[second].end, third);
    } else {
      cut_before(first, nodes[second].end);
    }
  }
}

// From the operands up: parentheses that lost the operator for which they were there.
void Simplifier::take_parentheses() {
  const std::vector<Node>& nodes = *nodes_;
  remains_.resize(nodes.size());
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    remains_[i] = stays_[i] == kNoNode ? i : remains_[stays_[i]];
    if (!logic_[i] || nodes[i].kind != NodeKind::kParenthesized) continue;
    const std::uint32_t inner = remains_[nodes[i].operands[0]];
    const NodeKind kind = nodes[inner].kind;
    if (inner == nodes[i].operands[0] || kind == NodeKind::kBinary ||
        kind == NodeKind::kConditional || !is_written(nodes[i].begin) ||
        !is_written(nodes[i].end - 1)) {
      continue;
    }
    const Token& open = (*tokens_)[nodes[i].begin];
    const Token& close = (*tokens_)[nodes[i].end - 1];
    cuts_.push_back({open.begin, blanks_end(bytes_, open.end), kNoNode});
    cuts_.push_back({blanks_begin(bytes_, close.begin), close.end, kNoNode});
    remains_[i] = inner;
  }
}

// Of what is known, and the operator behind it.
void Simplifier::cut_before(std::uint32_t known, std::uint32_t separator) {
  cuts_.push_back({(*tokens_)[(*nodes_)[known].begin].begin,
                   blanks_end(bytes_, (*tokens_)[separator].end), known});
}

// Of what is known, and the operator before it.
void Simplifier::cut_after(std::uint32_t separator, std::uint32_t known) {
  cuts_.push_back({blanks_begin(bytes_, (*tokens_)[separator].begin),
                   (*tokens_)[(*nodes_)[known].end - 1].end, known});
}

void Simplifier::make_edits() {
  std::sort(cuts_.begin(), cuts_.end(),
            [](const Cut& a, const Cut& b) { return a.begin < b.begin; });
  for (const Cut& cut : cuts_) {
    if (edits_.empty() || cut.begin > edits_.back().end) {
      edits_.push_back({cut.begin, cut.end, "", {}});
    } else {
      edits_.back().end = std::max(edits_.back().end, cut.end);
    }
    if (cut.known != kNoNode) add_rules(cut.known, edits_.back().rules);
  }
  // A parenthesis goes for what went beside it.
  std::vector<RuleIndex> all;
  for (const Edit& edit : edits_) all.insert(all.end(), edit.rules.begin(), edit.rules.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (Edit& edit : edits_) {
    if (edit.rules.empty()) edit.rules = all;
    const bool last = edit.end == bytes_.size();
    if (!last && would_join(bytes_[edit.begin - 1], bytes_[edit.end])) edit.replacement = " ";
  }
}

void Simplifier::add_rules(std::uint32_t known, std::vector<RuleIndex>& rules) {
  const Node& node = (*nodes_)[known];
  Spellings spellings;
  Tokens tokens;
  tokenize(bytes_, (*tokens_)[node.begin].begin, (*tokens_)[node.end - 1].end, spellings, tokens);
  const bool expanded = !expander_.expand(tokens);
  const auto add = [&rules](RuleIndex rule) {
    if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
  };
  if (expanded) std::for_each(expander_.rules().begin(), expander_.rules().end(), add);
  if (!expanded || expander_.rules().empty()) add(Definitions::kConstant);
}

}  // namespace towpath::unifdef
