// SPDX-License-Identifier: GPL-2.0-or-later
// One carried file through all the passes that changed it.
#pragma once

#include <optional>
#include <vector>

#include "evidence/trace.h"
#include "pipeline/files.h"
#include "text/follow.h"

namespace towpath::evidence {

// Whether an edit of any pass names the rule.
bool has_rule(const Lineage& lineage, RuleIndex rule);

class History {
 public:
  // `file` must outlive this.
  explicit History(const pipeline::Carried& file);

  // Whole lines of the result, and of the source.
  Trace back(Lines result_lines) const;
  Trace forth(Lines source_lines) const;
  // What became of bytes of the source: whether they, or what replaced them, are in the result, and
  // the last rule that shaped them.
  struct Fate {
    bool gone = false;
    std::optional<RuleIndex> rule;
  };
  Fate fate_of(Span source) const;
  // One for each edit whose rules include this one.
  std::vector<Trace> of_rule(RuleIndex rule) const;

 private:
  struct Pass {
    Edits edits;
    Text before;
    std::vector<Origin> stretches;
  };

  Trace described() const;
  // Spans of the text before pass `pass`, to the source and to the result.
  std::vector<Span> to_source(std::vector<Span> spans, std::size_t pass,
                              std::vector<Shaping>* shaped) const;
  std::vector<Span> to_result(std::vector<Span> spans, std::size_t pass,
                              std::vector<Shaping>* shaped) const;
  static void tell(const Pass& pass, const Followed& followed, std::vector<Shaping>& shaped);
  void set_source(const std::vector<Span>& spans, Trace& trace) const;

  const pipeline::Carried& file_;
  std::vector<Pass> passes_;
};

}  // namespace towpath::evidence
