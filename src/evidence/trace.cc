// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/trace.h"

#include <algorithm>

#include "evidence/history.h"

namespace towpath::evidence {

namespace {

std::string reason(const pipeline::Report& report, const std::string& path) {
  for (const pipeline::DroppedFile& file : report.dropped) {
    if (file.path == path) return file.reason;
  }
  return "";
}

Result<const pipeline::Carried*> find(const pipeline::Carriage& carriage, const std::string& path) {
  const auto file = carriage.files.find(path);
  if (file != carriage.files.end()) return &file->second;
  if (carriage.dropped.contains(path)) {
    return Error{{path},
                 "dropped: " + reason(carriage.report, path),
                 "--source follows a line of the source instead"};
  }
  const bool of_source =
      std::any_of(carriage.files.begin(), carriage.files.end(),
                  [&](const auto& file) { return file.second.source_path == path; });
  return Error{{path},
               "the result has no such file",
               of_source ? "--source follows a line of the source's file"
                         : "name it by its path in the target"};
}

Status check(const Text& text, const std::string& path, Lines lines) {
  const std::uint32_t count = text.line_count();
  if (lines.first >= 1 && lines.first <= lines.last && lines.last <= count) return Done{};
  return Error{{path, lines.last},
               "the file has " + std::to_string(count) + (count == 1 ? " line" : " lines"),
               ""};
}

bool same_story(const Trace& a, const Trace& b) {
  const auto rules = [](const Trace& trace) {
    std::vector<RuleIndex> found;
    for (const Shaping& shaping : trace.shaped) found.push_back(shaping.rule);
    return found;
  };
  if (a.inserted != b.inserted || rules(a) != rules(b)) return false;
  if (a.source_lines == b.source_lines) return true;
  // Line by line the same: both go on from where the other ends.
  return a.shaped.empty() && a.source_lines.size() == 1 && b.source_lines.size() == 1 &&
         a.source_lines[0].last + 1 == b.source_lines[0].first;
}

}  // namespace

Result<Trace> trace_target(const pipeline::Carriage& carriage, const std::string& path,
                           Lines lines) {
  const auto file = find(carriage, path);
  if (!file) return file.error();
  if (Status status = check((*file)->text, path, lines); !status) return status.error();
  return History(**file).back(lines);
}

Result<std::vector<Trace>> trace_source(const pipeline::Carriage& carriage, const std::string& path,
                                        Lines lines) {
  std::vector<Trace> traces;
  for (const pipeline::Files* files : {&carriage.files, &carriage.dropped}) {
    for (const auto& [target, file] : *files) {
      if (file.from != pipeline::Carried::From::kSource || file.source_path != path) continue;
      if (Status status = check(file.source, path, lines); !status) return status.error();
      traces.push_back(History(file).forth(lines));
      if (files == &carriage.dropped) traces.back().dropped = reason(carriage.report, target);
    }
  }
  if (traces.empty()) {
    return Error{{path},
                 "no stage takes this file from the source",
                 "name it by its path in the source tree"};
  }
  return traces;
}

std::vector<Trace> trace_rule(const pipeline::Carriage& carriage, RuleIndex rule) {
  std::vector<Trace> traces;
  for (const pipeline::Files* files : {&carriage.files, &carriage.dropped}) {
    for (const auto& [path, file] : *files) {
      if (!has_rule(file.lineage, rule)) continue;
      for (Trace& trace : History(file).of_rule(rule)) {
        if (files == &carriage.dropped) trace.dropped = reason(carriage.report, path);
        traces.push_back(std::move(trace));
      }
    }
  }
  return traces;
}

Result<std::vector<Trace>> trace_file(const pipeline::Carriage& carriage, const std::string& path) {
  const auto file = find(carriage, path);
  if (!file) return file.error();
  const History history(**file);
  std::vector<Trace> traces;
  const std::uint32_t count = (*file)->text.line_count();
  for (std::uint32_t line = 1; line <= count; ++line) {
    Trace next = history.back({line, line});
    if (traces.empty() || !same_story(traces.back(), next)) {
      traces.push_back(std::move(next));
      continue;
    }
    Trace& last = traces.back();
    last.lines.back().last = line;
    if (last.shaped.empty() && !next.source_lines.empty()) {
      last.source_lines.back().last = next.source_lines.back().last;
    }
  }
  return traces;
}

}  // namespace towpath::evidence
