// SPDX-License-Identifier: GPL-2.0-or-later
// A git index, read and edited as bytes (gitformat-index(5), versions 2, 3 and 4). Editing copies
// what stays, so that it takes a few milliseconds where the index has 80,000 entries.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"
#include "tree/git.h"

namespace towpath::tree {

struct IndexEntry {
  std::string_view path;
  std::uint32_t mode = 0;
  git_oid id = {};
  int stage = 0;  // other than 0: a merge conflict
};

// What an edit does to one path: all its entries go, and one with this id and mode, for a file with
// this stat data, comes.
struct IndexEdit {
  struct Blob {
    git_oid id;
    std::uint32_t mode;
    struct stat stat = {};
  };
  std::string path;
  std::optional<Blob> blob;  // none: the path goes
};

class IndexFile {
 public:
  // `bytes` is the whole file, empty for a repository that has none; `written` its modification
  // time in seconds. `name` is for messages.
  static Result<IndexFile> parse(std::string bytes, std::int64_t written, const std::string& name);

  std::size_t size() const { return slots_.size(); }
  IndexEntry entry(std::size_t at) const;
  // The first entry whose path is not less than `path`.
  std::size_t lower_bound(std::string_view path) const;
  // The entry with this path, at stage 0 or, where it has none, at another.
  std::optional<IndexEntry> find(std::string_view path) const;
  // Whether the entry's stat data says that the file has not changed since it was staged.
  bool is_unchanged(std::string_view path, const struct stat& stat) const;

  struct Edited {
    std::string bytes;
    std::vector<std::uint64_t> offsets;  // of the entry of each edit with a blob
  };
  // `edits` sorted by path.
  Edited edit(const std::vector<IndexEdit>& edits) const;

 private:
  struct Slot {
    std::uint64_t offset;       // of the entry
    std::uint64_t path_offset;  // in bytes_ or, for version 4, in paths_
    std::uint32_t path_size;
  };

  std::string_view path(const Slot& slot) const;
  const std::uint8_t* at(std::uint64_t offset) const {
    return reinterpret_cast<const std::uint8_t*>(bytes_.data()) + offset;
  }
  void append_extensions(std::string& out, const std::vector<IndexEdit>& edits) const;

  std::string bytes_;
  std::string paths_;  // version 4 keeps but the ends of paths
  std::int64_t written_ = 0;
  std::uint32_t version_ = 2;
  std::uint64_t extensions_ = 0;  // where they begin
  std::vector<Slot> slots_;
};

// For a file that was moved since it was looked at, which changes its ctime and nothing else:
// brings the entry at `offset` up to date if that is all there is. Whether it did. Allocates
// nothing.
bool restamp(std::string& index, std::uint64_t offset, const struct stat& stat);
// Writes the checksum, the last 20 bytes, anew. Allocates nothing.
void seal(std::string& index);

}  // namespace towpath::tree
