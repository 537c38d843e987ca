// SPDX-License-Identifier: GPL-2.0-or-later
// Isomorphisms in their own format: a kind, `@ name @`, declarations, `@@`, and the sides between
// `<=>` and `=>`.
#include <algorithm>
#include <array>
#include <optional>

#include "lex/token.h"
#include "smpl/isomorphism.h"

namespace towpath::smpl {

namespace {

using lex::Token;
using lex::TokenKind;

// Built into the engine, or without effect as yet: docs/semantic-patches.md tells which.
constexpr std::array<std::string_view, 20> kKnownByName = {
    "optional_storage",
    "optional_qualifier",
    "optional_attributes",
    "value_format",
    "add_signed",
    "add_int1",
    "add_int2",
    "decl_init",
    "extern_decl_init",
    "static_decl_init",
    "braces0",
    "braces1",
    "braces2",
    "braces3",
    "ret",
    "mkinit",
    "fld_to_ptr",
    "sizeof_type_expr",
    "top_decl_init",
    "all",
};

bool is_known_by_name(std::string_view name) {
  return std::find(kKnownByName.begin(), kKnownByName.end(), name) != kKnownByName.end();
}

}  // namespace

class IsomorphismReader {
 public:
  explicit IsomorphismReader(const Text& file) : file_(file), tokens_(lex::tokenize(file)) {}

  Result<Isomorphisms> read() {
    for (const std::string_view name : kKnownByName) made_.names_.emplace_back(name);
    while (tokens_[at_].kind != TokenKind::kEnd) {
      if (Status status = read_one(); !status) return std::move(status).error();
    }
    return std::move(made_);
  }

 private:
  using Where = Isomorphisms::Where;
  using Isomorphism = Isomorphisms::Isomorphism;

  std::string_view spelling(std::size_t index) const {
    const Token& token = tokens_[std::min(index, tokens_.size() - 1)];
    return file_.slice(token.begin, token.end());
  }
  Error error(std::string message) const {
    return Error{file_.place(tokens_[at_].begin), std::move(message), ""};
  }
  bool joined(std::size_t index) const { return tokens_[index].end() == tokens_[index + 1].begin; }

  static std::optional<Where> where_of(std::string_view kind) {
    if (kind == "Expression") return Where::kExpression;
    if (kind == "ArgExpression") return Where::kArgument;
    if (kind == "TestExpression") return Where::kTest;
    if (kind == "ToTestExpression") return Where::kToTest;
    if (kind == "Statement") return Where::kStatement;
    if (kind == "Declaration") return Where::kDeclaration;
    if (kind == "TopLevel") return Where::kTopLevel;
    if (kind == "Type") return Where::kType;
    return std::nullopt;
  }
  bool begins_one(std::size_t index) const {
    const std::string_view kind = spelling(index);
    return tokens_[index].line_start && spelling(index + 1) == "@" && where_of(kind);
  }

  Status read_one() {
    if (!begins_one(at_)) {
      return error("expected the kind of an isomorphism and its name, `Expression` `@ name @`");
    }
    const std::optional<Where> where = where_of(spelling(at_));
    Isomorphism one;
    one.name = spelling(at_ + 2);
    if (spelling(at_ + 3) != "@") return error("expected a name between `@` and `@`");
    at_ += 4;
    std::string declarations;
    std::vector<std::string> pure;
    if (Status status = read_declarations(declarations, pure, one.type); !status) return status;
    std::vector<std::string> sides;
    read_sides(declarations, sides, one.sources);
    if (is_known_by_name(one.name)) return Done{};
    one.where = *where;
    for (const std::string& side : sides) {
      if (Status status = add_side(side, one); !status) return status;
    }
    for (const Metavariable& meta : one.metavariables) {
      one.pure.push_back(std::find(pure.begin(), pure.end(), meta.name) != pure.end());
    }
    made_.names_.push_back(one.name);
    made_.list_.push_back(std::move(one));
    return Done{};
  }

  // Past the `@@`. `pure` is not of the rules' own language, and a type says what the isomorphism
  // is about as a whole.
  Status read_declarations(std::string& declarations, std::vector<std::string>& pure,
                           TypeClass& type) {
    type = TypeClass::kUnknown;
    bool is_pure = false;
    bool begins = true;
    for (; spelling(at_) != "@" || spelling(at_ + 1) != "@"; ++at_) {
      if (tokens_[at_].kind == TokenKind::kEnd)
        return error("expected the `@@` behind declarations");
      const std::string_view word = spelling(at_);
      if (word == "pure" || word == "context") {
        is_pure |= word == "pure";
        continue;
      }
      if (begins && word == "int") {
        type = TypeClass::kInt;
        declarations += "expression ";
      } else if (word == "*") {
        type = TypeClass::kPointer;
      } else {
        if (is_pure && (spelling(at_ + 1) == ";" || spelling(at_ + 1) == ","))
          pure.emplace_back(word);
        declarations += word;
        declarations += ' ';
      }
      begins = word == ";";
      is_pure &= !begins;
    }
    at_ += 2;
    return Done{};
  }

  // Each side as a rule of its own, at its lines in the file. Sides before the first `=>` are
  // written in place of one another.
  void read_sides(const std::string& declarations, std::vector<std::string>& sides,
                  std::size_t& sources) {
    sources = 0;
    std::string side = head(declarations);
    for (; tokens_[at_].kind != TokenKind::kEnd && !begins_one(at_); ++at_) {
      const bool both = spelling(at_) == "<=" && spelling(at_ + 1) == ">" && joined(at_);
      const bool one_way = spelling(at_) == "=" && spelling(at_ + 1) == ">" && joined(at_);
      if (both || one_way) {
        sides.push_back(std::move(side));
        if (one_way && sources == 0) sources = sides.size();
        ++at_;
        side = head(declarations);
        continue;
      }
      const bool first = side.ends_with("\n ");
      if (!first && tokens_[at_].line_start) {
        side += "\n ";
      } else if (!first && !joined(at_ - 1)) {
        side += ' ';
      }
      side += spelling(at_);
    }
    sides.push_back(side + "\n");
    if (sources == 0) sources = sides.size();
  }

  // All on the line above the side, so that messages tell its line.
  std::string head(const std::string& declarations) const {
    const std::uint32_t line = file_.line_of(tokens_[at_].begin);
    return std::string(line > 1 ? line - 2 : 0, '\n') + "@@ " + declarations + "@@\n ";
  }

  Status add_side(const std::string& text, Isomorphism& one) {
    const Result<SourceRules> rules = read_rules(Text(file_.name(), text), {});
    if (!rules) return rules.error();
    one.metavariables = rules->rules[0].metavariables;
    c::Names names;
    if (one.where == Where::kType) {
      const Text& body = rules->rules[0].body;
      for (const Token& token : lex::tokenize(body)) {
        if (token.kind == TokenKind::kIdentifier)
          names.set(body.slice(token.begin, token.end()), c::Role::kType);
      }
    }
    Result<Pattern> pattern = read_pattern(rules->rules[0], names);
    if (!pattern) return std::move(pattern).error();
    Term root = std::move(pattern->root);
    if (root.op == Term::Op::kSequence) {
      if (root.children.size() != 1) return error("an isomorphism is of one statement at a time");
      root = Term(std::move(root.children[0]));
    }
    if (one.where == Where::kType) {
      if (root.kind != c::Kind::kTypeName || root.children.size() != 1)
        return error("not supported yet: isomorphisms of types with more than words");
      root = Term(std::move(root.children[0]));
    }
    one.sides.push_back(std::move(root));
    return Done{};
  }

  const Text& file_;
  const std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Isomorphisms made_;
};

Result<Isomorphisms> Isomorphisms::read(const Text& file) {
  return IsomorphismReader(file).read();
}

}  // namespace towpath::smpl
