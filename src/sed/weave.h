// SPDX-License-Identifier: GPL-2.0-or-later
// Weave: lays a script's output against its input as it is written, and so turns it into edits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/edit.h"

namespace towpath::sed {

using RuleList = std::vector<RuleIndex>;

// Adds `rule` unless it is there already.
void add_rule(RuleList& rules, RuleIndex rule);
void add_rules(RuleList& rules, const RuleList& more);

// A stretch of text that is either copied from the source or made in place of source bytes.
struct Piece {
  Offset begin = 0;  // in the source: where it comes from, or what it replaces
  Offset end = 0;
  std::size_t size = 0;  // in bytes; of a copied piece, end - begin
  bool copied = false;
  RuleList rules =
      {};  // those that made it; for a copied piece, those that would have it written twice
};

class Weave {
 public:
  explicit Weave(std::string_view source) : source_(source) {}

  // Writes the source bytes [begin, end). Bytes that were passed before are written as new ones, by
  // `rules`.
  void copy(Offset begin, Offset end, const RuleList& rules);
  // Writes `text` in place of the source bytes [begin, end), or where output stands if those were
  // passed.
  void make(Offset begin, Offset end, std::string_view text, const RuleList& rules);
  // Writes `text` where output stands.
  void insert(std::string_view text, const RuleList& rules) { make(at_, at_, text, rules); }

  // The bytes of the source that are settled.
  Offset passed() const { return at_; }
  // How many bytes of text the edits hold.
  std::size_t made() const { return made_; }

  // What was not passed is deleted, by `rules`.
  Edits finish(const RuleList& rules);

 private:
  std::string_view source_;
  Offset at_ = 0;
  std::size_t made_ = 0;
  Edits edits_;
};

}  // namespace towpath::sed
