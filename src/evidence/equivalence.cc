// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <tuple>

#include "evidence/check.h"
#include "evidence/equivalence/headers.h"
#include "evidence/equivalence/normal_form.h"
#include "evidence/equivalence/stand_ins.h"
#include "evidence/equivalence/units.h"
#include "text/diff.h"
#include "tree/parallel.h"
#include "unifdef/resolve.h"

namespace towpath::evidence {

namespace {

using pipeline::Carriage;
using pipeline::Carried;

// FNV-1a, Fowler, Noll and Vo.
std::uint64_t hash_of(std::string_view bytes, std::uint64_t hash = 14695981039346656037U) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

std::string hex(std::uint64_t hash, int digits) {
  std::string text;
  for (int i = 0; i < digits; ++i) text += "0123456789abcdef"[(hash >> (4 * i)) & 15];
  return text;
}

// What is long is told by its beginning, and by a hash of all of it.
std::string shortened(const std::string& text) {
  constexpr std::size_t kLong = 160;
  if (text.size() <= kLong) return text;
  return text.substr(0, kLong / 2) + " ... #" + hex(hash_of(text), 8);
}

bool same_words(const Words& a, const Words& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Word& x, const Word& y) { return x.spelling == y.spelling; });
}

// One side of one file.
struct Side {
  Text text;
  Pool pool;
  std::vector<Unit> units;

  // A line for each unit, or for each word of one.
  std::string lines() const {
    std::string all;
    for (const Unit& unit : units) {
      std::uint64_t hash = hash_of(unit.name);
      for (const Word& word : unit.words) hash = hash_of(word.spelling, hash_of(" ", hash));
      all += hex(hash, 16) + "\n";
    }
    return all;
  }
  static std::string lines(const Unit& unit) {
    std::string all;
    for (const Word& word : unit.words) {
      all += word.spelling;
      if (word.kind != WordKind::kLineEnd) all += '\n';
    }
    return all;
  }
};

struct Counted {
  std::vector<Finding> findings;
  std::uint64_t functions = 0;
  std::uint64_t different = 0;
};

class Comparison {
 public:
  Comparison(const recipe::Recipe& recipe, const Carriage& carriage, const StandIns& stand_ins,
             const Headers& headers, const std::string& path, const Carried& file)
      : recipe_(recipe),
        carriage_(carriage),
        stand_ins_(stand_ins),
        headers_(headers),
        path_(path),
        file_(file) {}

  Result<Counted> run() && {
    if (Status status = read(); !status) return status.error();
    const auto is_function = [](const Unit& unit) { return unit.kind == Unit::Kind::kFunction; };
    counted_.functions = static_cast<std::uint64_t>(
        std::count_if(source_.units.begin(), source_.units.end(), is_function));
    if (!same()) {
      for (const LineChange& change : diff_lines(source_.lines(), result_.lines())) pair_up(change);
    }
    return std::move(counted_);
  }

 private:
  bool same() const {
    return std::equal(source_.units.begin(), source_.units.end(), result_.units.begin(),
                      result_.units.end(), [](const Unit& a, const Unit& b) {
                        return a.name == b.name && same_words(a.words, b.words);
                      });
  }

  bool is_of_patches(const Edits& edits) const {
    return std::all_of(edits.begin(), edits.end(), [&](const Edit& edit) {
      // The edits of `#if 0` name no rule.
      return !edit.rules.empty() &&
             std::all_of(edit.rules.begin(), edit.rules.end(), [&](RuleIndex rule) {
               const auto& made_by = carriage_.report.rules[rule];
               return carriage_.report.stages[made_by.stage].kind == "patches";
             });
    });
  }

  // Both sides: patches that come first belong to the source, those that come last to neither.
  Status read() {
    source_.text = file_.source;
    result_.text = file_.text;
    std::span<const Edits> passes = file_.lineage.passes();
    while (!passes.empty() && is_of_patches(passes.front())) {
      source_.text = Text(file_.source_path, applied(source_.text.bytes(), passes.front()));
      passes = passes.subspan(1);
    }
    if (!passes.empty() && is_of_patches(passes.back())) {
      while (is_of_patches(passes.back())) passes = passes.first(passes.size() - 1);
      std::string bytes(source_.text.bytes());
      for (const Edits& edits : passes) bytes = applied(bytes, edits);
      result_.text = Text(path_, std::move(bytes));
    }
    for (const recipe::Stage& stage : recipe_.stages) {
      const auto* unifdef = std::get_if<recipe::Unifdef>(&stage.action);
      if (unifdef == nullptr || !stage.selection.contains(path_)) continue;
      const auto resolved = unifdef::resolve(source_.text, unifdef->definitions);
      if (!resolved) return resolved.error();
      resolved_.push_back(resolved->edits);
      source_.text = Text(file_.source_path, applied(source_.text.bytes(), resolved->edits));
    }
    cut(source_,
        [this](std::string_view name) { return headers_.in_source(file_.source_path, name); });
    cut(result_, [this](std::string_view name) { return headers_.in_result(path_, name); });
    return Done{};
  }

  // Whether a unit is what a stand-in is for (a name with one word as its stand-in is but renamed),
  // or what the recipe lists as gone; whether it is, is for the check of leftovers to say.
  bool is_to_go(const Unit& unit) const {
    if (unit.kind == Unit::Kind::kDirective) return false;
    const StandIn* one = stand_ins_.find(unit.name);
    const bool replaced = one != nullptr && (unit.kind == Unit::Kind::kMacro ||
                                             one->has_parameters || one->body.size() > 1);
    return replaced ||
           std::any_of(recipe_.gone.begin(), recipe_.gone.end(),
                       [&](const recipe::SymbolPattern& gone) {
                         return gone.symbols.matches(unit.name.substr(unit.name.rfind('/') + 1));
                       });
  }

  void cut(Side& side, const std::function<std::string(std::string_view)>& header) const {
    const Words words = without(words_of(side.text, side.pool),
                                [this](const Unit& unit) { return is_to_go(unit); });
    side.units = units_of(with_parentheses(stand_ins_.expanded(words)), header, side.pool);
  }

  // Units of the two sides that are not equal: those of one label belong together.
  void pair_up(const LineChange& change) {
    std::multimap<std::string, std::size_t> theirs;
    for (std::size_t i = change.after_begin; i < change.after_end; ++i) {
      theirs.emplace(result_.units[i].label(), i);
    }
    for (std::size_t i = change.before_begin; i < change.before_end; ++i) {
      const Unit& unit = source_.units[i];
      const auto found = theirs.lower_bound(unit.label());
      if (found == theirs.end() || found->first != unit.label()) {
        add(unit.label(), "is gone from here", unit.at, next_of(change.after_end),
            shortened(joined(unit.words, 0, unit.words.size())), "");
        count(unit, false);
        continue;
      }
      const Unit& theirs_unit = result_.units[found->second];
      theirs.erase(found);
      if (same_words(unit.words, theirs_unit.words)) continue;
      differ(unit, theirs_unit);
      count(unit, false);
    }
    for (const auto& [label, index] : theirs) {
      const Unit& unit = result_.units[index];
      add(label, "is not in the source", source_next(change.before_end), unit.at, "",
          shortened(joined(unit.words, 0, unit.words.size())));
      count(unit, true);
    }
  }

  void count(const Unit& unit, bool only_in_result) {
    if (unit.kind != Unit::Kind::kFunction) return;
    ++counted_.different;
    if (only_in_result) ++counted_.functions;
  }

  Offset next_of(std::size_t index) const {
    return index < result_.units.size() ? result_.units[index].at : result_.text.size();
  }
  Offset source_next(std::size_t index) const {
    return index < source_.units.size() ? source_.units[index].at : source_.text.size();
  }

  void differ(const Unit& ours, const Unit& theirs) {
    std::string only_source;
    std::string only_result;
    Offset source_at = ours.at;
    Offset result_at = theirs.at;
    bool first = true;
    for (const LineChange& change : diff_lines(Side::lines(ours), Side::lines(theirs))) {
      if (first) {
        if (change.before_begin < ours.words.size()) source_at = ours.words[change.before_begin].at;
        if (change.after_begin < theirs.words.size()) {
          result_at = theirs.words[change.after_begin].at;
        }
      } else {
        only_source += " ... ";
        only_result += " ... ";
      }
      first = false;
      only_source += joined(ours.words, change.before_begin, change.before_end);
      only_result += joined(theirs.words, change.after_begin, change.after_end);
    }
    add(ours.label(), "does not say what the source says", source_at, result_at,
        shortened(only_source), shortened(only_result));
  }

  void add(const std::string& label, const char* what, Offset source_at, Offset result_at,
           std::string only_source, std::string only_result) {
    // Back over the conditionals that were resolved.
    for (auto edits = resolved_.rbegin(); edits != resolved_.rend(); ++edits) {
      Offset end = source_at;
      for (const Origin& origin : origins(*edits, kMaxTextSize - 1)) {
        if (source_at < origin.begin || source_at >= origin.end) continue;
        end = origin.copied() ? origin.source_begin + (source_at - origin.begin)
                              : origin.source_begin;
        break;
      }
      source_at = end;
    }
    Place source = file_.source.place(std::min(source_at, file_.source.size()));
    source.file = file_.source_path;
    counted_.findings.push_back({.check = "equivalence",
                                 .place = file_.text.place(std::min(result_at, file_.text.size())),
                                 .message = label + " " + what,
                                 .source = std::move(source),
                                 .rule = {},
                                 .unit = label,
                                 .wanted = std::move(only_source),
                                 .found = std::move(only_result)});
  }

  const recipe::Recipe& recipe_;
  const Carriage& carriage_;
  const StandIns& stand_ins_;
  const Headers& headers_;
  const std::string& path_;
  const Carried& file_;
  Side source_;
  Side result_;
  std::vector<Edits> resolved_;
  Counted counted_;
};

// Takes out what the recipe explains, and tells which explanations explain nothing.
void explain(const recipe::Equivalence& recipe, Equivalence& all) {
  using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
  std::multimap<Key, const recipe::Equivalence::Explained*> open;
  for (const auto& one : recipe.explained) {
    open.emplace(Key{one.file, one.unit, one.source, one.result}, &one);
  }
  std::vector<Finding> left;
  for (Finding& finding : all.findings) {
    const auto found =
        open.find(Key{finding.place.file, finding.unit, finding.wanted, finding.found});
    if (found == open.end()) {
      left.push_back(std::move(finding));
      continue;
    }
    ++(finding.unit.starts_with("function ") ? all.explained : all.explained_elsewhere);
    open.erase(found);
  }
  for (const auto& [key, one] : open) {
    left.push_back({.check = "equivalence",
                    .place = {one->file},
                    .message = one->unit + " does not differ so any more",
                    .source = one->place,
                    .rule = {},
                    .unit = one->unit,
                    .wanted = one->source,
                    .found = one->result});
  }
  std::stable_sort(left.begin(), left.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.place.file, a.place.line) < std::tie(b.place.file, b.place.line);
  });
  all.findings = std::move(left);
}

}  // namespace

Result<Equivalence> equivalence(const recipe::Recipe& recipe, const Carriage& carriage) {
  const auto stand_ins = StandIns::parse(recipe.equivalence->stand_ins);
  if (!stand_ins) return stand_ins.error();
  std::vector<std::pair<const std::string*, const Carried*>> files;
  for (const auto& [path, file] : carriage.files) {
    if (file.from == Carried::From::kSource && (path.ends_with(".c") || path.ends_with(".h"))) {
      files.emplace_back(&path, &file);
    }
  }
  const Headers headers(carriage.files, recipe.equivalence->headers);
  std::vector<Counted> counted(files.size());
  if (Status status = tree::for_each_index(files.size(),
                                           [&](std::size_t i) -> Status {
                                             auto one =
                                                 Comparison(recipe, carriage, *stand_ins, headers,
                                                            *files[i].first, *files[i].second)
                                                     .run();
                                             if (!one) return one.error();
                                             counted[i] = *std::move(one);
                                             return Done{};
                                           });
      !status) {
    return status.error();
  }
  Equivalence all;
  for (Counted& one : counted) {
    all.functions += one.functions;
    all.equal += one.functions - one.different;
    std::move(one.findings.begin(), one.findings.end(), std::back_inserter(all.findings));
  }
  explain(*recipe.equivalence, all);
  return all;
}

}  // namespace towpath::evidence
