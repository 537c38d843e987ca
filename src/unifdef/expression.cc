// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/expression.h"

#include <algorithm>
#include <array>

namespace towpath::unifdef {
namespace {

struct BinaryOperator {
  std::string_view spelling;
  Operator op;
  int precedence;
};
constexpr std::array kBinaryOperators = {
    BinaryOperator{"&&", Operator::kAnd, 2},
    BinaryOperator{"||", Operator::kOr, 1},
    BinaryOperator{"==", Operator::kEqual, 6},
    BinaryOperator{"!=", Operator::kNotEqual, 6},
    BinaryOperator{"<", Operator::kLess, 7},
    BinaryOperator{">", Operator::kGreater, 7},
    BinaryOperator{"<=", Operator::kLessEqual, 7},
    BinaryOperator{">=", Operator::kGreaterEqual, 7},
    BinaryOperator{"+", Operator::kAdd, 9},
    BinaryOperator{"-", Operator::kSubtract, 9},
    BinaryOperator{"*", Operator::kMultiply, 10},
    BinaryOperator{"/", Operator::kDivide, 10},
    BinaryOperator{"%", Operator::kRemainder, 10},
    BinaryOperator{"<<", Operator::kShiftLeft, 8},
    BinaryOperator{">>", Operator::kShiftRight, 8},
    BinaryOperator{"&", Operator::kBitAnd, 5},
    BinaryOperator{"^", Operator::kBitXor, 4},
    BinaryOperator{"|", Operator::kBitOr, 3},
};
constexpr int kConditionalPrecedence = 0;
constexpr int kUnaryPrecedence = 11;

// Dijkstra's shunting yard: operators wait on a stack of their own for their right operand, so that
// nothing recurses.
class Parser {
 public:
  Parser(const Tokens& tokens, Offset end, std::vector<Node>& nodes)
      : tokens_(tokens), end_(end), nodes_(nodes) {}

  std::optional<Fault> run() {
    bool operand_next = true;
    for (at_ = 0; at_ < tokens_.size() && !fault_; ++at_) {
      const Token& token = tokens_[at_];
      if (operand_next) {
        operand_next = !read_operand(token);
      } else {
        operand_next = read_operator(token);
      }
    }
    if (fault_) return fault_;
    if (operand_next) return Fault{end_, "an operand is missing"};
    reduce(kConditionalPrecedence);
    if (!waiting_.empty()) {
      const Waiting& open = waiting_.back();
      return Fault{tokens_[open.token].begin, open.role == Role::kParenthesis
                                                  ? "this parenthesis is not closed"
                                                  : "`?` without `:`"};
    }
    return std::nullopt;
  }

 private:
  enum class Role : std::uint8_t { kUnary, kBinary, kColon, kQuestion, kParenthesis };
  struct Waiting {
    Role role;
    Operator op;
    int precedence;  // below 0 for what only its counterpart takes off the stack
    std::uint32_t token;
  };

  std::uint32_t at() const { return static_cast<std::uint32_t>(at_); }

  void fail(Offset at, std::string message) { fault_ = Fault{at, std::move(message)}; }

  // False if an operand must still follow.
  bool read_operand(const Token& token) {
    switch (token.kind) {
      case TokenKind::kNumber:
      case TokenKind::kTruth:
        return push_constant(token, parse_number(token.spelling));
      case TokenKind::kCharacter:
        return push_constant(token, parse_character(token.spelling));
      case TokenKind::kUndecided:
        push_leaf({NodeKind::kDefined,
                   {},
                   Value::unknown(Signedness::kSigned),
                   at(),
                   at() + 1,
                   {},
                   token.spelling});
        return true;
      case TokenKind::kIdentifier:
        read_symbol(token);
        return true;
      case TokenKind::kPunctuator:
        return read_prefix(token);
      case TokenKind::kNothing:
        fail(token.begin, std::string(token.spelling) + " is defined to nothing");
        return true;
      case TokenKind::kLiteral:
        fail(token.begin, "a string has no value");
        return true;
    }
    return true;
  }

  bool read_prefix(const Token& token) {
    static constexpr std::string_view kUnary = "+-~!";
    static constexpr Operator kOperators[] = {Operator::kPlus, Operator::kMinus,
                                              Operator::kComplement, Operator::kNot};
    const std::size_t unary =
        token.spelling.size() == 1 ? kUnary.find(token.spelling) : std::string_view::npos;
    if (token.is("(")) {
      waiting_.push_back({Role::kParenthesis, {}, -1, at()});
    } else if (unary != std::string_view::npos) {
      waiting_.push_back({Role::kUnary, kOperators[unary], kUnaryPrecedence, at()});
    } else {
      fail(token.begin, "an operand is missing");
    }
    return false;
  }

  bool push_constant(const Token& token, std::optional<Value> value) {
    if (!value) fail(token.begin, "not an integer: " + std::string(token.spelling));
    push_leaf({NodeKind::kConstant, {}, value.value_or(Value{}), at(), at() + 1, {}, {}});
    return true;
  }

  // An unknown symbol; were it a macro with parameters, its arguments may be any tokens.
  void read_symbol(const Token& name) {
    std::uint32_t arguments = kNoNode;
    const std::uint32_t begin = at();
    if (at_ + 1 < tokens_.size() && tokens_[at_ + 1].is("(")) {
      const bool names_no_symbols =
          name.spelling.starts_with("__has_");  // header names and the like
      int open = 0;
      do {
        if (++at_ == tokens_.size()) return fail(name.begin, "the arguments do not end");
        const Token& token = tokens_[at_];
        open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        if (token.kind == TokenKind::kIdentifier && !names_no_symbols) {
          arguments = make({NodeKind::kSymbol,
                            {},
                            {},
                            at(),
                            at() + 1,
                            {arguments, kNoNode, kNoNode},
                            token.spelling});
        }
      } while (open > 0);
    }
    operands_.push_back(make({NodeKind::kSymbol,
                              {},
                              {},
                              begin,
                              at() + 1,
                              {arguments, kNoNode, kNoNode},
                              name.spelling}));
  }

  // True if an operand must follow.
  bool read_operator(const Token& token) {
    if (token.is(")")) {
      close_parenthesis(token);
      return false;
    }
    if (token.is("?")) {
      reduce(kConditionalPrecedence + 1);  // it groups from the right
      waiting_.push_back({Role::kQuestion, {}, -1, at()});
      return true;
    }
    if (token.is(":")) {
      reduce(kConditionalPrecedence);
      if (waiting_.empty() || waiting_.back().role != Role::kQuestion) {
        fail(token.begin, "`:` without `?`");
        return true;
      }
      waiting_.back().role = Role::kColon;
      waiting_.back().precedence = kConditionalPrecedence;
      return true;
    }
    const auto binary = token.kind == TokenKind::kPunctuator
                            ? std::find_if(kBinaryOperators.begin(), kBinaryOperators.end(),
                                           [&](const BinaryOperator& candidate) {
                                             return candidate.spelling == token.spelling;
                                           })
                            : kBinaryOperators.end();
    if (binary == kBinaryOperators.end()) {
      fail(token.begin, "an operator is missing");
      return false;
    }
    reduce(binary->precedence);
    waiting_.push_back({Role::kBinary, binary->op, binary->precedence, at()});
    return true;
  }

  void close_parenthesis(const Token& token) {
    reduce(kConditionalPrecedence);
    if (waiting_.empty() || waiting_.back().role != Role::kParenthesis) {
      return fail(token.begin,
                  waiting_.empty() ? "this parenthesis was not opened" : "`?` without `:`");
    }
    const std::uint32_t inner = operands_.back();
    operands_.back() = make({NodeKind::kParenthesized,
                             {},
                             nodes_[inner].value,
                             waiting_.back().token,
                             at() + 1,
                             {inner, kNoNode, kNoNode},
                             {}});
    waiting_.pop_back();
  }

  // Gives the operators of `precedence` and higher that wait on top their operands.
  void reduce(int precedence) {
    while (!waiting_.empty() && waiting_.back().precedence >= precedence) {
      const Waiting waiting = waiting_.back();
      waiting_.pop_back();
      if (waiting.role == Role::kUnary) {
        const std::uint32_t operand = take_operand();
        operands_.push_back(make({NodeKind::kUnary,
                                  waiting.op,
                                  apply_unary(waiting.op, nodes_[operand].value),
                                  waiting.token,
                                  nodes_[operand].end,
                                  {operand, kNoNode, kNoNode},
                                  {}}));
        continue;
      }
      const std::uint32_t last = take_operand();
      const std::uint32_t middle = take_operand();
      if (waiting.role == Role::kBinary) {
        operands_.push_back(
            make({NodeKind::kBinary,
                  waiting.op,
                  apply_binary(waiting.op, nodes_[middle].value, nodes_[last].value),
                  nodes_[middle].begin,
                  nodes_[last].end,
                  {middle, last, kNoNode},
                  {}}));
      } else {
        const std::uint32_t first = take_operand();
        operands_.push_back(
            make({NodeKind::kConditional,
                  {},
                  apply_conditional(nodes_[first].value, nodes_[middle].value, nodes_[last].value),
                  nodes_[first].begin,
                  nodes_[last].end,
                  {first, middle, last},
                  {}}));
      }
    }
  }

  std::uint32_t take_operand() {
    const std::uint32_t operand = operands_.back();
    operands_.pop_back();
    return operand;
  }

  void push_leaf(Node leaf) {
    std::fill(std::begin(leaf.operands), std::end(leaf.operands), kNoNode);
    operands_.push_back(make(leaf));
  }

  std::uint32_t make(const Node& node) {
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }

  const Tokens& tokens_;
  Offset end_;
  std::vector<Node>& nodes_;
  std::size_t at_ = 0;
  std::vector<Waiting> waiting_;
  std::vector<std::uint32_t> operands_;
  std::optional<Fault> fault_;
};

}  // namespace

std::optional<Fault> Expression::parse(const Tokens& tokens, Offset end) {
  nodes_.clear();
  return Parser(tokens, end, nodes_).run();
}

// Not those in parts whose value is known or does not matter. Where a value is converted to a
// common type with another one, its signedness may matter, though it be known.
std::vector<bool> Expression::nodes_that_matter() const {
  std::vector<bool> matter(nodes_.size());
  matter.back() = !nodes_.back().value.known;
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    if (!matter[i]) continue;
    const Node& node = nodes_[i];
    const bool logic =
        node.kind == NodeKind::kBinary && (node.op == Operator::kAnd || node.op == Operator::kOr);
    for (const std::uint32_t operand : node.operands) {
      if (operand == kNoNode) continue;
      const Value& value = nodes_[operand].value;
      matter[operand] = logic ? !value.known : !value.settled();
    }
    if (node.kind == NodeKind::kConditional) {
      const Value condition = nodes_[node.operands[0]].value;
      matter[node.operands[0]] = !condition.known;
      const std::uint32_t chosen = node.operands[condition.is_false() ? 2 : 1];
      const std::uint32_t other = node.operands[condition.is_false() ? 1 : 2];
      if (condition.known && !nodes_[chosen].value.known) matter[other] = false;
    }
  }
  return matter;
}

std::vector<std::string_view> Expression::deciding_symbols() const {
  const std::vector<bool> matter = nodes_that_matter();
  std::vector<std::string_view> symbols;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (matter[i] && !nodes_[i].symbol.empty()) symbols.push_back(nodes_[i].symbol);
  }
  return symbols;
}

std::optional<Fault> Expression::undefined_operation(const Tokens& tokens) const {
  const std::vector<bool> matter = nodes_that_matter();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (!matter[i] || node.kind != NodeKind::kBinary) continue;
    const Node& left = nodes_[node.operands[0]];
    if (is_defined(node.op, left.value, nodes_[node.operands[1]].value)) continue;
    const bool division = node.op == Operator::kDivide || node.op == Operator::kRemainder;
    return Fault{tokens[left.end].begin,
                 division ? "a division by zero" : "a shift by less than 0 or more than 63 bits"};
  }
  return std::nullopt;
}

}  // namespace towpath::unifdef
