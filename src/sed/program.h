// SPDX-License-Identifier: GPL-2.0-or-later
// Program: a parsed script, as the parser makes it and the interpreter runs it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sed/literals.h"
#include "sed/regex.h"
#include "sed/script.h"

namespace towpath::sed {

inline constexpr std::uint32_t kNone = 0xffffffff;
inline constexpr std::uint32_t kLastRegex = 0xfffffffe;  // the empty regular expression

struct Address {
  enum class Kind : std::uint8_t {
    kAbsent,
    kLine,      // line `number`; as a first address 0 means "before the first line"
    kStep,      // first~step: `number`, `step`
    kLast,      // $
    kRegex,     // `regex`
    kPlus,      // second address only: `number` lines more
    kMultiple,  // second address only: up to a line number that is a multiple of `number`
  };
  Kind kind = Kind::kAbsent;
  std::uint32_t regex = kNone;  // index into Program::regexes, or kLastRegex
  std::uint64_t number = 0;
  std::uint64_t step = 0;
};

// A piece of the replacement of an s command.
struct ReplacementPart {
  enum class Case : std::uint8_t {
    kKeep,
    kUpper,      // \U
    kLower,      // \L
    kEnd,        // \E
    kUpperNext,  // \u
    kLowerNext,  // \l
  };
  Case change = Case::kKeep;  // takes effect before the text
  int group = -1;             // the group to insert; -1: `text`
  std::string text = {};
};

struct Substitution {
  std::uint32_t regex = kNone;  // index into Program::regexes, or kLastRegex
  std::vector<ReplacementPart> parts;
  std::uint32_t first = 1;  // the first match to replace
  bool all = false;         // replace the later ones too
  bool print = false;
  int highest_group = 0;
  bool changes_case = false;
};

struct Command {
  Address first;
  Address second;
  bool negated = false;
  char name = 0;
  std::uint32_t rule = kNone;    // index into Program::rules
  std::uint32_t target = kNone;  // b t T: the command to go on with; {: the one behind its }
  std::uint32_t range = kNone;   // index of the range's state
  std::uint32_t number = 0;      // l: the line length
  std::string text;              // a i c: what to write; b t T :: the label
  Place place;
  std::optional<Substitution> substitution;
  std::optional<std::array<char, 256>> map;  // y
};

// At which lines a command may do anything, judged by the line alone.
struct Trigger {
  enum class Kind : std::uint8_t {
    kAlways,
    kNever,
    kLiterals,  // where one of `literals` occurs
    kRegex,     // where `regex` may match
    kLine,      // at line `number`
    kLast,
  };
  Kind kind = Kind::kAlways;
  std::vector<std::uint32_t> literals = {};
  std::uint32_t regex = kNone;
  std::uint64_t number = 0;
};

struct Program {
  std::vector<Command> commands;  // without `}`, `:` and comments
  std::vector<Rule> rules;
  std::vector<Regex> regexes;
  std::uint32_t ranges = 0;
  bool quiet = false;
  std::uint32_t quiet_rule = kNone;

  // The prefilter (see prefilter.cc). `literals` are those of all expressions, `regex_literals`
  // says for each expression which of them a match needs.
  LiteralSet literals;
  std::vector<std::vector<std::uint32_t>> regex_literals;
  std::vector<Trigger> triggers;  // empty when some command may act on any line
};

}  // namespace towpath::sed
