// SPDX-License-Identifier: GPL-2.0-or-later
// The embedded CPython, with the library for scripts.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "script/object.h"
#include "text/result.h"

namespace towpath::script {

// Started when a script is first to run: most files have nothing that a script is asked about, and
// starting takes longer than looking through a folder of them. It begins and ends on a thread of
// its own, as CPython wants both on the same one.
class Interpreter {
 public:
  explicit Interpreter(std::vector<std::string> virtual_names)
      : virtual_names_(std::move(virtual_names)) {}
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  // Returns at once where it has been called before; not for two threads at a time. The error is
  // about an interpreter that does not start, and stays.
  const Status& start();
  // The object of class Host in coccilib.py; null before a start that succeeded. What is asked of
  // it takes the interpreter's lock.
  PyObject* host() const { return host_; }

 private:
  void run(std::promise<Status> started);

  std::vector<std::string> virtual_names_;
  Status status_ = Done{};
  PyObject* host_ = nullptr;  // of the thread
  std::promise<void> over_;
  std::thread thread_;
};

}  // namespace towpath::script
