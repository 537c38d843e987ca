// SPDX-License-Identifier: GPL-2.0-or-later
// The grammar: recursive descent over the tokens of one external declaration, guided by names, by
// shape and by layout where C needs a symbol table.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cparse/builder.h"
#include "cparse/conditional.h"
#include "cparse/parse.h"
#include "cparse/word.h"

namespace towpath::c {

class Parser {
 public:
  // All must outlive the parser. `own` are the roles that the text gives itself.
  Parser(const Text& text, std::span<const lex::Token> tokens, std::span<const Word> words,
         const Names& names, const Names& own);

  // Pushes the nodes of one external declaration, kUnparsed where nothing else fits.
  void external(External external, std::vector<Unparsed>& unparsed);
  // Pushes one node that takes all of [first, last); otherwise false, and offending() tells where.
  bool fragment(Goal goal, TokenIndex first, TokenIndex last);
  TokenIndex offending() const { return offending_; }

  Builder& builder() { return builder_; }

 private:
  // An index into view_: the tokens being parsed, without directives and skipped branches.
  using Position = std::uint32_t;
  using Mark = Builder::Mark;
  static constexpr Position kNowhere = ~Position{0};

  // -- the view (parser.cc) ----------------------------------------------------------------------
  bool reads(External external, Strategy strategy, std::span<const TokenIndex> first_only);
  void load(std::span<const TokenIndex> view);
  void lines(TokenIndex first, TokenIndex last);
  void line(TokenIndex first, TokenIndex last);
  void take_line_token();
  void define(TokenIndex first, TokenIndex last);
  void define_body();
  bool externals();
  // Goes back to a place with what was built since undone.
  struct Point {
    Position pos;
    Builder::State built;
  };
  Point point() const { return {pos_, builder_.state()}; }
  void back_to(const Point& point);

  Word word() const { return words_[pos_]; }
  Word word(Position at) const { return words_[at]; }
  bool at(Word word) const { return words_[pos_] == word; }
  std::string_view spelling(Position at) const;
  // Whether a line begins at the token or between it and the one before.
  bool begins_line(Position at) const { return tokens_[view_[at]].line_start; }
  // Columns of white space before the first token on the token's line.
  std::uint32_t indent(Position at) const;
  // Past the bracket that matches the one at `at`; kNowhere if none does.
  Position past(Position at) const { return match_[at]; }
  std::optional<Role> role(Position at) const;

  void take() { builder_.token(view_[pos_++]); }
  bool accept(Word word);
  bool expect(Word word) { return accept(word) || fail(); }
  // A semicolon, or the end of the macro's body or argument.
  bool end_of_statement();
  bool fail();
  bool close(Kind kind, Mark mark);
  // Takes the token as a node of its own.
  bool single(Kind kind);
  bool take_until(Position end);
  bool tokens_as(Kind kind, Position end);

  // Counts how deep the grammar's rules are in one another.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : depth_(parser.depth_) { ++depth_; }
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    bool too_deep() const { return depth_ > kMaxNesting; }

   private:
    static constexpr std::uint32_t kMaxNesting = 250;
    std::uint32_t& depth_;
  };

  // -- what a place looks like (shape.cc): no tree is built --------------------------------------
  bool starts_declaration(Position at) const;
  bool starts_named_declaration(Position at) const;
  bool is_declared_name(Position at) const;
  bool is_attribute(Position at) const;
  bool is_declared_attribute(Position at) const;
  bool is_iterator_name(Position at) const;
  bool is_declarer_name(Position at) const;
  bool is_old_style(Position at) const;
  bool is_cast(Position open) const;
  bool is_simple_cast(Position open) const;
  bool is_last_attribute(Position at) const;
  bool is_certain_type(Position at, Position end) const;
  bool is_function_pointer(Position open) const;
  bool is_string_after_names(Position at) const;
  enum class Certainty { kNone, kPossible, kCertain };
  struct TypeShape {
    Position end;
    Certainty certainty;
  };
  TypeShape type_shape(Position at) const;
  Position past_attributes(Position at) const;
  bool points(Position stars) const;
  Position past_pointers(Position at) const;

  // -- expressions (expression.cc) ---------------------------------------------------------------
  bool expression();  // with commas
  bool assignment();  // without
  bool binary(int weakest);
  bool unary();
  bool sizeof_expression();
  bool parenthesized();
  bool primary();
  bool identifier();
  bool string() { return string_rest(builder_.mark()); }
  bool string_rest(Mark mark);
  bool generic();
  bool postfix(Mark mark);
  bool paren_expression();  // '(' expression ')', no node

  // -- macro calls and attributes (macro.cc)
  // -------------------------------------------------------
  bool arguments();  // '(' kArguments ')', no node around
  bool argument(Position end);
  bool argument_as(bool (Parser::*rule)(), Position end);
  bool argument_statements();
  bool call();  // kIdentifier '(' kArguments ')' as kCall
  bool attribute();
  bool attributes();
  Position argument_end(Position at) const;

  // -- declarations (declaration.cc, type.cc) -----------------------------------------------------
  enum class Where { kFile, kBlock, kField, kParameter, kTypeName };
  bool external_declaration();
  bool is_macro_at_file_level() const;
  bool is_macro_function(Position name) const;
  bool declaration(Where where);
  bool macro_declaration(Mark mark);
  bool is_machine() const;
  bool machine_declaration();
  bool attributes_and_declarator();
  bool init_declarator_rest(Mark mark);
  bool trailing_attributes();
  bool initializer();
  bool initializer_list();
  bool initializer_element();
  bool designators();
  bool function_rest(Mark mark);
  bool static_assertion();
  bool specifiers(Where where, bool& typed);
  enum class SpecifierRole { kType, kMacroType, kAttribute, kDeclared };
  SpecifierRole specifier_role(Where where, bool typed) const;
  SpecifierRole role_before_type(Where where) const;
  SpecifierRole role_behind_type(Where where) const;
  bool tag();
  bool struct_body();
  bool is_macro_field() const;
  bool enumerators();
  bool typeof_specifier();
  enum class Naming { kConcrete, kAbstract, kEither };
  bool declarator(Naming naming);
  bool declarator_suffixes(Mark mark);
  bool is_paren_declarator(Position open, Naming naming) const;
  bool array_suffix();
  bool parameters();
  bool parameter();
  bool type_name();

  // -- statements (statement.cc) -----------------------------------------------------------------
  bool compound();
  bool block_item();
  bool statement();
  bool labelled(Mark mark, Kind kind);
  bool if_statement();
  bool else_part();
  bool do_statement();
  bool for_statement();
  bool headed_statement(Kind kind);
  bool case_label();
  bool jump(Kind kind);
  bool asm_statement();
  bool asm_operands(Position end);
  bool expression_statement();
  bool macro_or_expression_statement();
  enum class Following { kExpression, kBody, kStatement };
  Following following(Position behind) const;
  bool iterator(Mark mark);
  bool statements_until(Position end);

  const Text& text_;
  std::string_view bytes_;
  std::span<const lex::Token> tokens_;
  std::span<const Word> all_words_;
  const Names& names_;
  const Names& own_;
  Builder builder_;

  std::vector<TokenIndex> view_;
  std::vector<Word> words_;         // of view_, with some kEnd behind
  std::vector<Position> match_;     // of opening brackets: past the closing one
  std::vector<Position> brackets_;  // scratch
  Selection selection_;
  Position pos_ = 0;
  Position end_ = 0;              // of the view
  Position soft_end_ = kNowhere;  // here a statement may end without its semicolon
  Position farthest_ = 0;         // where the best reading failed
  TokenIndex offending_ = 0;
  std::uint32_t depth_ = 0;
  std::uint64_t fuel_ = 0;  // what may still be built of this view: bounds going back
};

}  // namespace towpath::c
