// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/program.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, GoesWithItsOwner) {
  fs::path path;
  {
    const auto folder = TemporaryFolder::make();
    ASSERT_TRUE(folder.ok()) << to_string(folder.error());
    path = (*folder)->path();
    ASSERT_TRUE(write_temporary(path / "deep/er/file", "bytes").ok());
    EXPECT_EQ(read_temporary(path / "deep/er/file").value(), "bytes");
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, GoesWhereItsOwnerIsKilled) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t owner = ::fork();
  if (owner == 0) {
    const auto folder = TemporaryFolder::make();
    if (!folder || !write_temporary((*folder)->path() / "deep/file", "bytes")) ::_exit(1);
    const std::string path = (*folder)->path().string();
    if (::write(pipe[1], path.data(), path.size()) < 0) ::_exit(1);
    ::raise(SIGKILL);
  }
  ::close(pipe[1]);
  int status = 0;
  ASSERT_EQ(::waitpid(owner, &status, 0), owner);
  ASSERT_TRUE(WIFSIGNALED(status));
  char name[4096];
  const ssize_t size = ::read(pipe[0], name, sizeof name);
  ::close(pipe[0]);
  ASSERT_GT(size, 0);
  const fs::path path(std::string(name, static_cast<std::size_t>(size)));
  // No longer than a busy machine may need.
  for (int i = 0; i < 3000 && fs::exists(path); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(Program, TellsHowItEnded) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder.ok());
  const fs::path out = (*folder)->path() / "out";
  EXPECT_EQ(
      run({.name = "sh", .package = "dash", .arguments = {"-c", "echo said; exit 3"}}, out, out)
          .value(),
      3);
  EXPECT_EQ(read_temporary(out).value(), "said\n");
  EXPECT_EQ(
      run({.name = "sh", .package = "dash", .arguments = {"-c", "kill -9 $$"}}, out, out).value(),
      137);
  const auto none =
      run({.name = "no-such-program", .package = "nothing", .arguments = {}}, out, out);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().hint, "apt-get install nothing");
}

}  // namespace
}  // namespace towpath::tree
