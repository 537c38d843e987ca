// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/coverage.h"

#include <fmt/format.h>

#include <algorithm>

namespace towpath::cli {

std::uint32_t Coverage::unparsed_functions() const {
  return static_cast<std::uint32_t>(std::count_if(
      unparsed.begin(), unparsed.end(), [](const Unparsed& one) { return !one.function.empty(); }));
}

void Coverage::add(Coverage other) {
  functions += other.functions;
  for (Unparsed& one : other.unparsed) unparsed.push_back(std::move(one));
}

Coverage coverage_of(const Text& text, const c::Names& names) {
  const c::Tree tree = c::parse(text, names);
  Coverage coverage;
  coverage.functions = static_cast<std::uint32_t>(
      std::count_if(tree.nodes.begin(), tree.nodes.end(),
                    [](const c::Node& node) { return node.kind == c::Kind::kFunction; }));
  for (const c::Unparsed& part : tree.unparsed) {
    coverage.unparsed.push_back({text.place(tree.tokens[part.offending].begin),
                                 std::string(part.function),
                                 std::string(tree.spelling(part.offending))});
    // What is unparsed as a whole has no node of its own kind.
    const c::NodeId parent = tree.nodes[part.node].parent;
    coverage.functions += !part.function.empty() && parent == tree.root;
  }
  return coverage;
}

Error told(const Coverage::Unparsed& unparsed) {
  const std::string what =
      unparsed.function.empty() ? "a declaration" : "function " + unparsed.function;
  return {unparsed.place, fmt::format("{} could not be parsed at `{}`", what, unparsed.token), ""};
}

std::string summary(const Coverage& coverage) {
  const std::uint32_t bad = coverage.unparsed_functions();
  const std::uint32_t good = coverage.functions - std::min(bad, coverage.functions);
  const double share = coverage.functions == 0 ? 100.0 : 100.0 * good / coverage.functions;
  return fmt::format("{} functions: {} parsed, {} not =========> {:.2f}%", coverage.functions, good,
                     bad, share);
}

}  // namespace towpath::cli
