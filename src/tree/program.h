// SPDX-License-Identifier: GPL-2.0-or-later
// Other programs, and a place for the files that they read and write.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"

namespace towpath::tree {

// A folder of our own below the system's temporary one, removed with all that is in it: by a
// process in a session of its own, which waits for the other end of a pipe to be closed, so that it
// is done even where this program is killed.
class TemporaryFolder {
 public:
  static Result<std::shared_ptr<const TemporaryFolder>> make();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  bool start_remover();

  std::filesystem::path path_;
  pid_t remover_ = 0;
  int end_ = -1;  // of the pipe
};

// Of such a folder; those in which the file is to be are made.
Status write_temporary(const std::filesystem::path& path, std::string_view bytes);
Result<std::string> read_temporary(const std::filesystem::path& path);

struct Program {
  std::string name;     // looked for in PATH
  std::string package;  // Debian's, for the error that it is not installed
  std::vector<std::string> arguments;
  std::filesystem::path folder = {};  // to run it in; empty for the one at hand
  // Whether it sees all of the environment, rather than PATH, HOME and TMPDIR only. Its messages
  // are in English in any case.
  bool whole_environment = false;
};

// Runs it to its end. Standard output and standard error go to these files, which may be the same;
// there is nothing on standard input. The exit code; 128 and the signal's number if one ended it.
Result<int> run(const Program& program, const std::filesystem::path& output,
                const std::filesystem::path& errors);

}  // namespace towpath::tree
