// SPDX-License-Identifier: GPL-2.0-or-later
// A source tree: the files that a recipe takes from, either a folder or the tree of a git commit.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"
#include "text/text.h"

namespace towpath::tree {

// A file's content and mode. `path` is relative to the tree, with '/' between components.
struct File {
  std::string path;
  Text text;
  bool executable = false;
};

// Equal where a file's content and mode are: the id that git gives the content.
struct Fingerprint {
  std::array<std::uint8_t, 20> id = {};
  bool executable = false;

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};
Fingerprint fingerprint_of(const File& file);

struct Entry {
  enum class Kind : std::uint8_t {
    kFile,
    kLink,
    kOther
  };  // other: device, fifo, socket, submodule

  std::string path;
  Kind kind = Kind::kFile;
  bool executable = false;

  friend bool operator==(const Entry&, const Entry&) = default;
};

// What to call the source in messages. Empty and 0 where a folder is not part of a git commit.
struct SourceIdentity {
  std::string commit;       // its id, in hexadecimal
  std::string description;  // as `git describe --always --tags --dirty` has it
  bool dirty = false;       // tracked files below the folder differ from the commit
  std::int64_t time = 0;    // the commit's, in seconds since 1970
};

// All functions may be called from several threads at once. Errors name the path inside the tree.
class SourceTree {
 public:
  virtual ~SourceTree() = default;

  // The entries whose path begins with `prefix`, sorted by path; looks only into the folders that
  // can hold some. Leaves out whatever is named ".git". Links are listed, not followed. Folders
  // have no entry of their own. Nothing below `prefix` is no error.
  virtual Result<std::vector<Entry>> list(std::string_view prefix = {}) const = 0;

  // Follows links inside the tree. An error for paths or links that lead out of it, for what is
  // neither file nor link, and for files larger than kMaxTextSize. The content may be any bytes.
  virtual Result<File> read(std::string_view path) const = 0;

  // Of what read() gives for this path; a commit need not be read for it.
  virtual Result<Fingerprint> fingerprint(std::string_view path) const;

  // Computed anew at each call: looks through the work tree for changes.
  virtual Result<SourceIdentity> identity() const = 0;
};

Result<std::unique_ptr<SourceTree>> open_folder(const std::string& path);

// `rev` as git reads it (a branch, tag, id, `HEAD~2`…). Reads the object store alone. Where
// `repository` is a folder inside a work tree, the source is that folder in the commit.
Result<std::unique_ptr<SourceTree>> open_commit(const std::string& repository,
                                                const std::string& rev);

// Whether there is no NUL byte in `bytes`.
bool is_text(std::string_view bytes);

}  // namespace towpath::tree
