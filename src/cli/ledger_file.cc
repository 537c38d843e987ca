// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/ledger_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace towpath::cli {

namespace fs = std::filesystem;

LedgerFile::LedgerFile(std::string path, const recipe::Recipe& recipe,
                       const pipeline::Carriage& carriage)
    : path_(std::move(path)) {
  if (!path_.empty()) ledger_ = evidence::Ledger::of(recipe, carriage);
}

Result<std::vector<evidence::Ledger::Moved>> LedgerFile::moved() const {
  if (path_.empty() || !fs::exists(path_)) return std::vector<evidence::Ledger::Moved>{};
  std::ifstream in(path_, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return Error{{path_}, "cannot be read", ""};
  const auto earlier = evidence::Ledger::parse(Text(path_, std::move(bytes).str()));
  if (!earlier) return earlier.error();
  return ledger_.moved_since(*earlier);
}

Status LedgerFile::write() const {
  if (path_.empty()) return Done{};
  const std::string aside = path_ + ".new";
  {
    std::ofstream out(aside, std::ios::binary | std::ios::trunc);
    out << ledger_.text();
    out.close();
    if (!out) return Error{{aside}, "cannot be written", ""};
  }
  std::error_code failed;
  fs::rename(aside, path_, failed);
  if (failed) return Error{{path_}, "cannot be replaced: " + failed.message(), ""};
  return Done{};
}

}  // namespace towpath::cli
