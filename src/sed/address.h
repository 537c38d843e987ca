// SPDX-License-Identifier: GPL-2.0-or-later
// What stands before a command: its addresses.
#pragma once

#include <string>

#include "sed/program.h"
#include "sed/scanner.h"

namespace towpath::sed {

// Reads addresses and regular expressions; the expressions go to the program.
class AddressParser {
 public:
  // Both must outlive it.
  AddressParser(Scanner& in, bool extended, Program& program)
      : in_(in), program_(program), extended_(extended) {}

  // The addresses, if any, and `!`.
  void addresses(Command& command);
  // Compiles an expression that stands at `where`; its index, or kLastRegex for the empty one.
  std::uint32_t regex(const std::string& source, RegexFlags flags, const Place& where);

 private:
  void address(Address& address, bool second);
  std::uint32_t address_regex();

  Scanner& in_;
  Program& program_;
  bool extended_;
};

}  // namespace towpath::sed
