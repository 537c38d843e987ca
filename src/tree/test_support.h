// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of this layer share: temporary folders, and git itself as the judge.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace towpath::tree {

// A folder that goes away with it.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = testing::TempDir() + "/towpath.XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The output of a git command in `folder`, with what it says on standard error; what it returned,
// where that is not 0.
inline std::string git(const std::filesystem::path& folder, const std::string& arguments) {
  const std::string command = "cd '" + folder.string() +
                              "' && GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='@1700000000 +0000' "
                              "GIT_COMMITTER_DATE='@1700000000 +0000' git " +
                              arguments + " 2>&1";
  std::FILE* const pipe = popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> chunk;
  while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    output.append(chunk.data(), got);
  }
  const int status = pclose(pipe);
  if (status != 0) output += "[git " + arguments + ": status " + std::to_string(status) + "]";
  return output;
}

// A repository with an author and, if asked for, a first commit of all that `folder` holds.
inline void make_repository(const std::filesystem::path& folder, bool commit = true) {
  std::filesystem::create_directories(folder);
  git(folder, "init -q -b master .");
  git(folder, "config user.name 'A Tester'");
  git(folder, "config user.email tester@example.org");
  if (commit) {
    git(folder, "add -A");
    git(folder, "commit -q --allow-empty -m first");
  }
}

}  // namespace towpath::tree
