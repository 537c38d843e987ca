// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

namespace towpath::cli {
namespace {

Error failed(const std::string& what, int code) {
  return {{}, what + ": " + std::strerror(code), ""};
}

// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDERR_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// What is left of `before`, and what takes the place of the rest: through a buffer, for a copy of
// all of it would cost more than to read and resolve it.
bool write_edited(int descriptor, std::string_view before, const Edits& edits) {
  constexpr std::size_t kBuffer = std::size_t{1} << 16;
  std::string buffer;
  const auto flush = [&] {
    const bool written = write_all(descriptor, buffer);
    buffer.clear();
    return written;
  };
  const auto put = [&](std::string_view piece) {
    if (buffer.size() + piece.size() < kBuffer) {
      buffer += piece;
      return true;
    }
    return flush() && write_all(descriptor, piece);
  };
  Offset at = 0;
  for (const Edit& edit : edits) {
    if (!put(before.substr(at, edit.begin - at)) || !put(edit.replacement)) return false;
    at = edit.end;
  }
  return put(before.substr(at)) && flush();
}

// Makes room. Where that is much, in large pages: else the first touch of each of the small ones
// takes longer than to read it.
void reserve(std::string& bytes, std::size_t size) {
  constexpr std::uintptr_t kLargePage = std::uintptr_t{1} << 21;
  bytes.reserve(size);
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t first = (begin + kLargePage - 1) & ~(kLargePage - 1);
  const std::uintptr_t last = (begin + size) & ~(kLargePage - 1);
  // No more than a wish.
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

Error cannot_write(const std::string& input) {
  return failed(input + ": can't write to output", errno);
}

}  // namespace

Result<Text> read_input(const std::string& path) {
  const bool standard = path == "-";
  const std::string name = standard ? "[stdin]" : path;
  const Descriptor file(standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return failed("can't open " + path, errno);
  struct stat status = {};
  std::size_t expected = 0;
  if (::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode)) {
    expected = std::min<std::size_t>(static_cast<std::size_t>(status.st_size), kMaxTextSize);
  }
  std::string bytes;
  reserve(bytes, expected + 1);  // one more, so that it need not grow to see the end
  bytes.resize(expected + 1);
  std::size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(used + std::max<std::size_t>(used, 65536));
    const ssize_t got = ::read(file.number(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("can't read " + name, errno);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > kMaxTextSize) return failed("can't read " + name, EFBIG);
  }
  bytes.resize(used);
  return Text(name, std::move(bytes));
}

Status write_standard_output(std::string_view before, const Edits& edits,
                             const std::string& input) {
  if (!write_edited(STDOUT_FILENO, before, edits)) return cannot_write(input);
  return Done{};
}

Status write_output(const std::string& path, std::string_view before, const Edits& edits,
                    const std::string& input, const std::string& backup_suffix) {
  struct stat old = {};
  if (::stat(path.c_str(), &old) != 0) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (file.number() < 0) return failed("can't create " + path, errno);
    if (!write_edited(file.number(), before, edits) || !file.close()) return cannot_write(input);
    return Done{};
  }
  std::string aside = path + ".XXXXXX";
  Descriptor file(::mkostemp(aside.data(), O_CLOEXEC));
  if (file.number() < 0) return failed("can't create " + aside, errno);
  const auto give_up = [&](Error error) {
    ::unlink(aside.c_str());
    return error;
  };
  if (::fchmod(file.number(), old.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) != 0 ||
      !write_edited(file.number(), before, edits) || !file.close()) {
    return give_up(cannot_write(input));
  }
  const auto rename = [&](const std::string& from, const std::string& to) -> Status {
    if (::rename(from.c_str(), to.c_str()) == 0) return Done{};
    return give_up(failed("can't rename \"" + from + "\" to \"" + to + "\"", errno));
  };
  if (!backup_suffix.empty()) {
    if (Status kept = rename(path, path + backup_suffix); !kept) return kept;
  }
  return rename(aside, path);
}

Status write_file(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  const std::string aside = path + ".towpath";
  std::error_code code;
  const auto give_up = [&](const std::string& why) {
    fs::remove(aside, code);
    return Error{{path}, "cannot be written" + why, ""};
  };
  {
    std::ofstream stream(aside, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream.flush()) return give_up("");
  }
  const fs::file_status before = fs::status(path, code);
  if (fs::is_regular_file(before)) fs::permissions(aside, before.permissions(), code);
  fs::rename(aside, path, code);
  if (code) return give_up(": " + code.message());
  return Done{};
}

bool same_file(const std::string& a, const std::string& b) {
  struct stat first = {};
  struct stat second = {};
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool exists(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace towpath::cli
