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

// How it ended, as waitpid() has it.
int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
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
  std::shared_ptr<TemporaryFolder> folder(new TemporaryFolder(name));
  if (!folder->start_remover()) {
    fs::remove_all(name, failed);
    return Error{{name}, "cannot start the process that removes a temporary folder", ""};
  }
  return std::shared_ptr<const TemporaryFolder>(std::move(folder));
}

bool TemporaryFolder::start_remover() {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return false;
  // What the programs that work in the folder still do when ours dies may get in the way.
  std::vector<std::string> words{"sh", "-c",
                                 "read end; for i in 1 2 3 4 5; do rm -rf -- \"$1\" && break; "
                                 "sleep 1; done",
                                 "sh", fs::absolute(path_).string()};
  std::vector<std::string> settings{"PATH=/usr/bin:/bin"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[0], 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  const int failed = ::posix_spawn(&remover_, "/bin/sh", &actions, &attributes,
                                   pointers(words).data(), pointers(settings).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[0]);
  if (failed != 0) {
    ::close(pipe[1]);
    return false;
  }
  end_ = pipe[1];
  return true;
}

TemporaryFolder::~TemporaryFolder() {
  if (end_ < 0) return;
  ::close(end_);
  wait_for(remover_);
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
  const int status = wait_for(pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace towpath::tree
