// SPDX-License-Identifier: GPL-2.0-or-later
// In place of the interpreter, where the program is built without it.
#include "script/python.h"

namespace towpath::script {

struct Python::State {};

Python::Python(std::unique_ptr<State> state) : state_(std::move(state)) {
}
Python::~Python() = default;

Result<std::unique_ptr<Python>> Python::start(const std::vector<std::string>&) {
  return Error{{},
               "this program is built without Python, so scripts do not run",
               "build it with -DTOWPATH_PYTHON=ON"};
}

std::unique_ptr<Python::Session> Python::text(std::size_t, const std::string&) {
  return nullptr;
}

std::unique_ptr<Python::Session> Python::no_text(const std::vector<std::string>&) {
  return nullptr;
}

std::vector<Iteration> Python::take_iterations() {
  return {};
}

}  // namespace towpath::script
