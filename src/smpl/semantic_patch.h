// SPDX-License-Identifier: GPL-2.0-or-later
// Semantic patches: rules written as patches against code in general (Coccinelle's SmPL), and what
// they change in one text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/declarations.h"
#include "smpl/definition.h"
#include "smpl/files.h"
#include "text/edit.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::c {
class Names;
}

namespace towpath::smpl {

class Isomorphisms;
class Scripts;

struct Rule {
  std::string name;  // "rule starting on line N" where the semantic patch gives none
  Place place;
};

struct Outcome {
  Edits edits;  // all rules composed; an edit's rules are indices into SemanticPatch::rules()
  std::vector<std::uint32_t> fired;  // how often each rule matched and changed or showed something

  // A run of tokens that a rule in context mode (`*`) shows, in the text before all rules.
  struct Shown {
    Offset begin;
    Offset end;
    RuleIndex rule;

    friend auto operator<=>(const Shown&, const Shown&) = default;
  };
  std::vector<Shown> shown;  // sorted, each once

  struct Unparsed {
    Place place;           // where the parser gave up
    std::string function;  // empty outside functions
  };
  // Those parts of the text that some rule might have matched, had they been read.
  std::vector<Unparsed> unparsed;
};

struct Engine;

// One or several semantic patches. Immutable once parsed, so any number of threads may apply it.
class SemanticPatch {
 public:
  // Several semantic patches act one after another, as one: each text is read and parsed once for
  // all. `definitions` are the virtual rules asked for and the values of virtual identifiers;
  // `hints` are the roles of names in the code that the rules will meet (from a macro file). What
  // the language has but the engine has not is an error that says "not supported yet". `files`
  // reads what semantic patches name: others that they include, and isomorphisms.
  static Result<SemanticPatch> parse(std::span<const Text> coccis, const Isomorphisms& isomorphisms,
                                     const c::Names& hints,
                                     const std::vector<Definition>& definitions = {},
                                     const Files& files = {});
  static Result<SemanticPatch> parse(const Text& cocci, const Isomorphisms& isomorphisms,
                                     const c::Names& hints,
                                     const std::vector<Definition>& definitions = {},
                                     const Files& files = {});

  std::span<const Rule> rules() const;
  const Engine& engine() const { return *engine_; }  // for this layer
  // What is left out and why: rules that are, or ask for, a script in a language that nothing here
  // understands, or depend on such a rule; prototypes that cannot follow their function.
  std::vector<Error> refused() const;

  // The virtual rules and identifiers that the semantic patch speaks of.
  std::vector<std::string> virtual_names() const;

  // Runs the scripts for before all texts, and those for after.
  bool has_scripts() const;
  Status initialize(Scripts& scripts) const;
  Status finalize(Scripts& scripts) const;

  // The rules in order, each on the result of those before. Types are told by the text's own
  // declarations and those that `headers` adds, which is asked only where some rule wants them. The
  // error is about a text too large or a match that took too many steps; it is never about C that
  // does not parse (see Outcome::unparsed).
  Result<Outcome> apply(const Text& text, Scripts& scripts,
                        const HeaderDeclarations& headers = {}) const;
  // Every script is an error.
  Result<Outcome> apply(const Text& text, const HeaderDeclarations& headers = {}) const;

 private:
  explicit SemanticPatch(std::shared_ptr<const Engine> engine) : engine_(std::move(engine)) {}
  std::shared_ptr<const Engine> engine_;
};

}  // namespace towpath::smpl
