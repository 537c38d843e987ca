// SPDX-License-Identifier: GPL-2.0-or-later
// A run's ledger and the file that an earlier run left.
#pragma once

#include <string>
#include <vector>

#include "evidence/ledger.h"

namespace towpath::cli {

class LedgerFile {
 public:
  // Without a path, there is nothing to compare with and nothing to write.
  LedgerFile(std::string path, const recipe::Recipe& recipe, const pipeline::Carriage& carriage);

  // What moved since the file was written. Where there is no file yet all is as it was; for a run
  // that is `locked`, that is an error.
  Result<std::vector<evidence::Ledger::Moved>> moved(bool locked) const;
  // Replaces the file as a whole. There must be a path.
  Status write() const;

 private:
  std::string path_;
  evidence::Ledger ledger_;
};

}  // namespace towpath::cli
