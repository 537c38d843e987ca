// SPDX-License-Identifier: GPL-2.0-or-later
// The patches stage: a series on top of the source, or on the files under way.
#include <fmt/format.h>

#include "patch/apply.h"
#include "pipeline/carry.h"

namespace towpath::pipeline {

using Kind = patch::FileChange::Kind;

Status Carrying::run_patches(std::size_t stage, const recipe::Patches& patches) {
  RuleIndex first_hunk = 0;
  for (const patch::Patch& patch : patches.series.patches()) {
    for (const patch::FileChange& change : patch.changes) {
      ++report_.stages[stage].files;
      Status status = collected_ ? patch_carried(stage, change, first_hunk)
                                 : patch_source(stage, change, first_hunk);
      if (!status) return status;
      first_hunk += static_cast<RuleIndex>(change.hunks.size());
    }
  }
  return Done{};
}

Result<Edits> Carrying::fit(std::size_t stage, const patch::FileChange& change, const Text& text,
                            RuleIndex first_hunk) {
  auto fitted = patch::fit(change, text, first_hunk);
  if (!fitted) return fitted.error();
  for (std::size_t i = 0; i < fitted->placements.size(); ++i) {
    fired(stage, first_hunk + static_cast<RuleIndex>(i), 1);
    const patch::Placement& placement = fitted->placements[i];
    if (placement == patch::Placement{}) continue;
    report_.warnings.push_back(
        {change.hunks[i].place,
         fmt::format("this hunk went into {} with fuzz {} and an offset of {} lines", text.name(),
                     placement.fuzz, placement.offset),
         "refresh the patch"});
  }
  return std::move(fitted->edits);
}

Status Carrying::patch_source(std::size_t stage, const patch::FileChange& change,
                              RuleIndex first_hunk) {
  tree::File file;
  if (change.kind != Kind::kAdd) {
    auto found = source_.read(change.before);
    if (!found) return Error{change.place, "the source has no file '" + change.before + "'", ""};
    file = *std::move(found);
  } else if (source_.read(change.after)) {
    return Error{change.place, "the source already has a file '" + change.after + "'", ""};
  }
  const std::string& named = change.after.empty() ? change.before : change.after;
  auto edits = fit(stage, change, Text(named, std::string(file.text.bytes())), first_hunk);
  if (!edits) return edits.error();
  ++report_.stages[stage].changed;
  report_.stages[stage].edits += edits->size();
  if (change.kind == Kind::kRemove || change.kind == Kind::kRename) {
    source_.set(change.before, std::nullopt);
    if (change.kind == Kind::kRemove) return Done{};
  }
  if (change.mode_changes || change.kind == Kind::kAdd) file.executable = change.executable;
  file.path = change.after;
  file.text = Text(change.after, applied(file.text.bytes(), *edits));
  source_.set(change.after, std::move(file));
  // What has another name in the original cannot be traced to it: such a file begins with its
  // patch.
  const bool traced = change.kind == Kind::kModify && original_.read(change.after).ok();
  if (traced) {
    for (Edit& edit : *edits) {
      for (RuleIndex& rule : edit.rules) rule += first_rule_[stage];
    }
    patched_lineage_[change.after].then(*edits);
  }
  return Done{};
}

Status Carrying::patch_carried(std::size_t stage, const patch::FileChange& change,
                               RuleIndex first_hunk) {
  const auto before = files_.find(change.before);
  if (before != files_.end() && is_left_out(before->second)) return Done{};
  if (change.kind == Kind::kAdd) {
    if (files_.contains(change.after)) {
      return Error{change.place, "'" + change.after + "' is there already", ""};
    }
  } else if (before == files_.end()) {
    return Error{change.place, "no file '" + change.before + "' has been carried",
                 "after the collect stages, patches name paths of the target"};
  }
  if (change.kind == Kind::kAdd || change.kind == Kind::kCopy || change.kind == Kind::kRename) {
    Carried file;
    if (change.kind == Kind::kAdd) {
      file.from = Carried::From::kRecipe;
      file.source_path = change.place.file;
      file.stage = stage;
    } else {
      file = before->second;
      if (change.kind == Kind::kCopy) file.stage = stage;
    }
    file.text = Text(change.after, std::string(file.text.bytes()));
    if (change.kind == Kind::kRename) files_.erase(before);
    files_[change.after] = std::move(file);
  }
  const std::string& named = change.kind == Kind::kRemove ? change.before : change.after;
  Carried& file = files_.at(named);
  auto edits = fit(stage, change, file.text, first_hunk);
  if (!edits) return edits.error();
  edit(stage, file, *std::move(edits));
  if (change.mode_changes || change.kind == Kind::kAdd) file.executable = change.executable;
  if (change.kind == Kind::kRemove) {
    report_.dropped.push_back({named, "a patch removes it", stage});
    dropped_.insert(files_.extract(named));
  }
  return Done{};
}

}  // namespace towpath::pipeline
