// SPDX-License-Identifier: GPL-2.0-or-later
// Traced: text put together from pieces of makefiles, each byte of which knows where it was
// written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace towpath::kbuild {

// A byte of one of the makefiles read so far, counted in order of reading; or a value that stands
// in no makefile (kNowhere).
struct Origin {
  static constexpr std::uint32_t kNowhere = UINT32_MAX;

  std::uint32_t source = kNowhere;
  Offset offset = 0;

  friend bool operator==(const Origin&, const Origin&) = default;
};

class Traced {
 public:
  Traced() = default;
  Traced(std::string_view bytes, Origin origin) { append(bytes, origin); }

  const std::string& bytes() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  void clear();

  // Adds bytes that stand in a source from `origin` on, one after the other.
  void append(std::string_view bytes, Origin origin);
  void append(const Traced& other) { append(other, 0, other.size()); }
  void append(const Traced& other, std::size_t begin, std::size_t end);
  Traced slice(std::size_t begin, std::size_t end) const;

  // Where the byte at `at` was written.
  Origin origin(std::size_t at) const;
  // Where the word [begin, end) was written. Of a word made of several pieces, the last one counts:
  // of
  // `$(top)/inode.o`, not the definition of `top`.
  Origin word_origin(std::size_t begin, std::size_t end) const;

 private:
  struct Run {
    std::uint32_t begin;
    Origin origin;
  };

  const Run& run_of(std::size_t at) const;

  std::string bytes_;
  std::vector<Run> runs_;
};

// The words of a text, as make splits it: white space is space, tab, newline, \v, \f and \r.
struct WordRange {
  std::size_t begin;
  std::size_t end;
};
bool is_space(char c);
std::vector<WordRange> word_ranges(std::string_view text);
std::string_view trim(std::string_view text);

}  // namespace towpath::kbuild
