// SPDX-License-Identifier: GPL-2.0-or-later
// Kills a publishing process at random moments: the target must be as before or finished, always.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <random>
#include <thread>

#include "tree/target.h"
#include "tree/test_support.h"
#include "tree/test_victim.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

// TOWPATH_KILLS in the environment makes a longer campaign of it.
int kill_count(int usual) {
  const char* const wanted = std::getenv("TOWPATH_KILLS");
  return wanted == nullptr ? usual : std::atoi(wanted);
}

pid_t start_victim(const std::string& mode, const fs::path& path, int variant) {
  static const std::string program =
      fs::read_symlink("/proc/self/exe").parent_path() / "tree_victim";
  const std::string number = std::to_string(variant);
  const pid_t child = fork();
  if (child == 0) {
    execl(program.c_str(), program.c_str(), mode.c_str(), path.c_str(), number.c_str(), nullptr);
    _exit(127);
  }
  return child;
}

// The children of this process that are left: it adopts those of killed victims.
std::vector<pid_t> orphans() {
  std::ifstream list("/proc/self/task/" + std::to_string(getpid()) + "/children");
  std::vector<pid_t> found;
  for (pid_t child; list >> child;) found.push_back(child);
  return found;
}

std::map<std::string, std::string> files_below(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = fs::relative(entry.path(), folder);
    if (entry.is_regular_file() && !path.starts_with(".git/") && !path.starts_with(".towpath/")) {
      files[path] = read_file(entry.path());
    }
  }
  return files;
}

class Killing : public testing::Test {
 protected:
  void SetUp() override {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    root_ = temp_ / "target";
  }
  void TearDown() override { prctl(PR_SET_CHILD_SUBREAPER, 0); }

  // `state` tells all of the target that must be the one or the other; `open` recovers.
  template <class State, class Open>
  void campaign(const std::string& mode, int kills, const State& state, const Open& open) {
    decltype(state()) expected[2];
    microseconds whole{0};
    for (const int variant : {0, 1, 0, 1}) {  // the later two for the time a run takes when warm
      const auto begin = Clock::now();
      int status = -1;
      ASSERT_GT(waitpid(start_victim(mode, root_, variant), &status, 0), 0);
      ASSERT_EQ(status, 0);
      whole = std::chrono::duration_cast<microseconds>(Clock::now() - begin);
      expected[variant] = state();
    }
    ASSERT_NE(expected[0], expected[1]);

    std::mt19937 random(20'240'607);
    int now = 1;
    int finished = 0;
    int recovered = 0;
    for (int i = 0; i < kills; ++i) {
      const int next = 1 - now;
      const pid_t victim = start_victim(mode, root_, next);
      const auto delay =
          microseconds(std::uniform_int_distribution<long>(0, whole.count())(random));
      std::this_thread::sleep_for(delay);
      kill(victim, SIGKILL);
      int status = 0;
      waitpid(victim, &status, 0);
      ASSERT_TRUE(WIFSIGNALED(status) || status == 0)
          << "the victim failed in round " << i << ", status " << status;
      // Every other time its helper dies as well, so that recovery has something to do.
      const bool harsh = i % 2 == 1;
      if (harsh) {
        std::this_thread::sleep_for(
            microseconds(std::uniform_int_distribution<int>(0, 300)(random)));
        for (const pid_t orphan : orphans()) kill(orphan, SIGKILL);
      }
      while (waitpid(-1, nullptr, 0) > 0) {
      }
      if (!harsh) {
        const auto seen = state();
        ASSERT_TRUE(seen == expected[now] || seen == expected[next])
            << "damaged before recovery in round " << i << ", killed after " << delay.count()
            << "us";
      }
      const Result<std::unique_ptr<Target>> target = open();
      ASSERT_TRUE(target.ok()) << to_string(target.error());
      recovered += (*target)->recovery() != Target::Recovery::kNone;
      const auto seen = state();
      ASSERT_TRUE(seen == expected[now] || seen == expected[next])
          << "damaged after recovery in round " << i << ", killed after " << delay.count() << "us";
      if (seen == expected[next]) {
        now = next;
        ++finished;
      }
    }
    std::printf("%d kills: %d runs finished all the same, %d times something to recover\n", kills,
                finished, recovered);
  }

  TempFolder temp_;
  fs::path root_;
};

TEST_F(Killing, AWorkTreeIsAsBeforeOrFinished) {
  write_file(root_ / "fs/Kconfig", "menu\n");
  make_repository(root_);
  const auto state = [&] {
    return std::pair(files_below(root_), git(root_, "ls-files --stage && git diff --name-only"));
  };
  campaign("work-tree", kill_count(100), state, [&] { return open_work_tree(root_); });
  EXPECT_EQ(git(root_, "fsck --strict --no-dangling"), "");
  EXPECT_FALSE(fs::exists(root_ / ".git/index.lock"));
}

TEST_F(Killing, ABranchIsAsBeforeOrFinished) {
  write_file(root_ / "fs/Kconfig", "menu\n");
  make_repository(root_);
  const std::string before = git(root_, "rev-parse HEAD") + read_file(root_ / ".git/index");
  const auto state = [&] { return git(root_, "rev-parse 'carried^{tree}'"); };
  campaign("commit", kill_count(50), state,
           [&] { return open_commit_target(root_, "victim", "carried"); });
  EXPECT_EQ(git(root_, "fsck --strict --no-dangling"), "");
  EXPECT_EQ(git(root_, "rev-parse HEAD") + read_file(root_ / ".git/index"), before);
  EXPECT_FALSE(fs::exists(root_ / ".git/refs/heads/carried.lock"));
}

TEST_F(Killing, AFolderIsAsBeforeOrFinished) {
  const auto state = [&] { return files_below(root_); };
  campaign("folder", kill_count(50), state, [&] { return open_output_folder(root_); });
}

}  // namespace
}  // namespace towpath::tree
