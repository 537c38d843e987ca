// SPDX-License-Identifier: GPL-2.0-or-later
// Opening files beneath a folder, so that no path and no link leads out of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "text/result.h"

namespace towpath::tree {

// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// An Error that ends in the system's word for `code`, an errno value.
Error system_error(std::string_view path, std::string_view message, int code);

// Whether `path` is one that stays in a tree: relative, no empty, "." or ".." component, no NUL,
// not too long.
Status check_path(std::string_view path);
// Whether one of its components is ".git", in any case: nothing there is a tree's own content.
bool names_git(std::string_view path);

enum class Reach : std::uint8_t {
  kInside,        // links to places in the tree are followed
  kWithoutLinks,  // ELOOP at any link
  kSameMount,     // also EXDEV at a mount point: for places to write to
};

// Opens `path` beneath the folder `root`; an fd, or -errno: EXDEV where a link leads out of the
// tree. Safe in a signal handler and so in a forked child unless links are followed: allocates
// nothing. An empty path stands for the root itself.
int open_beneath(int root, const char* path, int flags, Reach reach);

// The system call that open_beneath() prefers, and what it does where the kernel lacks or forbids
// it.
int open_beneath_by_openat2(int root, const char* path, int flags, Reach reach);
int open_beneath_by_walking(int root, const char* path, int flags, Reach reach);

// Gives a link's text, none for all else.
using ReadLink = std::function<std::optional<std::string>(const std::string& path)>;

// The path to which `path` leads when all links on the way are followed. Errors as check_path(),
// for links that lead out of the tree, and for too many.
Result<std::string> resolve_links(std::string_view path, const ReadLink& read_link);

// All bytes of the open file; `name` is for messages. An error if it is no regular file or larger
// than kMaxTextSize.
struct Content {
  std::string bytes;
  bool executable = false;
};
Result<Content> read_all(int fd, std::string_view name);

// Writes all of it; 0, or an errno value. Allocates nothing.
int write_all(int fd, std::string_view bytes);

// Makes the file in `folder` (which must not have it yet) with these bytes.
Status write_new(int folder, const std::string& name, std::string_view bytes, unsigned mode);

}  // namespace towpath::tree
