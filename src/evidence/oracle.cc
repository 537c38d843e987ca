// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "evidence/check.h"
#include "evidence/located.h"
#include "text/diff.h"

namespace towpath::evidence {

namespace {

using pipeline::Carriage;
using pipeline::Carried;

Finding about(const std::string& path, std::string message) {
  return {
      .check = "oracle", .place = {path}, .message = std::move(message), .source = {}, .rule = {}};
}

std::string lines_of(const Text& text, std::uint32_t begin, std::uint32_t end) {
  constexpr std::uint32_t kMost = 5;
  std::string lines(
      text.slice(text.line_begin(begin + 1), text.line_begin(std::min(end, begin + kMost) + 1)));
  if (end > begin + kMost) lines += "...";
  while (lines.ends_with('\n')) lines.pop_back();
  return lines;
}

void compare(const Carried& ours, const Carried& theirs, std::vector<Finding>& findings) {
  if (ours.text.bytes() == theirs.text.bytes()) return;
  const History history(ours);
  for (const LineChange& change : diff_lines(ours.text.bytes(), theirs.text.bytes())) {
    const std::uint32_t first = std::min(change.before_begin + 1, ours.text.line_count());
    const std::uint32_t last = std::max(first, change.before_end);
    Finding finding = located("oracle", history.back({first, last}),
                              "the original tools make something else of it");
    finding.found = lines_of(ours.text, change.before_begin, change.before_end);
    finding.wanted = lines_of(theirs.text, change.after_begin, change.after_end);
    findings.push_back(std::move(finding));
  }
}

}  // namespace

std::vector<Finding> oracle(const Carriage& ours, const Carriage& theirs) {
  std::vector<Finding> findings;
  for (const auto& [path, file] : ours.files) {
    if (const auto other = theirs.files.find(path); other != theirs.files.end()) {
      compare(file, other->second, findings);
    } else {
      findings.push_back(about(path, "is not in what the original tools make"));
    }
  }
  for (const auto& [path, file] : theirs.files) {
    if (!ours.files.contains(path)) {
      findings.push_back(about(path, "is only in what the original tools make"));
    }
  }
  return findings;
}

}  // namespace towpath::evidence
