// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/text.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <vector>

namespace towpath {

struct Text::Storage {
  std::string name;
  std::string bytes;
  mutable std::once_flag indexed;
  mutable std::vector<Offset> line_begins;

  const std::vector<Offset>& lines() const {
    std::call_once(indexed, [this] {
      const char* const begin = bytes.data();
      const char* const end = begin + bytes.size();
      for (const char* at = begin; at != end;) {
        line_begins.push_back(static_cast<Offset>(at - begin));
        const void* newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        at = newline ? static_cast<const char*>(newline) + 1 : end;
      }
    });
    return line_begins;
  }
};

Text::Text(std::string name, std::string bytes) {
  auto storage = std::make_shared<Storage>();
  storage->name = std::move(name);
  storage->bytes = std::move(bytes);
  storage_ = std::move(storage);
}

const std::string& Text::name() const {
  return storage_->name;
}

std::string_view Text::bytes() const {
  return storage_->bytes;
}

std::uint32_t Text::line_count() const {
  return static_cast<std::uint32_t>(storage_->lines().size());
}

std::uint32_t Text::line_of(Offset at) const {
  const auto& lines = storage_->lines();
  const auto after = std::upper_bound(lines.begin(), lines.end(), at);
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(after - lines.begin()));
}

Offset Text::line_begin(std::uint32_t line) const {
  const auto& lines = storage_->lines();
  return line <= lines.size() ? lines[line - 1] : size();
}

std::string_view Text::line(std::uint32_t line) const {
  return slice(line_begin(line), line_begin(line + 1));
}

Place Text::place(Offset at) const {
  const std::uint32_t line = line_of(at);
  const Offset begin = line_count() == 0 ? 0 : line_begin(line);
  return Place{name(), line, at - begin + 1};
}

}  // namespace towpath
