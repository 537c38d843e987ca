// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/manifest.h"

#include <fcntl.h>

#include <cerrno>

#include "tree/beneath.h"

namespace towpath::tree {
namespace {

constexpr std::string_view kFileMode = "100644 ";
constexpr std::string_view kExecutableMode = "100755 ";
constexpr std::string_view kRemovedMode = "000000 ";
constexpr std::size_t kPathAt = 7 + GIT_OID_HEXSZ + 1;

}  // namespace

Result<Manifest> Manifest::read(int folder, const std::string& name) {
  Manifest manifest;
  const Fd fd(openat(folder, kFile, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) {
    if (errno == ENOENT) return manifest;
    return system_error(name, "cannot open", errno);
  }
  const Result<Content> content = read_all(fd.get(), name);
  if (!content.ok()) return content.error();
  for (std::string_view rest = content->bytes; !rest.empty();) {
    const std::string_view record = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), record.size() + 1));
    Written written = {};
    const bool good =
        record.size() > kPathAt && check_path(record.substr(kPathAt)).ok() &&
        git_oid_fromstrn(&written.id, record.data() + kFileMode.size(), GIT_OID_HEXSZ) == 0;
    if (!good) return Error{{name}, "the list of what was written is damaged", "remove it"};
    written.executable = record.starts_with(kExecutableMode);
    const std::string path(record.substr(kPathAt));
    manifest.set(path, record.starts_with(kRemovedMode) ? std::nullopt : std::optional(written));
  }
  return manifest;
}

void Manifest::set(const std::string& path, std::optional<Written> written) {
  paths_.insert_or_assign(path, written);
}

std::string Manifest::to_bytes() const {
  std::string bytes;
  for (const auto& [path, written] : paths_) {
    bytes += !written ? kRemovedMode : written->executable ? kExecutableMode : kFileMode;
    bytes += to_hex(written ? written->id : git_oid{});
    bytes += ' ';
    bytes += path;
    bytes += '\0';
  }
  return bytes;
}

}  // namespace towpath::tree
