// SPDX-License-Identifier: GPL-2.0-or-later
// A rule's body as a tree of what must match, with the plus code hung where it is to appear.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cparse/parse.h"
#include "smpl/body.h"
#include "smpl/prototype.h"
#include "smpl/rule.h"
#include "smpl/subject.h"
#include "text/result.h"

namespace towpath::smpl {

// Plus code between two tokens of the pattern: the tokens [first, last) of a tree that was read
// from the context and plus lines together, so that each token's role (a unary minus, a cast, …) is
// known.
struct PlusCode {
  std::shared_ptr<const Subject> code;
  c::TokenIndex first;
  c::TokenIndex last;
  // The statements and declarations that it consists of; empty where it is something else.
  std::vector<c::NodeId> statements = {};
  std::map<c::TokenIndex, std::uint32_t> operators = {};  // metavariables that are operators
  bool repeatable = false;  // several matches may add it at the same place
  bool is_lines = false;    // it is statements, declarations and preprocessor lines only
  // The node that it is, from its first token to its last; kNoNode where there is none.
  c::NodeId whole = c::kNoNode;
  // Plus code that goes on behind the statement whose branch this is; index into Pattern::plus.
  std::uint32_t behind = kNone;
};

// What has to match. Terms made by isomorphisms are like those written, so that everything after
// them sees one kind of pattern.
struct Term {
  enum class Op : std::uint8_t {
    kToken,     // the token `text`
    kNode,      // a node of this kind whose significant children match `children` one by one
    kMeta,      // one node (a run of arguments for an expression list)
    kOr,        // the first of `children` that lets the whole match
    kAnd,       // one expression or statement that all of `children` match
    kSequence,  // `children`, side by side; only as a root or below kOr
    kDots,      // statements: see DotsOptions and `dots`
    kItems,     // dots in a list: any number of arguments, fields, …; `children` are the code of
                // each `when !=`, which none of them is
    kInside,    // a statement that has an expression like the one child in it, or in its head
    kBody,      // one node, whatever it is
    kRest,      // all nodes that are left; none is no error
    kNest,      // an expression that has some like the one child in it, or is one
  };
  Op op;
  c::Kind kind = c::Kind::kUnparsed;  // kNode
  std::uint32_t dots = kNone;  // kDots, kNest: index into Pattern::dots; `children` are the nest's
                               // statements, as a kSequence, and the code of each `when`
  std::string text = {};       // kToken
  std::uint32_t meta = kNone;  // kMeta: index into the rule's metavariables; kNone: any expression
  // kToken, kMeta, kItems and kBody only.
  bool minus = false;
  std::uint32_t plus_before = kNone;  // index into Pattern::plus
  std::uint32_t plus_after = kNone;
  std::vector<std::uint32_t> positions = {};  // metavariables: the positions of what matches
  // Matches only where the value is tested: a condition, an operand of `!`, `&&`, `||`.
  bool tested = false;
  std::vector<Term> children = {};

  static Term token(std::string text, bool minus) {
    return Term{.op = Op::kToken, .text = std::move(text), .minus = minus};
  }
  static Term node(c::Kind kind) { return Term{.op = Op::kNode, .kind = kind}; }

  // What need not be there.
  static Term optional(Term code) {
    Term either{.op = Op::kOr};
    either.children.push_back(std::move(code));
    either.children.push_back(Term{.op = Op::kSequence});
    return either;
  }

  Term& first_leaf() { return children.empty() ? *this : children.front().first_leaf(); }
};

struct Dots {
  DotsKind kind;
  DotsOptions options;
};

struct Pattern {
  Term root;  // kNode, kMeta or kOr for an expression; kSequence, or kOr of them, for statements
  bool is_expression;
  bool is_type;  // the root is a kTypeName or an Or of some
  std::vector<PlusCode> plus;
  std::vector<Dots> dots;
  bool shows = false;  // what is minus is only shown (Body::shows)
  // `#include <linux/...>` is the first of them where code goes before it, the last where code goes
  // behind it.
  enum class Which : std::uint8_t { kAll, kFirst, kLast } which = Which::kAll;
  std::vector<PrototypeRule> prototypes = {};  // of functions whose heads change
};

// Reads the body of `rule`; `hints` as in SemanticPatch::parse.
Result<Pattern> read_pattern(const SourceRule& rule, const c::Names& hints);

bool is_optional(const Term& term);

// Which kinds of node are statements, declarations, expressions.
bool is_statement(c::Kind kind);
bool is_declaration(c::Kind kind);
bool is_expression(c::Kind kind);

}  // namespace towpath::smpl
