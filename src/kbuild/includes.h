// SPDX-License-Identifier: GPL-2.0-or-later
// Which headers anything still includes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/glob.h"

namespace towpath::kbuild {

// One #include (or #include_next) of a C text: the name, a view into the text, and its delimiters.
struct Include {
  std::string_view name;
  bool quoted = false;  // "name", otherwise <name>
};

// All of them, in order, whatever conditionals they stand in; not those within comments. An include
// of a macro has no name and is left out.
std::vector<Include> includes(std::string_view c_text);

// A file of the tree, with what it includes.
struct IncludingFile {
  std::string path;
  std::vector<Include> includes;
};

enum class Delimiters { kBoth, kQuotes, kAngles };

// Headers below a folder are needed only when they are included so: from a file that `from`
// matches, by the name `prefix` + the header's path below the folder.
struct HeaderUse {
  Glob from;
  std::string prefix;  // "uapi/linux/lustre/"; may be empty
  Delimiters delimiters = Delimiters::kBoth;
};
struct PruneRule {
  std::string headers;  // the folder: "include/uapi/linux/lustre"
  std::vector<HeaderUse> uses;
};

// A header (.h) to drop. A header that several rules speak of is needed when one of them says so.
struct Pruned {
  std::size_t file;       // index into the files given
  std::size_t rule;       // the first rule that speaks of it
  std::uint32_t round;    // 1: nothing included it; n: what did was dropped in rounds before n
  std::size_t last_user;  // the last file that included it, itself dropped; kNoUser in round 1

  static constexpr std::size_t kNoUser = SIZE_MAX;
};

// The headers that nothing needs, those that only such headers need, and so on: the largest such
// set, in order of round and path. A header that includes itself, or a ring of headers, stays. Time
// is linear in the number of includes.
std::vector<Pruned> prune(const std::vector<IncludingFile>& files,
                          const std::vector<PruneRule>& rules);

// Why the file `path` is not dropped: a shortest chain of files that need it, each the next, as
// indices into `files`, the last of which no rule speaks of; empty where no rule speaks of the file
// itself. Nothing where there is no such chain. While these files include what they do, prune()
// leaves the file, whatever the others include.
std::optional<std::vector<std::size_t>> needed_by(const std::vector<IncludingFile>& files,
                                                  const std::vector<PruneRule>& rules,
                                                  std::string_view path);

}  // namespace towpath::kbuild
