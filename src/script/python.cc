// SPDX-License-Identifier: GPL-2.0-or-later
#include "script/python.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "script/interpreter.h"
#include "script/object.h"

namespace towpath::script {

namespace {

using smpl::Made;
using smpl::Metavariable;
using smpl::ScriptExpression;
using smpl::ScriptOutcome;
using smpl::SourceRule;
using smpl::Value;

// The interpreter's lock, for as long as this lives.
class Locked {
 public:
  Locked() : state_(PyGILState_Ensure()) {}
  ~Locked() { PyGILState_Release(state_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  PyGILState_STATE state_;
};

// Lets the scripts of each semantic patch go on in the order of the texts' numbers.
class Turns {
 public:
  void wait_for(std::string_view semantic_patch, std::size_t number) {
    std::unique_lock lock(mutex_);
    Waiter waiter{std::string(semantic_patch), number, {}};
    if (has_come(waiter)) return;
    const auto at = waiters_.insert(waiters_.end(), &waiter);
    waiter.called.wait(lock, [&] { return has_come(waiter); });
    waiters_.erase(at);
  }
  // No script of the semantic patch follows in the text.
  void finish(std::string_view semantic_patch, std::size_t number) {
    const std::lock_guard lock(mutex_);
    by_patch_[std::string(semantic_patch)].add(number);
    call();
  }
  // No script at all.
  void end(std::size_t number) {
    const std::lock_guard lock(mutex_);
    ended_.add(number);
    call();
  }
  void restart() {
    by_patch_.clear();
    ended_ = {};
  }

 private:
  struct Progress {
    std::size_t next = 0;        // all before it are done with
    std::set<std::size_t> done;  // and these
    bool has(std::size_t number) const { return number < next || done.contains(number); }
    void add(std::size_t number) {
      done.insert(number);
      while (!done.empty() && *done.begin() <= next) {
        next = std::max(next, *done.begin() + 1);
        done.erase(done.begin());
      }
    }
  };
  struct Waiter {
    std::string semantic_patch;
    std::size_t number;
    std::condition_variable called;
  };

  bool has_come(const Waiter& waiter) {
    Progress& progress = by_patch_[waiter.semantic_patch];
    while (progress.done.contains(progress.next) || ended_.has(progress.next)) ++progress.next;
    return progress.next >= waiter.number;
  }
  // Only those whose turn has come: most of what happens concerns none.
  void call() {
    for (Waiter* const waiter : waiters_) {
      if (has_come(*waiter)) waiter->called.notify_one();
    }
  }

  std::mutex mutex_;
  std::list<Waiter*> waiters_;
  std::map<std::string, Progress> by_patch_;
  Progress ended_;
};

// One call of Host.run().
struct Call {
  const SourceRule& rule;
  std::string_view source;
  std::uint32_t line;
  const char* mode;
  std::vector<Object> given;
  std::vector<std::string> made;
  std::vector<Object> merged;
};

struct Answer {
  std::string printed;
  std::vector<Finding> findings;
  std::string text;
  bool truth = false;
  ScriptOutcome outcome;
};

Finding to_finding(const SourceRule& rule, PyObject* tuple) {
  const auto item = [&](Py_ssize_t i) { return PyTuple_GET_ITEM(tuple, i); };
  return {.cocci = std::string(rule.body.name()),
          .rule = rule.name,
          .file = to_string(item(0)),
          .line = to_number(item(1)),
          .column = to_number(item(2)),
          .line_end = to_number(item(3)),
          .column_end = to_number(item(4)),
          .message = to_string(item(5))};
}

Object given_value(const Metavariable& meta, std::string_view name, const Value* value) {
  std::vector<Object> parts;
  parts.push_back(to_python(name));
  parts.push_back(to_python(meta.from_rule));
  parts.push_back(to_python(meta.from_name));
  parts.push_back(to_python(value, meta));
  return tuple_of(std::move(parts));
}

Object list_of_objects(const std::vector<Object>& objects) {
  Object list = Object::owned(PyList_New(0));
  for (const Object& object : objects) PyList_Append(list.get(), object.get());
  return list;
}

Result<Answer> ask(PyObject* host, Call call, const std::vector<std::string>& files) {
  const Object answer = Object::owned(
      PyObject_CallMethod(host, "run", "NNIsNNNN", to_python(call.rule.body.name()).release(),
                          to_python(call.source).release(), call.line, call.mode,
                          list_of(files).release(), list_of_objects(call.given).release(),
                          list_of(call.made).release(), list_of_objects(call.merged).release()));
  if (!answer) {
    PyErr_Print();
    return Error{call.rule.place, "the interpreter failed in `" + call.rule.name + "`", ""};
  }
  const auto item = [&](Py_ssize_t i) { return PyTuple_GET_ITEM(answer.get(), i); };
  Answer found;
  found.printed = to_string(item(2));
  if (item(1) != Py_None) {
    const std::uint32_t line = to_number(item(0));
    const Place place =
        line == 0 ? call.rule.place : Place{std::string(call.rule.body.name()), line, 0};
    return Error{place, "the script of `" + call.rule.name + "` failed: " + to_string(item(1)), ""};
  }
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(item(7)); ++i) {
    found.findings.push_back(to_finding(call.rule, PyList_GET_ITEM(item(7), i)));
  }
  found.truth = PyObject_IsTrue(item(3)) == 1;
  found.text = to_string(item(3));
  found.outcome.included = PyObject_IsTrue(item(4)) == 1;
  found.outcome.exited = PyObject_IsTrue(item(5)) == 1;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(item(6)); ++i) {
    PyObject* const made = PyList_GET_ITEM(item(6), i);
    found.outcome.made.push_back(made == Py_None ? std::nullopt : std::optional(to_made(made)));
  }
  return found;
}

}  // namespace

struct Python::State {
  Interpreter interpreter;
  // A call of the library is never interrupted by another one, though CPython's lock may change
  // hands while it runs.
  std::mutex calls;
  Turns turns;
};

namespace {

class TextSession : public Python::Session {
 public:
  // Without a number there is no turn to wait for.
  TextSession(Interpreter& interpreter, std::mutex& calls, Turns& turns,
              std::optional<std::size_t> number, std::vector<std::string> files)
      : interpreter_(interpreter),
        calls_(calls),
        turns_(turns),
        number_(number),
        files_(std::move(files)) {}
  ~TextSession() override {
    if (number_) turns_.end(*number_);
  }

  const std::string& output() const override { return output_; }
  const std::vector<Finding>& findings() const override { return findings_; }

  void finished(std::string_view semantic_patch) override {
    if (number_) turns_.finish(semantic_patch, *number_);
  }

  Result<ScriptOutcome> run(const SourceRule& rule, std::span<const Value* const> given) override {
    const std::unique_lock lock = entered(rule);
    if (const Status& started = interpreter_.start(); !started) return started.error();
    const Locked python;
    Call call{.rule = rule,
              .source = rule.body.bytes(),
              .line = rule.body_line,
              .mode = "exec",
              .given = {},
              .made = {},
              .merged = {}};
    std::vector<std::size_t> makers;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const Metavariable& meta = rule.metavariables[i];
      if (meta.from_rule.empty()) {
        call.made.push_back(meta.name);
        makers.push_back(i);
      } else if (meta.from_rule == smpl::kMergedVariables) {
        std::vector<Object> names;
        names.push_back(to_python(meta.name));
        names.push_back(to_python(meta.from_name));
        call.merged.push_back(tuple_of(std::move(names)));
      } else {
        call.given.push_back(given_value(meta, meta.name, given[i]));
      }
    }
    Result<Answer> answer = asked(std::move(call));
    if (!answer) return std::move(answer).error();
    ScriptOutcome outcome = std::move(answer->outcome);
    std::vector<std::optional<Made>> made(given.size());
    for (std::size_t i = 0; i < makers.size(); ++i) made[makers[i]] = std::move(outcome.made[i]);
    outcome.made = std::move(made);
    return outcome;
  }

  Result<bool> holds(const SourceRule& rule, const ScriptExpression& expression,
                     std::span<const Value* const> given) override {
    Result<Answer> answer = evaluated(rule, expression, given);
    if (!answer) return std::move(answer).error();
    return answer->truth;
  }

  Result<std::string> text(const SourceRule& rule, const ScriptExpression& expression,
                           std::span<const Value* const> given) override {
    Result<Answer> answer = evaluated(rule, expression, given);
    if (!answer) return std::move(answer).error();
    return std::move(answer->text);
  }

 private:
  // The turn first: who waits for it must not hold the lock.
  std::unique_lock<std::mutex> entered(const SourceRule& rule) {
    if (number_ && turns_had_.insert(rule.body.name()).second)
      turns_.wait_for(rule.body.name(), *number_);
    return std::unique_lock(calls_);
  }

  Result<Answer> evaluated(const SourceRule& rule, const ScriptExpression& expression,
                           std::span<const Value* const> given) {
    const std::unique_lock lock = entered(rule);
    if (const Status& started = interpreter_.start(); !started) return started.error();
    const Locked python;
    Call call{.rule = rule,
              .source = expression.code,
              .line = expression.place.line,
              .mode = "eval",
              .given = {},
              .made = {},
              .merged = {}};
    for (std::size_t i = 0; i < given.size(); ++i) {
      const ScriptExpression::Parameter& parameter = expression.parameters[i];
      call.given.push_back(
          given_value(rule.metavariables[parameter.meta], parameter.name, given[i]));
    }
    return asked(std::move(call));
  }

  Result<Answer> asked(Call call) {
    Result<Answer> answer = ask(interpreter_.host(), std::move(call), files_);
    if (!answer) return answer;
    output_ += answer->printed;
    for (Finding& finding : answer->findings) findings_.push_back(std::move(finding));
    return answer;
  }

  Interpreter& interpreter_;
  std::mutex& calls_;
  Turns& turns_;
  std::optional<std::size_t> number_;
  std::vector<std::string> files_;
  std::string output_;
  std::vector<Finding> findings_;
  std::set<std::string_view> turns_had_;  // files of rules
};

}  // namespace

Result<std::unique_ptr<Python>> Python::start(const std::vector<std::string>& virtual_names) {
  return std::unique_ptr<Python>(
      new Python(std::unique_ptr<State>(new State{Interpreter(virtual_names), {}, {}})));
}

Python::Python(std::unique_ptr<State> state) : state_(std::move(state)) {
}

Python::~Python() = default;

std::unique_ptr<Python::Session> Python::text(std::size_t number, const std::string& file) {
  return std::make_unique<TextSession>(state_->interpreter, state_->calls, state_->turns, number,
                                       std::vector<std::string>{file});
}

std::unique_ptr<Python::Session> Python::no_text(const std::vector<std::string>& files) {
  state_->turns.restart();
  return std::make_unique<TextSession>(state_->interpreter, state_->calls, state_->turns,
                                       std::nullopt, files);
}

std::vector<Iteration> Python::take_iterations() {
  std::vector<Iteration> taken;
  if (!state_->interpreter.host()) return taken;
  const Locked lock;
  const Object list =
      Object::owned(PyObject_CallMethod(state_->interpreter.host(), "take_iterations", nullptr));
  const auto texts = [](PyObject* strings) {
    std::vector<std::string> found;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(strings); ++i) {
      found.push_back(to_string(PyList_GET_ITEM(strings, i)));
    }
    return found;
  };
  for (Py_ssize_t i = 0; list && i < PyList_GET_SIZE(list.get()); ++i) {
    PyObject* const one = PyList_GET_ITEM(list.get(), i);
    Iteration iteration;
    iteration.cocci = to_string(PyTuple_GET_ITEM(one, 0));
    iteration.files = texts(PyTuple_GET_ITEM(one, 1));
    PyObject* const definitions = PyTuple_GET_ITEM(one, 2);
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(definitions); ++at) {
      PyObject* const pair = PyList_GET_ITEM(definitions, at);
      iteration.definitions.push_back(
          {to_string(PyTuple_GET_ITEM(pair, 0)), to_string(PyTuple_GET_ITEM(pair, 1))});
    }
    iteration.extends = PyObject_IsTrue(PyTuple_GET_ITEM(one, 3)) == 1;
    taken.push_back(std::move(iteration));
  }
  std::stable_sort(taken.begin(), taken.end(),
                   [](const Iteration& a, const Iteration& b) { return a.cocci < b.cocci; });
  return taken;
}

}  // namespace towpath::script
