// SPDX-License-Identifier: GPL-2.0-or-later
// Input: the text's lines, one after the other.
#pragma once

#include <utility>

#include "text/text.h"

namespace towpath::sed {

class Input {
 public:
  // `text` must outlive it.
  explicit Input(const Text& text) : text_(text), source_(text.bytes()) {}

  bool is_last_line() const { return next_ >= source_.size(); }
  void read_line();
  // Passes over the lines before the source byte `line`, where one begins.
  void skip_to(Offset line);

  // The line read last, without its newline.
  Offset begin() const { return begin_; }
  Offset end() const { return end_; }
  bool has_newline() const { return next_ > end_; }
  // Where the next line begins.
  Offset next() const { return next_; }

  std::uint64_t number();
  Place place() const { return {text_.name(), text_.line_of(begin_), 0}; }

 private:
  const Text& text_;
  std::string_view source_;
  Offset next_ = 0;
  Offset begin_ = 0;
  Offset end_ = 0;
  std::uint64_t number_ = 0;  // of the line read last, if known
  bool number_known_ = false;
};

inline void Input::read_line() {
  begin_ = next_;
  const std::size_t newline = source_.find('\n', next_);
  const bool whole = newline != source_.npos;
  end_ = static_cast<Offset>(whole ? newline : source_.size());
  next_ = end_ + (whole ? 1 : 0);
  if (number_known_) ++number_;
}

inline void Input::skip_to(Offset line) {
  next_ = line;
  number_known_ = false;
}

inline std::uint64_t Input::number() {
  if (!std::exchange(number_known_, true)) number_ = text_.line_of(begin_);
  return number_;
}

}  // namespace towpath::sed
