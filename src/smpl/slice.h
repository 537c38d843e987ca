// SPDX-License-Identifier: GPL-2.0-or-later
// What a stretch of a rule's body says without its plus or its minus lines, read by the C parser
// with names in the place of metavariables and gaps.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cparse/parse.h"
#include "smpl/body.h"
#include "smpl/pattern.h"
#include "smpl/rule.h"
#include "text/result.h"

namespace towpath::smpl {

// What a gap is.
struct Hole {
  Offset at;
  bool is_expression;
  Term term;
  bool is_type = false;
};

// The code of one kind of lines in a stretch, parsed. Its offsets are those of the body.
struct Slice {
  c::Tree tree;
  c::Goal goal;
};

class Slicer {
 public:
  // Both must outlive it.
  Slicer(const SourceRule& rule, const Body& body, c::Names names);

  // The slice without the lines marked kPlus.
  Result<Slice> minus_slice(const Stretch& stretch, std::span<const Hole> holes) const;
  // The slice without those marked kMinus, to take the place of `minus`.
  Result<Slice> plus_slice(const Stretch& stretch, std::span<const Hole> holes,
                           const Slice& minus) const;
  // Whether a gap has room for its name.
  bool has_room(const Stretch::Gap& gap) const;

 private:
  std::string code_of(const Stretch& stretch, Mark dropped, std::span<const Hole> holes) const;
  Result<Slice> parse(const std::string& code, std::span<const c::Goal> goals) const;
  void end_fields(std::string& code) const;
  bool is_function(const c::Tree& tree) const;
  bool is_type_name(const std::string& code) const;
  bool is_bare_statement(const std::string& code) const;
  std::string unused_name(char first) const;

  const SourceRule& rule_;
  const Body& body_;
  c::Names names_;
  std::string expression_hole_;
  std::string statement_hole_;
  std::string type_hole_;
};

// Whether the semicolon at this offset of a slice is only there.
bool is_made_up(const Body& body, Offset at);

}  // namespace towpath::smpl
