// SPDX-License-Identifier: GPL-2.0-or-later
// One HTML page that shows a run and needs nothing but itself: no server, no network. What comes
// from the source or the recipe is in it only as data, compressed and in base64, which the page's
// script unpacks when it is looked at and lays out as text; a content security policy keeps
// everything else from running.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/check.h"
#include "pipeline/pipeline.h"

namespace towpath::report {

struct Check {
  std::string name;
  std::string description;
  std::vector<evidence::Finding> findings;
  std::optional<evidence::Compared> compared;  // of equivalence
};

struct Content {
  const pipeline::Carriage& carriage;
  std::string run;                    // the JSON of `towpath run --json`
  std::optional<std::string> ledger;  // that the run was compared with
  std::vector<Check> checks;          // that were made
  std::vector<Text> recipe;           // its files, named as the rules' places name them
};

// The same content gives the same bytes.
std::string page(const Content& content);

}  // namespace towpath::report
