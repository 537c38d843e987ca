// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <system_error>

#include "text/text.h"

namespace towpath::tree {
namespace {

constexpr int kMaxLinks = 40;  // as the kernel has it

// Takes the first component off `rest`.
std::string_view next_component(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view component = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return component;
}

// Puts into `resolved` where `path` leads; 0 or an errno value.
int resolve(std::string_view path, const ReadLink& read_link, std::string& resolved) {
  std::string rest(path);
  int links = 0;
  while (!rest.empty()) {
    std::string_view after = rest;
    const std::string component(next_component(after));
    rest = std::string(after);
    if (component.empty() || component == ".") continue;
    if (component == "..") {
      if (resolved.empty()) return EXDEV;
      const std::size_t slash = resolved.rfind('/');
      resolved.erase(slash == std::string::npos ? 0 : slash);
      continue;
    }
    std::string at = resolved.empty() ? component : resolved + '/' + component;
    if (at.size() >= PATH_MAX) return ENAMETOOLONG;
    const std::optional<std::string> text = read_link(at);
    if (!text) {
      resolved = std::move(at);
      continue;
    }
    if (++links > kMaxLinks) return ELOOP;
    if (text->empty() || text->front() == '/') return EXDEV;
    rest = rest.empty() ? *text : *text + '/' + rest;
    if (rest.size() >= PATH_MAX) return ENAMETOOLONG;
  }
  return resolved.empty() ? EISDIR : 0;
}

// The walk for paths without links. Allocates nothing.
int walk_plain(int root, const char* path, int flags, bool stay_on_mount) {
  struct stat root_stat;
  if (fstat(root, &root_stat) < 0) return -errno;
  int folder = root;
  std::string_view rest = path;
  for (;;) {
    const std::string_view component = next_component(rest);
    char name[NAME_MAX + 1];
    if (component.size() > NAME_MAX) {
      if (folder != root) close(folder);
      return -ENAMETOOLONG;
    }
    std::memcpy(name, component.data(), component.size());
    name[component.size()] = '\0';
    const bool last = rest.empty();
    const int opened = openat(folder, component.empty() ? "." : name,
                              (last ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC) | O_NOFOLLOW);
    int failure = opened < 0 ? errno : 0;
    struct stat stat;
    if (opened >= 0) {
      if (fstat(opened, &stat) < 0)
        failure = errno;
      else if (stay_on_mount && stat.st_dev != root_stat.st_dev)
        failure = EXDEV;
      else if (S_ISLNK(stat.st_mode))
        failure = ELOOP;  // O_PATH opens the link itself
    } else if (failure == ENOTDIR && fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
               S_ISLNK(stat.st_mode)) {
      failure = ELOOP;
    }
    if (folder != root) close(folder);
    if (failure != 0) {
      if (opened >= 0) close(opened);
      return -failure;
    }
    if (last) return opened;
    folder = opened;
  }
}

std::optional<std::string> link_text(int root, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const Fd opened(walk_plain(root, folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC, false));
  char text[PATH_MAX];
  const ssize_t size = opened ? readlinkat(opened.get(), name.c_str(), text, sizeof text) : -1;
  if (size < 0) return std::nullopt;
  return std::string(text, static_cast<std::size_t>(size));
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

Error system_error(std::string_view path, std::string_view message, int code) {
  return {
      {std::string(path)}, std::string(message) + ": " + std::generic_category().message(code), ""};
}

Status check_path(std::string_view path) {
  const auto refuse = [&](const char* why) {
    return Error{{std::string(path.substr(0, PATH_MAX))}, why, ""};
  };
  if (path.empty()) return Error{{}, "empty path", ""};
  if (path.size() >= PATH_MAX) return refuse("path is too long");
  if (path.find('\0') != std::string_view::npos) return refuse("path has a NUL byte");
  if (path.front() == '/') return refuse("path is not relative to the tree");
  if (path.back() == '/') return refuse("path ends in '/'");
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view component = next_component(rest);
    if (component == "..") return refuse("path leads out of the tree through \"..\"");
    if (component.empty() || component == ".") return refuse("path has an empty component");
  }
  return Done{};
}

bool names_git(std::string_view path) {
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view component = next_component(rest);
    if (component.size() == 4 && strncasecmp(component.data(), ".git", 4) == 0) return true;
  }
  return false;
}

int open_beneath_by_openat2(int root, const char* path, int flags, Reach reach) {
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  if (reach != Reach::kInside) how.resolve |= RESOLVE_NO_SYMLINKS;
  if (reach == Reach::kSameMount) how.resolve |= RESOLVE_NO_XDEV;
  const char* const name = *path == '\0' ? "." : path;
  // EAGAIN: something was renamed meanwhile, so that the kernel could not be sure.
  for (int attempt = 0; attempt < 64; ++attempt) {
    const long fd = syscall(SYS_openat2, root, name, &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    if (errno != EAGAIN && errno != EINTR) break;
  }
  return -errno;
}

int open_beneath_by_walking(int root, const char* path, int flags, Reach reach) {
  if (reach != Reach::kInside || *path == '\0') {
    return walk_plain(root, path, flags, reach == Reach::kSameMount);
  }
  std::string resolved;
  const int failure = resolve(
      path, [&](const std::string& at) { return link_text(root, at); }, resolved);
  if (failure != 0 && failure != EISDIR) return -failure;
  // What was found without links stays without: a link that appears meanwhile is refused.
  return walk_plain(root, resolved.c_str(), flags, false);
}

int open_beneath(int root, const char* path, int flags, Reach reach) {
  const int fd = open_beneath_by_openat2(root, path, flags, reach);
  // Old kernels lack the call, and old container sandboxes answer EPERM to what they do not know.
  if (fd != -ENOSYS && fd != -EPERM) return fd;
  return open_beneath_by_walking(root, path, flags, reach);
}

Result<std::string> resolve_links(std::string_view path, const ReadLink& read_link) {
  if (Status checked = check_path(path); !checked.ok()) return std::move(checked).error();
  std::string resolved;
  switch (resolve(path, read_link, resolved)) {
    case 0:
      return resolved;
    case EXDEV:
      return Error{{std::string(path)}, "symbolic link leads out of the tree", ""};
    case ELOOP:
      return Error{{std::string(path)}, "too many symbolic links", ""};
    case EISDIR:
      return Error{{std::string(path)}, "is a folder, not a file", ""};
    default:
      return Error{{std::string(path)}, "path is too long", ""};
  }
}

Result<Content> read_all(int fd, std::string_view name) {
  struct stat stat;
  if (fstat(fd, &stat) < 0) return system_error(name, "cannot read", errno);
  if (S_ISDIR(stat.st_mode)) return Error{{std::string(name)}, "is a folder, not a file", ""};
  if (!S_ISREG(stat.st_mode)) return Error{{std::string(name)}, "is not a regular file", ""};
  const Error too_large = {{std::string(name)}, "file is too large (over 2 GiB)", ""};
  if (stat.st_size > static_cast<off_t>(kMaxTextSize)) return too_large;

  Content content;
  content.executable = (stat.st_mode & S_IXUSR) != 0;
  std::string& bytes = content.bytes;
  bytes.resize(static_cast<std::size_t>(stat.st_size));
  std::size_t size = 0;
  for (;;) {
    char probe[4096];  // asks for the end without growing `bytes`
    const bool full = size == bytes.size();
    const ssize_t got = full ? ::read(fd, probe, sizeof probe)
                             : ::read(fd, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(name, "cannot read", errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (full) bytes.append(probe, static_cast<std::size_t>(got));
    if (size > kMaxTextSize) return too_large;
  }
  bytes.resize(size);
  return content;
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return 0;
}

Status write_new(int folder, const std::string& name, std::string_view bytes, unsigned mode) {
  const Fd fd(
      openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!fd) return system_error(name, "cannot create", errno);
  const int failure = write_all(fd.get(), bytes);
  if (failure != 0) return system_error(name, "cannot write", failure);
  return Done{};
}

}  // namespace towpath::tree
