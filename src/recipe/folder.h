// SPDX-License-Identifier: GPL-2.0-or-later
// The files of a recipe's folder.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "recipe/placed.h"
#include "text/text.h"

namespace towpath::recipe {

class Folder {
 public:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

  // The name under which messages speak of a file.
  std::string name_of(const std::string& file) const { return (path_ / file).string(); }

  // A file that the recipe names at `file.place`; it must be inside of the folder.
  Result<Text> read(const Placed<std::string>& file);

  // All that were read, by their path inside of the folder.
  const std::map<std::string, Text>& files() const { return files_; }

 private:
  std::filesystem::path path_;
  std::map<std::string, Text> files_;
};

}  // namespace towpath::recipe
