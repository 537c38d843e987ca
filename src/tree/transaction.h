// SPDX-License-Identifier: GPL-2.0-or-later
// Changing many files as one: all is written aside, then a journal is made final, then everything
// is moved into place.
//
// Before the journal is final, nothing has happened; after, everything will: a forked child in a
// session of its own makes it final and carries it out, so that neither Ctrl-C nor the death of
// this process stops it, and should the child die too, recover() does the rest. Each step can be
// done twice without harm.
//
// Only from the first step to the last is the tree neither as before nor finished. So a step is one
// rename or removal, a few microseconds, and all else is done before or after: a new folder is
// built aside and moved as a whole, and a file that is replaced changes places with the new one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "text/result.h"
#include "tree/beneath.h"
#include "tree/target.h"

namespace towpath::tree {

// Where a transaction works: `root` is the tree it changes; `home` the folder of its own files, in
// which it may change some as well (a ".git", say); `state` a path in it for what the transaction
// needs itself.
struct Site {
  std::string root;
  std::string home;
  std::string state;
};

class Transaction {
 public:
  using Left = Target::Recovery;

  // Puts right what a killed transaction left behind. Waits for one that is still at work.
  static Result<Left> recover(const Site& site);

  // Holds off other transactions at this site while it lives. One that is not committed is
  // discarded.
  static Result<Transaction> begin(const Site& site);
  Transaction(Transaction&&) = default;
  Transaction& operator=(Transaction&&) = default;
  ~Transaction();

  // Takes git's lock `path` in the home: the file that keeps other git processes from what it is
  // named after. At most one.
  Status lock(const std::string& path);

  int root() const { return root_.get(); }
  int home() const { return home_.get(); }
  // The folder for what waits to be moved.
  int aside() const { return run_.get(); }

  // The steps, carried out in the order in which they are added. Removing what is not there, and a
  // folder that is not empty, does nothing. What is moved, a file or a folder, is named without
  // '/'; a folder replaces none but an empty one.
  void remove(const std::string& path);
  void remove_folder(const std::string& path);
  void move(const std::string& aside, const std::string& path);
  void move_to_home(const std::string& aside, const std::string& path);

  // Carries the steps out and then, still holding git's lock, does what is not part of the
  // transaction: `afterwards` is lost if this is killed, and may not allocate, because it runs in
  // the child. Where an error says that it will be finished later, the journal is final already,
  // and recover() goes on with it.
  Status commit(const std::function<void()>& afterwards = [] {});

 private:
  struct Step {
    char operation = 0;
    std::string from;
    std::string to;
    std::uint64_t inode = 0;  // of what is moved
  };
  struct Outcome {
    bool final = false;  // whether the journal is
    int failure = 0;     // an errno value
    std::size_t at = 0;  // the step that failed
  };

  Transaction() = default;
  static Result<Transaction> enter(const Site& site, bool create);
  Result<Left> clean_up();
  Status load_journal();
  Status finish(const std::function<void()>& afterwards);
  Outcome carry_out(const std::function<void()>& afterwards) const;
  int carry_out(const Step& step, struct Places& places) const;
  int rename_into(int base, const Step& step, struct Places& places) const;
  void unlock() const;
  void leave() const;
  void discard() const;

  Site site_;
  Fd root_;
  Fd home_;
  Fd state_;
  Fd lock_;  // flocked: this process, or its child, is at work
  Fd run_;   // open exactly while there is something to discard
  std::vector<Step> steps_;
};

}  // namespace towpath::tree
