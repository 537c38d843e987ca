// SPDX-License-Identifier: GPL-2.0-or-later
// Which header an `#include` means. Headers move, so an include of the source and one of the result
// are the same if they name the same carried file, each by its own path.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/files.h"

namespace towpath::evidence {

class Headers {
 public:
  // By `moved`, names of other headers that begin so in the source begin otherwise in the result;
  // the longest beginning counts. Both must outlive this.
  Headers(const pipeline::Files& files, const std::map<std::string, std::string>& moved);

  // The carried header's path in the target, or, if `name` (as included, without delimiters) names
  // none, how the result has it. `from` is the path of the file that includes it; the header
  // beside it comes first, then what ends with the whole name.
  std::string in_source(std::string_view from, std::string_view name) const;
  std::string in_result(std::string_view from, std::string_view name) const;

 private:
  struct Header {
    std::string_view path;
    std::string_view target;
  };
  using ByLastPart = std::map<std::string_view, std::vector<Header>>;

  // In the source, the only header of a last part is meant by it whatever the path; the result has
  // to name what the kernel's build finds.
  enum class Tree : bool { kSource, kResult };
  // Null if there is none.
  static const Header* find(const ByLastPart& headers, std::string_view from, std::string_view name,
                            Tree tree);

  const std::map<std::string, std::string>& moved_;
  ByLastPart source_;
  ByLastPart result_;
};

}  // namespace towpath::evidence
