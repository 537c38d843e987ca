// SPDX-License-Identifier: GPL-2.0-or-later
// A text cut into the external declarations that rules may match in: each is parsed, matched and
// changed by itself, and only if some rule asks for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/engine.h"
#include "smpl/match.h"
#include "smpl/origin.h"
#include "smpl/parsed.h"

namespace towpath::smpl {

// A token that is one of the rules' words.
struct Anchor {
  WordId word;
  c::TokenIndex token;
};

// One external declaration, with the white space and comments before it, and what has become of it.
struct Unit {
  Offset begin;  // in the text before all rules
  Offset end;
  Text text;                            // now
  std::uint32_t conditionals = 0;       // how many are around it
  Edits edits = {};                     // so far
  std::unique_ptr<Parsed> parsed = {};  // of the text now, once some rule may match in it
  std::optional<Origins> origins = {};  // likewise
  std::vector<Anchor> anchors = {};     // by word, then token
  std::vector<WordId> words = {};       // sorted: what the text has, as long as it is not parsed
  std::vector<Match> matches = {};      // of the rule at hand
  bool reported = false;                // what of it could not be parsed
};

class Units {
 public:
  // Both outlive this.
  Units(const Engine& engine, const Text& text) : engine_(engine), text_(text) {}

  // Those that have one of the words found, or all. None is parsed yet.
  void find(const std::vector<Words::Hit>& hits, bool all);
  // And those that have a name which no rule has.
  void add_with(std::string_view name);

  std::vector<Unit>::iterator begin() { return units_.begin(); }
  std::vector<Unit>::iterator end() { return units_.end(); }
  std::size_t size() const { return units_.size(); }

  // Adds what could not be parsed and has one of the rules' words, before any of it is changed.
  void parse(Unit& unit, std::vector<Outcome::Unparsed>& unparsed) const;
  // `edits` are of the unit's text now, by rules.
  void change(Unit& unit, Edits edits) const;
  // All of the text as it is now.
  Text now() const;

 private:
  template <class Visit>
  void each_external(Visit visit) const;
  Offset end_of(const c::External& external) const;
  Unit unit_of(Offset begin, Offset end, std::uint32_t conditionals) const;
  void find_words(Unit& unit) const;
  void tell_unparsed(const Unit& unit, std::vector<Outcome::Unparsed>& unparsed) const;

  const Engine& engine_;
  const Text& text_;
  std::optional<c::Outline> outline_;  // of the text before all rules
  bool all_ = false;
  std::vector<Unit> units_;
};

}  // namespace towpath::smpl
