// SPDX-License-Identifier: GPL-2.0-or-later
// What a semantic patch says, rule by rule, before anything is compiled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cparse/parse.h"
#include "smpl/definition.h"
#include "smpl/files.h"
#include "smpl/metavariable.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::smpl {

// What a rule's `depends on` asks for.
struct Dependency {
  enum class Op : std::uint8_t {
    kMatched,     // `rule` has matched, in the environment's own past
    kNotMatched,  // it has not
    kEver,        // `rule` has matched, in any environment
    kNever,
    kFile,  // the file is `file` or below the folder of this name
    kOtherFile,
    kAnd,
    kOr,
  };
  Op op;
  std::uint32_t rule = kNone;  // index into the rules; kNone where it can never match
  bool defined = false;        // a virtual rule that was asked for: always matched
  std::string file = {};
  std::vector<Dependency> parts = {};
};

// How many of the paths through a function a rule's dots must take.
enum class Paths : std::uint8_t { kAsUsual, kExists, kForall };

// Code that a rule's header restricts it to (`@ r expression @`).
enum class RuleKind : std::uint8_t { kAny, kExpression, kIdentifier, kType };

// A rule that is a script. Its body is the code.
struct Script {
  enum class Phase : std::uint8_t { kRule, kInitialize, kFinalize };
  std::string language;
  Phase phase = Phase::kRule;
};

// One rule as written: its header read, its body still text.
struct SourceRule {
  std::string name;
  Place place;
  std::optional<Dependency> dependency;
  std::vector<std::string> disabled;    // isomorphisms
  std::vector<NamedFile> isomorphisms;  // files of more of them
  Paths paths = Paths::kAsUsual;
  RuleKind kind = RuleKind::kAny;
  std::optional<Script> script;
  // Why the rule never runs, if it does not: it is, or asks for, a script in a language that
  // nothing here understands.
  std::optional<Error> refused;
  IntegerBits bits;               // told by the semantic patch's options
  std::uint32_t extends = kNone;  // the rule whose metavariables are this one's too
  bool asked = false;             // some rule depends on its having matched, or not
  std::vector<Metavariable> metavariables;
  // symbol, typedef, declarer name, iterator name: what these names are in the code.
  std::vector<std::pair<std::string, c::Role>> names;
  Text body;                    // whole lines; a column here is a column in the semantic patch
  std::uint32_t body_line = 0;  // where it begins

  // A place in the body as a place in the semantic patch.
  Place place_in_body(Offset at) const;
  std::optional<std::size_t> find(std::string_view metavariable) const;
  // Whether the isomorphism is turned off, by its name or with all.
  bool disables(std::string_view isomorphism) const;
};

struct SourceRules {
  std::vector<SourceRule> rules;
  // How many values environments keep; the first `given` are those of virtual identifiers.
  std::uint32_t exports = 0;
  std::vector<TokenText> given;
  // The names of virtual rules and identifiers, which scripts may speak of.
  std::vector<std::string> virtual_names;
};

// Cuts a semantic patch into rules, reads their headers and declarations, and ties each inherited
// metavariable to the rule that it comes from. The rules of a semantic patch that it includes go
// before its own.
Result<SourceRules> read_rules(const Text& cocci, const std::vector<Definition>& definitions,
                               const Files& files = {});

}  // namespace towpath::smpl
