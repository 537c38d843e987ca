// SPDX-License-Identifier: GPL-2.0-or-later
// Lineage: what each pass did to one file, from its source to its result.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "text/edit.h"

namespace towpath {

class Lineage {
 public:
  // Adds the edits of the next pass, which must be well formed for the text so far. A pass that
  // changes nothing leaves no trace.
  void then(Edits edits);

  // In the order in which they acted, each against the text that those before it made.
  std::span<const Edits> passes() const { return passes_; }
  bool unchanged() const { return passes_.empty(); }
  // All of them as one list against the source.
  Edits composed() const;

 private:
  std::vector<Edits> passes_;
};

// One stretch of a text after edits: copied from the text before, or made by an edit in place of
// its bytes.
struct Origin {
  Offset begin;  // in the text after
  Offset end;
  Offset source_begin;  // in the text before; for made bytes, what they replaced
  Offset source_end;
  std::uint32_t edit = kCopied;  // index of the edit that made them

  static constexpr std::uint32_t kCopied = ~std::uint32_t{0};
  bool copied() const { return edit == kCopied; }
};

// The stretches in order, without gaps, made bytes that are empty (deletions) included.
std::vector<Origin> origins(const Edits& edits, Offset source_size);

}  // namespace towpath
