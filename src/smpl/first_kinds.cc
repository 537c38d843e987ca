// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/first_kinds.h"

namespace towpath::smpl {

KindSet first_kinds(const Program& program, std::uint32_t entry) {
  using Op = Instruction::Op;
  KindSet kinds;
  std::vector<std::uint32_t> work{entry};
  while (!work.empty()) {
    const std::uint32_t pc = work.back();
    work.pop_back();
    const Instruction& instruction = program.code[pc];
    switch (instruction.op) {
      case Op::kEnter:
        kinds.set(static_cast<std::size_t>(instruction.kind));
        break;
      case Op::kSplit:
        work.push_back(instruction.argument);
        work.push_back(pc + 1);
        break;
      case Op::kJump:
        work.push_back(instruction.argument);
        break;
      case Op::kTested:
        work.push_back(pc + 1);
        break;
      default:
        return {};
    }
  }
  return kinds;
}

}  // namespace towpath::smpl
