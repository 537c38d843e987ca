// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/checks.h"

#include <algorithm>

namespace towpath::cli {
namespace {

using evidence::Finding;

constexpr KnownCheck kChecks[] = {
    {"orphans", "A name is used whose definition was lost on the way", true},
    {"leftovers", "A name is there that the recipe says must be gone", true},
    {"equivalence", "Source and result, with stand-ins expanded, do not say the same", true},
    {"oracle", "GNU sed, unifdef and spatch make something else of the source", false},
};

}  // namespace

std::span<const KnownCheck> known_checks() {
  return kChecks;
}

std::size_t Checked::in_comments() const {
  std::size_t count = 0;
  for (const One& one : checks) {
    count += static_cast<std::size_t>(
        std::count_if(one.findings.begin(), one.findings.end(),
                      [](const Finding& finding) { return finding.in_comment; }));
  }
  return count;
}

std::size_t Checked::mistakes() const {
  std::size_t count = 0;
  for (const One& one : checks) count += one.findings.size();
  return count - in_comments();
}

Result<Checked> make_checks(const std::vector<std::string>& names, const Inputs& inputs,
                            const recipe::Recipe& recipe, const tree::SourceTree& source,
                            const pipeline::Carriage& carriage) {
  Checked all;
  const auto findings_of = [&](std::string_view name) -> Result<std::vector<Finding>> {
    if (name == "orphans") return evidence::orphans(recipe, source, carriage);
    if (name == "leftovers") return evidence::leftovers(recipe, carriage);
    if (name == "equivalence") {
      auto same = evidence::equivalence(recipe, carriage);
      if (!same) return same.error();
      all.compared = *same;
      return std::move(same->findings);
    }
    const auto theirs = carry(inputs, recipe, {true, inputs.jobs, false});
    if (!theirs) return theirs.error();
    return evidence::oracle(carriage, *theirs);
  };
  for (const KnownCheck& check : kChecks) {
    const bool wanted = names.empty()
                            ? check.quick
                            : std::find(names.begin(), names.end(), check.name) != names.end();
    if (!wanted) continue;
    if (std::string_view(check.name) == "equivalence" && !recipe.equivalence) continue;
    auto found = findings_of(check.name);
    if (!found) return found.error();
    all.checks.push_back({&check, *std::move(found)});
  }
  return all;
}

}  // namespace towpath::cli
