// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/checks.h"

#include <algorithm>

namespace towpath::cli {
namespace {

using evidence::Finding;
using pipeline::Carriage;

constexpr KnownCheck kChecks[] = {
    {"orphans", "A name is used whose definition was lost on the way", true},
    {"leftovers", "A name is there that the recipe says must be gone", true},
    {"equivalence", "Source and result, with stand-ins expanded, do not say the same", true},
    {"oracle", "GNU sed, unifdef and spatch make something else of the source", false},
    {"style", "The kernel's checkpatch.pl complains of a line that a rule changed", false},
    {"build", "The compiler or the kernel's build complains of the result", false},
    {"sparse", "sparse complains of a line that a rule changed", false},
};

class Maker {
 public:
  Maker(const Checks& checks, const Inputs& inputs, const recipe::Recipe& recipe,
        const tree::SourceTree& source, const Carriage& carriage)
      : checks_(checks), inputs_(inputs), recipe_(recipe), source_(source), carriage_(carriage) {}

  bool is_wanted(const KnownCheck& check) const {
    if (!checks_.names.empty()) {
      return std::find(checks_.names.begin(), checks_.names.end(), check.name) !=
             checks_.names.end();
    }
    return check.quick && (std::string_view(check.name) != "equivalence" || recipe_.equivalence);
  }

  Result<std::vector<Finding>> find(std::string_view name) {
    if (name == "orphans") return evidence::orphans(recipe_, source_, carriage_);
    if (name == "leftovers") return evidence::leftovers(recipe_, carriage_);
    if (name == "equivalence") return equivalence();
    if (name == "oracle") return oracle();
    const std::string& kernel = checks_.kernel.empty() ? inputs_.target : checks_.kernel;
    if (kernel.empty()) {
      return Error{{}, std::string(name) + " takes a kernel tree", "name it with --kernel"};
    }
    if (name == "style") return evidence::style(carriage_, kernel);
    if (!recipe_.build) return missing("build", "folders = [\"fs/mine\"]");
    const auto& compile = name == "build" ? evidence::build : evidence::sparse;
    return compile(recipe_, carriage_, kernel, inputs_.jobs);
  }

  std::optional<evidence::Compared> compared() const { return compared_; }

 private:
  Error missing(const std::string& table, const std::string& hint) const {
    return Error{{inputs_.recipe + "/towpath.toml"},
                 "the recipe has no [" + table + "]",
                 "add one with " + hint};
  }

  Result<std::vector<Finding>> equivalence() {
    if (!recipe_.equivalence) return missing("equivalence", "stand-ins = \"stand-ins.h\"");
    auto same = evidence::equivalence(recipe_, carriage_);
    if (!same) return same.error();
    compared_ = *same;
    return std::move(same->findings);
  }

  Result<std::vector<Finding>> oracle() const {
    const auto theirs =
        carry(inputs_, recipe_,
              {.with_tools = true, .jobs = inputs_.jobs, .prove = false, .survey = false});
    if (!theirs) return theirs.error();
    return evidence::oracle(carriage_, *theirs);
  }

  const Checks& checks_;
  const Inputs& inputs_;
  const recipe::Recipe& recipe_;
  const tree::SourceTree& source_;
  const Carriage& carriage_;
  std::optional<evidence::Compared> compared_;
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

Result<Checked> make_checks(const Checks& checks, const Inputs& inputs,
                            const recipe::Recipe& recipe, const tree::SourceTree& source,
                            const Carriage& carriage) {
  Maker maker(checks, inputs, recipe, source, carriage);
  Checked all;
  for (const KnownCheck& check : kChecks) {
    if (!maker.is_wanted(check)) continue;
    auto found = maker.find(check.name);
    if (!found) return found.error();
    all.checks.push_back({&check, *std::move(found)});
  }
  all.compared = maker.compared();
  return all;
}

}  // namespace towpath::cli
