// SPDX-License-Identifier: GPL-2.0-or-later
// The lineage of a whole run in a file, so that where lines come from can be told later without
// carrying the source once more. It is bound to all that it follows from: the program, the recipe
// with every file it names, and each answer that the source gave the run.
//
// The file: "towpath lineage\n", the program, the recipe's id, the observations, the files with
// their edits pass by pass, and the SHA-1 of all that. It holds no text of the source but what
// edits put in its place.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/pipeline.h"
#include "recipe/recipe.h"
#include "text/result.h"
#include "tree/observed_source.h"

namespace towpath::evidence {

class KeptLineage {
 public:
  // The bytes of the file, for a whole run of `recipe` by this program, on `source`, with its own
  // engines. `program` tells one build from all others. The target's own files are left out.
  static std::string bytes_of(const recipe::Recipe& recipe, std::string_view program,
                              const tree::ObservedSource& source,
                              const pipeline::Carriage& carriage);

  // Nothing for the file of another program. The error tells what is damaged; `name` is for it.
  static Result<std::optional<KeptLineage>> parse(std::string_view bytes, std::string_view program,
                                                  const std::string& name);

  // Whether a run of `recipe` on `source` would have this lineage.
  bool is_of(const recipe::Recipe& recipe, const tree::SourceTree& source) const;

  // What the files are wanted for. No other is read from the source.
  struct Wanted {
    std::vector<std::string> files;  // by their paths in the target or the source
    std::vector<RuleIndex> rules;    // all files that these changed
  };
  // As pipeline::carry() has it, but for counts. It must be of `recipe` and `source`.
  Result<pipeline::Carriage> carriage(const recipe::Recipe& recipe, const tree::SourceTree& source,
                                      const Wanted& wanted) const;

 private:
  // A file under way without its texts.
  struct Kept {
    pipeline::Carried file;
    std::string path;                    // in the target
    std::optional<std::string> source;   // its text, where the source has not that at its path
    std::optional<std::string> dropped;  // why
  };

  Result<pipeline::Carried> with_texts(const Kept& kept, const recipe::Recipe& recipe,
                                       const tree::SourceTree& source,
                                       std::size_t rule_count) const;

  std::string name_;
  std::array<std::uint8_t, 20> recipe_ = {};
  std::vector<tree::Observation> observations_;
  std::vector<Kept> files_;
};

}  // namespace towpath::evidence
