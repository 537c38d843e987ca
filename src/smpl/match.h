// SPDX-License-Identifier: GPL-2.0-or-later
// Runs matching programs over the tree of an external declaration.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "cparse/tree.h"
#include "smpl/environment.h"
#include "smpl/parsed.h"
#include "smpl/program.h"
#include "smpl/subject.h"
#include "smpl/types.h"

namespace towpath::smpl {

// What a slot matched: the tokens [first, last).
struct Capture {
  std::uint32_t slot;
  c::TokenIndex first;
  c::TokenIndex last;
};

// What a metavariable stands for: a value, if it has one, or else code of the tree. The node is
// kNoNode for expression lists and positions.
struct Binding {
  c::NodeId node = c::kNoNode;
  c::TokenIndex first = 0;
  c::TokenIndex last = 0;
  bool bound = false;
  const Value* value = nullptr;  // inherited or made, not found here
};

struct Match {
  std::vector<Capture> captures;  // in the order of the text
  std::vector<Binding> bindings;  // by metavariable
};

struct Matches {
  std::vector<Match> found;  // by first token; around before within
  // Where matching took too many steps, if it did: the first token of what was tried.
  c::TokenIndex gave_up_at = kNone;
};

// Into the order of Matches::found.
void sort_matches(std::vector<Match>& matches);

// Asks the constraints that are scripts.
class ScriptTests {
 public:
  virtual ~ScriptTests() = default;
  virtual bool holds(const ScriptExpression& expression,
                     const std::vector<Binding>& bindings) const = 0;
};

// How far an attempt at a match came: the token where, in the way that came furthest, it failed.
struct Failure {
  c::TokenIndex at = 0;
  std::uint32_t instruction = kNone;  // into Program::code; kNone: nothing failed
};

// What matching is told beside the code.
struct Given {
  const Run* run = nullptr;          // what earlier rules gave
  const Origins* origins = nullptr;  // of the subject's text; for positions
  Values* values = nullptr;          // keeps the counts of lists, and types
  const ScriptTests* tests = nullptr;
  Types* types = nullptr;  // of the subject; needed, whatever else is missing
  bool traces = false;     // Matcher::failure() is asked for
};

// Runs parts of a program, one at a time.
class Matcher {
 public:
  Matcher(const Program& program, const Subject& subject, const Given& given);
  ~Matcher();

  // Whether the program from `entry` on matches from the child at `position` of `owner` on, where
  // `known` tells what metavariables stand for already.
  bool run(std::uint32_t entry, c::NodeId owner, std::uint32_t position,
           const std::vector<Binding>& known);
  // Another way to match, after one.
  bool again();
  // What metavariables stand for before anything matches.
  const std::vector<Binding>& inherited() const;
  Match match() const;
  bool gave_up() const;
  // Of the last run().
  Failure failure() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Tokens one of which is in every match, if any are known.
using Anchors = std::optional<std::vector<c::TokenIndex>>;

// All matches.
Matches find_matches(const Program& program, Parsed& code, const Anchors& anchors,
                     const Given& given);

}  // namespace towpath::smpl
