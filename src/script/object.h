// SPDX-License-Identifier: GPL-2.0-or-later
// References to Python's objects, and values of the engine as such. All of it with the
// interpreter's lock held.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smpl/script.h"

namespace towpath::script {

// One reference, given back with the object's end.
class Object {
 public:
  Object() = default;
  static Object owned(PyObject* object) { return Object(object); }
  static Object borrowed(PyObject* object) { return Object(Py_XNewRef(object)); }
  Object(Object&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Object& operator=(Object&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Object() { Py_XDECREF(object_); }

  PyObject* get() const { return object_; }
  PyObject* release() { return std::exchange(object_, nullptr); }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  explicit Object(PyObject* object) : object_(object) {}
  PyObject* object_ = nullptr;
};

// Strings keep bytes that are not UTF-8, as the file names of Python do.
Object to_python(std::string_view text);
Object to_python(std::uint32_t number);
// Takes over the objects; none may be null.
Object tuple_of(std::vector<Object> items);
Object list_of(const std::vector<std::string>& texts);
// As Host.value() in coccilib.py expects it; nothing is what `meta` says for it.
Object to_python(const smpl::Value* value, const smpl::Metavariable& meta);

std::string to_string(PyObject* text);  // empty if it is no string
std::uint32_t to_number(PyObject* number);
// What Host.made() returns.
smpl::Made to_made(PyObject* made);

}  // namespace towpath::script
