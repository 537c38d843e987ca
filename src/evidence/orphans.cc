// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "evidence/check.h"
#include "evidence/history.h"
#include "evidence/names.h"
#include "kbuild/includes.h"
#include "tree/parallel.h"

namespace towpath::evidence {

namespace {

using pipeline::Carriage;
using pipeline::Carried;

bool is_c(std::string_view path) {
  return path.ends_with(".c") || path.ends_with(".h");
}

// A definition of the source that is not in the result any more.
struct Lost {
  NameKind kind;
  Place source;
  std::optional<RuleIndex> rule;
  std::string how;
};

// A file's outline, which the names in it are views into.
struct Outlined {
  const Carried* file;
  c::Outline outline;
  NamesOf names;

  explicit Outlined(const Carried& carried, Text text)
      : file(&carried), outline(c::outline(std::move(text))), names(names_of(outline)) {}
};

class Search {
 public:
  Search(const recipe::Recipe& recipe, const tree::SourceTree& source, const Carriage& carriage)
      : recipe_(recipe), source_(source), carriage_(carriage) {}

  Result<std::vector<Finding>> run() && {
    read_result();
    find_wanted();
    find_lost();
    if (Status status = find_bodies(); !status) return status.error();
    report_names();
    if (Status status = report_includes(); !status) return status.error();
    std::sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.place.file, a.place.line, a.place.column) <
             std::tie(b.place.file, b.place.line, b.place.column);
    });
    return std::move(findings_);
  }

 private:
  void read_result() {
    std::vector<const Carried*> files;
    for (const auto& [path, file] : carriage_.files) {
      if (is_c(path)) files.push_back(&file);
    }
    std::vector<std::optional<Outlined>> outlined(files.size());
    tbb::parallel_for(std::size_t{0}, files.size(),
                      [&](std::size_t i) { outlined[i].emplace(*files[i], files[i]->text); });
    for (auto& one : outlined) result_.push_back(*std::move(one));
  }

  bool is_provided(std::string_view name) const {
    return std::any_of(
        recipe_.provided.begin(), recipe_.provided.end(),
        [&](const recipe::SymbolPattern& pattern) { return pattern.symbols.matches(name); });
  }

  // Names that the result uses or declares and does not define.
  void find_wanted() {
    std::unordered_set<std::string_view> defined;
    for (const Outlined& file : result_) {
      for (const DefinedName& name : file.names.defined) defined.insert(name.name);
    }
    for (const Outlined& file : result_) {
      for (const UsedName& name : file.names.used) {
        if (!defined.contains(name.name)) wanted_.insert(name.name);
      }
      for (const DefinedName& name : file.names.declared) {
        if (!defined.contains(name.name)) prototypes_.insert(name.name);
      }
    }
  }

  void find_lost() {
    struct Job {
      const Carried* file;
      bool dropped;
    };
    std::vector<Job> jobs;
    for (const auto& [path, file] : carriage_.files) {
      if (file.from == Carried::From::kSource && is_c(path) && !file.lineage.unchanged()) {
        jobs.push_back({&file, false});
      }
    }
    for (const auto& [path, file] : carriage_.dropped) {
      if (file.from == Carried::From::kSource && is_c(path)) jobs.push_back({&file, true});
    }
    std::vector<std::vector<std::pair<std::string, Lost>>> found(jobs.size());
    tbb::parallel_for(std::size_t{0}, jobs.size(),
                      [&](std::size_t i) { found[i] = lost_of(*jobs[i].file, jobs[i].dropped); });
    for (auto& some : found) {
      for (auto& [name, lost] : some) lost_.try_emplace(std::move(name), std::move(lost));
    }
  }

  std::vector<std::pair<std::string, Lost>> lost_of(const Carried& file, bool dropped) const {
    std::vector<std::pair<std::string, Lost>> found;
    const c::Outline outline = c::outline(file.source);
    std::optional<History> history;
    for (const DefinedName& name : names_of(outline).defined) {
      if (!wanted_.contains(name.name) && !prototypes_.contains(name.name)) continue;
      if (!history) history.emplace(file);
      const auto end = static_cast<Offset>(name.at + name.name.size());
      const History::Fate fate = history->fate_of({name.at, end});
      Lost lost{name.kind, file.source.place(name.at), fate.rule, "a dropped file had it"};
      lost.source.file = file.source_path;
      if (fate.rule) {
        const pipeline::RuleReport& rule = carriage_.report.rules[*fate.rule];
        if (carriage_.report.stages[rule.stage].kind == "unifdef") continue;
        lost.how = "`" + rule.name + (fate.gone ? "` removed it" : "` renamed it");
      } else if (!dropped) {
        continue;
      }
      found.emplace_back(name.name, std::move(lost));
    }
    return found;
  }

  // Bodies of functions that the result only declares, in those files of the source that no stage
  // takes.
  Status find_bodies() {
    std::set<std::string> taken;
    for (const pipeline::Files* files : {&carriage_.files, &carriage_.dropped}) {
      for (const auto& [path, file] : *files) taken.insert(file.source_path);
    }
    const auto entries = source_.list();
    if (!entries) return entries.error();
    std::vector<std::string> paths;
    for (const tree::Entry& entry : *entries) {
      if (entry.kind != tree::Entry::Kind::kFile) continue;
      source_paths_.push_back(entry.path);
      if (entry.path.ends_with(".c") && !taken.contains(entry.path)) paths.push_back(entry.path);
    }
    std::vector<std::vector<std::pair<std::string, Place>>> found(paths.size());
    if (Status status = tree::for_each_index(
            paths.size(), [&](std::size_t i) -> Status { return bodies_of(paths[i], found[i]); });
        !status) {
      return status;
    }
    for (auto& some : found) {
      for (auto& [name, place] : some) bodies_.try_emplace(std::move(name), std::move(place));
    }
    return Done{};
  }

  Status bodies_of(const std::string& path, std::vector<std::pair<std::string, Place>>& found) {
    const auto file = source_.read(path);
    if (!file) return Done{};  // no stage needed it
    const c::Outline outline = c::outline(file->text);
    for (const DefinedName& name : names_of(outline).defined) {
      if (name.kind != NameKind::kFunction || !prototypes_.contains(name.name)) continue;
      Place place = file->text.place(name.at);
      place.file = path;
      found.emplace_back(name.name, std::move(place));
    }
    return Done{};
  }

  void report_names() {
    for (const Outlined& file : result_) {
      std::unordered_set<std::string_view> told;
      for (const UsedName& use : file.names.used) {
        if (!wanted_.contains(use.name) || is_provided(use.name)) continue;
        if (const auto lost = lost_.find(std::string(use.name)); lost != lost_.end()) {
          if (!told.insert(use.name).second) continue;
          add(file, use.at, use.name, "is used here", lost->second);
        } else if (const auto body = bodies_.find(std::string(use.name)); body != bodies_.end()) {
          if (!told.insert(use.name).second) continue;
          add(file, use.at, use.name, "is used here", left_behind(body->second));
        }
      }
      for (const DefinedName& name : file.names.declared) {
        if (!prototypes_.contains(name.name) || is_provided(name.name)) continue;
        if (!told.insert(name.name).second) continue;
        if (const auto lost = lost_.find(std::string(name.name)); lost != lost_.end()) {
          add(file, name.at, name.name, "is declared here", lost->second);
        } else if (const auto body = bodies_.find(std::string(name.name)); body != bodies_.end()) {
          add(file, name.at, name.name, "is declared here", left_behind(body->second));
        }
      }
    }
  }

  static Lost left_behind(const Place& body) {
    return {NameKind::kFunction, body, {}, "its file is not carried"};
  }

  void add(const Outlined& file, Offset at, std::string_view name, const char* what,
           const Lost& lost) {
    std::string message = std::string(name_of(lost.kind)) + " " + std::string(name) + " " + what +
                          ", but its definition is gone: " + lost.how;
    findings_.push_back({.check = "orphans",
                         .place = file.file->text.place(at),
                         .message = std::move(message),
                         .source = lost.source,
                         .rule = lost.rule});
  }

  // Whether `path` is `name` with folders before it.
  static bool ends_with_path(std::string_view path, std::string_view name) {
    return path == name || (path.size() > name.size() && path.ends_with(name) &&
                            path[path.size() - name.size() - 1] == '/');
  }

  // The parts of a path behind its last slash but one; all of it if there are no more than two.
  static std::string_view last_two(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return path;
    return path.substr(path.rfind('/', slash - 1) + 1);
  }

  Status report_includes() {
    std::unordered_map<std::string_view, std::vector<std::string_view>> kept;  // by file name
    const auto base = [](std::string_view path) { return path.substr(path.rfind('/') + 1); };
    for (const auto& [path, file] : carriage_.files) kept[base(path)].push_back(path);
    std::unordered_map<std::string_view, std::vector<std::string_view>> had;
    for (const std::string& path : source_paths_) {
      if (path.ends_with(".h")) had[base(path)].push_back(path);
    }
    for (const auto& [path, file] : carriage_.dropped) had[base(path)].push_back(path);
    for (const Outlined& file : result_) {
      const std::string_view bytes = file.file->text.bytes();
      for (const kbuild::Include& include : kbuild::includes(bytes)) {
        std::string_view name = include.name;
        while (name.starts_with("../")) name.remove_prefix(3);
        const auto matches = [&](std::string_view path) { return ends_with_path(path, name); };
        const auto& there = kept[base(include.name)];
        const auto& before = had[base(include.name)];
        if (std::any_of(there.begin(), there.end(), matches)) continue;
        // Headers move, so the last folder is enough for one that the source has.
        const std::string_view moved = last_two(name);
        const auto lost = std::find_if(before.begin(), before.end(), [&](std::string_view path) {
          return matches(path) || ends_with_path(path, moved);
        });
        if (lost == before.end() || is_provided(include.name)) continue;
        findings_.push_back({.check = "orphans",
                             .place = file.file->text.place(
                                 static_cast<Offset>(include.name.data() - bytes.data())),
                             .message = "header " + std::string(include.name) +
                                        " is included here, but is not in the result",
                             .source = {std::string(*lost)},
                             .rule = {}});
      }
    }
    return Done{};
  }

  const recipe::Recipe& recipe_;
  const tree::SourceTree& source_;
  const Carriage& carriage_;
  std::vector<Outlined> result_;
  std::unordered_set<std::string_view> wanted_;
  std::unordered_set<std::string_view> prototypes_;
  std::unordered_map<std::string, Lost> lost_;
  std::unordered_map<std::string, Place> bodies_;
  std::vector<std::string> source_paths_;
  std::vector<Finding> findings_;
};

}  // namespace

Result<std::vector<Finding>> orphans(const recipe::Recipe& recipe, const tree::SourceTree& source,
                                     const pipeline::Carriage& carriage) {
  return Search(recipe, source, carriage).run();
}

}  // namespace towpath::evidence
