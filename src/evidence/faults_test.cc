// SPDX-License-Identifier: GPL-2.0-or-later
// Faults put into runs on purpose, to see which check finds which. One stage's edits of one file
// are changed, the stages after it act on what that left, and the checks look at the outcome.
// Faults after which the compiler would see the same words as before are none, and are not counted.
//
// The bundled example is always there, OpenAFS where Debian's package is installed, Lustre where
// TOWPATH_LUSTRE names a clone; TOWPATH_FAULTS says how many to make of each.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <set>

#include "evidence/check.h"
#include "evidence/equivalence/words.h"
#include "evidence/ledger.h"
#include "lex/directive.h"
#include "pipeline/pass.h"
#include "text/diff.h"
#include "text/follow.h"
#include "tree/source.h"
#include "unifdef/proof.h"

namespace towpath::evidence {
namespace {

using pipeline::Carriage;
using pipeline::Carried;
using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random() % count);
}

// -- The faults -----------------------------------------------------------------------------------

// Each changes the edits of one stage on `before`, if it can.
using Fault = bool (*)(Edits& edits, const Text& before, Random& random);

bool moved_by_one(Edits& edits, const Text& before, Random& random) {
  Edit& edit = edits[below(random, edits.size())];
  if (random() % 2 == 0) {
    ++edit.begin;
    ++edit.end;
  } else if (edit.begin > 0) {
    --edit.begin;
    --edit.end;
  }
  return well_formed(edits, before.size());
}

bool one_byte_longer(Edits& edits, const Text& before, Random& random) {
  ++edits[below(random, edits.size())].end;
  return well_formed(edits, before.size());
}

bool one_byte_shorter(Edits& edits, const Text&, Random& random) {
  Edit& edit = edits[below(random, edits.size())];
  if (edit.begin == edit.end) return false;
  --edit.end;
  return true;
}

bool not_made(Edits& edits, const Text&, Random& random) {
  edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(below(random, edits.size())));
  return true;
}

bool made_twice(Edits& edits, const Text&, Random& random) {
  Edit& edit = edits[below(random, edits.size())];
  if (edit.replacement.empty()) return false;
  edit.replacement += edit.replacement;
  return true;
}

bool cut_short(Edits& edits, const Text&, Random& random) {
  Edit& edit = edits[below(random, edits.size())];
  if (edit.replacement.empty()) return false;
  edit.replacement.pop_back();
  return true;
}

bool made_elsewhere(Edits& edits, const Text& before, Random& random) {
  const std::size_t index = below(random, edits.size());
  Edit edit = edits[index];
  edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(index));
  const std::uint32_t line = 1 + static_cast<std::uint32_t>(below(random, before.line_count()));
  const Offset size = edit.end - edit.begin;
  edit.begin = before.line_begin(line);
  edit.end = edit.begin + size;
  const auto place = std::find_if(edits.begin(), edits.end(),
                                  [&](const Edit& e) { return e.begin >= edit.begin; });
  edits.insert(place, edit);
  return well_formed(edits, before.size());
}

bool line_dropped(Edits& edits, const Text& before, Random& random) {
  const std::uint32_t line = 1 + static_cast<std::uint32_t>(below(random, before.line_count()));
  const Edit edit{before.line_begin(line), before.line_begin(line + 1), "", edits.front().rules};
  const auto place = std::find_if(edits.begin(), edits.end(),
                                  [&](const Edit& e) { return e.begin >= edit.begin; });
  edits.insert(place, edit);
  return well_formed(edits, before.size());
}

// Two arguments of a call in what an edit puts in, or else of one somewhere in the text.
bool arguments_swapped(Edits& edits, const Text& before, Random& random) {
  const auto swapped = [](std::string_view call) -> std::string {
    const std::size_t open = call.find('(');
    const std::size_t comma = call.find(", ", open);
    if (open == std::string_view::npos || comma == std::string_view::npos) return "";
    const std::size_t end = call.find_first_of(",()", comma + 2);
    if (end == std::string_view::npos) return "";
    const std::string_view first = call.substr(open + 1, comma - open - 1);
    const std::string_view second = call.substr(comma + 2, end - comma - 2);
    if (first.find_first_of("()\"") != std::string_view::npos || second.empty()) return "";
    return fmt::format("{}{}, {}{}", call.substr(0, open + 1), second, first, call.substr(end));
  };
  for (int tries = 0; tries < 20; ++tries) {
    Edit& edit = edits[below(random, edits.size())];
    if (const std::string other = swapped(edit.replacement); !other.empty()) {
      edit.replacement = other;
      return true;
    }
  }
  for (int tries = 0; tries < 50; ++tries) {
    const auto line = 1 + static_cast<std::uint32_t>(below(random, before.line_count()));
    const std::string other = swapped(before.line(line));
    if (other.empty()) continue;
    const Edit edit{before.line_begin(line), before.line_begin(line + 1), other,
                    edits.front().rules};
    const auto place = std::find_if(edits.begin(), edits.end(),
                                    [&](const Edit& e) { return e.begin >= edit.begin; });
    edits.insert(place, edit);
    return well_formed(edits, before.size());
  }
  return false;
}

// A name in what an edit puts in gets another letter.
bool name_misspelt(Edits& edits, const Text&, Random& random) {
  Edit& edit = edits[below(random, edits.size())];
  for (std::size_t tries = 0; tries < 20 && !edit.replacement.empty(); ++tries) {
    char& byte = edit.replacement[below(random, edit.replacement.size())];
    if (byte < 'a' || byte > 'z') continue;
    byte = byte == 'x' ? 'y' : 'x';
    return true;
  }
  return false;
}

// Of a conditional that was resolved, the branch is kept that should have gone.
bool wrong_branch(Edits& edits, const Text& before, Random& random) {
  const lex::DirectiveScan scan = lex::scan_directives(before.bytes(), lex::Wanted::kConditionals);
  struct Group {
    const lex::Directive* begin;
    const lex::Directive* middle;
    const lex::Directive* end;
  };
  std::vector<Group> groups;
  const auto& all = scan.directives;
  for (std::size_t i = 0; i + 2 < all.size(); ++i) {
    if (all[i].kind <= lex::DirectiveKind::kIfndef &&
        all[i + 1].kind == lex::DirectiveKind::kElse &&
        all[i + 2].kind == lex::DirectiveKind::kEndif) {
      groups.push_back({&all[i], &all[i + 1], &all[i + 2]});
    }
  }
  const auto removed = [&](Offset at) {
    return std::any_of(edits.begin(), edits.end(), [at](const Edit& edit) {
      return edit.begin <= at && at < edit.end && edit.replacement.empty();
    });
  };
  std::erase_if(groups, [&](const Group& group) {
    return !removed(group.begin->begin) || !removed(group.middle->begin) ||
           !removed(group.end->begin) || removed(group.begin->end) == removed(group.middle->end);
  });
  if (groups.empty()) return false;
  const Group group = groups[below(random, groups.size())];
  const bool first_kept = !removed(group.begin->end);
  const std::vector<RuleIndex> rules = edits.front().rules;
  // Others may reach into the group; they end where it begins, or begin where it ends.
  Edits outside;
  const Offset begin = group.begin->begin;
  const Offset end = group.end->end;
  for (const Edit& edit : edits) {
    if (edit.end <= begin || edit.begin >= end) {
      outside.push_back(edit);
      continue;
    }
    if (edit.begin < begin) outside.push_back({edit.begin, begin, "", edit.rules});
    if (edit.end > end) outside.push_back({end, edit.end, "", edit.rules});
  }
  const Edits inside =
      first_kept
          ? Edits{{begin, group.middle->end, "", rules}, {group.end->begin, end, "", rules}}
          : Edits{{begin, group.begin->end, "", rules}, {group.middle->begin, end, "", rules}};
  outside.insert(outside.end(), inside.begin(), inside.end());
  std::sort(outside.begin(), outside.end(),
            [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
  edits = std::move(outside);
  return well_formed(edits, before.size());
}

struct Kind {
  const char* name;
  Fault fault;  // null: a header is lost
};
constexpr Kind kKinds[] = {
    {"an edit one byte off", moved_by_one},
    {"one byte too much replaced", one_byte_longer},
    {"one byte too few replaced", one_byte_shorter},
    {"an edit not made", not_made},
    {"an edit made twice", made_twice},
    {"a replacement cut short", cut_short},
    {"an edit in another place", made_elsewhere},
    {"a line dropped", line_dropped},
    {"arguments swapped", arguments_swapped},
    {"a name misspelt", name_misspelt},
    {"the wrong branch kept", wrong_branch},
    {"a header lost", nullptr},
};
// "run": a later stage ends with an error.
constexpr const char* kChecks[] = {"run", "proof", "equivalence", "orphans", "leftovers", "ledger"};

// -- A run and its checks -------------------------------------------------------------------------

std::string words_in(const Text& text) {
  Pool pool;
  const Words words = words_of(text, pool);
  return joined(words, 0, words.size());
}

std::string first_difference(const Text& right, const Text& wrong) {
  const auto line = [](const Text& text, std::uint32_t number) {
    return number < text.line_count() ? text.line(number + 1) : std::string_view("\n");
  };
  for (const LineChange& change : diff_lines(right.bytes(), wrong.bytes())) {
    return fmt::format("\n  - {}  + {}", line(right, change.before_begin),
                       line(wrong, change.after_begin));
  }
  return "\n";
}

class Subject {
 public:
  Subject(std::string name, const std::string& recipe, std::unique_ptr<tree::SourceTree> source)
      : name_(std::move(name)), source_(std::move(source)) {
    auto loaded = recipe::load(recipe);
    EXPECT_TRUE(loaded.ok());
    recipe_ = *std::move(loaded);
    pipeline::Progress progress;
    auto carried =
        pipeline::carry(recipe_, *source_, pipeline::TargetReader(), {.prove = false}, progress);
    EXPECT_TRUE(carried.ok());
    carriage_ = *std::move(carried);
    for (const auto& [path, file] : carriage_.files) {
      const bool is_c = path.ends_with(".c") || path.ends_with(".h");
      if (!is_c || file.from != Carried::From::kSource) continue;
      if (path.ends_with(".h")) headers_.push_back(path);
      if (!file.lineage.unchanged() && !is_patched_late(file)) changed_.push_back(path);
    }
    ledger_ = Ledger::of(recipe_, carriage_);
    const auto found = orphans(recipe_, *source_, carriage_);
    for (const Finding& finding : *found) known_.insert(key(finding));
  }

  const std::string& name() const { return name_; }
  // Where the last fault was put.
  const std::string& last() const { return last_; }

  // Which of kChecks find a fault of this kind; nothing if none could be made.
  std::optional<std::set<std::string>> caught(const Kind& kind, Random& random) {
    return kind.fault == nullptr ? caught_without_header(random) : caught_change(kind, random);
  }

 private:
  static std::string key(const Finding& finding) {
    return finding.check + finding.place.file + finding.message;
  }

  // The stage that made them; the edits of `#if 0` name no rule.
  std::size_t stage_of(const Edits& edits) const {
    for (const Edit& edit : edits) {
      if (!edit.rules.empty()) return carriage_.report.rules[edit.rules.front()].stage;
    }
    return 0;
  }
  bool is_patched_late(const Carried& file) const {
    return carriage_.report.stages[stage_of(file.lineage.passes().back())].kind == "patches";
  }

  std::set<std::string> looked_at(const std::string& path) const {
    std::set<std::string> found;
    recipe::Recipe recipe = recipe_;
    std::erase_if(recipe.equivalence->explained, [&](const auto& e) { return e.file != path; });
    Carriage alone;
    alone.report = carriage_.report;
    if (const auto file = carriage_.files.find(path); file != carriage_.files.end()) {
      alone.files.insert(*file);
    }
    const auto same = equivalence(recipe, alone);
    if (!same || !same->findings.empty()) found.insert("equivalence");
    for (const Finding& finding : leftovers(recipe, alone)) {
      if (!finding.in_comment) found.insert("leftovers");
    }
    const auto lost = orphans(recipe_, *source_, carriage_);
    for (const Finding& finding : *lost) {
      if (!known_.contains(key(finding))) found.insert("orphans");
    }
    if (!Ledger::of(recipe_, carriage_).moved_since(ledger_).empty()) found.insert("ledger");
    return found;
  }

  std::optional<std::set<std::string>> caught_without_header(Random& random) {
    const std::string path = headers_[below(random, headers_.size())];
    last_ = path;
    auto node = carriage_.files.extract(path);
    std::set<std::string> found = looked_at(path);
    carriage_.files.insert(std::move(node));
    return found;
  }

  std::optional<std::set<std::string>> caught_change(const Kind& kind, Random& random) {
    const std::string path = changed_[below(random, changed_.size())];
    last_ = path;
    Carried& file = carriage_.files.at(path);
    const auto passes = file.lineage.passes();
    const std::size_t chosen = below(random, passes.size());
    const std::size_t stage = stage_of(passes[chosen]);
    if (!pipeline::has_pass(recipe_.stages[stage])) return std::nullopt;
    last_ += ", " + recipe_.stages[stage].name;

    Carried faulty = file;
    faulty.text = Text(path, std::string(file.source.bytes()));
    faulty.lineage = {};
    for (std::size_t i = 0; i < chosen; ++i) faulty.edit(passes[i]);
    const Text before = faulty.text;
    Edits edits = aligned(before.bytes(), passes[chosen]);
    if (edits.empty() || !kind.fault(edits, before, random) || edits.empty()) return std::nullopt;
    faulty.edit(std::move(edits));

    std::set<std::string> found;
    if (const auto* unifdef = std::get_if<recipe::Unifdef>(&recipe_.stages[stage].action)) {
      if (!unifdef::prove(before, unifdef->definitions, faulty.text).holds()) found.insert("proof");
    }
    if (!carry_on(faulty, stage + 1)) {
      found.insert("run");
      return found;
    }
    if (words_in(faulty.text) == words_in(file.text)) return std::nullopt;
    last_ += first_difference(file.text, faulty.text);

    const Carried whole = std::exchange(file, std::move(faulty));
    const pipeline::Report report = carriage_.report;
    count(whole.lineage, -1);
    count(file.lineage, 1);
    found.merge(looked_at(path));
    file = whole;
    carriage_.report = report;
    return found;
  }

  // The stages after the faulty one; false where one of them ends with an error.
  bool carry_on(Carried& file, std::size_t first) const {
    for (std::size_t s = first; s < recipe_.stages.size(); ++s) {
      const recipe::Stage& stage = recipe_.stages[s];
      if (!pipeline::has_pass(stage) || !stage.selection.contains(file.text.name())) continue;
      auto passed = pipeline::native_pass(stage)(file.text);
      if (!passed) return false;
      const auto first_rule =
          std::find_if(carriage_.report.rules.begin(), carriage_.report.rules.end(),
                       [s](const pipeline::RuleReport& rule) { return rule.stage == s; });
      const auto offset = static_cast<RuleIndex>(first_rule - carriage_.report.rules.begin());
      for (Edit& edit : passed->edits) {
        for (RuleIndex& rule : edit.rules) rule += offset;
      }
      file.edit(std::move(passed->edits));
    }
    return true;
  }

  // What the report says of how often rules fired, as far as edits tell.
  void count(const Lineage& lineage, int sign) {
    for (const Edits& edits : lineage.passes()) {
      for (const Edit& edit : edits) {
        for (const RuleIndex rule : edit.rules) {
          carriage_.report.rules[rule].fired += static_cast<std::uint64_t>(sign);
        }
      }
    }
  }

  std::string name_;
  std::unique_ptr<tree::SourceTree> source_;
  recipe::Recipe recipe_;
  Carriage carriage_;
  std::vector<std::string> headers_;
  std::vector<std::string> changed_;
  Ledger ledger_;
  std::set<std::string> known_;
  std::string last_;
};

std::vector<Subject> subjects() {
  std::vector<Subject> all;
  all.emplace_back("harbor", "examples/harbor/recipe",
                   *tree::open_folder("examples/harbor/source"));
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/src", none)) {
    if (!entry.path().filename().string().starts_with("openafs-1.8.")) continue;
    all.emplace_back("openafs", "recipes/openafs", *tree::open_folder(entry.path().string()));
  }
  if (const char* lustre = std::getenv("TOWPATH_LUSTRE")) {
    all.emplace_back("lustre", "recipes/lustre-2.13", *tree::open_commit(lustre, "lustre-next"));
  }
  return all;
}

TEST(Faults, AreCaught) {
  const char* wanted = std::getenv("TOWPATH_FAULTS");
  const int count = wanted != nullptr ? std::atoi(wanted) : 24;
  struct Row {
    int faults = 0;
    int caught = 0;  // by any check but the ledger
    std::map<std::string, int> by;
  };
  std::map<std::string, Row> rows;
  Row all;
  for (Subject& subject : subjects()) {
    Random random(20130);
    for (int made = 0; made < count; ++made) {
      const Kind& kind = kKinds[static_cast<std::size_t>(made) % std::size(kKinds)];
      std::optional<std::set<std::string>> found;
      for (int tries = 0; !found && tries < 300; ++tries) found = subject.caught(kind, random);
      if (!found) continue;  // this recipe has no place for it
      const bool caught = found->size() > found->count("ledger");
      if (!caught) fmt::print("not caught: {}: {}, {}", subject.name(), kind.name, subject.last());
      for (Row* row : {&rows[kind.name], &all}) {
        ++row->faults;
        row->caught += caught ? 1 : 0;
        for (const std::string& check : *found) ++row->by[check];
      }
    }
  }
  rows["all"] = all;
  fmt::print("| fault | put in | caught |");
  for (const char* check : kChecks) fmt::print(" {} |", check);
  fmt::print("\n");
  for (auto& [name, row] : rows) {
    fmt::print("| {} | {} | {} |", name, row.faults, row.caught);
    for (const char* check : kChecks) fmt::print(" {} |", row.by[check]);
    fmt::print("\n");
  }
  EXPECT_GE(all.caught * 100, all.faults * 95);
}

}  // namespace
}  // namespace towpath::evidence
