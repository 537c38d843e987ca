// SPDX-License-Identifier: GPL-2.0-or-later
// Who last touched the lines of source files, as `git blame` tells it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"

namespace towpath::tree {

// Lines of one file, counting from 1.
struct BlameQuestion {
  struct Lines {
    std::uint32_t first;
    std::uint32_t last;  // included
  };

  std::string path;          // relative to the folder
  std::string_view text;     // of the file, as the commit should have it
  std::vector<Lines> lines;  // in any order; they may overlap
};

struct Blamed {
  std::uint32_t first;  // lines of the file, both included, counting from 1
  std::uint32_t last;
  std::string commit;  // its id, in hexadecimal
  std::string author;  // name and address, as the repository's mailmap has them
  std::int64_t time;   // the author's, in seconds since 1970
  std::string subject;
};

// For each question its lines, in order, with neighbours of one commit together; an error where
// `rev` of the repository at `folder` has not that text at that path. All questions take one walk
// through the commits, the newest first: what a parent has unchanged is the parent's, and the first
// parent that has the same file answers for all of it. Renamed files are followed. A shallow
// clone's oldest commits answer for what came before them.
Result<std::vector<std::vector<Blamed>>> blame(const std::string& folder, const std::string& rev,
                                               std::span<const BlameQuestion> questions);

}  // namespace towpath::tree
