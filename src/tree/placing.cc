// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/placing.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <map>
#include <set>
#include <string_view>

#include "tree/beneath.h"

namespace towpath::tree {
namespace {

std::string parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash));
}

std::string base_of(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

// Why the folder `path` cannot be written through, as `code` tells.
Error blocked(const std::string& path, const std::string& folder, int code) {
  switch (code) {
    case ELOOP:
      return {{path},
              "the way to it leads through a symbolic link: " + folder,
              "a target is written through none; put a folder in its place"};
    case ENOTDIR:
      return {{path}, "a file is in the place of a folder: " + folder, "move it away"};
    case EXDEV:
      return {{path}, "lies on another file system than the target: " + folder, ""};
    default:
      return system_error(path, "cannot open its folder", code);
  }
}

}  // namespace

Status check_outputs(std::vector<File>& outputs) {
  std::sort(outputs.begin(), outputs.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  std::set<std::string, std::less<>> folders;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::string& path = outputs[i].path;
    if (Status checked = check_path(path); !checked.ok()) return checked;
    if (names_git(path)) return Error{{path}, "an output may not lie in \".git\"", ""};
    if (i > 0 && path == outputs[i - 1].path) return Error{{path}, "is an output twice", ""};
    for (std::string folder = parent_of(path); !folder.empty(); folder = parent_of(folder)) {
      if (!folders.insert(folder).second) break;
    }
  }
  for (const File& output : outputs) {
    if (folders.contains(output.path)) {
      return Error{{output.path}, "is an output, and the folder of another", ""};
    }
  }
  return Done{};
}

Result<std::optional<Found>> look(int root, const std::string& path) {
  const std::string folder = parent_of(path);
  const std::string base = base_of(path);
  const Fd fd(open_beneath(root, path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                           Reach::kSameMount));
  Found found;
  if (fd) {
    if (fstat(fd.get(), &found.stat) < 0) return system_error(path, "cannot look at", errno);
    if (S_ISDIR(found.stat.st_mode)) {
      return Error{{path}, "a folder is in the place of a file", "move it away"};
    }
    Result<Content> content = read_all(fd.get(), path);
    if (!content.ok()) return std::move(content).error();
    found.bytes = std::move(content->bytes);
    return std::optional<Found>(std::move(found));
  }
  // Absent, a link, or something on the way.
  const int opened =
      open_beneath(root, folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC, Reach::kSameMount);
  if (opened == -ENOENT) return std::optional<Found>();
  if (opened < 0) return blocked(path, folder, -opened);
  const Fd parent(opened);
  if (fstatat(parent.get(), base.c_str(), &found.stat, AT_SYMLINK_NOFOLLOW) < 0) {
    if (errno == ENOENT) return std::optional<Found>();
    return system_error(path, "cannot look at", errno);
  }
  if (!S_ISLNK(found.stat.st_mode)) {
    if (S_ISREG(found.stat.st_mode)) return system_error(path, "cannot open", EACCES);
    return Error{{path}, "something that is no regular file is in its place", "move it away"};
  }
  char text[PATH_MAX];
  const ssize_t size = readlinkat(parent.get(), base.c_str(), text, sizeof text);
  if (size < 0) return system_error(path, "cannot read the link", errno);
  found.link = true;
  found.bytes.assign(text, static_cast<std::size_t>(size));
  return std::optional<Found>(std::move(found));
}

Result<std::vector<std::string>> place(const Plan& plan, Transaction& transaction) {
  const int root = transaction.root();
  std::set<std::string> made;      // folders that are not there yet
  std::set<std::string> writable;  // folders that are there, found good
  std::set<std::string> needed;    // folders that hold an output
  std::set<std::string> left;      // folders that a file is removed from
  std::vector<std::string> removed;
  const auto check_folder = [&](const std::string& path, const std::string& folder) -> Status {
    if (writable.contains(folder)) return Done{};
    const int opened =
        open_beneath(root, folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC, Reach::kSameMount);
    if (opened < 0) return blocked(path, folder, -opened);
    const Fd fd(opened);
    if (faccessat(fd.get(), ".", W_OK | X_OK, AT_EACCESS) < 0) {
      return system_error(folder.empty() ? "." : folder, "cannot write to this folder", errno);
    }
    writable.insert(folder);
    return Done{};
  };
  const auto exists = [&](const std::string& folder) {
    const Fd fd(
        open_beneath(root, folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC, Reach::kSameMount));
    return static_cast<bool>(fd);
  };

  for (const Change& change : plan.changes) {
    std::string folder = parent_of(change.path);
    if (change.kind != Change::Kind::kRemove) {
      for (std::string above = folder; !above.empty(); above = parent_of(above)) {
        if (!needed.insert(above).second) break;
      }
    }
    if (change.kind == Change::Kind::kSame) continue;
    const Result<std::optional<Found>> found = look(root, change.path);
    if (!found.ok()) return found.error();
    const bool was_there = change.kind != Change::Kind::kAdd;
    if (found->has_value() != was_there &&
        !(change.kind == Change::Kind::kRemove && !found->has_value())) {
      return Error{{change.path}, "has appeared or gone since it was looked at", "run again"};
    }
    if (found->has_value() && (*found)->bytes != change.before.bytes()) {
      return Error{{change.path}, "has changed since it was looked at", "run again"};
    }
    if (change.kind == Change::Kind::kRemove) {
      if (!found->has_value()) continue;
      if (Status good = check_folder(change.path, folder); !good.ok()) return good.error();
      removed.push_back(change.path);
      left.insert(std::move(folder));
      continue;
    }
    while (!made.contains(folder) && !writable.contains(folder) && !exists(folder)) {
      made.insert(folder);
      folder = parent_of(folder);
    }
    if (made.contains(folder)) continue;
    if (Status good = check_folder(change.path, folder); !good.ok()) return good.error();
  }

  // The names aside of new folders: of each topmost one, which moves with all that is in it, and of
  // those below it.
  std::map<std::string, std::string> folders;
  for (const std::string& folder : made) {
    const auto above = folders.find(parent_of(folder));
    const bool topmost = above == folders.end();
    const std::string name =
        topmost ? "folder" + std::to_string(folders.size()) : above->second + '/' + base_of(folder);
    if (mkdirat(transaction.aside(), name.c_str(), 0777) < 0) {
      return system_error(folder, "cannot make folder", errno);
    }
    if (topmost) transaction.move(name, folder);
    folders.emplace(folder, name);
  }
  std::vector<std::string> names(plan.changes.size());
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    if (change.kind == Change::Kind::kSame || change.kind == Change::Kind::kRemove) continue;
    const auto folder = folders.find(parent_of(change.path));
    if (folder != folders.end()) {
      names[i] = folder->second + '/' + base_of(change.path);
    } else {
      names[i] = "file" + std::to_string(i);
      transaction.move(names[i], change.path);
    }
  }

  for (const std::string& path : removed) transaction.remove(path);
  // Folders that become empty go, deepest first: each one's parent may then be empty too.
  std::set<std::string> emptied;
  for (std::string folder : left) {
    for (; !folder.empty() && !needed.contains(folder); folder = parent_of(folder)) {
      emptied.insert(folder);
    }
  }
  for (auto folder = emptied.rbegin(); folder != emptied.rend(); ++folder) {
    transaction.remove_folder(*folder);
  }
  return names;
}

}  // namespace towpath::tree
