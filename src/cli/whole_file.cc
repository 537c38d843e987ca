// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/whole_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace towpath::cli {

namespace fs = std::filesystem;

Result<std::string> read_whole(const std::string& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) return Error{{path}, "is a folder, not a file", ""};
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return Error{{path}, "cannot be read", ""};
  return std::move(bytes).str();
}

Status replace_whole(const std::string& path, std::string_view bytes) {
  const std::string aside = path + ".new";
  {
    std::ofstream out(aside, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) return Error{{aside}, "cannot be written", ""};
  }
  std::error_code failed;
  fs::rename(aside, path, failed);
  if (failed) {
    const std::string reason = failed.message();
    fs::remove(aside, failed);
    return Error{{path}, "cannot be replaced: " + reason, ""};
  }
  return Done{};
}

}  // namespace towpath::cli
