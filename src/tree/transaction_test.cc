// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/transaction.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "tree/test_support.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Transactions : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(temp_ / "root");
    fs::create_directories(temp_ / "home");
    site_ = {temp_ / "root", temp_ / "home", "state"};
    write_file(temp_ / "root/old", "old\n");
  }

  static void put(Transaction& transaction, const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(write_new(transaction.aside(), name, bytes, 0644).ok());
  }

  TempFolder temp_;
  Site site_;
};

TEST_F(Transactions, NothingHappensBeforeCommit) {
  {
    Transaction transaction = Transaction::begin(site_).value();
    ASSERT_TRUE(transaction.lock("index.lock").ok());
    EXPECT_TRUE(fs::exists(temp_ / "home/index.lock"));
    put(transaction, "f", "new\n");
    transaction.remove("old");
    transaction.move("f", "new");
  }
  EXPECT_EQ(read_file(temp_ / "root/old"), "old\n");
  EXPECT_FALSE(fs::exists(temp_ / "root/new"));
  EXPECT_FALSE(fs::exists(temp_ / "home/index.lock"));
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
}

TEST_F(Transactions, StepsAreCarriedOutInOrder) {
  Transaction transaction = Transaction::begin(site_).value();
  ASSERT_TRUE(transaction.lock("index.lock").ok());
  put(transaction, "f", "new\n");
  put(transaction, "g", "home\n");
  ASSERT_EQ(mkdirat(transaction.aside(), "d", 0777), 0);
  transaction.remove("old");
  transaction.remove("never/was");
  transaction.move("d", "old");
  transaction.move("f", "old/new");
  transaction.remove_folder("old");  // not empty: stays
  transaction.move_to_home("g", "g");
  bool called = false;
  const auto afterwards = [&] {
    // In the child, so that only the file system can tell.
    called = fs::exists(temp_ / "home/g") && fs::exists(temp_ / "home/index.lock");
    if (called) mkdirat(transaction.root(), "called", 0777);
  };
  ASSERT_TRUE(transaction.commit(afterwards).ok());
  EXPECT_FALSE(called);
  EXPECT_TRUE(fs::exists(temp_ / "root/called"));
  EXPECT_EQ(read_file(temp_ / "root/old/new"), "new\n");
  EXPECT_EQ(read_file(temp_ / "home/g"), "home\n");
  EXPECT_FALSE(fs::exists(temp_ / "home/index.lock"));
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
  EXPECT_EQ(Transaction::recover(site_).value(), Transaction::Left::kNone);
}

// What cannot be moved after the journal is final waits, and recovery does the rest.
TEST_F(Transactions, RecoveryFinishesWhatIsFinal) {
  fs::create_directories(temp_ / "root/blocked/inside");
  {
    Transaction transaction = Transaction::begin(site_).value();
    ASSERT_TRUE(transaction.lock("index.lock").ok());
    put(transaction, "f", "1\n");
    put(transaction, "g", "2\n");
    transaction.remove("old");
    transaction.move("f", "first");
    transaction.move("g", "blocked");
    const Status failed = transaction.commit();
    ASSERT_FALSE(failed.ok());
    EXPECT_THAT(to_string(failed.error()), HasSubstr("blocked: cannot move into place"));
    EXPECT_THAT(to_string(failed.error()), HasSubstr("run again"));
  }
  EXPECT_EQ(read_file(temp_ / "root/first"), "1\n");
  EXPECT_TRUE(fs::exists(temp_ / "home/index.lock"));
  EXPECT_FALSE(Transaction::recover(site_).ok());  // still blocked
  EXPECT_FALSE(Transaction::begin(site_).ok());
  fs::remove_all(temp_ / "root/blocked");
  EXPECT_EQ(Transaction::recover(site_).value(), Transaction::Left::kFinished);
  EXPECT_EQ(read_file(temp_ / "root/blocked"), "2\n");
  EXPECT_FALSE(fs::exists(temp_ / "home/index.lock"));
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
}

TEST_F(Transactions, AFolderMovesAsAWhole) {
  Transaction transaction = Transaction::begin(site_).value();
  ASSERT_EQ(mkdirat(transaction.aside(), "d", 0777), 0);
  ASSERT_EQ(mkdirat(transaction.aside(), "d/deep", 0777), 0);
  put(transaction, "d/a", "a\n");
  put(transaction, "d/deep/b", "b\n");
  transaction.move("d", "new");
  ASSERT_TRUE(transaction.commit().ok());
  EXPECT_EQ(read_file(temp_ / "root/new/a") + read_file(temp_ / "root/new/deep/b"), "a\nb\n");
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
}

TEST_F(Transactions, AFolderIsDiscardedAsAWhole) {
  {
    Transaction transaction = Transaction::begin(site_).value();
    ASSERT_EQ(mkdirat(transaction.aside(), "d", 0777), 0);
    put(transaction, "d/a", "a\n");
    transaction.move("d", "new");
  }
  EXPECT_FALSE(fs::exists(temp_ / "root/new"));
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
}

// Recovery goes through all steps again: a folder that is no longer aside has been moved.
TEST_F(Transactions, RecoveryMovesAFolderOnce) {
  write_file(temp_ / "root/blocked/other", "other's\n");
  {
    Transaction transaction = Transaction::begin(site_).value();
    for (const char* const name : {"d", "e"}) {
      ASSERT_EQ(mkdirat(transaction.aside(), name, 0777), 0);
      put(transaction, std::string(name) + "/a", name);
    }
    transaction.move("d", "new");
    transaction.move("e", "blocked");
    ASSERT_FALSE(transaction.commit().ok());
  }
  EXPECT_EQ(read_file(temp_ / "root/new/a"), "d");
  EXPECT_EQ(read_file(temp_ / "root/blocked/other"), "other's\n");
  write_file(temp_ / "root/new/later", "stays\n");
  fs::remove_all(temp_ / "root/blocked");
  EXPECT_EQ(Transaction::recover(site_).value(), Transaction::Left::kFinished);
  EXPECT_EQ(read_file(temp_ / "root/new/a") + read_file(temp_ / "root/blocked/a"), "de");
  EXPECT_EQ(read_file(temp_ / "root/new/later"), "stays\n");
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
}

// Killed after the last step: there is nothing to be done again, only the lock to be given back.
TEST_F(Transactions, AFinishedOneIsOnlyCleanedUp) {
  write_file(temp_ / "home/state/run/finished", "");
  write_file(temp_ / "home/state/run/index", "a part of");
  write_file(temp_ / "home/state/run/owner", "index.lock");
  fs::create_hard_link(temp_ / "home/state/run/owner", temp_ / "home/index.lock");
  EXPECT_EQ(Transaction::recover(site_).value(), Transaction::Left::kFinished);
  EXPECT_FALSE(fs::exists(temp_ / "home/index.lock"));
  EXPECT_FALSE(fs::exists(temp_ / "home/index"));
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
}

TEST_F(Transactions, OthersLocksAreLeftAlone) {
  write_file(temp_ / "home/index.lock", "git's");
  {
    Transaction transaction = Transaction::begin(site_).value();
    EXPECT_FALSE(transaction.lock("index.lock").ok());
  }
  EXPECT_EQ(read_file(temp_ / "home/index.lock"), "git's");
  // A run that died before it had the lock, while git took it.
  write_file(temp_ / "home/state/run/owner", "index.lock");
  EXPECT_EQ(Transaction::recover(site_).value(), Transaction::Left::kDiscarded);
  EXPECT_EQ(read_file(temp_ / "home/index.lock"), "git's");
}

// Killed between two steps: the first file has changed places with the one it replaces.
TEST_F(Transactions, AReplacementIsNotUndoneByDoingItAgain) {
  write_file(temp_ / "root/one", "old\n");
  write_file(temp_ / "root/two", "old\n");
  fs::create_directories(temp_ / "home/state/run");
  write_file(temp_ / "home/state/run/a", "new\n");
  write_file(temp_ / "home/state/run/b", "new\n");
  std::string journal("towpath journal 3\0", 18);
  for (const auto& [from, to] : {std::pair("a", "one"), std::pair("b", "two")}) {
    struct stat stat;
    ASSERT_EQ(::stat((temp_ / "home/state/run" / from).c_str(), &stat), 0);
    for (const std::string& part : {std::string("m"), std::string(from), std::string(to),
                                    std::to_string(stat.st_ino)}) {
      journal.append(part.c_str(), part.size() + 1);
    }
  }
  write_file(temp_ / "home/state/run/journal", journal);
  ASSERT_EQ(renameat2(AT_FDCWD, (temp_ / "home/state/run/a").c_str(), AT_FDCWD,
                      (temp_ / "root/one").c_str(), RENAME_EXCHANGE),
            0);
  EXPECT_EQ(Transaction::recover(site_).value(), Transaction::Left::kFinished);
  EXPECT_EQ(read_file(temp_ / "root/one"), "new\n");
  EXPECT_EQ(read_file(temp_ / "root/two"), "new\n");
  EXPECT_FALSE(fs::exists(temp_ / "home/state/run"));
}

TEST_F(Transactions, ForeignJournalsCannotReachOut) {
  const auto journal = [&](const std::string& operation, const std::string& to) {
    std::string bytes("towpath journal 3\0", 18);
    for (const std::string& part : {operation, std::string("f"), to, std::string("1")}) {
      bytes.append(part.c_str(), part.size() + 1);
    }
    write_file(temp_ / "home/state/run/journal", bytes);
    write_file(temp_ / "home/state/run/f", "evil\n");
    return Transaction::recover(site_);
  };
  write_file(temp_ / "precious", "x\n");
  EXPECT_FALSE(journal("m", "../precious").ok());
  EXPECT_FALSE(journal("u", "../precious").ok());
  EXPECT_FALSE(journal("m", ".git/hooks/pre-commit").ok());
  EXPECT_FALSE(journal("m", "/tmp/x").ok());
  EXPECT_FALSE(journal("?", "x").ok());
  fs::create_symlink("..", temp_ / "root/link");
  EXPECT_FALSE(journal("m", "link/precious").ok());
  EXPECT_EQ(read_file(temp_ / "precious"), "x\n");
  write_file(temp_ / "home/state/run/journal", "nonsense");
  EXPECT_FALSE(Transaction::recover(site_).ok());
}

TEST_F(Transactions, OneWaitsForTheOther) {
  Transaction first = Transaction::begin(site_).value();
  put(first, "f", "first\n");
  first.move("f", "file");
  std::thread other([&] {
    Transaction second = Transaction::begin(site_).value();
    EXPECT_EQ(read_file(temp_ / "root/file"), "first\n");
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ASSERT_TRUE(first.commit().ok());
  { const Transaction ended = std::move(first); }
  other.join();
}

}  // namespace
}  // namespace towpath::tree
