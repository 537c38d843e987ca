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
#include "smpl/string_pattern.h"

namespace towpath::smpl {

struct Instruction {
  enum class Op : std::uint8_t {
    kToken,      // the child here is the token of `slot`; on to the next child
    kLineToken,  // the same in a preprocessor line
    kString,     // the string here is like Program::strings[argument]
    kMeta,       // the child here is a node that the metavariable of `slot` may bind; on
    kSeparator,  // passes the comma of `slot`, unless the list begins here
    kTrailing,   // passes the comma of `slot` if there is one
    kRun,        // passes a run of a list's items, as Program::runs[argument] says
    kAbsent,     // the list of `slot` is empty here
    kSeek,       // goes on to the next initializer from the child here on; kSeekFirst: of the list
    kSeekFirst,
    kSeekEnd,  // goes on to the `}`
    kCount,    // the list here has `argument` items
    kPass,     // passes a node of kind `kind` if there is one, recorded for `slot`
    kDescend,  // down to some expression of the node here, itself too
    kOperand,  // down to an operand of the node here, behind the one before: of the chain that
               // Program::chains[argument] tells, or the node itself
    kAscend,   // back up, and on behind the node; forgets what was recorded within for `slot`
    kTag,  // all of a structure before its `{`, which the type metavariable of `slot` stands for
    kSpecifiers,  // the words of a kSpecifiers node, as Program::specifiers[argument] has them
    kWords,       // passes the words that kSpecifiers has seen to
    kOuter,      // the declarator here, down to the part that the pattern writes; what is around it
                 // belongs to the type metavariable of Program::outers[argument]
    kOuterEnd,   // up again
    kName,       // the declarator here, down to the name; what is around it may be anything
    kOneOf,      // one of several declarators, with a comma where it goes; see Program::several
    kOneOfEnd,   // the others, and the `;` of `slot`
    kSole,       // the declaration has no other declarator
    kEnter,      // the child here is a node of kind `kind`; down to its first child
    kLeave,      // no child is left; up, and on to the next child
    kBack,       // back to the child before, for another part of a conjunction
    kBackLines,  // back to the first of the `argument` preprocessor lines directly before
    kSkip,       // passes one node, recorded for `slot` if it has one
    kRest,       // passes all children but the last `argument`, recorded for `slot` if it has one
    kTested,     // the node here stands where its value is only tested
    kSplit,      // go on; if that fails, from `argument`, or later too if it `enumerates`
    kJump,       // to `argument`
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

// Operands of a chain of `&&` or `||` with dots among them.
struct OperandChain {
  std::string op;
  bool next;  // the operand directly behind the one before, not any later one
};

// A token or metavariable of the pattern, in one of the ways of writing it.
struct Slot {
  // What declarators of one declaration have in common, where one of them goes.
  enum class Share : std::uint8_t {
    kNone,
    kComma,  // beside it: one goes with it
    kRest,   // goes with the last
  };
  std::string text;            // tokens
  std::uint32_t meta = kNone;  // metavariables
  bool is_token;
  bool minus;
  std::uint32_t plus_before;
  std::uint32_t plus_after;
  std::vector<std::uint32_t> positions;  // metavariables that are where it is
  Share share = Share::kNone;
};

// A kSpecifiers node of the pattern: words match in any order.
struct SpecifierWords {
  std::vector<std::uint32_t> words;  // slots
  std::uint32_t type = kNone;        // the slot of the type metavariable, which takes the rest
  std::uint32_t more = kNone;        // the slot for type words that need not be there: `int`
  std::uint32_t storage = kNone;     // for storage words that the pattern leaves open
  std::uint32_t qualifiers = kNone;  // likewise
  std::uint32_t attributes = kNone;  // for attributes that go with the type, if they do
  bool any_type = false;             // the words are not all: some type may be with them
  bool is_root = false;              // a type as a rule: `typedef` may be there, and attributes
};

// The part of a declarator that a type metavariable has.
struct Outer {
  std::uint32_t specifiers;  // index into Program::specifiers
  std::uint32_t slot;        // what it captures: the metavariable's without plus code
  // How many pointers, brackets and parentheses the pattern has; kNone where none are looked at.
  std::uint32_t inner;
  bool all = false;  // the pattern has no declarator at all
};

// A declaration with one declarator in the pattern, which may be one of several in the code.
struct Several {
  bool removed;         // declarator and comma go; else only the declarator changes
  bool replaced;        // and new code comes beside the declaration
  std::uint32_t comma;  // the slot of the commas beside it
  std::uint32_t rest;   // of what it has in common with the others
  std::uint32_t first;  // of the first and the last token of these, which have the new code
  std::uint32_t last;
};

struct Program {
  std::vector<Instruction> code;
  std::vector<Slot> slots;
  std::vector<ListRun> runs;
  std::vector<OperandChain> chains;
  std::vector<SpecifierWords> specifiers;
  std::vector<Outer> outers;
  std::vector<Several> several;
  std::vector<StringPattern> strings;
  bool unordered = false;  // may record what comes later in the text first
  std::vector<Metavariable> metavariables;
  bool is_expression;
  IntegerBits bits;
  bool is_type = false;              // a type as a rule
  bool defines = false;              // one with its fields
  bool exact_qualifiers = false;     // of typed expressions
  bool exact_attributes = false;     // there must be none but those of the pattern
  std::uint32_t attributes = kNone;  // the slot of attributes that the pattern does not speak of
  bool has_directives = false;       // matches may begin with a preprocessor line
  bool has_conjunction = false;      // captures may be of the same code several times
  bool names = false;                // names match wherever they stand (`@ r identifier @`)
  std::uint32_t length;              // how many statements side by side a match may have at most

  Needs needs;  // of a match

  FlowRule flow;
};

// The error is about dots in places where nothing gives them a meaning yet.
Result<Program> compile(const SourceRule& rule, const Pattern& pattern);

}  // namespace towpath::smpl
