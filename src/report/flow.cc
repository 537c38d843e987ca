// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/flow.h"

#include <oneapi/tbb/parallel_for.h>

#include <map>

namespace towpath::report {
namespace {

using pipeline::Carried;

// The stage that made a pass: the one of its rules. What no rule is known of keeps `otherwise`.
std::size_t stage_of(const Edits& pass, const pipeline::Report& report, std::size_t otherwise) {
  for (const Edit& edit : pass) {
    if (!edit.rules.empty()) return report.rules[edit.rules.front()].stage;
  }
  return otherwise;
}

// The file's lines after each stage from the one that brought it on, up to `end`.
std::vector<std::uint64_t> lines_by_stage(const Carried& file, const pipeline::Report& report,
                                          std::size_t end) {
  std::vector<std::uint64_t> lines;
  Text text = file.source;
  std::size_t next = file.stage;
  for (const Edits& pass : file.lineage.passes()) {
    const std::size_t stage = stage_of(pass, report, next);
    for (; next < stage; ++next) lines.push_back(text.line_count());
    text = Text(text.name(), applied(text.bytes(), pass));
  }
  for (; next < end; ++next) lines.push_back(text.line_count());
  return lines;
}

}  // namespace

std::vector<Level> flow(const pipeline::Carriage& carriage) {
  const pipeline::Report& report = carriage.report;
  struct Stay {
    const Carried* file;
    std::size_t end;
    std::vector<std::uint64_t> lines = {};
  };
  std::vector<Stay> stays;
  for (const auto& [path, file] : carriage.files) {
    if (file.from != Carried::From::kTarget) stays.push_back({&file, report.stages.size()});
  }
  for (const pipeline::DroppedFile& dropped : report.dropped) {
    stays.push_back({&carriage.dropped.at(dropped.path), dropped.stage});
  }
  tbb::parallel_for(std::size_t{0}, stays.size(), [&](std::size_t i) {
    stays[i].lines = lines_by_stage(*stays[i].file, report, stays[i].end);
  });
  std::vector<Level> levels(report.stages.size());
  for (const Stay& stay : stays) {
    for (std::size_t i = 0; i < stay.lines.size(); ++i) {
      Level& level = levels[stay.file->stage + i];
      ++level.files;
      level.lines += stay.lines[i];
    }
  }
  return levels;
}

std::vector<std::pair<RuleIndex, std::uint64_t>> edits_by_rule(const Lineage& lineage) {
  std::map<RuleIndex, std::uint64_t> counts;
  for (const Edits& pass : lineage.passes()) {
    for (const Edit& edit : pass) {
      for (const RuleIndex rule : edit.rules) ++counts[rule];
    }
  }
  return {counts.begin(), counts.end()};
}

}  // namespace towpath::report
