// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/prefilter.h"

#include <algorithm>

namespace towpath::sed {
namespace {

Trigger regex_trigger(const Program& program, std::uint32_t regex) {
  if (regex >= program.regexes.size()) return {.kind = Trigger::Kind::kAlways};
  if (program.regex_literals[regex].empty()) return {.kind = Trigger::Kind::kRegex, .regex = regex};
  return {.kind = Trigger::Kind::kLiterals, .literals = program.regex_literals[regex]};
}

Trigger address_trigger(const Program& program, const Command& command) {
  if (command.negated) return {.kind = Trigger::Kind::kAlways};
  switch (command.first.kind) {
    case Address::Kind::kRegex:
      return regex_trigger(program, command.first.regex);
    case Address::Kind::kLine:
      return {.kind = Trigger::Kind::kLine, .number = command.first.number};
    case Address::Kind::kLast:
      return {.kind = Trigger::Kind::kLast};
    default:
      return {.kind = Trigger::Kind::kAlways};
  }
}

// Whether the line at which a range begins may go by without reaching its command.
bool may_be_passed_over(const Program& program, std::uint32_t index) {
  for (std::uint32_t i = 0; i < program.commands.size(); ++i) {
    const std::string_view anywhere = "nND";
    const std::string_view before = "bctTd";
    const char name = program.commands[i].name;
    if (anywhere.find(name) != anywhere.npos) return true;
    if (i < index && before.find(name) != before.npos) return true;
  }
  return false;
}

Trigger trigger_of(const Program& program, std::uint32_t index) {
  const Command& command = program.commands[index];
  Trigger by_address = address_trigger(program, command);
  // A range has to see where it begins, whatever its command; by number, it may begin late.
  if (command.range != kNone) {
    const bool late = by_address.kind == Trigger::Kind::kLine && may_be_passed_over(program, index);
    return late ? Trigger{.kind = Trigger::Kind::kAlways} : by_address;
  }
  switch (command.name) {
    case 't':
      return {.kind = Trigger::Kind::kNever};
    case 'b':
    case 'T':
      // Going forward passes over commands that do nothing; going back might never end.
      if (command.target > index) return {.kind = Trigger::Kind::kNever};
      return by_address;
    case 's': {
      Trigger by_regex = regex_trigger(program, command.substitution->regex);
      const bool better =
          by_address.kind == Trigger::Kind::kAlways ||
          (by_address.kind == Trigger::Kind::kRegex && by_regex.kind == Trigger::Kind::kLiterals);
      return better ? by_regex : by_address;
    }
    default:
      return by_address;
  }
}

bool uses_last_regex(const Command& command) {
  return command.first.regex == kLastRegex || command.second.regex == kLastRegex ||
         (command.substitution && command.substitution->regex == kLastRegex);
}

}  // namespace

void prepare_prefilter(Program& program) {
  program.regex_literals.resize(program.regexes.size());
  // An empty expression means the one used last, so none may be passed over.
  if (std::any_of(program.commands.begin(), program.commands.end(), uses_last_regex)) return;

  for (std::size_t i = 0; i < program.regexes.size(); ++i) {
    for (const std::string& literal : program.regexes[i].literals()) {
      program.regex_literals[i].push_back(program.literals.add(literal));
    }
  }
  program.literals.freeze();

  std::vector<Trigger> triggers;
  for (std::uint32_t i = 0; i < program.commands.size();) {
    const Command& command = program.commands[i];
    const bool plain_block = command.name == '{' && command.range == kNone && !command.negated &&
                             command.first.kind == Address::Kind::kAbsent;
    if (!plain_block) {
      Trigger trigger = trigger_of(program, i);
      if (trigger.kind == Trigger::Kind::kAlways) return;
      triggers.push_back(std::move(trigger));
    }
    // What stands in a block acts only where the block's address lets it.
    i = command.name == '{' && !plain_block ? command.target : i + 1;
  }
  // A script that does nothing still has to be told from one that may do anything.
  if (triggers.empty()) triggers.push_back({.kind = Trigger::Kind::kNever});
  program.triggers = std::move(triggers);
}

Prefilter::Prefilter(const Program& program, const Text& text)
    : program_(program),
      text_(text),
      occurrences_(program.literals.size() == 0 ? std::vector<std::vector<Offset>>()
                                                : program.literals.occurrences(text.bytes())),
      cursors_(program.literals.size(), 0),
      next_(program.triggers.size(), 0) {
}

Offset Prefilter::next_occurrence(std::uint32_t literal, Offset from) {
  const std::vector<Offset>& places = occurrences_[literal];
  std::size_t& cursor = cursors_[literal];
  while (cursor < places.size() && places[cursor] < from) ++cursor;
  return cursor < places.size() ? places[cursor] : text_.size();
}

bool Prefilter::may_match(std::uint32_t regex, Offset begin, Offset end) {
  const std::vector<std::uint32_t>& literals = program_.regex_literals[regex];
  if (literals.empty()) return true;
  return std::any_of(literals.begin(), literals.end(), [&](std::uint32_t literal) {
    return next_occurrence(literal, begin) + program_.literals[literal].size() <= end;
  });
}

Offset Prefilter::next_for(const Trigger& trigger, Offset from, Matcher& matcher) {
  const Offset size = text_.size();
  switch (trigger.kind) {
    case Trigger::Kind::kAlways:
      return from;
    case Trigger::Kind::kNever:
      return size;
    case Trigger::Kind::kLiterals: {
      Offset next = size;
      for (const std::uint32_t literal : trigger.literals) {
        next = std::min(next, next_occurrence(literal, from));
      }
      return next;
    }
    case Trigger::Kind::kRegex: {
      std::size_t at = size;
      const auto outcome =
          matcher.find_line(program_.regexes[trigger.regex], text_.bytes(), from, at);
      // Where the search over the file gives up, the line's own may not.
      if (outcome == Matcher::Outcome::kGaveUp) return from;
      if (outcome == Matcher::Outcome::kNone) return size;
      // An empty match at the very end belongs to the last line.
      return std::min(static_cast<Offset>(at), size - 1);
    }
    case Trigger::Kind::kLine: {
      if (trigger.number == 0 || trigger.number > text_.line_count()) return size;
      const Offset begin = text_.line_begin(static_cast<std::uint32_t>(trigger.number));
      return begin < from ? size : begin;
    }
    case Trigger::Kind::kLast:
      return std::max(from, text_.line_begin(text_.line_count()));
  }
  return from;
}

Offset Prefilter::next_candidate(Offset from, Matcher& matcher) {
  Offset next = text_.size();
  for (std::size_t i = 0; i < next_.size(); ++i) {
    if (next_[i] < from || from == 0) next_[i] = next_for(program_.triggers[i], from, matcher);
    next = std::min(next, next_[i]);
  }
  return next;
}

}  // namespace towpath::sed
