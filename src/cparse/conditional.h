// SPDX-License-Identifier: GPL-2.0-or-later
// Conditionals among the tokens: which branches are read one after the other, which are skipped.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cparse/tree.h"
#include "cparse/word.h"

namespace towpath::c {

enum class Branch : std::uint8_t {
  kNone,     // no directive of a conditional
  kIf,       // #if, #ifdef, #ifndef
  kIfFalse,  // #if 0, #ifdef __cplusplus: its first branch is never C
  kIfTrue,   // #if 1: its other branches are never read
  kElse,     // #elif, #else, …
  kEndif,
};

// What the line of a kDirective token does.
Branch branch_of(std::string_view directive);

// How to read the conditionals of one external declaration.
enum class Strategy : std::uint8_t {
  kAll,    // all branches, but of those that leave brackets open or close outer ones only the first
  kFirst,  // the first branch of each conditional
  kLast,   // the #else branch of each, nothing where there is none
};

// A conditional of which more than one branch is read.
struct Choice {
  TokenIndex head;    // its #if
  TokenIndex second;  // the directive that begins its second branch
};

struct Selection {
  // Those that are to be parsed: no directives, no `#define` lines, no skipped branches.
  std::vector<TokenIndex> tokens;
  std::vector<Choice> choices;
  bool has_conditionals = false;
};

// What to read of [first, last). Of the conditionals in `first_only`, told by their heads, only the
// first branch is read.
void select(const Text& text, std::span<const lex::Token> tokens, std::span<const Word> words,
            TokenIndex first, TokenIndex last, Strategy strategy,
            std::span<const TokenIndex> first_only, Selection& selection);

}  // namespace towpath::c
