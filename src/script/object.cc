// SPDX-License-Identifier: GPL-2.0-or-later
#include "script/object.h"

namespace towpath::script {

namespace {

using smpl::Made;
using smpl::MetaKind;

// The elements of a list, as far as its tokens tell: commas outside of all brackets part them.
std::vector<std::string> elements(std::string_view tokens) {
  std::vector<std::string> found;
  std::string element;
  int depth = 0;
  while (!tokens.empty()) {
    const std::size_t end = std::min(tokens.find(' '), tokens.size());
    const std::string_view token = tokens.substr(0, end);
    tokens.remove_prefix(std::min(end + 1, tokens.size()));
    depth += token == "(" || token == "[" || token == "{";
    depth -= token == ")" || token == "]" || token == "}";
    if (token == "," && depth == 0) {
      found.push_back(std::exchange(element, {}));
      continue;
    }
    if (!element.empty()) element += ' ';
    element += token;
  }
  if (!element.empty()) found.push_back(std::move(element));
  return found;
}

Object location(const smpl::Position& at) {
  const auto range = [](std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    std::vector<Object> numbers;
    for (const std::uint32_t number : {a, b, c, d}) numbers.push_back(to_python(number));
    return tuple_of(std::move(numbers));
  };
  std::vector<Object> parts;
  parts.push_back(to_python(at.file));
  parts.push_back(to_python(at.element));
  parts.push_back(
      range(at.element_line, at.element_column, at.element_line_end, at.element_column_end));
  parts.push_back(range(at.line, at.column, at.line_end, at.column_end));
  return tuple_of(std::move(parts));
}

}  // namespace

Object to_python(std::string_view text) {
  return Object::owned(
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape"));
}

Object to_python(std::uint32_t number) {
  return Object::owned(PyLong_FromUnsignedLong(number));
}

Object tuple_of(std::vector<Object> items) {
  Object tuple = Object::owned(PyTuple_New(static_cast<Py_ssize_t>(items.size())));
  for (std::size_t i = 0; i < items.size(); ++i) {
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), items[i].release());
  }
  return tuple;
}

Object list_of(const std::vector<std::string>& texts) {
  Object list = Object::owned(PyList_New(static_cast<Py_ssize_t>(texts.size())));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i), to_python(texts[i]).release());
  }
  return list;
}

Object to_python(const smpl::Value* value, const smpl::Metavariable& meta) {
  if (!value) {
    if (meta.fallback && !meta.fallback->empty()) return to_python(*meta.fallback);
    return meta.kind == MetaKind::kPosition ? tuple_of({}) : to_python(std::string_view());
  }
  if (value->position) return location(*value->position);
  if (smpl::is_list(meta.kind)) {
    std::vector<Object> parts;
    parts.push_back(to_python(value->tokens));
    parts.push_back(list_of(elements(value->tokens)));
    return tuple_of(std::move(parts));
  }
  return to_python(value->tokens);
}

std::string to_string(PyObject* text) {
  if (!PyUnicode_Check(text)) return {};
  const Object bytes = Object::owned(PyUnicode_AsEncodedString(text, "utf-8", "surrogateescape"));
  if (!bytes) {
    PyErr_Clear();
    return {};
  }
  return {PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get()))};
}

std::uint32_t to_number(PyObject* number) {
  const unsigned long found = PyLong_AsUnsignedLong(number);
  if (PyErr_Occurred()) PyErr_Clear();
  return static_cast<std::uint32_t>(found);
}

Made to_made(PyObject* made) {
  using Kind = Made::Kind;
  constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"expression", Kind::kExpression}, {"statement", Kind::kStatement}, {"type", Kind::kType},
      {"pragma", Kind::kPragma},         {"position", Kind::kPosition},
  };
  const auto item = [&](Py_ssize_t i) { return PyTuple_GET_ITEM(made, i); };
  Made found;
  const std::string kind = to_string(item(0));
  for (const auto& [name, known] : kKinds) {
    if (kind == name) found.kind = known;
  }
  if (found.kind != Kind::kPosition) {
    found.code = to_string(item(1));
    return found;
  }
  found.position = smpl::Position{.id = 0,
                                  .file = to_string(item(1)),
                                  .element = to_string(item(2)),
                                  .line = to_number(item(3)),
                                  .column = to_number(item(4)),
                                  .line_end = to_number(item(5)),
                                  .column_end = to_number(item(6))};
  return found;
}

}  // namespace towpath::script
