// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/render.h"

#include <algorithm>
#include <optional>

#include "smpl/spacing.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

// How tightly an expression holds together, as C's grammar has it.
enum class Tightness : std::uint8_t {
  kComma,
  kAssign,
  kConditional,
  kBinary,  // its operators: see operator_rank
  kUnary,
  kPostfix,
};

Tightness tightness_of(Kind kind) {
  switch (kind) {
    case Kind::kComma:
      return Tightness::kComma;
    case Kind::kAssign:
      return Tightness::kAssign;
    case Kind::kConditional:
      return Tightness::kConditional;
    case Kind::kBinary:
      return Tightness::kBinary;
    case Kind::kPrefix:
    case Kind::kSizeof:
    case Kind::kCast:
      return Tightness::kUnary;
    default:
      return Tightness::kPostfix;
  }
}

std::string_view operator_of(const Tree& tree, NodeId node) {
  for (const Child child : tree.children_of(node)) {
    if (child.is_token() && tree.significant(child)) return tree.spelling(child.token());
  }
  return {};
}

int operator_rank(std::string_view text) {
  static constexpr std::string_view kRanks[] = {
      " || ", " && ", " | ", " ^ ", " & ", " == != ", " < > <= >= ", " << >> ", " + - ", " * / % "};
  const std::string padded = " " + std::string(text) + " ";
  for (int rank = 0; rank < 10; ++rank) {
    if (kRanks[rank].find(padded) != std::string_view::npos) return rank;
  }
  return 10;
}

// What an operand of `parent` must at least be to stand there without parentheses.
Tightness required(const Tree& tree, NodeId node) {
  const c::Node& self = tree.nodes[node];
  const c::Node& parent = tree.nodes[self.parent];
  const bool is_first = parent.first == self.first;
  switch (parent.kind) {
    case Kind::kCall:
    case Kind::kIndex:
    case Kind::kMember:
    case Kind::kPostfix:
      return is_first ? Tightness::kPostfix : Tightness::kComma;
    case Kind::kPrefix:
    case Kind::kSizeof:
    case Kind::kCast:
      return Tightness::kUnary;
    case Kind::kBinary:
      return Tightness::kBinary;
    case Kind::kConditional:
      return is_first ? Tightness::kBinary : Tightness::kConditional;
    case Kind::kAssign:
      return is_first ? Tightness::kUnary : Tightness::kAssign;
    case Kind::kArguments:
    case Kind::kInitializer:
    case Kind::kInitDeclarator:
      return Tightness::kAssign;
    default:
      return Tightness::kComma;
  }
}

class Renderer {
 public:
  Renderer(const PlusCode& plus, const MatchedRule& rule, const BoundCode& bound)
      : plus_(plus), rule_(rule), bound_(bound), tree_(plus.code->tree()) {}

  std::vector<Piece> run() {
    const std::int32_t base = std::max(0, level_of(plus_.first).value_or(0));
    for (TokenIndex token = plus_.first; token < plus_.last; ++token) {
      if (is_field_end(token)) continue;
      Piece piece;
      if (begins_directive(token)) {
        if (token > plus_.first) take_comments(token, piece);
        token = take_directive(token) - 1;
        continue;
      }
      if (const std::optional<std::int32_t> level = level_of(token)) {
        piece.level = std::max(0, *level - base);
      } else if (!pieces_.empty() && pieces_.back().is_line) {
        piece.level = 0;
      } else if (token > plus_.first) {
        piece.gap = gap_before(token);
      }
      if (token > plus_.first) take_comments(token, piece);
      if (const NodeId specifiers = ends_declaration(token); specifiers != c::kNoNode) {
        pieces_.push_back({.text = ";", .gap = {}});
        repeat(specifiers, base);
        continue;
      }
      fill(token, std::move(piece));
      put_behind(token + 1);
    }
    return std::move(pieces_);
  }

 private:
  std::string_view between(TokenIndex token) const {
    return tree_.text.slice(tree_.tokens[token - 1].end(), tree_.tokens[token].begin);
  }

  // The specifiers of the declaration that goes on behind the comma as one of its own, as no
  // pointers or brackets of a type can be before or behind several names: `T x, y;`.
  NodeId ends_declaration(TokenIndex comma) const {
    const NodeId owner = plus_.code->owner(comma);
    if (tree_.spelling(comma) != "," || tree_.nodes[owner].kind != Kind::kDeclaration)
      return c::kNoNode;
    if (tree_.nodes[tree_.nodes[owner].parent].kind == Kind::kFor) return c::kNoNode;
    const Child first = tree_.children_of(owner).front();
    if (first.is_token() || tree_.nodes[first.node()].kind != Kind::kSpecifiers) return c::kNoNode;
    const c::Node& words = tree_.nodes[first.node()];
    for (TokenIndex token = words.first; token < words.last; ++token) {
      const std::optional<std::size_t> meta = meta_at(token);
      if (meta && rule_.metavariables[*meta].kind == MetaKind::kType && words.first >= plus_.first)
        return first.node();
    }
    return c::kNoNode;
  }

  // The specifiers once more, at the beginning of a declaration.
  void repeat(NodeId specifiers, std::int32_t base) {
    const std::size_t behind = behind_.size();
    const c::Node& words = tree_.nodes[specifiers];
    for (TokenIndex token = words.first; token < words.last; ++token) {
      Piece piece;
      piece.gap = token == words.first ? " " : gap_before(token);
      const std::optional<std::int32_t> level = level_of(token);
      if (token == words.first && level) piece.level = std::max(0, *level - base);
      fill(token, std::move(piece));
    }
    behind_.resize(behind);
  }

  bool begins_directive(TokenIndex token) const {
    const lex::TokenKind kind = tree_.tokens[token].kind;
    return kind == lex::TokenKind::kDirective || kind == lex::TokenKind::kDefine ||
           kind == lex::TokenKind::kLine;
  }

  // One piece, spaced as it is written, for the blanks of a `#define` have a meaning. Past it.
  TokenIndex take_directive(TokenIndex token) {
    Piece line;
    line.text = tree_.spelling(token);
    line.level = 0;
    line.is_line = true;
    std::vector<Piece> before = std::move(pieces_);
    for (++token; tree_.tokens[token].in_define && token < plus_.last; ++token) {
      pieces_.clear();
      // `......` is what C writes as dots.
      const bool dots = tree_.spelling(token) == "..." && tree_.spelling(token - 1) == "...";
      if (!dots) fill(token, Piece{});
      line.text += between(token);
      for (std::size_t i = 0; i < pieces_.size(); ++i) {
        if (i > 0) line.text += pieces_[i].gap;
        line.text += pieces_[i].text;
      }
    }
    pieces_ = std::move(before);
    pieces_.push_back(std::move(line));
    return token;
  }

  // In lists in braces the author's lines and columns stay; elsewhere one space or none.
  std::string gap_before(TokenIndex token) const {
    const std::string_view written = between(token);
    if (in_braces(token) && written.size() > 1 &&
        written.find_first_not_of(" \t") == std::string_view::npos) {
      return std::string(written);
    }
    if (left_out_) return {};
    // The end of a type that a metavariable stands for.
    if (!pieces_.empty() && pieces_.back().text == "*" && tree_.spelling(token - 1) != "*")
      return {};
    return space_before(*plus_.code, token) ? " " : "";
  }

  void take_comments(TokenIndex token, Piece& piece) {
    const std::string_view written = between(token);
    const std::size_t begin = written.find('/');
    if (begin == std::string_view::npos) return;
    const std::size_t end = written.find_last_not_of(" \t\r\n") + 1;
    const bool own_line = written.substr(0, begin).find('\n') != std::string_view::npos;
    Piece comment;
    comment.text = written.substr(begin, end - begin);
    if (own_line && piece.level != Piece::kSameLine) comment.level = piece.level;
    if (comment.level == Piece::kSameLine) comment.gap = " ";
    pieces_.push_back(std::move(comment));
    if (piece.level == Piece::kSameLine) piece.gap = " ";
  }

  bool in_braces(TokenIndex token) const { return brace_depth(token) > 0; }

  std::int32_t brace_depth(TokenIndex token) const {
    std::int32_t depth = 0;
    for (NodeId node = plus_.code->owner(token); node != c::kNoNode;
         node = tree_.nodes[node].parent) {
      const Kind kind = tree_.nodes[node].kind;
      if (kind == Kind::kInitializerList || kind == Kind::kStruct || kind == Kind::kEnum) {
        const bool own_brace = plus_.code->owner(token) == node &&
                               (tree_.spelling(token) == "{" || tree_.spelling(token) == "}");
        depth += !own_brace;
      }
    }
    return depth;
  }

  // -- what stands for fields has its semicolons in it, and lines of its own

  bool is_fields(TokenIndex token) const {
    if (tree_.tokens[token].kind != lex::TokenKind::kIdentifier) return false;
    const std::optional<std::size_t> meta = meta_at(token);
    return meta && (rule_.metavariables[*meta].kind == MetaKind::kField ||
                    rule_.metavariables[*meta].kind == MetaKind::kFieldList);
  }
  bool is_field_end(TokenIndex token) const {
    return token > plus_.first && tree_.spelling(token) == ";" && is_fields(token - 1);
  }
  bool has_fields(NodeId structure) const {
    if (tree_.nodes[structure].kind != Kind::kStruct) return false;
    for (const Child child : tree_.children_of(structure)) {
      if (child.is_node() && is_fields(tree_.nodes[child.node()].first)) return true;
    }
    return false;
  }
  // Whether the token begins one of the fields, or ends them.
  bool is_beside_fields(TokenIndex token, NodeId owner) const {
    if (tree_.spelling(token) == "}") return has_fields(owner);
    for (NodeId node = owner; node != c::kNoNode && tree_.nodes[node].first == token;
         node = tree_.nodes[node].parent) {
      if (tree_.nodes[node].kind == Kind::kField) return has_fields(tree_.nodes[node].parent);
    }
    return false;
  }

  // How deep the line is that the token begins, if it begins one.
  std::optional<std::int32_t> level_of(TokenIndex token) const {
    if (const std::optional<NodeId> statement = statement_at(token)) return depth_of(*statement);
    const NodeId owner = plus_.code->owner(token);
    const Kind kind = tree_.nodes[owner].kind;
    const std::string_view text = tree_.spelling(token);
    if (kind == Kind::kCompound && text == "}") return depth_of(owner);
    if (kind == Kind::kElse && text == "else" && !follows_brace(token)) {
      return depth_of(tree_.nodes[owner].parent);
    }
    if (kind == Kind::kDo && text == "while" && !follows_brace(token)) return depth_of(owner);
    const bool lists = in_braces(token) || text == "}";
    const bool is_broken =
        token > plus_.first && between(token).find('\n') != std::string_view::npos;
    if (lists && (is_broken || is_beside_fields(token, owner))) {
      NodeId statement = owner;
      while (tree_.nodes[statement].parent != c::kNoNode &&
             !is_statement(tree_.nodes[statement].kind) &&
             !is_declaration(tree_.nodes[statement].kind)) {
        statement = tree_.nodes[statement].parent;
      }
      return depth_of(statement) + brace_depth(token);
    }
    return std::nullopt;
  }

  bool follows_brace(TokenIndex token) const {
    return token > 0 && tree_.spelling(token - 1) == "}";
  }

  // The largest statement or declaration that begins with the token and on a line of its own.
  std::optional<NodeId> statement_at(TokenIndex token) const {
    std::optional<NodeId> found;
    for (NodeId node = plus_.code->owner(token); node != c::kNoNode && node != tree_.root;
         node = tree_.nodes[node].parent) {
      if (tree_.nodes[node].first != token) break;
      const Kind kind = tree_.nodes[node].kind;
      if (!is_statement(kind) && !is_declaration(kind)) continue;
      if (kind == Kind::kElse) break;
      const Kind parent = tree_.nodes[tree_.nodes[node].parent].kind;
      if (is_control(parent) && kind == Kind::kCompound) continue;
      if (parent == Kind::kElse && kind == Kind::kIf) continue;
      if (parent == Kind::kFor && is_declaration(kind)) continue;
      if (parent == Kind::kFunction && kind == Kind::kCompound) return node;
      if (parent == Kind::kStruct) continue;
      found = node;
    }
    return found;
  }

  std::int32_t depth_of(NodeId node) const {
    std::int32_t depth = 0;
    for (; node != c::kNoNode && node != tree_.root; node = tree_.nodes[node].parent) {
      const Kind kind = tree_.nodes[node].kind;
      const NodeId parent = tree_.nodes[node].parent;
      if (parent == c::kNoNode) break;
      const Kind above = tree_.nodes[parent].kind;
      if (above == Kind::kCompound && tree_.spelling(tree_.nodes[parent].first) == "{") {
        const NodeId switched = tree_.nodes[parent].parent;
        const bool is_case = (kind == Kind::kCase || kind == Kind::kDefault) &&
                             switched != c::kNoNode && tree_.nodes[switched].kind == Kind::kSwitch;
        depth += !is_case;
      } else if ((above == Kind::kCase || above == Kind::kDefault) && is_statement(kind)) {
        ++depth;
      } else if (is_control(above) && is_statement(kind) && kind != Kind::kCompound) {
        const bool chained = (above == Kind::kElse && kind == Kind::kIf) || kind == Kind::kElse;
        depth += !chained;
      }
    }
    return depth;
  }

  void fill(TokenIndex token, Piece piece) {
    if (left_out_ && tree_.spelling(token) == ",") return;
    const std::optional<std::size_t> meta = meta_at(token);
    left_out_ = false;
    if (!meta) {
      piece.text = tree_.spelling(token);
      pieces_.push_back(std::move(piece));
      return;
    }
    const Binding& binding = rule_.match.bindings[*meta];
    if (!binding.bound || is_empty(*meta, binding)) {
      // A list without items takes one comma with it.
      if (!pieces_.empty() && pieces_.back().text == ",") {
        pieces_.pop_back();
      } else {
        left_out_ = true;
      }
      return;
    }
    if (is_statements(rule_.metavariables[*meta].kind) || is_fields(token)) {
      piece.text =
          binding.value ? binding.value->text : bound_.statement(binding.first, binding.last);
      piece.is_statement = true;
      piece.is_line = piece.text.starts_with('#');
      pieces_.push_back(std::move(piece));
      return;
    }
    std::vector<Piece> code =
        binding.value ? binding.value->pieces : bound_.expression(binding.first, binding.last);
    if (code.empty()) return;
    if (binding.value) split_type(token, binding.value->behind);
    if (parenthesized(token, binding)) {
      code.front().gap.clear();
      code.insert(code.begin(), bracket("("));
      code.push_back(bracket(")"));
    }
    code.front().gap = piece.gap;
    code.front().level = piece.level;
    // `- -x` must not become `--x`.
    if (piece.gap.empty() && piece.level == Piece::kSameLine && !pieces_.empty()) {
      const char left = pieces_.back().text.back();
      if (left == code.front().text.front() && (left == '-' || left == '+' || left == '&')) {
        code.front().gap = " ";
      }
    }
    std::move(code.begin(), code.end(), std::back_inserter(pieces_));
  }

  bool is_empty(std::size_t meta, const Binding& binding) const {
    if (!is_list(rule_.metavariables[meta].kind)) return false;
    return binding.value ? binding.value->tokens.empty() : binding.first == binding.last;
  }

  // -- types, a part of which comes behind what is declared: `int (*` f `)(void)` ----------------

  // Has the part come behind each name that the specifiers are for.
  void split_type(TokenIndex token, const std::vector<Piece>& behind) {
    if (behind.empty()) return;
    NodeId specifiers = plus_.code->owner(token);
    while (tree_.nodes[specifiers].kind != Kind::kSpecifiers &&
           tree_.nodes[specifiers].parent != c::kNoNode) {
      specifiers = tree_.nodes[specifiers].parent;
    }
    const NodeId around = tree_.nodes[specifiers].parent;
    bool found = false;
    for (const Child child :
         around == c::kNoNode ? std::span<const Child>() : tree_.children_of(around)) {
      if (child.is_token()) continue;
      NodeId node = child.node();
      if (tree_.nodes[node].kind == Kind::kInitDeclarator)
        node = tree_.children_of(node).front().node();
      const Kind kind = tree_.nodes[node].kind;
      if (!is_declarator(kind) && kind != Kind::kIdentifier) continue;
      found = true;
      behind_.emplace_back(tree_.nodes[node].last, &behind);
    }
    if (!found) behind_.emplace_back(tree_.nodes[specifiers].last, &behind);
  }

  void put_behind(TokenIndex token) {
    for (const auto& [at, pieces] : behind_) {
      if (at == token) pieces_.insert(pieces_.end(), pieces->begin(), pieces->end());
    }
  }

  std::optional<std::size_t> meta_at(TokenIndex token) const {
    const auto found = plus_.operators.find(token);
    if (found != plus_.operators.end()) return found->second;
    if (tree_.tokens[token].kind != lex::TokenKind::kIdentifier) return std::nullopt;
    const std::string_view name = tree_.spelling(token);
    for (std::size_t i = 0; i < rule_.metavariables.size(); ++i) {
      if (rule_.metavariables[i].name == name) return i;
    }
    return std::nullopt;
  }

  bool parenthesized(TokenIndex token, const Binding& binding) const {
    const Kind kind = binding.value                ? binding.value->kind
                      : binding.node == c::kNoNode ? Kind::kUnparsed
                                                   : rule_.tree.nodes[binding.node].kind;
    const NodeId node = plus_.code->owner(token);
    if (tree_.nodes[node].parent == c::kNoNode || !is_expression(tree_.nodes[node].kind)) {
      return false;
    }
    if (!is_expression(kind)) return false;
    const Tightness needed = required(tree_, node);
    // An operator between operators always: whoever reads it need not know their ranks.
    if (needed == Tightness::kBinary) return tightness_of(kind) <= Tightness::kBinary;
    return tightness_of(kind) < needed;
  }

  const PlusCode& plus_;
  const MatchedRule& rule_;
  const BoundCode& bound_;
  const Tree& tree_;
  std::vector<Piece> pieces_;
  std::vector<std::pair<TokenIndex, const std::vector<Piece>*>> behind_;  // before which token
  bool left_out_ = false;  // an empty list came first among arguments
};

}  // namespace

std::vector<Piece> render(const PlusCode& plus, const MatchedRule& rule, const BoundCode& bound) {
  return Renderer(plus, rule, bound).run();
}

std::size_t statement_count(const PlusCode& plus) {
  return plus.statements.size();
}

bool needs_parentheses(const PlusCode& plus, const Tree& tree, NodeId replaced) {
  if (plus.whole == c::kNoNode || tree.nodes[replaced].parent == c::kNoNode) return false;
  const Tree& code = plus.code->tree();
  const Kind kind = code.nodes[plus.whole].kind;
  if (!is_expression(kind) || !is_expression(tree.nodes[replaced].kind)) return false;
  const Tightness needed = required(tree, replaced);
  if (needed != Tightness::kBinary || kind != Kind::kBinary) return tightness_of(kind) < needed;
  const NodeId parent = tree.nodes[replaced].parent;
  const int inner = operator_rank(operator_of(code, plus.whole));
  const int outer = operator_rank(operator_of(tree, parent));
  const bool is_left = tree.nodes[parent].first == tree.nodes[replaced].first;
  return inner < outer || (inner == outer && !is_left);
}

}  // namespace towpath::smpl
