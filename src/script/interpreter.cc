// SPDX-License-Identifier: GPL-2.0-or-later
#include "script/interpreter.h"

#include "script/coccilib.h"

namespace towpath::script {

namespace {

Object new_host(const std::vector<std::string>& virtual_names) {
  const Object code = Object::owned(Py_CompileString(kCoccilib, "coccilib.py", Py_file_input));
  if (!code) return {};
  const Object library = Object::owned(PyImport_ExecCodeModule("towpath_scripts", code.get()));
  if (!library) return {};
  return Object::owned(
      PyObject_CallMethod(library.get(), "Host", "N", list_of(virtual_names).release()));
}

// Nothing of the surroundings decides which modules there are but PYTHONPATH; the current folder,
// which may be a source tree, has none.
bool start_interpreter() {
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  config.install_signal_handlers = 0;
  config.write_bytecode = 0;
  config.safe_path = 1;
  config.parse_argv = 0;
  PyStatus status = PyConfig_SetBytesString(&config, &config.home, TOWPATH_PYTHON_HOME);
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  return !PyStatus_Exception(status);
}

}  // namespace

Interpreter::~Interpreter() {
  if (!thread_.joinable()) return;
  over_.set_value();
  thread_.join();
}

const Status& Interpreter::start() {
  if (thread_.joinable()) return status_;
  std::promise<Status> started;
  std::future<Status> status = started.get_future();
  thread_ = std::thread(&Interpreter::run, this, std::move(started));
  status_ = status.get();
  return status_;
}

void Interpreter::run(std::promise<Status> started) {
  if (!start_interpreter()) {
    started.set_value(
        Error{{}, "Python does not start", "scripts need the modules of " TOWPATH_PYTHON_HOME});
    return;
  }
  Object host = new_host(virtual_names_);
  if (!host) PyErr_Print();
  host_ = host.get();
  PyThreadState* const state = PyEval_SaveThread();
  started.set_value(host_ ? Status(Done{})
                          : Error{{}, "the library for scripts does not load", ""});
  over_.get_future().wait();
  PyEval_RestoreThread(state);
  host = Object();
  Py_FinalizeEx();
}

}  // namespace towpath::script
