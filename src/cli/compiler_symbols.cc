// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/compiler_symbols.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace towpath::cli {
namespace {

// Reads all that comes through a pipe, and closes it.
std::string drain(int pipe) {
  std::string bytes;
  std::array<char, 1 << 16> block;
  for (ssize_t got = 0; (got = ::read(pipe, block.data(), block.size())) != 0;) {
    if (got > 0) bytes.append(block.data(), static_cast<std::size_t>(got));
    if (got < 0 && errno != EINTR) break;
  }
  ::close(pipe);
  return bytes;
}

}  // namespace

Result<Text> compiler_symbols(const std::vector<std::string>& options, const std::string& file) {
  std::vector<std::string> words{"cc", "-E", "-dM"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(file);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return Error{{}, std::strerror(errno), ""};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, "cc", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  std::string symbols = drain(pipe[0]);
  if (failed != 0) return Error{{}, std::string("can't run cc: ") + std::strerror(failed), ""};
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return Error{{}, file + ": cc does not get through, so its symbols are not known", ""};
  }
  return Text("symbols of cc", std::move(symbols));
}

}  // namespace towpath::cli
