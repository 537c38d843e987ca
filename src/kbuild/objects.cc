// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/objects.h"

#include <set>

namespace towpath::kbuild {

Result<std::optional<std::string>> source_of(std::string_view folder, std::string_view object,
                                             const SourceTree& tree) {
  const std::string stem(object.substr(0, object.size() - 2));
  for (const char* ending : {".c", ".S"}) {
    const auto path = resolve_path(folder, stem + ending);
    if (!path) continue;
    const Result<bool> there = tree.contains(*path);
    if (!there.ok()) return there.error();
    if (*there) return path;
  }
  return std::optional<std::string>();
}

Result<std::vector<SourceFile>> objects(Makefile& makefile, std::string_view variable,
                                        const SourceTree& tree,
                                        const std::vector<std::string>& folders) {
  if (!makefile.defines(variable)) {
    return Error{{makefile.path()},
                 "the makefile has no variable `" + std::string(variable) + "`",
                 "look for its name there; a misspelt one would be empty for make"};
  }
  auto words = makefile.words(variable);
  if (!words.ok()) return words.error();
  const std::string folder(folder_of(makefile.path()));
  std::vector<SourceFile> files;
  std::set<std::string> seen;
  for (Word& word : *words) {
    const std::string quoted = "`" + word.text + "`";
    if (word.text.ends_with('/')) {
      return Error{word.place, quoted + " is a folder, not an object",
                   "collect from the makefile in that folder"};
    }
    if (word.text.size() < 3 || !word.text.ends_with(".o"))
      return Error{word.place, quoted + " is no object (.o)", ""};
    if (!resolve_path(folder, word.text))
      return Error{word.place, "the object " + quoted + " lies outside the source tree", ""};
    auto path = source_of(folder, word.text, tree);
    for (auto other = folders.begin(); path.ok() && !*path && other != folders.end(); ++other)
      path = source_of(*other, word.text, tree);
    if (!path.ok()) return Error{word.place, to_string(path.error()), ""};
    if (!*path) {
      return Error{word.place, "there is no source for the object " + quoted,
                   "neither .c nor .S lies in " + (folder.empty() ? "the root" : folder) +
                       (folders.empty() ? "" : " or the folders searched")};
    }
    if (seen.insert(**path).second)
      files.push_back({std::move(word.text), std::move(**path), std::move(word.place)});
  }
  return files;
}

}  // namespace towpath::kbuild
