// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/address.h"

namespace towpath::sed {

void AddressParser::addresses(Command& command) {
  address(command.first, /*second=*/false);
  if (in_.failed()) return;
  in_.skip_spaces();
  if (command.first.kind != Address::Kind::kAbsent && in_.take(',')) {
    in_.skip_spaces();
    address(command.second, /*second=*/true);
    if (!in_.failed() && command.second.kind == Address::Kind::kAbsent)
      return in_.fail("unexpected `,'");
  }
  const bool zero = command.first.kind == Address::Kind::kLine && command.first.number == 0;
  if (!in_.failed() && zero && command.second.kind != Address::Kind::kRegex) {
    return in_.fail("invalid usage of line address 0");
  }
  in_.skip_spaces();
  if (in_.take('!')) {
    command.negated = true;
    in_.skip_spaces();
    if (in_.next_is('!')) in_.fail("multiple `!'s");
  }
}

void AddressParser::address(Address& address, bool second) {
  using Kind = Address::Kind;
  if (in_.next_is('/') || in_.next_is('\\')) {
    if (in_.take('\\') && in_.at_end()) return in_.fail("unterminated address regex");
    address.kind = Kind::kRegex;
    address.regex = address_regex();
  } else if (is_digit(in_.peek())) {
    address.kind = Kind::kLine;
    address.number = in_.number();
    in_.skip_spaces();
    if (in_.take('~')) {
      if (second) return in_.fail("first~step is no second address", "write a line number");
      in_.skip_spaces();
      address.step = in_.number();
      if (address.step > 0) address.kind = Kind::kStep;
    }
  } else if (in_.next_is('+') || in_.next_is('~')) {
    if (!second) return in_.fail("invalid usage of +N or ~N as first address");
    address.kind = in_.next_is('+') ? Kind::kPlus : Kind::kMultiple;
    in_.next();
    in_.skip_spaces();
    if (!is_digit(in_.peek())) return in_.fail("expected a number");
    address.number = in_.number();
  } else if (in_.take('$')) {
    address.kind = Kind::kLast;
  }
}

std::uint32_t AddressParser::address_regex() {
  const char delimiter = in_.next();
  const Place where = in_.here();
  std::string source;
  if (!in_.delimited(delimiter, /*regex=*/true, source)) {
    in_.fail(where, "unterminated address regex");
    return kNone;
  }
  RegexFlags flags{.extended = extended_};
  for (;; in_.next()) {
    in_.skip_spaces();
    if (in_.next_is('I')) {
      flags.ignore_case = true;
    } else if (in_.next_is('M')) {
      flags.multiline = true;
    } else {
      return regex(source, flags, where);
    }
  }
}

std::uint32_t AddressParser::regex(const std::string& source, RegexFlags flags,
                                   const Place& where) {
  if (source.empty()) {
    if (flags.ignore_case || flags.multiline)
      in_.fail(where, "cannot specify modifiers on empty regexp");
    return kLastRegex;
  }
  Result<Regex> regex = Regex::compile(source, flags, where);
  if (!regex) {
    in_.fail(regex.error().where, regex.error().message, regex.error().hint);
    return kNone;
  }
  program_.regexes.push_back(std::move(*regex));
  return static_cast<std::uint32_t>(program_.regexes.size() - 1);
}

}  // namespace towpath::sed
