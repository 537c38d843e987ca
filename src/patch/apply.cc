// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "patch/run_finder.h"

namespace towpath::patch {

namespace {

// How much of a hunk messages show.
constexpr std::size_t kMostLinesShown = 40;
constexpr std::size_t kMostBytesShown = 200;

// The lines that a hunk expects, and how many of them at either end are context.
struct Pattern {
  std::vector<std::string_view> lines;
  std::uint32_t lead = 0;
  std::uint32_t trail = 0;
  std::int64_t line = 0;  // where the patch says that they begin
};

// Of the text before, or for `added` '+' of the text after.
Pattern pattern_of(const Hunk& hunk, char removed = '-', char added = '+') {
  Pattern pattern;
  bool changed = false;
  for (const HunkLine& line : hunk.lines) {
    if (line.mark != added) pattern.lines.push_back(line.text);
    changed = changed || line.mark != ' ';
    if (line.mark != ' ') {
      pattern.trail = 0;
    } else {
      ++(changed ? pattern.trail : pattern.lead);
    }
  }
  pattern.line = removed == '-' ? hunk.before_begin : hunk.after_begin;
  // "-8,0" means behind line 8.
  if (pattern.lines.empty()) ++pattern.line;
  return pattern;
}

struct Site {
  std::int64_t line;  // of the pattern's first line, from 1
  std::uint32_t fuzz;
};

class Fitter {
 public:
  Fitter(const FileChange& change, const Text& text) : change_(change), text_(text) {}

  Result<Fitted> run(RuleIndex first_rule, std::uint32_t most_fuzz);

 private:
  std::optional<Site> locate(const Pattern& pattern, std::uint32_t most_fuzz);
  std::optional<std::int64_t> locate_trimmed(const Pattern& pattern, std::int64_t lead,
                                             std::int64_t trail);
  bool stands_at(std::span<const std::string_view> run, std::int64_t line) const;
  void make_edits(const Hunk& hunk, std::int64_t line, RuleIndex rule);
  void finish(Edit edit);
  Status check_removed() const;
  Error reject(std::size_t index, std::uint32_t most_fuzz);

  const FileChange& change_;
  const Text& text_;
  Fitted fitted_;
  std::int64_t offset_ = 0;  // of the last hunk, carried on to the next
  std::int64_t frozen_ =
      0;  // the last line that a hunk has changed: later ones must begin behind it
  std::optional<RunFinder> finder_;  // made when a hunk is not where it is expected
};

Result<Fitted> Fitter::run(RuleIndex first_rule, std::uint32_t most_fuzz) {
  for (std::size_t i = 0; i < change_.hunks.size(); ++i) {
    const Hunk& hunk = change_.hunks[i];
    const Pattern pattern = pattern_of(hunk);
    const auto site = locate(pattern, most_fuzz);
    if (!site) return reject(i, most_fuzz);
    offset_ = site->line - pattern.line;
    fitted_.placements.push_back({offset_, site->fuzz});
    make_edits(hunk, site->line, first_rule + static_cast<RuleIndex>(i));
  }
  if (Status status = check_removed(); !status) return std::move(status).error();
  return std::move(fitted_);
}

std::optional<Site> Fitter::locate(const Pattern& pattern, std::uint32_t most_fuzz) {
  if (pattern.lines.empty()) {
    // Nothing to compare with: it goes where the patch says, or nowhere.
    const std::int64_t line = pattern.line + offset_;
    if (line <= frozen_ || line > text_.line_count() + 1) return std::nullopt;
    return Site{line, 0};
  }
  const std::uint32_t context = std::max(pattern.lead, pattern.trail);
  for (std::uint32_t fuzz = 0; fuzz <= std::min(most_fuzz, context); ++fuzz) {
    // The longer context is trimmed first.
    const auto trim = [&](std::uint32_t own) { return std::int64_t{fuzz} + own - context; };
    if (auto line = locate_trimmed(pattern, trim(pattern.lead), trim(pattern.trail))) {
      return Site{*line, fuzz};
    }
  }
  return std::nullopt;
}

// `lead` and `trail` lines at the ends are left out of the comparison. Negative numbers say that
// the context is shorter there than at the other end, as diff leaves it only where the file ends.
// The manual of patch(1), "Applying imperfect patches", has the rules.
std::optional<std::int64_t> Fitter::locate_trimmed(const Pattern& pattern, std::int64_t lead,
                                                   std::int64_t trail) {
  const auto size = static_cast<std::int64_t>(pattern.lines.size());
  const std::int64_t lines = text_.line_count();
  std::int64_t lowest = frozen_ + 1;
  std::int64_t highest = lines - (size - trail) + 1;
  if (lead < 0 && pattern.line <= 1) {
    if (frozen_ > pattern.lead) return std::nullopt;
    lowest = highest = 1;
  } else if (trail < 0) {
    highest = lines - size + 1;
    lowest = std::max(lowest, highest);
  }
  if (lowest > highest) return std::nullopt;

  lead = std::max<std::int64_t>(lead, 0);
  trail = std::max<std::int64_t>(trail, 0);
  const auto run =
      std::span(pattern.lines)
          .subspan(static_cast<std::size_t>(lead), static_cast<std::size_t>(size - lead - trail));
  const std::int64_t expected = std::clamp(pattern.line + offset_, lowest, highest);
  if (stands_at(run, expected + lead)) return expected;
  if (lowest == highest) return std::nullopt;
  if (!finder_) finder_.emplace(text_, change_.hunks);
  const auto found = finder_->nearest(run, expected + lead, lowest + lead, highest + lead);
  if (!found) return std::nullopt;
  return *found - lead;
}

bool Fitter::stands_at(std::span<const std::string_view> run, std::int64_t line) const {
  if (line - 1 + static_cast<std::int64_t>(run.size()) > text_.line_count()) return false;
  for (const std::string_view expected : run) {
    if (text_.line(static_cast<std::uint32_t>(line++)) != expected) return false;
  }
  return true;
}

void Fitter::make_edits(const Hunk& hunk, std::int64_t line, RuleIndex rule) {
  std::optional<Edit> edit;
  const auto begin_of = [&](std::int64_t at) {
    return text_.line_begin(static_cast<std::uint32_t>(at));
  };
  for (const HunkLine& hunk_line : hunk.lines) {
    if (hunk_line.mark == ' ') {
      if (edit) finish(*std::exchange(edit, std::nullopt));
      ++line;
      continue;
    }
    if (!edit) edit = Edit{begin_of(line), begin_of(line), "", {rule}};
    if (hunk_line.mark == '-') {
      edit->end = begin_of(++line);
    } else {
      edit->replacement += hunk_line.text;
    }
    frozen_ = line - 1;
  }
  if (edit) finish(*std::move(edit));
}

// Adds `edit`, with newlines where a last line without one would run into another line.
void Fitter::finish(Edit edit) {
  if (!edit.replacement.empty()) {
    if (edit.end < text_.size() && !edit.replacement.ends_with('\n')) edit.replacement += '\n';
    std::string_view before = text_.slice(0, edit.begin);
    if (!fitted_.edits.empty() && fitted_.edits.back().end == edit.begin) {
      before = fitted_.edits.back().replacement;
    }
    if (!before.empty() && !before.ends_with('\n')) edit.replacement.insert(0, 1, '\n');
  }
  fitted_.edits.push_back(std::move(edit));
}

// A file is removed only if the patch knows all of it.
Status Fitter::check_removed() const {
  if (change_.kind != FileChange::Kind::kRemove) return Done{};
  std::size_t removed = 0;
  for (const Edit& edit : fitted_.edits) removed += edit.end - edit.begin;
  if (removed == text_.size()) return Done{};
  return Error{
      change_.place,
      fmt::format("the patch removes '{}', which has other lines than the patch", text_.name()),
      "refresh the patch"};
}

std::string shown(const Hunk& hunk) {
  std::string out;
  std::size_t before = 0;
  std::size_t after = 0;
  for (std::size_t i = 0; i < hunk.lines.size(); ++i) {
    const HunkLine& line = hunk.lines[i];
    before += line.mark != '+';
    after += line.mark != '-';
    if (i >= kMostLinesShown) continue;
    std::string_view text = line.text;
    if (text.ends_with('\n')) text.remove_suffix(1);
    const bool cut = text.size() > kMostBytesShown;
    out +=
        fmt::format("    {}{}{}\n", line.mark, text.substr(0, kMostBytesShown), cut ? "..." : "");
    if (!line.text.ends_with('\n')) out += "    \\ No newline at end of file\n";
  }
  if (hunk.lines.size() > kMostLinesShown) {
    out += fmt::format("    ... and {} more lines\n", hunk.lines.size() - kMostLinesShown);
  }
  return fmt::format("    @@ -{},{} +{},{} @@\n", hunk.before_begin, before, hunk.after_begin,
                     after) +
         out;
}

Error Fitter::reject(std::size_t index, std::uint32_t most_fuzz) {
  const Hunk& hunk = change_.hunks[index];
  if (finder_ && finder_->exhausted()) {
    return {
        hunk.place,
        fmt::format("it would take too long to find this hunk's place in '{}', which repeats the "
                    "same lines over and over",
                    text_.name()),
        "refresh the patch"};
  }
  std::string message = fmt::format(
      "hunk {} of {} does not fit '{}':\n{}it was sought around line {} of {}, with fuzz up to {}",
      index + 1, change_.hunks.size(), text_.name(), shown(hunk), hunk.before_begin + offset_,
      text_.line_count(), most_fuzz);
  const Pattern reverse = pattern_of(hunk, '+', '-');
  const bool there = !reverse.lines.empty() && locate(reverse, 0);
  return {hunk.place, std::move(message),
          there ? "it looks as if it had been applied already" : "refresh the patch"};
}

}  // namespace

Result<Fitted> fit(const FileChange& change, const Text& text, RuleIndex first_rule,
                   std::uint32_t most_fuzz) {
  return Fitter(change, text).run(first_rule, most_fuzz);
}

}  // namespace towpath::patch
