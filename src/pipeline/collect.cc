// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/collect.h"

#include <algorithm>
#include <map>

#include "kbuild/objects.h"
#include "pipeline/makefile_tree.h"

namespace towpath::pipeline {
namespace {

std::string join(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return std::string(folder) + "/" + std::string(name);
}

// Where a file of the take's source folder lands.
std::string target_of(const recipe::Take& take, std::string_view relative) {
  const std::size_t slash = relative.rfind('/');
  const std::size_t name_at = slash == std::string_view::npos ? 0 : slash + 1;
  const auto renamed = take.rename.find(std::string(relative.substr(name_at)));
  if (renamed == take.rename.end()) return join(take.to, relative);
  return join(take.to, std::string(relative.substr(0, name_at)) + renamed->second);
}

class Collector {
 public:
  Collector(const kbuild::Settings& settings, const tree::SourceTree& source)
      : settings_(settings), source_(source), makefiles_(source) {}

  Status add(const recipe::Take& take) {
    if (auto added = add_files(take); !added) return added;
    for (const auto& objects : take.objects) {
      if (auto added = add_objects(take, objects); !added) return added;
    }
    return Done{};
  }

  std::vector<Taking> result() && {
    std::vector<Taking> out;
    for (auto& [path, taking] : taken_) out.push_back(std::move(taking));
    return out;
  }

 private:
  Status add_files(const recipe::Take& take) {
    const std::string prefix = take.from.empty() ? "" : take.from + "/";
    const auto entries = source_.list(prefix);
    if (!entries) return entries.error();
    if (entries->empty()) {
      return Error{take.place, "the source has no folder '" + take.from + "'", ""};
    }
    for (const tree::Entry& entry : *entries) {
      const std::string_view relative = std::string_view(entry.path).substr(prefix.size());
      if (!take.selection.contains(relative)) continue;
      if (auto added = add_one(entry.path, target_of(take, relative), take.place); !added) {
        return added;
      }
    }
    // A name without wildcards is a promise that the file exists.
    for (const auto& exact : take.exact) {
      if (!taken_.contains(target_of(take, exact.value))) {
        return Error{exact.place, "the source has no file '" + prefix + exact.value + "'", ""};
      }
    }
    return Done{};
  }

  Status add_objects(const recipe::Take& take, const recipe::Take::Objects& objects) {
    kbuild::Makefile* makefile = nullptr;
    if (auto found = evaluated(objects.makefile); found) {
      makefile = *found;
    } else {
      return found.error();
    }
    if (!makefile->defines(objects.variable.value)) {
      return Error{
          objects.variable.place,
          "'" + objects.makefile.value + "' does not define '" + objects.variable.value + "'", ""};
    }
    const auto files = kbuild::objects(*makefile, objects.variable.value, makefiles_, {take.from});
    if (!files) return files.error();
    const std::string prefix = take.from.empty() ? "" : take.from + "/";
    for (const kbuild::SourceFile& file : *files) {
      if (!file.path.starts_with(prefix)) {
        return Error{file.place, "'" + file.object + "' is not below '" + take.from + "'",
                     "take it in an entry of its own"};
      }
      if (auto added =
              add_one(file.path, target_of(take, file.path.substr(prefix.size())), file.place);
          !added) {
        return added;
      }
    }
    return Done{};
  }

  Result<kbuild::Makefile*> evaluated(const recipe::Placed<std::string>& path) {
    const auto known = evaluated_.find(path.value);
    if (known != evaluated_.end()) return &known->second;
    const auto text = makefiles_.read(path.value);
    if (!text) return Error{path.place, to_string(text.error()), ""};
    if (!*text) return Error{path.place, "the source has no makefile '" + path.value + "'", ""};
    auto makefile = kbuild::Makefile::evaluate(**text, settings_, makefiles_);
    if (!makefile) return makefile.error();
    return &evaluated_.emplace(path.value, *std::move(makefile)).first->second;
  }

  Status add_one(const std::string& source_path, std::string path, const Place& reason) {
    const auto [at, fresh] = taken_.try_emplace(path, Taking{source_path, path, reason});
    if (fresh || at->second.source_path == source_path) return Done{};
    return Error{reason,
                 "'" + path + "' is taken from both '" + at->second.source_path + "' and '" +
                     source_path + "'",
                 "see " + to_string(at->second.reason)};
  }

  const kbuild::Settings& settings_;
  const tree::SourceTree& source_;
  MakefileTree makefiles_;
  std::map<std::string, kbuild::Makefile> evaluated_;
  std::map<std::string, Taking> taken_;
};

}  // namespace

Result<std::vector<Taking>> collect(const recipe::Collect& stage, const kbuild::Settings& settings,
                                    const tree::SourceTree& source) {
  Collector collector(settings, source);
  for (const recipe::Take& take : stage.takes) {
    if (auto added = collector.add(take); !added) return added.error();
  }
  return std::move(collector).result();
}

}  // namespace towpath::pipeline
