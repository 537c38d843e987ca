// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/spatch_files.h"

#include <algorithm>
#include <filesystem>

#include "cli/files.h"

namespace towpath::cli {

namespace fs = std::filesystem;

Result<c::Names> read_hints(const SpatchOptions& options) {
  c::Names hints;
  for (const std::string& file : options.macro_files) {
    const Result<Text> text = read_input(file);
    if (!text) return text.error();
    hints.merge(c::Names::from_hints(*text));
  }
  return hints;
}

Result<smpl::Isomorphisms> read_isomorphisms(const SpatchOptions& options) {
  if (options.isomorphisms.empty()) return smpl::Isomorphisms::standard();
  const Result<Text> text = read_input(options.isomorphisms);
  if (!text) return text.error();
  return smpl::Isomorphisms::read(*text);
}

smpl::Files named_files() {
  return [](const smpl::NamedFile& file) -> Result<Text> {
    std::error_code code;
    fs::path found = file.name;
    fs::path folder = fs::absolute(file.place.file, code);
    while (!fs::is_regular_file(found, code) && folder.has_relative_path()) {
      folder = folder.parent_path();
      found = folder / file.name;
    }
    if (!fs::is_regular_file(found, code)) {
      return Error{
          file.place, "there is no file " + file.name,
          "it is looked for in the current folder, that of the semantic patch, and those above"};
    }
    return read_input(found.string());
  };
}

Result<std::vector<std::string>> files_below(const SpatchOptions& options) {
  std::vector<std::string> files;
  for (const std::string& folder : options.folders) {
    std::error_code code;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied,
                                        code);
    if (code) return Error{{folder}, code.message(), ""};
    for (; at != fs::recursive_directory_iterator(); at.increment(code)) {
      const std::string path = at->path().lexically_normal().string();
      const std::string extension = at->path().extension().string();
      if (extension != ".c" && !(extension == ".h" && options.include_headers)) continue;
      if (!at->is_regular_file(code)) continue;
      const auto ignores = [&](const std::string& part) {
        return path.find(part) != std::string::npos;
      };
      if (std::none_of(options.ignored.begin(), options.ignored.end(), ignores))
        files.push_back(path);
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace towpath::cli
