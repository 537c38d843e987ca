// SPDX-License-Identifier: GPL-2.0-or-later
// The kbuild stage: makefiles for the kernel, Kconfig files, and the lines by which parents know of
// them.
#include <algorithm>

#include "pipeline/carry.h"

namespace towpath::pipeline {
namespace {

// The files under way as the makefile evaluator wants to see them.
class FilesTree : public kbuild::SourceTree {
 public:
  explicit FilesTree(const Files& files) : files_(files) {}

  Result<std::optional<Text>> read(const std::string& path) const override {
    const auto file = files_.find(path);
    if (file == files_.end()) return std::optional<Text>();
    return std::optional<Text>(file->second.text);
  }

  Result<bool> contains(const std::string& path) const override {
    const auto at = files_.lower_bound(path);
    if (at != files_.end() && at->first == path) return true;
    const auto below = files_.lower_bound(path + "/");
    return below != files_.end() && below->first.starts_with(path + "/");
  }

  Result<std::vector<std::string>> names(const std::string& folder) const override {
    std::vector<std::string> names;
    const std::string prefix = folder.empty() ? "" : folder + "/";
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix);
         ++at) {
      const std::string rest = at->first.substr(prefix.size());
      names.push_back(rest.substr(0, rest.find('/')));
    }
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

 private:
  const Files& files_;
};

}  // namespace

Status Carrying::run_kbuild(std::size_t stage, const recipe::Kbuild& kbuild) {
  RuleIndex first_rule = 0;
  for (const auto& makefiles : kbuild.makefiles) {
    for (auto& [path, file] : files_) {
      if (!makefiles.selection.contains(path)) continue;
      ++report_.stages[stage].files;
      auto made = kbuild::transform(file.text, makefiles.rules, FilesTree(files_));
      if (!made) return made.error();
      for (const kbuild::MissingObject& missing : made->missing) {
        report_.warnings.push_back(
            {missing.place,
             "'" + missing.object + "' of " + missing.module +
                 (missing.removed ? " was taken out of its list: its source is not carried"
                                  : " is still listed, but its source is not carried"),
             ""});
      }
      for (Edit& edit : made->edits) {
        for (RuleIndex& rule : edit.rules) {
          fired(stage, first_rule + rule, 1);
          rule += first_rule;
        }
      }
      edit(stage, file, std::move(made->edits));
    }
    first_rule += static_cast<RuleIndex>(kbuild::rule_names(makefiles.rules).size());
  }
  for (const auto& added : kbuild.added) {
    if (files_.contains(added.path)) {
      return Error{added.place, "'" + added.path + "' is there already from an earlier stage", ""};
    }
    Carried file;
    file.from = Carried::From::kRecipe;
    file.source_path = added.content.name();
    file.stage = stage;
    file.source = added.content;
    file.text = Text(added.path, std::string(added.content.bytes()));
    files_.emplace(added.path, std::move(file));
    ++report_.stages[stage].changed;
    fired(stage, first_rule++, 1);
  }
  for (const auto& parent : kbuild.parents) {
    if (auto status = add_parent_line(stage, parent, first_rule++); !status) return status;
  }
  return Done{};
}

Status Carrying::add_parent_line(std::size_t stage, const recipe::Kbuild::Parent& parent,
                                 RuleIndex rule) {
  if (!target_) {
    report_.target_warnings.push_back({parent.place,
                                       "no target, so no line was added to " + parent.file,
                                       "give the kernel tree with --target"});
    return Done{};
  }
  auto at = files_.find(parent.file);
  if (at == files_.end()) {
    auto found = target_(parent.file);
    if (!found) return found.error();
    if (!*found) return Error{parent.place, "the target has no file '" + parent.file + "'", ""};
    Carried file;
    file.from = Carried::From::kTarget;
    file.source_path = parent.file;
    file.stage = stage;
    file.source = (*found)->text;
    file.text = Text(parent.file, std::string(file.source.bytes()));
    file.executable = (*found)->executable;
    at = files_.emplace(parent.file, std::move(file)).first;
    ++report_.stages[stage].files;
  }
  auto edits = kbuild::insert_line(at->second.text, parent.line, rule);
  if (!edits) return Error{parent.place, edits.error().message, edits.error().hint};
  fired(stage, rule, 1);  // a line that is there already has done its work, too
  edit(stage, at->second, *std::move(edits));
  return Done{};
}

}  // namespace towpath::pipeline
