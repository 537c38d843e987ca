// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts of semantic patches in Python, by the embedded CPython. What they may use is in
// coccilib.py. The semantic patch is trusted as a program that its user runs; the code that it is
// applied to is only ever data.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "smpl/definition.h"
#include "smpl/script.h"
#include "text/result.h"

namespace towpath::script {

// What a script reports; lines from 1, columns from 0.
struct Finding {
  std::string cocci;  // the semantic patch
  std::string rule;   // the script's
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t line_end = 0;
  std::uint32_t column_end = 0;
  std::string message;
};

// A run that scripts ask for once all files are treated: the same semantic patch, other
// definitions.
struct Iteration {
  std::string cocci;               // the semantic patch
  std::vector<std::string> files;  // empty: the same as before
  std::vector<smpl::Definition> definitions;
  bool extends = false;  // the definitions of the run before hold on, as far as these leave them
};

// The interpreter, one for the process at a time. All scripts of semantic patches from one file
// share their variables. They run one at a time, and those that share variables in the order of the
// texts' numbers, whatever threads ask: so they may count and collect, and what they print is the
// same in every run.
class Python {
 public:
  // `virtual_names` are what scripts may name (SemanticPatch::virtual_names). The error is about a
  // build without Python. That an interpreter does not start is told where a script is first to
  // run.
  static Result<std::unique_ptr<Python>> start(const std::vector<std::string>& virtual_names);
  ~Python();
  Python(const Python&) = delete;
  Python& operator=(const Python&) = delete;

  // The scripts of the text of that number, counted from 0 up. Each number must be asked for once;
  // its end lets those of the next number run.
  class Session : public smpl::Scripts {
   public:
    // What the scripts have printed.
    virtual const std::string& output() const = 0;
    // What they have reported by coccilib.report and coccilib.org.
    virtual const std::vector<Finding>& findings() const = 0;
  };
  std::unique_ptr<Session> text(std::size_t number, const std::string& file);
  // The scripts before and after all texts, while no text is treated; numbers begin anew.
  std::unique_ptr<Session> no_text(const std::vector<std::string>& files);

  // What scripts have asked for since the last call, by semantic patch.
  std::vector<Iteration> take_iterations();

 private:
  struct State;
  explicit Python(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace towpath::script
