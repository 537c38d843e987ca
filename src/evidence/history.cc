// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/history.h"

#include <algorithm>

namespace towpath::evidence {

namespace {

Span bytes_of(const Text& text, Lines lines) {
  return {text.line_begin(lines.first), text.line_begin(lines.last + 1)};
}

std::vector<Lines> lines_of(const Text& text, const std::vector<Span>& spans) {
  std::vector<Lines> lines;
  for (const Span& span : spans) {
    const std::uint32_t first = text.line_of(span.begin);
    const std::uint32_t last = text.line_of(span.empty() ? span.begin : span.end - 1);
    if (!lines.empty() && first <= lines.back().last + 1) {
      lines.back().last = std::max(lines.back().last, last);
    } else {
      lines.push_back({first, last});
    }
  }
  return lines;
}

}  // namespace

bool has_rule(const Lineage& lineage, RuleIndex rule) {
  const auto passes = lineage.passes();
  return std::any_of(passes.begin(), passes.end(), [rule](const Edits& pass) {
    return std::any_of(pass.begin(), pass.end(), [rule](const Edit& edit) {
      return std::find(edit.rules.begin(), edit.rules.end(), rule) != edit.rules.end();
    });
  });
}

History::History(const pipeline::Carried& file) : file_(file) {
  Text text = file.source;
  for (const Edits& edits : file.lineage.passes()) {
    Pass& pass = passes_.emplace_back(Pass{aligned(text.bytes(), edits), text, {}});
    pass.stretches = origins(pass.edits, text.size());
    text = Text(text.name(), applied(text.bytes(), edits));
  }
}

Trace History::described() const {
  Trace trace;
  trace.path = file_.text.name();
  trace.from = file_.from;
  trace.source_path = file_.source_path;
  return trace;
}

void History::set_source(const std::vector<Span>& spans, Trace& trace) const {
  trace.inserted = std::all_of(spans.begin(), spans.end(), [](Span span) { return span.empty(); });
  // A file that began empty has no line to stand before.
  if (file_.source.size() > 0) trace.source_lines = lines_of(file_.source, spans);
}

void History::tell(const Pass& pass, const Followed& followed, std::vector<Shaping>& shaped) {
  for (const std::uint32_t index : followed.edits) {
    const Edit& edit = pass.edits[index];
    for (const RuleIndex rule : edit.rules) {
      shaped.push_back(
          {rule, std::string(pass.before.slice(edit.begin, edit.end)), edit.replacement});
    }
  }
}

std::vector<Span> History::to_source(std::vector<Span> spans, std::size_t pass,
                                     std::vector<Shaping>* shaped) const {
  while (pass-- > 0) {
    Followed followed = follow_back(passes_[pass].stretches, passes_[pass].before.bytes(), spans);
    if (shaped != nullptr) {
      std::vector<Shaping> earlier;
      tell(passes_[pass], followed, earlier);
      shaped->insert(shaped->begin(), earlier.begin(), earlier.end());
    }
    spans = std::move(followed.spans);
  }
  return spans;
}

std::vector<Span> History::to_result(std::vector<Span> spans, std::size_t pass,
                                     std::vector<Shaping>* shaped) const {
  for (; pass < passes_.size() && !spans.empty(); ++pass) {
    Followed followed = follow(passes_[pass].stretches, spans);
    if (shaped != nullptr) tell(passes_[pass], followed, *shaped);
    spans = std::move(followed.spans);
  }
  return spans;
}

Trace History::back(Lines result_lines) const {
  Trace trace = described();
  trace.lines = {result_lines};
  set_source(to_source({bytes_of(file_.text, result_lines)}, passes_.size(), &trace.shaped), trace);
  return trace;
}

Trace History::forth(Lines source_lines) const {
  Trace trace = described();
  trace.source_lines = {source_lines};
  trace.lines =
      lines_of(file_.text, to_result({bytes_of(file_.source, source_lines)}, 0, &trace.shaped));
  return trace;
}

History::Fate History::fate_of(Span source) const {
  std::vector<Shaping> shaped;
  Fate fate;
  fate.gone = to_result({source}, 0, &shaped).empty();
  if (!shaped.empty()) fate.rule = shaped.back().rule;
  return fate;
}

std::vector<Trace> History::of_rule(RuleIndex rule) const {
  std::vector<Trace> traces;
  for (std::size_t p = 0; p < passes_.size(); ++p) {
    const Pass& pass = passes_[p];
    for (const Origin& made : pass.stretches) {
      if (made.copied()) continue;
      const Edit& edit = pass.edits[made.edit];
      if (std::find(edit.rules.begin(), edit.rules.end(), rule) == edit.rules.end()) continue;
      Trace trace = described();
      set_source(to_source({{edit.begin, edit.end}}, p, nullptr), trace);
      const auto spans = to_result({{made.begin, made.end}}, p + 1, nullptr);
      trace.lines = lines_of(file_.text, spans);
      trace.removed = made.begin == made.end && !spans.empty() &&
                      pass.before.slice(edit.begin, edit.end).ends_with('\n');
      trace.shaped = {
          {rule, std::string(pass.before.slice(edit.begin, edit.end)), edit.replacement}};
      traces.push_back(std::move(trace));
    }
  }
  return traces;
}

}  // namespace towpath::evidence
