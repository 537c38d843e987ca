// SPDX-License-Identifier: GPL-2.0-or-later
// Files in a folder that is a target: looking at what is there, and putting a plan's outputs in
// their place.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "text/result.h"
#include "tree/target.h"
#include "tree/transaction.h"

namespace towpath::tree {

// Sorts by path; refuses paths out of the tree or into ".git", twice the same, and files below
// files.
Status check_outputs(std::vector<File>& outputs);

// A file or link that lies in a target folder.
struct Found {
  std::string bytes;  // of a link: where it points
  bool link = false;
  struct stat stat = {};

  bool executable() const { return !link && (stat.st_mode & S_IXUSR) != 0; }
};

// What is at `path` beneath the open folder `root`. An error where it is neither file nor link, and
// where the way to it is no folder or leads through a link or to another file system.
Result<std::optional<Found>> look(int root, const std::string& path);

// Adds to the transaction what makes the folder as planned. Returns where aside the file of each
// change is to be written, empty for a change that has none: a folder that is not there yet is
// built there as a whole, for which this makes the folders. An error where a file is no longer as
// it was planned on, or a folder cannot be written to.
Result<std::vector<std::string>> place(const Plan& plan, Transaction& transaction);

}  // namespace towpath::tree
