// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "cli/report.h"
#include "text/diff.h"

namespace towpath::cli {
namespace {

// How many entries of a list a summary shows.
constexpr std::size_t kShown = 8;

class Writer {
 public:
  Writer(bool verbose, bool colours) : verbose_(verbose), colours_(colours) {}

  void line(const std::string& text) { out_ += text + "\n"; }
  void heading(const std::string& text) {
    line("");
    line(colours_ ? "\033[1m" + text + "\033[0m" : text);
  }
  // Entries of a list, cut short unless verbose.
  template <class Range, class Format>
  void list(const Range& range, const Format& format) {
    std::size_t shown = 0;
    for (const auto& element : range) {
      if (!verbose_ && shown == kShown && range.size() > kShown + 1) {
        line(fmt::format("  … and {} more (--verbose shows all)", range.size() - shown));
        return;
      }
      line("  " + format(element));
      ++shown;
    }
  }
  std::string take() && { return std::move(out_); }

 private:
  bool verbose_;
  bool colours_;
  std::string out_;
};

std::string plural(std::uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void write_head(Writer& out, const RunReport& run) {
  const pipeline::Report& report = run.report;
  const std::string& source = report.source.description;
  out.line(fmt::format("{}: from {}", run.recipe.name, source.empty() ? "a folder" : source));
  out.line(fmt::format("  {} taken, {} changed, {} dropped, {} made by the recipe", report.taken,
                       report.changed, report.dropped.size(), report.made));
  out.line(
      fmt::format("  {} in the result, {} lines, {:.2f} MB",
                  plural(report.changed + report.made + report.untouched.size(), "file", "files"),
                  report.lines, static_cast<double>(report.bytes) / 1e6));
}

void write_stages(Writer& out, const RunReport& run, bool verbose) {
  out.heading("Stages");
  std::size_t width = 0;
  for (const auto& stage : run.report.stages) width = std::max(width, stage.name.size());
  for (std::size_t i = 0; i < run.report.stages.size(); ++i) {
    const pipeline::StageReport& stage = run.report.stages[i];
    std::string line = fmt::format("  {:<8} {:<{}} {:>6} files, {:>5} changed, {:>7} edits",
                                   stage.kind, stage.name == stage.kind ? "" : stage.name, width,
                                   stage.files, stage.changed, stage.edits);
    if (stage.proved != 0) line += fmt::format(", {} proved", stage.proved);
    if (stage.sampled != 0) line += fmt::format(", {} tried by samples", stage.sampled);
    if (verbose) line += fmt::format(" {:>8.1f} ms", stage.seconds * 1e3);
    out.line(line);
    if (!verbose) continue;
    for (const pipeline::RuleReport& rule : run.report.rules) {
      if (rule.stage == i && rule.fired != 0) {
        out.line(fmt::format("           {:>7}  {}", rule.fired, rule.name));
      }
    }
  }
}

void write_undecided(Writer& out, const pipeline::Report& report, bool meant_to_stay) {
  std::vector<const pipeline::UndecidedReport*> symbols;
  for (const pipeline::UndecidedReport& symbol : report.undecided) {
    if (symbol.meant_to_stay == meant_to_stay) symbols.push_back(&symbol);
  }
  if (symbols.empty()) return;
  const std::string count = plural(symbols.size(), "symbol", "symbols");
  out.heading(meant_to_stay
                  ? count + " in conditionals, meant to stay"
                  : "warning: " + count + " left undecided in conditionals, not meant to stay");
  out.list(symbols, [](const pipeline::UndecidedReport* symbol) {
    return fmt::format(
        "{}: {}, {}, first at {}{}", symbol->symbol,
        plural(symbol->places.size(), "place", "places"), plural(symbol->lines, "line", "lines"),
        to_string(symbol->places.front()),
        symbol->defined ? ", defined at " + to_string(*symbol->defined) : std::string());
  });
}

void write_contradictions(Writer& out, const pipeline::Report& report, bool declared) {
  std::vector<const pipeline::ContradictionReport*> all;
  for (const pipeline::ContradictionReport& found : report.contradictions) {
    if (found.declared == declared) all.push_back(&found);
  }
  if (all.empty()) return;
  const std::string count = plural(all.size(), "contradiction", "contradictions");
  out.heading(declared ? count + " that the recipe knows of" : "warning: " + count);
  out.list(all, [](const pipeline::ContradictionReport* found) {
    return to_string(found->place) + ": " + found->message;
  });
}

void write_findings(Writer& out, const RunReport& run) {
  const pipeline::Report& report = run.report;
  std::vector<const pipeline::RuleReport*> silent;
  for (const pipeline::RuleReport& rule : report.rules) {
    if (rule.can_fire && rule.fired == 0) silent.push_back(&rule);
  }
  if (!silent.empty()) {
    out.heading(plural(silent.size(), "rule", "rules") + " never fired");
    out.list(silent, [](const pipeline::RuleReport* rule) {
      return fmt::format("{}: {}", to_string(rule->place), rule->name);
    });
  }
  write_undecided(out, report, true);
  write_undecided(out, report, false);
  write_contradictions(out, report, true);
  write_contradictions(out, report, false);
  if (!report.unparsed.empty()) {
    out.heading(plural(report.unparsed.size(), "part", "parts") +
                " of the code could not be parsed by the semantic patches");
    out.list(report.unparsed, [](const pipeline::UnparsedReport& unparsed) {
      return to_string(unparsed.place) +
             (unparsed.function.empty() ? "" : ": in " + unparsed.function);
    });
  }
  if (!report.dropped.empty()) {
    out.heading(plural(report.dropped.size(), "file", "files") + " dropped");
    out.list(report.dropped, [](const pipeline::DroppedFile& file) {
      return fmt::format("{}: {}", file.path, file.reason);
    });
  }
  if (!report.untouched.empty()) {
    out.heading(plural(report.untouched.size(), "file", "files") + " that no stage changed");
    out.list(report.untouched, [](const std::string& path) { return path; });
  }
  std::vector<Error> warnings = report.warnings;
  warnings.insert(warnings.end(), report.target_warnings.begin(), report.target_warnings.end());
  if (!warnings.empty()) {
    out.heading(plural(warnings.size(), "warning", "warnings"));
    out.list(warnings, [](const Error& warning) { return to_string(warning); });
  }
}

void write_moved(Writer& out, const RunReport& run) {
  if (run.moved.empty()) return;
  out.heading(plural(run.moved.size(), "entry", "entries") + " moved since the ledger");
  out.list(run.moved, describe);
}

void write_outcome(Writer& out, const RunReport& run) {
  if (run.plan == nullptr) return;
  using Kind = tree::Change::Kind;
  out.heading("Target");
  out.line(fmt::format("  {} added, {} changed, {} removed, {} the same",
                       run.plan->count(Kind::kAdd), run.plan->count(Kind::kChange),
                       run.plan->count(Kind::kRemove), run.plan->count(Kind::kSame)));
  if (run.published == nullptr) {
    out.line("  nothing was written");
    return;
  }
  if (!run.published->backup.empty()) {
    out.line("  uncommitted work is kept in commit " + run.published->backup +
             " (git stash apply " + run.published->backup + ")");
  }
  if (!run.published->changed) out.line("  nothing to do: the target has it all already");
  if (!run.published->commit.empty()) {
    out.line("  commit " + run.published->commit +
             (run.published->reference.empty() ? "" : " on " + run.published->reference));
  }
}

std::size_t count_lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) +
         (!text.empty() && text.back() != '\n');
}

struct LineCounts {
  std::size_t added = 0;
  std::size_t removed = 0;
};

LineCounts line_counts(const tree::Change& change) {
  using Kind = tree::Change::Kind;
  if (change.kind == Kind::kAdd) return {count_lines(change.after.bytes()), 0};
  if (change.kind == Kind::kRemove) return {0, count_lines(change.before.bytes())};
  LineCounts counts;
  for (const LineChange& lines : diff_lines(change.before.bytes(), change.after.bytes())) {
    counts.added += lines.after_end - lines.after_begin;
    counts.removed += lines.before_end - lines.before_begin;
  }
  return counts;
}

}  // namespace

std::string describe(const evidence::Ledger::Moved& moved) {
  const std::string what = moved.section + ": " + moved.key;
  if (moved.before.empty()) return fmt::format("{}: new: {}", what, moved.after);
  if (moved.after.empty()) return fmt::format("{}: gone, was {}", what, moved.before);
  return fmt::format("{}: {}, was {}", what, moved.after, moved.before);
}

std::string report_text(const RunReport& run, bool verbose, bool colours) {
  Writer out(verbose, colours);
  write_head(out, run);
  write_stages(out, run, verbose);
  write_findings(out, run);
  write_moved(out, run);
  write_outcome(out, run);
  if (verbose) out.line(fmt::format("  {:.0f} ms of wall time", run.seconds * 1e3));
  return std::move(out).take();
}

std::string diffstat(const tree::Plan& plan) {
  constexpr std::size_t kBar = 40;
  struct Row {
    const std::string* path;
    LineCounts counts;
  };
  std::vector<Row> rows;
  std::size_t width = 0;
  std::size_t most = 1;
  LineCounts total;
  for (const tree::Change& change : plan.changes) {
    if (change.kind == tree::Change::Kind::kSame) continue;
    rows.push_back({&change.path, line_counts(change)});
    width = std::max(width, change.path.size());
    most = std::max(most, rows.back().counts.added + rows.back().counts.removed);
    total.added += rows.back().counts.added;
    total.removed += rows.back().counts.removed;
  }
  const auto scaled = [&](std::size_t count) {
    return most <= kBar ? count : (count * kBar + most - 1) / most;
  };
  std::string out;
  for (const Row& row : rows) {
    out += fmt::format(" {:<{}} | {:>6} {:+>{}}{:->{}}\n", *row.path, width,
                       row.counts.added + row.counts.removed, "", scaled(row.counts.added), "",
                       scaled(row.counts.removed));
  }
  return out + fmt::format(" {} changed, {}(+), {}(-)\n", plural(rows.size(), "file", "files"),
                           plural(total.added, "insertion", "insertions"),
                           plural(total.removed, "deletion", "deletions"));
}

std::string plan_diff(const tree::Plan& plan) {
  using Kind = tree::Change::Kind;
  std::string out;
  for (const tree::Change& change : plan.changes) {
    if (change.kind == Kind::kSame) continue;
    out += unified_diff(change.kind == Kind::kAdd ? "" : change.path, change.before.bytes(),
                        change.kind == Kind::kRemove ? "" : change.path, change.after.bytes());
  }
  return out;
}

}  // namespace towpath::cli
