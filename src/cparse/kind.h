// SPDX-License-Identifier: GPL-2.0-or-later
// The kinds of node of a C tree, and the shape of each.
#pragma once

#include <cstdint>

namespace towpath::c {

// In the shapes, 'x' is a token, X a node, X? optional, X* any number, A|B either.
// clang-format off
enum class Kind : std::uint8_t {
  // -- the outside ------------------------------------------------------------------------------
  kTranslationUnit,  // (kFunction|kDeclaration|kMacroDeclaration|kStaticAssert|kAsm|
                     // kEmptyStatement|kUnparsed|kUnread)*
  kFunction,         // kSpecifiers? declarator|kCall kAttribute* (kDeclaration* for K&R) kCompound
                     // The kCall is that of SYSCALL_DEFINE2(name, int, fd, int, whence) { }
  kUnparsed,         // tokens and kDefine nodes: a run that no rule of the grammar fits (see
                     // Tree::unparsed)
  kUnread,           // an external declaration that nobody asked for: has tokens but no children

  // -- what may stand between any two children --------------------------------------------------
  kDefine,           // kDefine-token kIdentifier ('(' kMacroParameters ')')? body?
                     // body: expression | kTypeName | statement | kCompound without braces |
                     // kInitializerList | kMacroBody; the last statement may lack its ';'
  kLine,             // kLine-token (kString | kIdentifier | token)*
                     // #include <a.h>, #undef A, #pragma a b
  kMacroParameters,  // kIdentifier, ',' and '...'
  kMacroBody,        // tokens only: a body that is nothing else
  kSkipped,          // tokens only

  // -- declarations -----------------------------------------------------------------------------
  kDeclaration,      // kSpecifiers (kInitDeclarator (',' kInitDeclarator)*)? ';'
  kMacroDeclaration, // kSpecifiers? kCall|kIdentifier kAttribute* kInitializerList? ';'?
                     // or kCall (kInitializer ','?)* kIdentifier, as MACHINE_START(a) .b = c, MACHINE_END
                     // DECLARE_X(a, b); static DEFINE_SPINLOCK(x); at file level and in structures
                     // every macro call; in a block those of Role::kDeclarer and with names in
                     // DECLARE_ and DEFINE_ (the rest are expression statements)
  kStaticAssert,     // '_Static_assert' '(' expression (',' kString)? ')' ';'
  kSpecifiers,       // storage words, qualifiers, type words as tokens; kStruct, kEnum, kTypeof,
                     // kAttribute; a typedef name is a kIdentifier, a type made by a macro a kCall:
                     // STACK_OF(X509) *x;
  kStruct,           // 'struct'|'union' kAttribute* kIdentifier? ('{' field* '}')? kAttribute*
                     // field: kField|kMacroDeclaration|kStaticAssert|kEmptyStatement
  kEnum,             // 'enum' kAttribute* kIdentifier? ('{' kEnumerators '}')? kAttribute*
  kEnumerators,      // (kEnumerator ','?)*      a macro may bring its own ','
  kEnumerator,       // kIdentifier|kCall kAttribute* ('=' expression)?
  kField,            // kSpecifiers (kInitDeclarator (',' kInitDeclarator)*)? ';'
  kTypeof,           // 'typeof' '(' expression|kTypeName ')'
  kInitDeclarator,   // declarator kAttribute* ('=' expression|kInitializerList)?
  // A declarator is one of the next five around a kIdentifier (or the kCall of a macro that makes a
  // name), or nothing where it is abstract.
  kPointer,          // '*' (qualifier|kAttribute)* declarator?
  kArray,            // declarator? '[' (qualifier|expression)* ']'
  kFunctionDeclarator,  // declarator? '(' kParameters ')'
  kParenDeclarator,  // '(' kAttribute* declarator ')'
  kBitField,         // declarator? ':' expression
  kParameters,       // (kParameter (',' kParameter)* (',' '...')?)?
                     // In K&R definitions kIdentifier (',' kIdentifier)*. A macro's odd parameter
                     // is a kArgument.
  kParameter,        // kSpecifiers declarator? kAttribute*
  kTypeName,         // kSpecifiers abstract-declarator?
  kAttribute,        // '__attribute__' '((' ... '))', '[[...]]', 'asm' '(' ... ')' after a
                     // declarator: tokens only; or an attribute macro known by name or shape:
                     // 'name' ('(' kArguments ')')?
  kInitializerList,  // '{' (kInitializer (',' kInitializer)* ','?)? '}'
                     // The ',' after an initializer that is a macro may be missing.
  kInitializer,      // (kDesignator+ '=' | kIdentifier ':')? expression|kInitializerList
  kDesignator,       // '.' kIdentifier|kCall | '[' expression ('...' expression)? ']' | kCall

  // -- statements -------------------------------------------------------------------------------
  kCompound,         // '{' (statement | declaration)* '}'
  kExpressionStatement,  // expression ';'
  kMacroStatement,   // expression: a macro call or name used as a statement, no ';'
                     // In a macro's body or argument any last expression.
  kEmptyStatement,   // ';'
  kIf,               // 'if' '(' expression ')' statement kElse?     if likely(x): no parentheses
  kElse,             // 'else' statement
  kWhile,            // 'while' '(' expression ')' statement
  kDo,               // 'do' statement ('while' '(' expression ')' | kCall) ';'?
                     // do { } while_each_thread(a, b);
  kFor,              // 'for' '(' (expression? ';' | kDeclaration) expression? ';' expression? ')'
                     // statement; or 'for' '(' expression ')' statement with a macro for all three
  kIterator,         // kIdentifier ('(' kArguments ')')? statement kElse?
                     // list_for_each_entry(a, b, c) { }
  kSwitch,           // 'switch' '(' expression ')' statement
  // The statement of the next three may be a declaration. It is missing before '}' and, in a
  // compound, before another 'case' or 'default', which follows as a sibling.
  kCase,             // 'case' expression ('...' expression)? ':' statement?
  kDefault,          // 'default' ':' statement?
  kLabel,            // kIdentifier ':' kAttribute* statement?
  // The ';' of the next four is missing at the end of a macro's body or argument.
  kGoto,             // 'goto' expression ';'
  kReturn,           // 'return' expression? ';'
  kBreak,            // 'break' ';'
  kContinue,         // 'continue' ';'
  kAsm,              // 'asm' ... ';'? tokens and expressions

  // -- expressions ------------------------------------------------------------------------------
  kIdentifier,       // one token; in a macro's body also several with '##' between
  kConstant,         // one token: number or character
  kString,           // (string token | kIdentifier | kCall | '#' kIdentifier)+
                     // adjacent strings and the macros between them
  kParen,            // '(' expression|kTypeName ')'
  kStatementExpression,  // '(' kCompound ')'
  kCall,             // expression '(' kArguments ')'
  kArguments,        // (argument (',' argument)*)?
                     // argument: expression, kTypeName, kParameter, kInitializerList, statement,
                     // declaration, kCompound without braces (several of those), kArgument
  kArgument,         // tokens only: an argument that is nothing else (an operator, a fragment), or
                     // empty
  kIndex,            // expression '[' expression ']'
  kMember,           // expression '.'|'->' kIdentifier
  kPostfix,          // expression '++'|'--'|kIdentifier     the last in 10 SECONDS
  kPrefix,           // '++'|'--'|'&'|'*'|'+'|'-'|'~'|'!'|'&&'|'__extension__'|'__real__' expression
  kSizeof,           // 'sizeof'|'_Alignof' (expression | '(' kTypeName ')')
  kCast,             // '(' kTypeName ')' expression
  kCompoundLiteral,  // '(' kTypeName ')' kInitializerList
  kBinary,           // expression operator expression      left-associated by precedence
  kConditional,      // expression '?' expression? ':' expression
  kAssign,           // expression '='|'+='|… expression
  kComma,            // expression ',' expression
  kGeneric,          // '_Generic' '(' expression (',' kTypeName|'default' ':' expression)* ')'
};
// clang-format on

}  // namespace towpath::c
