// SPDX-License-Identifier: GPL-2.0-or-later
// One run under way: its files and its report, which the stages work on one after the other.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <vector>

#include "pipeline/patched_source.h"
#include "pipeline/pipeline.h"

namespace towpath::pipeline {

class Carrying {
 public:
  Carrying(const recipe::Recipe& recipe, const tree::SourceTree& source, const TargetReader& target,
           const Options& options, Progress& progress);

  // Runs all stages.
  Status run();
  // Whether files of interest turned out to depend on others, so that all have to be carried.
  bool fell_short() const { return fell_short_; }
  Carriage result() &&;

 private:
  Status run_stages();
  Status run_collect(std::size_t stage, const recipe::Collect& collect);
  // Stages [first, last), all of them with passes: file by file through all of them, so that a text
  // stays in one core's cache from stage to stage.
  Status run_passes(std::size_t first, std::size_t last);
  Status run_patches(std::size_t stage, const recipe::Patches& patches);
  Status run_prune(std::size_t stage, const recipe::Prune& prune);
  Status run_kbuild(std::size_t stage, const recipe::Kbuild& kbuild);

  // One change of a patch: to the source before the first collect, to the files under way after it.
  Status patch_source(std::size_t stage, const patch::FileChange& change, RuleIndex first_hunk);
  Status patch_carried(std::size_t stage, const patch::FileChange& change, RuleIndex first_hunk);
  // Fits a change to a text, with warnings for what did not fit exactly.
  Result<Edits> fit(std::size_t stage, const patch::FileChange& change, const Text& text,
                    RuleIndex first_hunk);
  Status add_parent_line(std::size_t stage, const recipe::Kbuild::Parent& parent, RuleIndex rule);
  void fired(std::size_t stage, RuleIndex rule, std::uint64_t times);
  // Applies edits made by a stage, their rules moved to their run-wide numbers.
  void edit(std::size_t stage, Carried& file, Edits edits);
  bool surveys() const { return options_.survey && options_.only.empty(); }
  void summarize();

  // Whether the files of interest, together with the headers and C files by which they seem to be
  // needed, depend on no other C file: they are all there, and no stage from `next` on takes others
  // or puts another in a file's place. Those that are needed so become of interest as well.
  bool separate(std::size_t next);
  // What the files under way include, in their order. Nothing for those that are left out.
  std::vector<kbuild::IncludingFile> includes() const;
  // Whether stages that look at one file at a time may leave this one out.
  bool is_left_out(const Carried& file) const;

  const recipe::Recipe& recipe_;
  const tree::SourceTree& original_;
  const TargetReader& target_;
  const Options& options_;
  Progress& progress_;

  // The source with the patches of the stages before the first collect.
  PatchedSource source_;
  bool collected_ = false;
  bool partial_ = false;            // of C files, only those in `interest_` go through the passes
  std::set<std::string> interest_;  // by path in the target
  bool fell_short_ = false;
  std::map<std::string, Lineage> patched_lineage_;  // by source path

  Files files_;
  Files dropped_;
  Report report_;
  std::vector<RuleIndex> first_rule_;  // of each stage
};

}  // namespace towpath::pipeline
