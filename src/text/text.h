// SPDX-License-Identifier: GPL-2.0-or-later
// Text: the immutable bytes of one file. Views into a Text stay valid as long as any copy of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "text/result.h"

namespace towpath {

// A byte offset into a Text. Texts are at most kMaxTextSize bytes; trees refuse larger files.
using Offset = std::uint32_t;
inline constexpr std::size_t kMaxTextSize = std::size_t{1} << 31;

class Text {
 public:
  Text() : Text("", "") {}
  // `name` is what messages call the text, usually its path inside the tree.
  Text(std::string name, std::string bytes);

  const std::string& name() const;
  std::string_view bytes() const;
  Offset size() const { return static_cast<Offset>(bytes().size()); }
  std::string_view slice(Offset begin, Offset end) const {
    return bytes().substr(begin, end - begin);
  }

  // Line numbers count from 1. The line index is built on first use and shared by copies; safe to
  // ask from several threads.
  std::uint32_t line_count() const;                 // a last line without newline counts
  std::uint32_t line_of(Offset at) const;           // at == size() belongs to the last line
  Offset line_begin(std::uint32_t line) const;      // line_count() + 1 gives size()
  std::string_view line(std::uint32_t line) const;  // with its newline, where it has one
  Place place(Offset at) const;

 private:
  struct Storage;
  std::shared_ptr<const Storage> storage_;
};

}  // namespace towpath
