// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/ledger_file.h"

#include <filesystem>

#include "cli/files.h"

namespace towpath::cli {

LedgerFile::LedgerFile(std::string path, const recipe::Recipe& recipe,
                       const pipeline::Carriage& carriage)
    : path_(std::move(path)) {
  if (!path_.empty()) ledger_ = evidence::Ledger::of(recipe, carriage);
}

Result<std::vector<evidence::Ledger::Moved>> LedgerFile::moved(bool locked) const {
  namespace fs = std::filesystem;
  if (path_.empty()) return std::vector<evidence::Ledger::Moved>{};
  std::error_code failed;
  if (!fs::exists(path_, failed)) {
    if (locked) return Error{{path_}, "no such ledger", "a run without --locked writes it"};
    const fs::path folder = fs::path(path_).parent_path();
    if (!folder.empty() && !fs::is_directory(folder, failed)) {
      return Error{{path_}, "no such folder to write the ledger to: " + folder.string(), ""};
    }
    return std::vector<evidence::Ledger::Moved>{};
  }
  const Result<Text> text = read_input(path_);
  if (!text) return text.error();
  const auto earlier = evidence::Ledger::parse(*text);
  if (!earlier) return earlier.error();
  return ledger_.moved_since(*earlier);
}

Status LedgerFile::write() const {
  return write_file(path_, ledger_.text());
}

}  // namespace towpath::cli
