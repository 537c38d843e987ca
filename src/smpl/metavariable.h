// SPDX-License-Identifier: GPL-2.0-or-later
// Metavariables: what stands in a rule for code that only matching tells.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smpl/regex.h"
#include "smpl/type.h"
#include "text/result.h"

namespace towpath::smpl {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0};

enum class MetaKind : std::uint8_t {
  kExpression,
  kIdentifier,
  kStatement,
  kType,
  kConstant,
  kExpressionList,
  kPosition,
  kFresh,  // an identifier of plus code, made from its seed
  kParameter,
  kParameterList,
  kInitializer,
  kInitializerList,
  kField,
  kFieldList,
  kStatementList,  // all that a block has
  kEnumerator,
  kEnumeratorList,
  kCount,  // of what a list has
  kBinaryOperator,
  kAssignOperator,
  kUnaryOperator,
  kIdExpression,  // an expression that is a name
  kDeclaration,
  kAttribute,
  kIterator,    // its name
  kDeclarer,    // likewise
  kFormat,      // a descriptor in a format string
  kFormatList,  // several, with the texts between
  kPragmaInfo,  // what stands in a `#pragma` behind its name
  kComments,    // those before a token, in it and behind it; attached like a position
};

constexpr bool is_operator(MetaKind kind) {
  return kind == MetaKind::kBinaryOperator || kind == MetaKind::kAssignOperator ||
         kind == MetaKind::kUnaryOperator;
}

// Any number of arguments, fields and so on, none too.
constexpr bool is_list(MetaKind kind) {
  return kind == MetaKind::kExpressionList || kind == MetaKind::kParameterList ||
         kind == MetaKind::kInitializerList || kind == MetaKind::kFieldList ||
         kind == MetaKind::kStatementList || kind == MetaKind::kEnumeratorList;
}

constexpr bool is_statements(MetaKind kind) {
  return kind == MetaKind::kStatement || kind == MetaKind::kStatementList ||
         kind == MetaKind::kDeclaration;
}

// The rule that a `finalize` script inherits from what the scripts before it have set.
inline constexpr std::string_view kMergedVariables = "merge";

// Code by its tokens, with one blank between: how values are compared, whatever their layout.
using TokenText = std::string;

// A part of a constraint or of a seed: code as written or what a metavariable stands for.
struct Operand {
  TokenText text = {};
  std::uint32_t meta = kNone;  // index into the rule's metavariables; `text` stands behind it
  std::optional<std::pair<std::uint64_t, std::uint64_t>> range = {};  // from … to, both in it
};

// An expression in a scripting language, in a constraint or a seed: `script:python(x) { f(x) }`.
struct ScriptExpression {
  std::string language;
  std::string code;
  Place place;
  struct Parameter {
    std::string name;
    std::uint32_t meta;  // index into the rule's metavariables
  };
  std::vector<Parameter> parameters;  // a constraint's own metavariable is the last one
};

struct Constraint {
  enum class Op : std::uint8_t { kOneOf, kNoneOf, kLike, kUnlike, kWithin, kScript, kEither };
  Op op;
  std::vector<Operand> operands = {};
  std::shared_ptr<const Regex> regex = {};
  std::shared_ptr<const ScriptExpression> script = {};  // kScript
  std::vector<std::vector<Constraint>> ways = {};       // kEither: all of one of them
};

// Where a kIdExpression must be declared; a local kIdentifier is a function of the file.
enum class Scope : std::uint8_t { kAny, kLocal, kGlobal };

struct Metavariable {
  std::string name = {};
  MetaKind kind;
  Place place = {};
  // Of expressions: one of these types, if there are any. Their metavariables are of the same rule.
  std::vector<TypeRef> types = {};
  Scope scope = Scope::kAny;
  std::vector<Constraint> constraints = {};
  std::vector<Operand> seed = {};                      // kFresh
  std::shared_ptr<const ScriptExpression> maker = {};  // kFresh, instead of a seed
  // How many a list has: told by a kCount among the rule's metavariables, or here.
  std::uint32_t count_meta = kNone;
  std::uint32_t count = kNone;
  // For one that is inherited: the rule and the name there. The rule `virtual` is the command line.
  std::string from_rule = {};
  std::string from_name = {};
  // Only compared with, or in some branches alone: a rule may run while it stands for nothing.
  bool optional = false;
  // Of a script's metavariable: what its value is where it stands for nothing. Empty for positions.
  std::optional<std::string> fallback = {};
  // Where environments keep its value: inherited from there, or left there for later rules.
  std::uint32_t import = kNone;
  std::uint32_t exported = kNone;
};

}  // namespace towpath::smpl
