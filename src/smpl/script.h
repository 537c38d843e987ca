// SPDX-License-Identifier: GPL-2.0-or-later
// What the engine asks of whatever runs scripts, and what scripts give back. The engine knows no
// scripting language.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/rule.h"
#include "smpl/value.h"
#include "text/result.h"

namespace towpath::smpl {

// What a script has given a metavariable that it declares.
struct Made {
  enum class Kind : std::uint8_t { kToken, kExpression, kStatement, kType, kPragma, kPosition };
  Kind kind = Kind::kToken;
  std::string code = {};
  std::optional<Position> position = {};
};

struct ScriptOutcome {
  bool included = true;                   // or else the environments that it ran for are dropped
  bool exited = false;                    // no further rule runs in this text
  std::vector<std::optional<Made>> made;  // by the rule's metavariables
};

// Runs the scripts of the rules while they are applied to one text, for one thread.
class Scripts {
 public:
  virtual ~Scripts() = default;

  // A rule that is a script; what is given is by its metavariables, null where there is nothing.
  virtual Result<ScriptOutcome> run(const SourceRule& rule,
                                    std::span<const Value* const> given) = 0;
  // Expressions; what is given is by their parameters.
  virtual Result<bool> holds(const SourceRule& rule, const ScriptExpression& expression,
                             std::span<const Value* const> given) = 0;
  virtual Result<std::string> text(const SourceRule& rule, const ScriptExpression& expression,
                                   std::span<const Value* const> given) = 0;
  // No script or expression of the semantic patch from the file of that name follows in this text.
  virtual void finished(std::string_view semantic_patch) = 0;
};

// Where scripts do not run: every one is an error.
class NoScripts : public Scripts {
 public:
  Result<ScriptOutcome> run(const SourceRule& rule, std::span<const Value* const> given) override;
  Result<bool> holds(const SourceRule& rule, const ScriptExpression& expression,
                     std::span<const Value* const> given) override;
  Result<std::string> text(const SourceRule& rule, const ScriptExpression& expression,
                           std::span<const Value* const> given) override;
  void finished(std::string_view) override {}
};

// What a script made, as a value; `source` is the file's text before all rules. The error, which
// has no place, is about code that does not parse.
Result<Value> value_of(const Made& made, const c::Names& names, const Text& source);

}  // namespace towpath::smpl
