// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers and strings in a row of bytes: numbers seven bits a byte, the lowest first (LEB128);
// strings behind their size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace towpath::evidence {

class ByteWriter {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }
  void raw(std::string_view bytes) { bytes_ += bytes; }
  void string(std::string_view bytes) {
    number(bytes.size());
    raw(bytes);
  }
  std::string take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads anything, however damaged: what is not there is nought or empty, and failed() tells.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  // At most `most`.
  std::uint64_t number(std::uint64_t most) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value <= most ? value : fail();
    }
    return fail();
  }
  // How many there are of what takes a byte at least, so that no count claims more than can follow.
  std::size_t count() { return static_cast<std::size_t>(number(rest_.size())); }
  std::string_view raw(std::size_t size) {
    if (size > rest_.size()) size = static_cast<std::size_t>(fail());
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  std::string_view string() { return raw(count()); }

  bool at_end() const { return rest_.empty(); }
  bool failed() const { return failed_; }

 private:
  std::uint64_t fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace towpath::evidence
