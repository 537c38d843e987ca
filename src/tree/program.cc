// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> environment_of(const Program& program) {
  std::vector<std::string> settings{"LC_ALL=C"};
  if (program.whole_environment) {
    for (char** setting = environ; *setting != nullptr; ++setting) {
      if (!std::string_view(*setting).starts_with("LC_ALL=")) settings.emplace_back(*setting);
    }
  } else {
    for (const char* name : {"PATH", "HOME", "TMPDIR"}) {
      if (const char* value = std::getenv(name)) {
        settings.push_back(std::string(name) + "=" + value);
      }
    }
  }
  return settings;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Result<std::shared_ptr<const TemporaryFolder>> TemporaryFolder::make() {
  std::error_code failed;
  const fs::path parent = fs::temp_directory_path(failed);
  std::string name = (parent / "towpath-XXXXXX").string();
  if (failed || ::mkdtemp(name.data()) == nullptr) {
    return Error{{parent.string()}, "cannot make a temporary folder", "set TMPDIR"};
  }
  return std::shared_ptr<const TemporaryFolder>(new TemporaryFolder(name));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Status write_temporary(const fs::path& path, std::string_view bytes) {
  std::error_code ignored;  // what cannot be made cannot be written to either
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Error{{path.string()}, "cannot write a temporary file", ""};
  return Done{};
}

Result<std::string> read_temporary(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return Error{{path.string()}, "cannot read what the program made", ""};
  return std::move(bytes).str();
}

Result<int> run(const Program& program, const fs::path& output, const fs::path& errors) {
  std::vector<std::string> words{program.name};
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  std::vector<std::string> settings = environment_of(program);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (output == errors) {
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
  } else {
    posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
  }
  if (!program.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, program.folder.c_str());
  }
  pid_t pid = 0;
  const int failed = ::posix_spawnp(&pid, program.name.c_str(), &actions, nullptr,
                                    pointers(words).data(), pointers(settings).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed == ENOENT) {
    return Error{{}, program.name + " is not installed", "apt-get install " + program.package};
  }
  if (failed != 0) {
    return Error{{}, "cannot run " + program.name + ": " + std::strerror(failed), ""};
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace towpath::tree
