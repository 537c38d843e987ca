// SPDX-License-Identifier: GPL-2.0-or-later
// A quilt series: patches in order, each a list of file changes as unified diffs have them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "text/result.h"
#include "text/text.h"

namespace towpath::patch {

// Lines of a hunk in order; `mark` is ' ', '-' or '+', `text` has its newline, unless the patch
// says "No newline at end of file".
struct HunkLine {
  char mark;
  std::string text;
};

struct Hunk {
  Place place;                 // of its @@ line
  std::uint32_t before_begin;  // line numbers from 1, as the patch has them
  std::uint32_t after_begin;
  std::vector<HunkLine> lines;
};

// What a patch does to one file.
struct FileChange {
  enum class Kind : std::uint8_t { kModify, kAdd, kRemove, kRename, kCopy };

  Place place;
  Kind kind = Kind::kModify;
  std::string before;  // path in the tree, without the prefix that -p takes off; empty for kAdd
  std::string after;   // empty for kRemove
  bool executable = false;  // of a new file, or after a change of mode
  bool mode_changes = false;
  std::vector<Hunk> hunks;
};

struct Patch {
  Text file;
  std::string name;  // as the series has it
  std::vector<FileChange> changes;
};

class Series {
 public:
  // Reads a patch that the series names at `place`.
  using Reader = std::function<Result<Text>(const std::string& name, const Place& place)>;

  // Lines "NAME [-pN]", '#' comments and blank lines, as quilt has them.
  static Result<Series> parse(const Text& series, const Reader& read);

  const std::vector<Patch>& patches() const { return patches_; }

 private:
  std::vector<Patch> patches_;
};

// One patch file: unified diffs, git's extended headers included. What is no diff (a mail's text)
// is passed over. Binary patches, hunks whose counts are wrong, and paths out of the tree are
// located errors.
Result<Patch> parse_patch(const Text& file, std::string name, int strip = 1);

}  // namespace towpath::patch
