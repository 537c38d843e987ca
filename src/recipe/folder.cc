// SPDX-License-Identifier: GPL-2.0-or-later
#include "recipe/folder.h"

#include <fstream>
#include <sstream>

namespace towpath::recipe {

namespace fs = std::filesystem;

Result<Text> Folder::read(const Placed<std::string>& file) {
  const fs::path relative(file.value);
  for (const fs::path& part : relative) {
    if (relative.is_absolute() || part == "..") {
      return Error{file.place, "'" + file.value + "' leads out of the recipe's folder", ""};
    }
  }
  const fs::path path = path_ / relative;
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::exists(status)) return Error{file.place, "no such file: " + file.value, ""};
  if (!fs::is_regular_file(status)) return Error{file.place, "not a file: " + file.value, ""};
  if (fs::file_size(path, failed) > kMaxTextSize) {
    return Error{file.place, "too large: " + file.value, ""};
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return Error{file.place, "cannot read " + file.value, ""};
  Text text(path.string(), std::move(bytes).str());
  files_.insert_or_assign(relative.lexically_normal().string(), text);
  return text;
}

}  // namespace towpath::recipe
