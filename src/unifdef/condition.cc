// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/condition.h"

#include <utility>

namespace towpath::unifdef {
namespace {

using lex::DirectiveKind;

Step constant(bool truth) {
  return {truth ? Step::Kind::kTrue : Step::Kind::kFalse};
}

std::string joined(const Tokens& tokens, std::size_t begin, std::size_t end) {
  std::string spelling;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) spelling += ' ';
    spelling += tokens[i].spelling;
  }
  return spelling;
}

bool is_call(const Node& node) {
  return node.kind == NodeKind::kSymbol && node.end > node.begin + 1;
}

}  // namespace

const Condition& ConditionReader::read(std::string_view bytes, const lex::Directive& directive) {
  const bool expression =
      directive.kind == DirectiveKind::kIf || directive.kind == DirectiveKind::kElif;
  const bool wants_defined =
      directive.kind == DirectiveKind::kIfdef || directive.kind == DirectiveKind::kElifdef;
  Read& known = expression ? expressions_ : wants_defined ? defined_ : undefined_;
  const Offset begin = lex::skip_blanks(bytes, directive.keyword_end, directive.operand_end);
  const auto [entry, fresh] = known.try_emplace(bytes.substr(begin, directive.operand_end - begin));
  if (!fresh) return entry->second;

  bytes_ = bytes;
  tokens_.clear();
  spellings_.clear();
  tokenize(bytes, begin, directive.operand_end, spellings_, tokens_);
  std::optional<Condition> condition = expression ? read_expression() : read_symbol(wants_defined);
  if (!condition) {
    const char family = expression ? '1' : wants_defined ? '2' : '3';  // no symbol begins so
    condition = Condition{unreadable(begin, directive.operand_end, family)};
  }
  return entry->second = *std::move(condition);
}

std::optional<Condition> ConditionReader::read_symbol(bool wants_defined) {
  if (tokens_.size() != 1 || tokens_[0].kind != TokenKind::kIdentifier) return std::nullopt;
  const std::optional<RuleIndex> rule = definitions_.find(tokens_[0].spelling);
  Condition condition{rule ? constant(definitions_.rules()[*rule].defined)
                           : defined(tokens_[0].spelling)};
  if (!wants_defined) condition.push_back({Step::Kind::kNot});
  return condition;
}

std::optional<Condition> ConditionReader::read_expression() {
  if (expander_.expand(tokens_) || expression_.parse(tokens_, 0)) return std::nullopt;
  assign_roles();
  Condition condition;
  const std::vector<Node>& nodes = expression_.nodes();
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (roles_[i] == Role::kLogic) {
      add_logic(nodes[i], condition);
    } else if (roles_[i] != Role::kNone) {
      add_to_atom(nodes[i]);
      if (roles_[i] == Role::kAtom) add_atom(i, condition);
    }
  }
  return condition;
}

// From the root down: operands of logic operators are logic; what else an atom is made of follows
// its root. Below known values nothing matters, but within an atom their signedness.
void ConditionReader::assign_roles() {
  const std::vector<Node>& nodes = expression_.nodes();
  roles_.assign(nodes.size(), Role::kNone);
  roles_.back() = Role::kLogic;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const Node& node = nodes[i];
    if (roles_[i] == Role::kNone || node.kind == NodeKind::kDefined) continue;
    if (roles_[i] == Role::kLogic ? node.value.known : node.value.settled()) continue;
    const bool logic_operator =
        node.kind == NodeKind::kParenthesized || node.kind == NodeKind::kConditional ||
        (node.kind == NodeKind::kUnary && node.op == Operator::kNot) ||
        (node.kind == NodeKind::kBinary && (node.op == Operator::kAnd || node.op == Operator::kOr));
    if (roles_[i] == Role::kLogic && !logic_operator) roles_[i] = Role::kAtom;
    if (node.kind == NodeKind::kSymbol) continue;
    for (const std::uint32_t operand : node.operands) {
      if (operand == kNoNode) continue;
      roles_[operand] = roles_[i] == Role::kLogic ? Role::kLogic : Role::kInAtom;
    }
  }
}

void ConditionReader::add_logic(const Node& node, Condition& condition) {
  if (node.value.known) {
    condition.push_back(constant(node.value.is_true()));
  } else if (node.kind == NodeKind::kDefined) {
    condition.push_back(defined(node.symbol));
  } else if (node.kind == NodeKind::kUnary) {
    condition.push_back({Step::Kind::kNot});
  } else if (node.kind == NodeKind::kConditional) {
    condition.push_back({Step::Kind::kChoose});
  } else if (node.kind == NodeKind::kBinary) {
    condition.push_back({node.op == Operator::kAnd ? Step::Kind::kAnd : Step::Kind::kOr});
  }
}

void ConditionReader::add_to_atom(const Node& node) {
  if (node.value.settled()) {
    const bool is_unsigned = node.value.signedness == Signedness::kUnsigned;
    key_ += std::to_string(node.value.bits) + (is_unsigned ? "u " : " ");
    return;
  }
  switch (node.kind) {
    case NodeKind::kSymbol:
      key_ += joined(tokens_, node.begin, node.end) + ' ';
      if (!is_call(node)) plain_.push_back(node.symbol);
      for (const Node* symbol = &node;;) {
        used_.emplace_back(symbol->symbol);
        if (symbol->operands[0] == kNoNode) break;
        symbol = &expression_.nodes()[symbol->operands[0]];
      }
      break;
    case NodeKind::kDefined:
      key_ += "defined " + std::string(node.symbol) + ' ';
      used_.emplace_back(node.symbol);
      break;
    case NodeKind::kParenthesized:
      break;
    case NodeKind::kConditional:
      key_ += "? ";
      break;
    default:
      // Unary and binary operators have different numbers.
      key_ += "op" + std::to_string(static_cast<int>(node.op)) + ' ';
  }
}

// The root's nodes are in key_: they become an atom, and what it is worth where its symbols are
// undefined.
void ConditionReader::add_atom(std::uint32_t root, Condition& condition) {
  const Node& node = expression_.nodes()[root];
  Value zeros;
  if (!plain_.empty()) zeros = value_of_zeros(root);
  for (std::size_t i = 0; zeros.known && i < plain_.size(); ++i) {
    condition.push_back(defined(plain_[i]));
    if (i > 0) condition.push_back({Step::Kind::kOr});
  }
  condition.push_back(atom(' ' + std::exchange(key_, {}), joined(tokens_, node.begin, node.end),
                           std::exchange(used_, {})));
  if (zeros.known) {
    condition.push_back(constant(zeros.is_true()));
    condition.push_back({Step::Kind::kChoose});
  }
  plain_.clear();
}

// What the atom is worth if all of its symbols that are not called are 0.
Value ConditionReader::value_of_zeros(std::uint32_t root) {
  const std::vector<Node>& nodes = expression_.nodes();
  // A node's operands lie before it, with all that is below them.
  std::uint32_t first = root;
  while (nodes[first].operands[0] != kNoNode) first = nodes[first].operands[0];
  zeros_.resize(nodes.size());
  for (std::uint32_t i = first; i <= root; ++i) {
    const Node& node = nodes[i];
    const auto operand = [&](int which) { return zeros_[node.operands[which]]; };
    Value& value = zeros_[i];
    value = node.value;
    if (value.settled()) continue;
    switch (node.kind) {
      case NodeKind::kSymbol:
        if (!is_call(node)) value = Value::of(false);
        break;
      case NodeKind::kParenthesized:
        value = operand(0);
        break;
      case NodeKind::kUnary:
        value = apply_unary(node.op, operand(0));
        break;
      case NodeKind::kBinary:
        value = apply_binary(node.op, operand(0), operand(1));
        break;
      case NodeKind::kConditional:
        value = apply_conditional(operand(0), operand(1), operand(2));
        break;
      default:
        break;
    }
  }
  return zeros_[root];
}

Step ConditionReader::defined(std::string_view name) {
  const std::string spelling = "defined " + std::string(name);
  return atom(spelling, spelling, {std::string(name)});
}

// Its words as they are, to compare with the same ones elsewhere.
Step ConditionReader::unreadable(Offset begin, Offset end, char family) {
  tokens_.clear();
  spellings_.clear();
  tokenize(bytes_, begin, end, spellings_, tokens_);
  const std::string words = joined(tokens_, 0, tokens_.size());
  return atom(family + words, '`' + words + '`', {});
}

Step ConditionReader::atom(std::string key, std::string name, std::vector<std::string> symbols) {
  const auto [entry, fresh] =
      by_key_.try_emplace(std::move(key), static_cast<std::uint32_t>(atoms_.size()));
  if (fresh) atoms_.push_back({std::move(name), std::move(symbols)});
  return {Step::Kind::kAtom, entry->second};
}

}  // namespace towpath::unifdef
