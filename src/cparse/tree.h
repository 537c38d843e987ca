// SPDX-License-Identifier: GPL-2.0-or-later
// The concrete syntax tree of a C text with its macros unexpanded. Every token of the text is a leaf of
// the tree exactly once, so that bytes nobody matched are never touched: a node's children are tokens and
// nodes in the order of the text.
//
// Directives (lex::TokenKind::kDirective) are leaves of whatever node surrounds them, and are left out of
// the shapes described below: a reader of children skips them with `Tree::significant()`.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "lex/token.h"
#include "text/text.h"

namespace towpath::c {

using NodeId = std::uint32_t;
using TokenIndex = std::uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};

// In the shapes, 'x' is a token, X a node, X? optional, X* any number, A|B either.
enum class Kind : std::uint8_t {
  // -- the outside ---------------------------------------------------------------------------------
  kTranslationUnit,  // (external declaration | kStray)*
  kFunction,         // kSpecifiers kDeclarator (kDeclaration* for K&R) kCompound
  kUnparsed,         // tokens only: a run that no rule of the grammar fits (see Tree::unparsed)

  // -- declarations --------------------------------------------------------------------------------
  kDeclaration,      // kSpecifiers (kInitDeclarator (',' kInitDeclarator)*)? ';'
  kMacroDeclaration, // kIdentifier '(' kArguments ')' ';'?       DECLARE_X(a, b); at file or block level
                     // with kSpecifiers before where written: static DEFINE_SPINLOCK(x);
  kStaticAssert,     // '_Static_assert' '(' expression (',' kString)? ')' ';'
  kSpecifiers,       // storage words, qualifiers, kTypeName-less type words as tokens, kStruct, kEnum, kTypeof,
                     // kAttribute; a typedef name is a kIdentifier node
  kStruct,           // 'struct'|'union' kAttribute* kIdentifier? ('{' kField* '}')? kAttribute*
  kEnum,             // 'enum' kAttribute* kIdentifier? ('{' kEnumerators '}')? kAttribute*
  kEnumerators,      // kEnumerator (',' kEnumerator)* ','?
  kEnumerator,       // kIdentifier kAttribute* ('=' expression)?
  kField,            // kSpecifiers (kInitDeclarator (',' kInitDeclarator)*)? ';'   (bit-fields: kBitField)
  kTypeof,           // 'typeof' '(' expression|kTypeName ')'
  kInitDeclarator,   // declarator kAttribute* ('=' expression|kInitializerList)?
  // A declarator is one of the next five around a kIdentifier, or nothing where it is abstract.
  kPointer,          // '*' qualifier* declarator?
  kArray,            // declarator? '[' (qualifier|expression)* ']'
  kFunctionDeclarator,  // declarator? '(' kParameters ')'
  kParenDeclarator,  // '(' kAttribute* declarator ')'
  kBitField,         // declarator? ':' expression
  kParameters,       // (kParameter (',' kParameter)* (',' '...')?)?      (K&R: kIdentifier (',' kIdentifier)*)
  kParameter,        // kSpecifiers declarator? kAttribute*
  kTypeName,         // kSpecifiers abstract-declarator?
  kAttribute,        // '__attribute__' '((' ... '))', '[[...]]', or an attribute macro known by hint or shape
  kInitializerList,  // '{' (kInitializer (',' kInitializer)* ','?)? '}'
  kInitializer,      // (kDesignator+ '=' | kIdentifier ':')? expression|kInitializerList
  kDesignator,       // '.' kIdentifier | '[' expression ('...' expression)? ']'

  // -- statements ----------------------------------------------------------------------------------
  kCompound,         // '{' (statement | declaration)* '}'
  kExpressionStatement,  // expression ';'
  kMacroStatement,   // expression                    a macro call or name used as a statement, no ';'
  kEmptyStatement,   // ';'
  kIf,               // 'if' '(' expression ')' statement kElse?
  kElse,             // 'else' statement
  kWhile,            // 'while' '(' expression ')' statement
  kDo,               // 'do' statement 'while' '(' expression ')' ';'?
  kFor,              // 'for' '(' (expression? ';' | kDeclaration) expression? ';' expression? ')' statement
  kIterator,         // kIdentifier '(' kArguments ')' statement          list_for_each_entry(a, b, c) { }
  kSwitch,           // 'switch' '(' expression ')' statement
  kCase,             // 'case' expression ('...' expression)? ':' statement?
  kDefault,          // 'default' ':' statement?
  kLabel,            // kIdentifier ':' kAttribute* statement?
  kGoto,             // 'goto' expression ';'
  kReturn,           // 'return' expression? ';'
  kBreak,            // 'break' ';'
  kContinue,         // 'continue' ';'
  kAsm,              // 'asm' ... ';' tokens and expressions

  // -- expressions ---------------------------------------------------------------------------------
  kIdentifier,       // one token
  kConstant,         // one token: number or character
  kString,           // (string token | kIdentifier)+  adjacent strings and the macros between them
  kParen,            // '(' expression ')'
  kStatementExpression,  // '(' kCompound ')'
  kCall,             // expression '(' kArguments ')'
  kArguments,        // (argument (',' argument)*)?    argument: expression, kTypeName, statement, kArgument
  kArgument,         // tokens only: a macro argument that is nothing else (an operator, empty, a fragment)
  kIndex,            // expression '[' expression ']'
  kMember,           // expression '.'|'->' kIdentifier
  kPostfix,          // expression '++'|'--'
  kPrefix,           // '++'|'--'|'&'|'*'|'+'|'-'|'~'|'!'|'&&'|'__extension__'|'__real__' expression
  kSizeof,           // 'sizeof'|'_Alignof' (expression | '(' kTypeName ')')
  kCast,             // '(' kTypeName ')' expression
  kCompoundLiteral,  // '(' kTypeName ')' kInitializerList
  kBinary,           // expression operator expression      left-associated by precedence
  kConditional,      // expression '?' expression? ':' expression
  kAssign,           // expression '='|'+='|… expression
  kComma,            // expression ',' expression
  kGeneric,          // '_Generic' '(' … ')'
};

// A child is a token or a node.
class Child {
 public:
  static Child token(TokenIndex index) { return Child(index << 1); }
  static Child node(NodeId id) { return Child(id << 1 | 1); }
  bool is_node() const { return bits_ & 1; }
  bool is_token() const { return !is_node(); }
  NodeId node() const { return bits_ >> 1; }
  TokenIndex token() const { return bits_ >> 1; }

  friend bool operator==(Child, Child) = default;

 private:
  explicit Child(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_;
};

struct Node {
  Kind kind;
  NodeId parent;         // kNoNode for the root
  TokenIndex first;      // the node's tokens are [first, last)
  TokenIndex last;
  std::uint32_t children_begin;
  std::uint32_t children_count;
};

// A run of tokens that could not be parsed: a whole function where possible, so that the rest of the file
// is still read.
struct Unparsed {
  NodeId node;           // the kUnparsed node
  TokenIndex offending;  // where the parser gave up
  std::string_view function;  // the name of the function around it, empty outside
};

class Tree {
 public:
  Text text;
  std::vector<lex::Token> tokens;
  std::vector<Node> nodes;
  std::vector<Child> children;
  std::vector<Unparsed> unparsed;
  NodeId root = kNoNode;

  std::span<const Child> children_of(NodeId id) const {
    return std::span(children).subspan(nodes[id].children_begin, nodes[id].children_count);
  }
  bool significant(Child child) const {
    return child.is_node() || tokens[child.token()].kind != lex::TokenKind::kDirective;
  }
  std::string_view spelling(TokenIndex index) const {
    return text.slice(tokens[index].begin, tokens[index].end());
  }
  // The bytes from the node's first token to its last; empty for an empty node.
  std::string_view source(NodeId id) const;
  Offset begin_of(NodeId id) const { return tokens[nodes[id].first].begin; }
  Offset end_of(NodeId id) const { return tokens[nodes[id].last - 1].end(); }
};

}  // namespace towpath::c
