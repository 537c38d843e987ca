// SPDX-License-Identifier: GPL-2.0-or-later
// The ledger: what a run did, in a small file that is committed beside the recipe and compared with
// the next run. One line an entry, so that its diffs can be read in review. In TOML.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "recipe/recipe.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::evidence {

class Ledger {
 public:
  // An entry that two ledgers tell differently; an empty value where one has no such entry.
  struct Moved {
    std::string section;
    std::string key;
    std::string before;
    std::string after;

    friend bool operator==(const Moved&, const Moved&) = default;
  };

  static Ledger of(const recipe::Recipe& recipe, const pipeline::Carriage& carriage);
  static Result<Ledger> parse(const Text& text);

  std::string text() const;
  // What is told differently since `earlier`, in the order of the sections and keys. What the
  // source is called is left out: that it moves on is what a recipe is for.
  std::vector<Moved> moved_since(const Ledger& earlier) const;

 private:
  using Entries = std::map<std::string, std::string>;

  Entries& section(const std::string& name);
  void add_recipe(const recipe::Recipe& recipe);
  void add_files(const pipeline::Carriage& carriage);
  void add_rules(const pipeline::Report& report);
  void add_findings(const pipeline::Report& report);

  std::vector<std::pair<std::string, Entries>> sections_;
};

}  // namespace towpath::evidence
