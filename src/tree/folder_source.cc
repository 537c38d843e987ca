// SPDX-License-Identifier: GPL-2.0-or-later
// A source tree that is a folder.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tree/beneath.h"
#include "tree/git.h"
#include "tree/identity.h"
#include "tree/source.h"

namespace towpath::tree {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

class FolderSource : public SourceTree {
 public:
  FolderSource(std::string path, Fd root) : path_(std::move(path)), root_(std::move(root)) {}

  Result<std::vector<Entry>> list(std::string_view prefix) const override {
    const std::size_t slash = prefix.rfind('/');
    std::string top(slash == std::string_view::npos ? "" : prefix.substr(0, slash));
    if (!top.empty()) {
      if (Status checked = check_path(top); !checked.ok()) return std::move(checked).error();
    }
    std::vector<Entry> entries;
    std::vector<std::string> folders = {std::move(top)};
    while (!folders.empty()) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      if (Status listed = list_folder(folder, prefix, entries, folders); !listed.ok()) {
        return std::move(listed).error();
      }
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return entries;
  }

  Result<File> read(std::string_view path) const override {
    if (Status checked = check_path(path); !checked.ok()) return std::move(checked).error();
    std::string name(path);
    // Without O_NONBLOCK, opening a fifo would wait for a writer.
    const int opened = open_beneath(root_.get(), name.c_str(),
                                    O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, Reach::kInside);
    if (opened == -EXDEV) return Error{{name}, "symbolic link leads out of the tree", ""};
    if (opened < 0) return system_error(name, "cannot open", -opened);
    const Fd fd(opened);
    Result<Content> content = read_all(fd.get(), name);
    if (!content.ok()) return std::move(content).error();
    return File{name, Text(name, std::move(content->bytes)), content->executable};
  }

  Result<SourceIdentity> identity() const override {
    if (!in_repository(path_)) return SourceIdentity{};
    Result<Repository> repository = open_repository(path_);
    if (!repository.ok()) return std::move(repository).error();
    const GitObject head =
        git_make<GitObject>(git_revparse_single, repository->get(), "HEAD^{commit}");
    if (head == nullptr) return SourceIdentity{};  // no commit yet
    git_commit* const commit = reinterpret_cast<git_commit*>(head.get());
    if (!repository->below.empty()) {
      // A folder that happens to lie in some work tree, but that git does not track, is not of it.
      const GitTree tree = git_make<GitTree>(git_commit_tree, commit);
      if (git_make<GitTreeEntry>(git_tree_entry_bypath, tree.get(), repository->below.c_str()) ==
          nullptr) {
        return SourceIdentity{};
      }
    }
    SourceIdentity identity = identify(commit);
    const Result<bool> dirty = is_dirty(*repository, commit);
    if (!dirty.ok()) return dirty.error();
    identity.dirty = *dirty;
    if (*dirty) identity.description += "-dirty";
    return identity;
  }

 private:
  // Adds the entries of one folder, and to `folders` those below it that `prefix` allows.
  Status list_folder(const std::string& folder, std::string_view prefix,
                     std::vector<Entry>& entries, std::vector<std::string>& folders) const {
    const int opened = open_beneath(root_.get(), folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC,
                                    Reach::kWithoutLinks);
    const std::unique_ptr<DIR, CloseFolder> open(opened < 0 ? nullptr : fdopendir(opened));
    if (open == nullptr) {
      const bool absent = opened == -ENOENT || opened == -ENOTDIR || opened == -ELOOP;
      if (absent && prefix.starts_with(folder)) return Done{};  // only the first one may be absent
      return system_error(folder.empty() ? path_ : folder, "cannot open folder", -opened);
    }
    for (;;) {
      errno = 0;
      const dirent* const found = readdir(open.get());
      if (found == nullptr) {
        if (errno != 0) return system_error(folder, "cannot read folder", errno);
        return Done{};
      }
      const std::string_view name = found->d_name;
      if (name == "." || name == ".." || name == ".git") continue;
      std::string path = folder.empty() ? std::string(name) : folder + '/' + found->d_name;
      if (!path.starts_with(prefix)) continue;

      unsigned char type = found->d_type;
      bool executable = false;
      if (type == DT_REG || type == DT_UNKNOWN) {
        struct stat stat;
        if (fstatat(dirfd(open.get()), found->d_name, &stat, AT_SYMLINK_NOFOLLOW) < 0) {
          return system_error(path, "cannot look at", errno);
        }
        type = IFTODT(stat.st_mode);
        executable = type == DT_REG && (stat.st_mode & S_IXUSR) != 0;
      }
      if (type == DT_DIR) {
        if (Status checked = check_path(path); !checked.ok()) return checked;
        folders.push_back(std::move(path));
      } else {
        const Entry::Kind kind = type == DT_REG   ? Entry::Kind::kFile
                                 : type == DT_LNK ? Entry::Kind::kLink
                                                  : Entry::Kind::kOther;
        entries.push_back({std::move(path), kind, executable});
      }
    }
  }

  std::string path_;
  Fd root_;
};

}  // namespace

Result<std::unique_ptr<SourceTree>> open_folder(const std::string& path) {
  Fd root(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) return system_error(path, "cannot open the source folder", errno);
  return std::unique_ptr<SourceTree>(std::make_unique<FolderSource>(path, std::move(root)));
}

}  // namespace towpath::tree
