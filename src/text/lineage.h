// SPDX-License-Identifier: GPL-2.0-or-later
// Lineage: the composition of a file's edits over all stages. Answers where any byte came from.
#pragma once

#include <string_view>
#include <vector>

#include "text/edit.h"

namespace towpath {

// One stretch of a file's result: copied from the source, or made by rules in place of source
// bytes.
struct Origin {
  Offset begin;  // in the result
  Offset end;
  Offset source_begin;  // in the source; for made bytes, what they replaced
  Offset source_end;
  std::vector<RuleIndex> rules;  // empty for copied bytes

  bool copied() const { return rules.empty(); }
};

class Lineage {
 public:
  // Adds the edits of the next pass, which must be well formed for the text so far.
  void then(const Edits& edits);

  // All edits so far, as one list against the source.
  const Edits& edits() const { return edits_; }
  // The result's stretches, in order, without gaps, made bytes that are empty (deletions) included.
  std::vector<Origin> origins(Offset source_size) const;

 private:
  Edits edits_;
};

}  // namespace towpath
