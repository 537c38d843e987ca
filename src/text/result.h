// SPDX-License-Identifier: GPL-2.0-or-later
// Expected failures travel as values: a Result<T> holds a T or a located Error.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace towpath {

// A position people can go to. Lines and columns count from 1, columns in bytes; 0 means "the whole
// file" or "the whole line".
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

// "file:line:column", leaving out what is 0 or empty.
std::string to_string(const Place& place);

// What went wrong, where, and what to do about it. `hint` may be empty.
struct Error {
  Place where;
  std::string message;
  std::string hint;
};

// "place: message" and, when there is a hint, "; hint".
std::string to_string(const Error& error);

// A value or the Error that prevented it. Look at ok() before value() or error().
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

// The Result of an action that yields nothing but may fail.
struct Done {};
using Status = Result<Done>;

}  // namespace towpath
