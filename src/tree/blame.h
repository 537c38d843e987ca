// SPDX-License-Identifier: GPL-2.0-or-later
// Who last touched the lines of a source file, as `git blame` tells it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"

namespace towpath::tree {

struct Blamed {
  std::uint32_t first;  // lines of the file, both included, counting from 1
  std::uint32_t last;
  std::string commit;  // its id, in hexadecimal
  std::string author;  // name and address
  std::int64_t time;   // the author's, in seconds since 1970
  std::string subject;
};

// The lines [first, last] of `path`, which is relative to `folder`, in commit `rev`, where the file
// is `text`; an error where it is not. Walks the file's history, which takes as long as that is.
Result<std::vector<Blamed>> blame(const std::string& folder, const std::string& rev,
                                  const std::string& path, std::string_view text,
                                  std::uint32_t first, std::uint32_t last);

}  // namespace towpath::tree
