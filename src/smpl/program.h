// SPDX-License-Identifier: GPL-2.0-or-later
// The matching program: a pattern as instructions for a machine that walks a C tree and backtracks
// (R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009, on trees instead of
// strings).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/formula.h"
#include "smpl/pattern.h"

namespace towpath::smpl {

struct Instruction {
  enum class Op : std::uint8_t {
    kToken,      // the child here is the token of `slot`; on to the next child
    kLineToken,  // the same in a preprocessor line
    kMeta,       // the child here is a node that the metavariable of `slot` may bind; on
    kSeparator,  // passes the comma of `slot`, unless the list begins here
    kTrailing,   // passes the comma of `slot` if there is one
    kRun,        // passes a run of a list's items, as Program::runs[argument] says
    kAbsent,     // the list of `slot` is empty here
    kSeek,       // goes on to the next initializer from the child here on; kSeekFirst: of the list
    kSeekFirst,
    kSeekEnd,   // goes on to the `}`
    kCount,     // the list here has `argument` items
    kPass,      // passes a node of kind `kind` if there is one, recorded for `slot`
    kDescend,   // down to some expression of the node here, itself too
    kAscend,    // back up, and on behind the node; forgets what was recorded within for `slot`
    kOptional,  // passes any number of storage words and qualifiers, recorded for `slot`
    kEnter,     // the child here is a node of kind `kind`; down to its first child
    kLeave,     // no child is left; up, and on to the next child
    kBack,      // back to the child before, for another part of a conjunction
    kSkip,      // passes one node, recorded for `slot` if it has one
    kRest,      // passes all children but the last `argument`, recorded for `slot` if it has one
    kTested,    // the node here stands where its value is only tested
    kTyped,     // the node here is known to have the type `argument`, a TypeClass
    kSplit,     // go on; if that fails, from `argument`, or later too if it `enumerates`
    kJump,      // to `argument`
    kAccept,
  };
  Op op;
  c::Kind kind = c::Kind::kUnparsed;
  std::uint32_t slot = kNone;
  std::uint32_t argument = 0;
  bool enumerates = false;
};

// Dots in a list, or a metavariable for a list.
struct ListRun {
  std::uint32_t least;          // items
  std::uint32_t after = kNone;  // how many items come after it, if that is known
  bool longest = false;  // tried before shorter ones; then other lengths count only if it fails
  std::vector<std::uint32_t> never = {};  // programs that must not match any of the items
};

// A token or metavariable of the pattern, in one of the ways of writing it.
struct Slot {
  std::string text;            // tokens
  std::uint32_t meta = kNone;  // metavariables
  bool is_token;
  bool minus;
  std::uint32_t plus_before;
  std::uint32_t plus_after;
  std::vector<std::uint32_t> positions;  // metavariables that are where it is
};

struct Program {
  std::vector<Instruction> code;
  std::vector<Slot> slots;
  std::vector<ListRun> runs;
  bool unordered = false;  // may record what comes later in the text first
  std::vector<Metavariable> metavariables;
  bool is_expression;
  bool has_directives = false;   // matches may begin with a preprocessor line
  bool has_conjunction = false;  // captures may be of the same code several times
  bool names = false;            // names match wherever they stand (`@ r identifier @`)
  std::uint32_t length;          // how many statements side by side a match may have at most

  // Words one of which every match contains; empty where there are none such. Sorted.
  std::vector<std::string> words;

  FlowRule flow;
};

// Whether kOptional passes the word.
bool is_optional_specifier(std::string_view word);

// The error is about dots in places where nothing gives them a meaning yet.
Result<Program> compile(const SourceRule& rule, const Pattern& pattern);

}  // namespace towpath::smpl
