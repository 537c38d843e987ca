// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/selection.h"

namespace towpath::sed {

Selection::Selection(const Program& program, Input& input, const PatternSpace& space,
                     Prefilter& prefilter, Matcher& matcher)
    : program_(program),
      input_(input),
      space_(space),
      prefilter_(prefilter),
      matcher_(matcher),
      ranges_(program.ranges) {
  for (const Command& command : program.commands) {
    const bool from_zero = command.range != kNone && command.first.kind == Address::Kind::kLine &&
                           command.first.number == 0;
    if (from_zero) set_state(ranges_[command.range], Range::State::kActive);
  }
}

bool Selection::is_open(const Command& command) const {
  return command.range != kNone && ranges_[command.range].state == Range::State::kActive;
}

void Selection::set_state(Range& range, Range::State state) {
  open_ranges_ +=
      (state == Range::State::kActive ? 1u : 0u) - (range.state == Range::State::kActive ? 1u : 0u);
  range.state = state;
}

const Regex* Selection::regex(std::uint32_t regex) {
  if (regex == kLastRegex) regex = last_regex_;
  if (regex == kNone) return nullptr;
  last_regex_ = regex;
  return &program_.regexes[regex];
}

bool Selection::may_match(std::uint32_t regex) {
  if (regex >= program_.regexes.size() || !space_.unchanged()) return true;
  return prefilter_.may_match(regex, space_.begin(), space_.end());
}

Result<bool> Selection::selects(const Command& command) {
  if (command.first.kind == Address::Kind::kAbsent) return true;
  if (command.range == kNone) return matches(command.first, command);
  Range& range = ranges_[command.range];
  return range.state == Range::State::kActive ? continues(range, command) : begins(range, command);
}

Result<bool> Selection::matches(const Address& address, const Command& command) {
  switch (address.kind) {
    case Address::Kind::kLine:
      return input_.number() == address.number;
    case Address::Kind::kStep:
      return input_.number() >= address.number &&
             (input_.number() - address.number) % address.step == 0;
    case Address::Kind::kLast:
      return input_.is_last_line();
    case Address::Kind::kRegex: {
      if (!may_match(address.regex)) return false;
      const Regex* const regex = this->regex(address.regex);
      if (regex == nullptr) return no_previous_regex(command);
      const auto outcome = matcher_.test(*regex, space_.bytes());
      if (outcome == Matcher::Outcome::kGaveUp) return too_many_steps(*regex, input_.place());
      return outcome == Matcher::Outcome::kMatch;
    }
    default:
      return false;
  }
}

Result<bool> Selection::begins(Range& range, const Command& command) {
  const std::uint64_t first = command.first.number;
  const bool by_number = command.first.kind == Address::Kind::kLine;
  if (by_number) {
    // Where n or N read past the line, the range begins late; but it begins once only.
    if (range.state == Range::State::kClosed || input_.number() < first) return false;
  } else {
    Result<bool> matched = matches(command.first, command);
    if (!matched.ok() || !*matched) return matched;
  }
  const Address& second = command.second;
  switch (second.kind) {
    case Address::Kind::kLine:
      range.last = second.number;
      break;
    case Address::Kind::kPlus:
      range.last = input_.number() + second.number;
      break;
    case Address::Kind::kMultiple:
      range.last = second.number == 0 ? input_.number()
                                      : (input_.number() / second.number + 1) * second.number;
      break;
    case Address::Kind::kLast:
      set_state(range, input_.is_last_line() ? Range::State::kClosed : Range::State::kActive);
      return true;
    default:
      set_state(range, Range::State::kActive);
      return true;
  }
  // Up to a line that is not later: this line only.
  const bool goes_on = input_.number() < range.last;
  set_state(range, goes_on ? Range::State::kActive : Range::State::kClosed);
  return goes_on || !by_number || input_.number() == first || input_.number() == range.last;
}

Result<bool> Selection::continues(Range& range, const Command& command) {
  switch (command.second.kind) {
    case Address::Kind::kLast:
    case Address::Kind::kRegex: {
      Result<bool> matched = matches(command.second, command);
      if (!matched.ok()) return matched;
      if (*matched) set_state(range, Range::State::kClosed);
      return true;
    }
    default:
      if (input_.number() >= range.last) set_state(range, Range::State::kClosed);
      // Where n or N read past the end, GNU sed still takes this line with +N and ~N.
      return command.second.kind != Address::Kind::kLine || input_.number() <= range.last;
  }
}

Error no_previous_regex(const Command& command) {
  return {command.place, "no previous regular expression", ""};
}

Error too_many_steps(const Regex& regex, const Place& line) {
  return {regex.place(),
          "the regular expression takes too many steps to match at " + to_string(line),
          "write it without repetitions inside repetitions"};
}

}  // namespace towpath::sed
