// SPDX-License-Identifier: GPL-2.0-or-later
// Checks of a run's result. Each looks for one kind of mistake and tells where it is in both trees.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "recipe/recipe.h"
#include "text/result.h"
#include "tree/source.h"

namespace towpath::evidence {

struct Finding {
  std::string check;  // "orphans", "leftovers", "equivalence", "oracle", "style", "build",
                      // "sparse"
  Place place;        // in the target
  std::string message;
  Place source;                   // where the source has what it is about; may be empty
  std::optional<RuleIndex> rule;  // that is to blame, run-wide
  bool in_comment = false;        // leftovers: found within a comment, which may be meant
  std::string unit = {};          // equivalence: "function f"
  // What should be there and what is there instead: the words of the source and of the result
  // (equivalence); the lines of the original programs and of the result (oracle).
  std::string wanted = {};
  std::string found = {};
};

// Names that the result uses and whose definition the source had, but that a rule or a dropped file
// took with it: macros, functions, types, enumerators and objects; prototypes of functions whose
// body stayed behind; includes of headers that did. What an unifdef stage removed was decided and
// is not lost; nor is what the recipe lists as `provided` by the kernel, nor a type that is only
// pointed to in declarations. By place; a name that is
// used in several files is told of at the first place in each.
Result<std::vector<Finding>> orphans(const recipe::Recipe& recipe, const tree::SourceTree& source,
                                     const pipeline::Carriage& carriage);

// Names and headers that the recipe says must be gone, wherever they are. By place; those within
// comments are marked.
std::vector<Finding> leftovers(const recipe::Recipe& recipe, const pipeline::Carriage& carriage);

// How much of the result says the same as the source.
struct Compared {
  std::uint64_t functions = 0;            // in either
  std::uint64_t equal = 0;                // of them
  std::uint64_t explained = 0;            // that differ as the recipe says
  std::uint64_t explained_elsewhere = 0;  // macros, declarations and directives, likewise
};
struct Equivalence : Compared {
  std::vector<Finding> findings;
};

// A second derivation of the C files and headers, which knows nothing of the recipe's sed scripts
// and semantic patches: the source with the conditionals resolved that the unifdef stages decide,
// and the result, both with the recipe's stand-ins expanded and in one normal form
// (equivalence/normal_form.h), must have the same words, function by function, and so must all that
// stands between functions. What patches change is taken for granted where they come before or
// after all other stages that change a file. Findings are differences that the recipe does not
// explain, and explanations of what does not differ. The error is one of the stand-ins, or of
// conditionals that do not pair up. The recipe must have stand-ins.
Result<Equivalence> equivalence(const recipe::Recipe& recipe, const pipeline::Carriage& carriage);

// Where the original programs, in `theirs`, make something else of the same source by the same
// recipe: one finding for each stretch of lines, with the last rule that shaped ours.
std::vector<Finding> oracle(const pipeline::Carriage& ours, const pipeline::Carriage& theirs);

// What the kernel's scripts/checkpatch.pl has to say of the lines of C files that rules changed or
// put in, but for complaints of a kind that the source's line has had already. Runs that script of
// the tree `kernel`, and nothing else.
Result<std::vector<Finding>> style(const pipeline::Carriage& carriage,
                                   const std::filesystem::path& kernel);

// What the compiler, the linker and the kernel's makefiles have to say of the folders that the
// recipe wants compiled, as modules, in the configured tree or the headers `kernel`, with `jobs`
// commands at a time (0 for one a core). The environment is the user's; CC there names the
// compiler. An error where a makefile of the source would have something else run than compilers,
// or where the build fails and does not say where. The recipe must have a build.
Result<std::vector<Finding>> build(const recipe::Recipe& recipe, const pipeline::Carriage& carriage,
                                   const std::filesystem::path& kernel, int jobs);

// Likewise what sparse has to say of the lines that rules changed or put in. An error where the
// result does not compile.
Result<std::vector<Finding>> sparse(const recipe::Recipe& recipe,
                                    const pipeline::Carriage& carriage,
                                    const std::filesystem::path& kernel, int jobs);

}  // namespace towpath::evidence
