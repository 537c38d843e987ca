// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/carry.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>
#include <time.h>

#include <algorithm>
#include <set>

#include "pipeline/collect.h"
#include "pipeline/contradictions.h"
#include "pipeline/pass.h"
#include "pipeline/undecided.h"
#include "unifdef/proof.h"

namespace towpath::pipeline {
namespace {

// Processor time of this thread.
double thread_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Adds the processor time of a scope to a stage; for the stages that run on one thread.
class Stopwatch {
 public:
  explicit Stopwatch(double& total) : total_(total), start_(thread_seconds()) {}
  ~Stopwatch() { total_ += thread_seconds() - start_; }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& total_;
  double start_;
};

// Gives the edits of a stage their run-wide rule numbers.
void renumber(Edits& edits, RuleIndex first_rule) {
  for (Edit& edit : edits) {
    for (RuleIndex& rule : edit.rules) rule += first_rule;
  }
}

bool moves_files(const recipe::Patches& patches) {
  using Kind = patch::FileChange::Kind;
  const auto& all = patches.series.patches();
  return std::any_of(all.begin(), all.end(), [](const patch::Patch& patch) {
    return std::any_of(patch.changes.begin(), patch.changes.end(), [](const auto& change) {
      return change.kind == Kind::kCopy || change.kind == Kind::kRename;
    });
  });
}

Error error_outside_text(const std::string& path) {
  return {
      {path}, "the source is not a text: it has a NUL byte", "leave it out of the collect stage"};
}

}  // namespace

Carrying::Carrying(const recipe::Recipe& recipe, const tree::SourceTree& source,
                   const TargetReader& target, const Options& options, Progress& progress)
    : recipe_(recipe),
      original_(source),
      target_(target),
      options_(options),
      progress_(progress),
      source_(source),
      report_(unstarted(recipe)) {
  for (std::size_t i = 0; i < recipe.stages.size(); ++i) {
    const auto first = std::find_if(report_.rules.begin(), report_.rules.end(),
                                    [i](const RuleReport& rule) { return rule.stage >= i; });
    first_rule_.push_back(static_cast<RuleIndex>(first - report_.rules.begin()));
  }
  if (!options.with_tools) return;
  // The original programs do not tell which of their rules did something.
  for (RuleReport& rule : report_.rules) {
    if (has_pass(recipe.stages[rule.stage])) rule.can_fire = false;
  }
}

Status Carrying::run() {
  if (!surveys()) return run_stages();
  // Looking whether the source is dirty takes as long as a stage, and nobody waits for it.
  std::optional<Result<tree::SourceIdentity>> identity;
  tbb::task_group background;
  background.run([&] { identity = original_.identity(); });
  Status status = run_stages();
  background.wait();
  if (!status) return status;
  if (!*identity) return identity->error();
  report_.source = **std::move(identity);
  return Done{};
}

Status Carrying::run_stages() {
  for (std::size_t i = 0; i < recipe_.stages.size();) {
    const recipe::Stage& stage = recipe_.stages[i];
    if (has_pass(stage)) {
      std::size_t last = i;
      while (last < recipe_.stages.size() && has_pass(recipe_.stages[last])) ++last;
      if (auto status = run_passes(i, last); !status) return status;
      i = last;
      continue;
    }
    const Stopwatch watch(report_.stages[i].seconds);
    Status status = Done{};
    if (const auto* collect = std::get_if<recipe::Collect>(&stage.action)) {
      status = run_collect(i, *collect);
    } else if (const auto* patches = std::get_if<recipe::Patches>(&stage.action)) {
      status = run_patches(i, *patches);
    } else if (const auto* prune = std::get_if<recipe::Prune>(&stage.action)) {
      status = run_prune(i, *prune);
    } else {
      status = run_kbuild(i, std::get<recipe::Kbuild>(stage.action));
    }
    if (!status) return status;
    ++i;
  }
  if (surveys()) summarize();
  return Done{};
}

Carriage Carrying::result() && {
  return {std::move(files_), std::move(dropped_), std::move(report_)};
}

void Carrying::fired(std::size_t stage, RuleIndex rule, std::uint64_t times) {
  report_.rules[first_rule_[stage] + rule].fired += times;
}

void Carrying::edit(std::size_t stage, Carried& file, Edits edits) {
  if (edits.empty()) return;
  ++report_.stages[stage].changed;
  report_.stages[stage].edits += edits.size();
  renumber(edits, first_rule_[stage]);
  file.edit(std::move(edits));
}

Status Carrying::run_collect(std::size_t stage, const recipe::Collect& collect_stage) {
  collected_ = true;
  auto takings = collect(collect_stage, recipe_.settings, source_);
  if (!takings) return takings.error();
  std::vector<Carried> carried(takings->size());
  std::vector<std::optional<Error>> errors(takings->size());
  tbb::parallel_for(std::size_t{0}, takings->size(), [&](std::size_t i) {
    const Taking& taking = (*takings)[i];
    const auto patched = patched_lineage_.find(taking.source_path);
    const bool was_patched = patched != patched_lineage_.end();
    Result<tree::File> file =
        was_patched ? original_.read(taking.source_path) : source_.read(taking.source_path);
    if (!file) {
      errors[i] = std::move(file).error();
      return;
    }
    if (!tree::is_text(file->text.bytes())) {
      errors[i] = error_outside_text(taking.source_path);
      return;
    }
    Carried& target = carried[i];
    target.source_path = taking.source_path;
    target.stage = stage;
    target.source = file->text;
    target.executable = file->executable;
    if (was_patched) target.lineage = patched->second;
    target.text = Text(taking.path, applied(file->text.bytes(), target.lineage.composed()));
  });
  for (std::size_t i = 0; i < takings->size(); ++i) {
    if (errors[i]) return *errors[i];
    const Taking& taking = (*takings)[i];
    if (files_.contains(taking.path)) {
      return Error{taking.reason, "'" + taking.path + "' is there already from an earlier stage",
                   ""};
    }
    files_.emplace(taking.path, std::move(carried[i]));
  }
  report_.taken += takings->size();
  report_.stages[stage].files = report_.stages[stage].changed = takings->size();
  return Done{};
}

Status Carrying::run_passes(std::size_t first, std::size_t last) {
  std::vector<Pass> passes;
  for (std::size_t i = first; i < last; ++i) {
    if (!options_.with_tools) {
      passes.push_back(native_pass(recipe_.stages[i]));
      continue;
    }
    Result<Pass> pass = tool_pass(recipe_.stages[i]);
    if (!pass) return pass.error();
    passes.push_back(*std::move(pass));
  }

  // Each file by itself, whatever the order; then the reports in the order of the paths.
  struct Outcome {
    std::vector<std::optional<Passed>>
        passed;  // by stage; none where the stage leaves the file alone
    std::vector<double> seconds;
    std::vector<std::optional<unifdef::Proof>> proofs;
    std::optional<Error> error;
  };
  std::vector<Carried*> files;
  partial_ = partial_ || separate(last);
  for (auto& [path, file] : files_) {
    if (!is_left_out(file)) files.push_back(&file);
  }
  std::vector<Outcome> outcomes(files.size());
  progress_.total += files.size();
  tbb::parallel_for(std::size_t{0}, files.size(), [&](std::size_t f) {
    Outcome& outcome = outcomes[f];
    outcome.passed.resize(passes.size());
    outcome.seconds.resize(passes.size());
    outcome.proofs.resize(passes.size());
    for (std::size_t p = 0; p < passes.size(); ++p) {
      const recipe::Stage& stage = recipe_.stages[first + p];
      if (!stage.selection.contains(files[f]->text.name())) continue;
      const double start = thread_seconds();
      Result<Passed> passed = passes[p](files[f]->text);
      if (!passed) {
        outcome.error = std::move(passed).error();
        return;
      }
      renumber(passed->edits, first_rule_[first + p]);
      const Text before = files[f]->text;
      files[f]->edit(passed->edits);
      const auto* const unifdef = std::get_if<recipe::Unifdef>(&stage.action);
      if (unifdef != nullptr && options_.prove && !passed->edits.empty()) {
        outcome.proofs[p] = unifdef::prove(before, unifdef->definitions, files[f]->text);
        if (!outcome.proofs[p]->holds()) {
          outcome.error = unifdef::to_error(*outcome.proofs[p]->difference);
          return;
        }
      }
      outcome.passed[p] = *std::move(passed);
      outcome.seconds[p] = thread_seconds() - start;
    }
    ++progress_.done;
  });

  for (std::size_t f = 0; f < files.size(); ++f) {
    Outcome& outcome = outcomes[f];
    if (outcome.error) return *outcome.error;
    for (std::size_t p = 0; p < passes.size(); ++p) {
      if (!outcome.passed[p]) continue;
      Passed& passed = *outcome.passed[p];
      StageReport& stage = report_.stages[first + p];
      ++stage.files;
      if (!passed.edits.empty()) ++stage.changed;
      stage.edits += passed.edits.size();
      stage.seconds += outcome.seconds[p];
      if (outcome.proofs[p]) ++(outcome.proofs[p]->sampled ? stage.sampled : stage.proved);
      for (const auto& [rule, times] : passed.fired) fired(first + p, rule, times);
      std::move(passed.unparsed.begin(), passed.unparsed.end(),
                std::back_inserter(report_.unparsed));
      std::move(passed.warnings.begin(), passed.warnings.end(),
                std::back_inserter(report_.warnings));
    }
  }
  return Done{};
}

std::vector<kbuild::IncludingFile> Carrying::includes() const {
  std::vector<kbuild::IncludingFile> files;
  for (const auto& [path, file] : files_) {
    files.push_back({path, is_left_out(file) ? std::vector<kbuild::Include>()
                                             : kbuild::includes(file.text.bytes())});
  }
  return files;
}

Status Carrying::run_prune(std::size_t stage, const recipe::Prune& prune) {
  const std::vector<kbuild::IncludingFile> files = includes();
  const auto pruned = kbuild::prune(files, prune.rules);
  report_.stages[stage].files = files.size();
  if (partial_) {
    // What is needed by some is needed by all of them; of what is not, these alone cannot tell.
    fell_short_ =
        fell_short_ || std::any_of(pruned.begin(), pruned.end(), [&](const kbuild::Pruned& header) {
          return interest_.contains(files[header.file].path);
        });
    return Done{};
  }
  for (const kbuild::Pruned& header : pruned) {
    const std::string& path = files[header.file].path;
    std::string reason = "nothing includes it";
    if (header.last_user != kbuild::Pruned::kNoUser) {
      reason = "only dropped headers include it, the last of them " + files[header.last_user].path;
    }
    report_.dropped.push_back({path, std::move(reason), stage});
    fired(stage, static_cast<RuleIndex>(header.rule), 1);
  }
  for (const kbuild::Pruned& header : pruned) {
    dropped_.insert(files_.extract(files[header.file].path));
  }
  report_.stages[stage].changed = pruned.size();
  return Done{};
}

bool Carrying::separate(std::size_t next) {
  if (options_.only.empty()) return false;
  for (std::size_t i = 0; i < recipe_.stages.size(); ++i) {
    const auto& action = recipe_.stages[i].action;
    if (i >= next && std::holds_alternative<recipe::Collect>(action)) return false;
    const auto* patches = std::get_if<recipe::Patches>(&action);
    if (patches != nullptr && moves_files(*patches)) return false;
  }
  std::set<std::string> interest;
  for (const std::string& name : options_.only) {
    bool there = false;
    for (const auto& [path, file] : files_) {
      if (path != name && file.source_path != name) continue;
      interest.insert(path);
      there = true;
    }
    if (!there) return false;
  }
  const std::vector<kbuild::IncludingFile> files = includes();
  for (const recipe::Stage& stage : recipe_.stages) {
    const auto* prune = std::get_if<recipe::Prune>(&stage.action);
    if (prune == nullptr) continue;
    std::set<std::string> users;
    for (const std::string& path : interest) {
      const auto chain = kbuild::needed_by(files, prune->rules, path);
      if (!chain) return false;
      for (const std::size_t user : *chain) users.insert(files[user].path);
    }
    interest.merge(users);
  }
  interest_ = std::move(interest);
  return true;
}

bool Carrying::is_left_out(const Carried& file) const {
  const std::string& path = file.text.name();
  const bool is_c = path.ends_with(".c") || path.ends_with(".h");
  return partial_ && is_c && !interest_.contains(path);
}

void Carrying::summarize() {
  for (const recipe::Stage& stage : recipe_.stages) {
    const auto* spatch = std::get_if<recipe::Spatch>(&stage.action);
    if (spatch == nullptr || options_.with_tools) continue;
    for (Error& refused : spatch->patch.refused()) report_.warnings.push_back(std::move(refused));
  }
  UndecidedSymbols left = undecided(recipe_, files_);
  report_.undecided = std::move(left.symbols);
  std::move(left.warnings.begin(), left.warnings.end(), std::back_inserter(report_.warnings));
  Contradictions found = contradictions(recipe_, files_);
  report_.contradictions = std::move(found.all);
  std::move(found.warnings.begin(), found.warnings.end(), std::back_inserter(report_.warnings));

  const std::set<std::string> dropped = [&] {
    std::set<std::string> paths;
    for (const DroppedFile& file : report_.dropped) paths.insert(file.path);
    return paths;
  }();
  std::erase_if(report_.unparsed,
                [&](const UnparsedReport& entry) { return dropped.contains(entry.place.file); });

  for (const auto& [path, file] : files_) {
    if (file.from == Carried::From::kTarget) continue;
    report_.bytes += file.text.size();
    report_.lines += file.text.line_count();
    if (file.from == Carried::From::kRecipe) {
      ++report_.made;
    } else if (file.lineage.unchanged()) {
      report_.untouched.push_back(path);
    } else {
      ++report_.changed;
    }
  }
}

Report unstarted(const recipe::Recipe& recipe) {
  Report report;
  for (const recipe::Stage& stage : recipe.stages) {
    for (RuleReport& rule : rules_of(stage)) {
      rule.stage = report.stages.size();
      report.rules.push_back(std::move(rule));
    }
    report.stages.push_back({stage.kind, stage.name});
  }
  return report;
}

Result<Carriage> carry(const recipe::Recipe& recipe, const tree::SourceTree& source,
                       const TargetReader& target, const Options& options, Progress& progress) {
  const std::size_t threads =
      options.jobs > 0 ? static_cast<std::size_t>(options.jobs) : tbb::info::default_concurrency();
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  Carrying carrying(recipe, source, target, options, progress);
  if (auto status = carrying.run(); !status) return status.error();
  if (!carrying.fell_short()) return std::move(carrying).result();
  Options all = options;
  all.survey = false;
  all.only.clear();
  Carrying again(recipe, source, target, all, progress);
  if (auto status = again.run(); !status) return status.error();
  return std::move(again).result();
}

}  // namespace towpath::pipeline
