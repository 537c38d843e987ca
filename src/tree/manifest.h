// SPDX-License-Identifier: GPL-2.0-or-later
// What this tool last did to each path of a target: how it knows its own output from somebody's
// work.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "text/result.h"
#include "tree/git.h"

namespace towpath::tree {

class Manifest {
 public:
  struct Written {
    git_oid id;
    bool executable;
  };

  // Reads the file "written" in `folder`; empty where there is none. `name` is for messages.
  static Result<Manifest> read(int folder, const std::string& name);
  static constexpr char kFile[] = "written";

  // By path; no value where the tool removed the file.
  const std::map<std::string, std::optional<Written>, std::less<>>& paths() const { return paths_; }
  void set(const std::string& path, std::optional<Written> written);
  void forget(const std::string& path) { paths_.erase(path); }

  // NUL-terminated records: mode, id and path, as `git ls-tree -z` would order them.
  std::string to_bytes() const;

 private:
  std::map<std::string, std::optional<Written>, std::less<>> paths_;
};

}  // namespace towpath::tree
