// SPDX-License-Identifier: GPL-2.0-or-later
// The result, written aside, is compiled as external modules (Documentation/kbuild/modules.rst),
// and what is said of it is read from the log.
#include <tbb/info.h>

#include <charconv>
#include <cstdlib>
#include <map>
#include <set>

#include "evidence/check.h"
#include "evidence/harmless.h"
#include "evidence/located.h"
#include "tree/program.h"

namespace towpath::evidence {

namespace {

namespace fs = std::filesystem;
using pipeline::Carriage;
using pipeline::Carried;

// PATH:LINE:COLUMN or PATH:LINE at the beginning of `text`; what follows is left there.
std::optional<Place> take_place(std::string_view& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Place place{std::string(text.substr(0, colon))};
  std::string_view rest = text.substr(colon + 1);
  const auto take_number = [&rest](std::uint32_t& number) {
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (read.ec != std::errc()) return false;
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    return true;
  };
  if (!take_number(place.line)) return std::nullopt;
  if (rest.starts_with(":")) {
    const std::string_view before = rest;
    rest.remove_prefix(1);
    if (!take_number(place.column)) rest = before;
  }
  text = rest;
  return place;
}

// Reads what make, GCC or Clang, and modpost say.
class Log {
 public:
  Log(const Carriage& carriage, const fs::path& folder, const std::string& makefile)
      : carriage_(carriage), prefix_(folder.string() + "/"), makefile_(makefile) {}

  std::vector<Finding> read(std::string_view log) && {
    while (!log.empty()) {
      const std::size_t end = std::min(log.find('\n'), log.size());
      line(log.substr(0, end));
      log.remove_prefix(std::min(end + 1, log.size()));
    }
    return std::move(findings_);
  }

 private:
  void line(std::string_view text) {
    for (const std::string_view before : {"In file included from ", "                 from "}) {
      if (!text.starts_with(before)) continue;
      if (before[0] == 'I') included_from_.reset();
      text.remove_prefix(before.size());
      auto place = take_place(text);
      // The first one is the nearest.
      if (place && !included_from_ && carried(*place) != nullptr) included_from_ = *place;
      return;
    }
    for (const std::string_view level : {"ERROR: modpost: ", "WARNING: modpost: "}) {
      if (text.starts_with(level)) add_at(Place{makefile_}, std::string(text));
    }
    if (text.starts_with("make") && text.find("*** No rule") != std::string_view::npos) {
      add_at(Place{makefile_}, std::string(text.substr(text.find("No rule"))));
      return;
    }
    auto place = take_place(text);
    if (!place) return;
    for (const std::string_view level : {": error: ", ": fatal error: ", ": warning: "}) {
      if (!text.starts_with(level)) continue;
      std::string message(text.substr(2));
      if (carried(*place) == nullptr) {
        message = to_string(*place) + ": " + message;
        place = included_from_;
      }
      included_from_.reset();
      add_at(place.value_or(Place{makefile_}), std::move(message));
      return;
    }
  }

  // The file of the result, whose path is then that of the target. Null for one of the kernel.
  const Carried* carried(Place& place) const {
    if (place.file.starts_with(prefix_)) place.file.erase(0, prefix_.size());
    const auto file = carriage_.files.find(place.file);
    return file == carriage_.files.end() ? nullptr : &file->second;
  }

  void add_at(Place place, std::string message) {
    for (std::size_t at; (at = message.find(prefix_)) != std::string::npos;) {
      message.erase(at, prefix_.size());
    }
    // What is wrong with a header is said once for each file that includes it.
    if (!told_.emplace(to_string(place), message).second) return;
    const Carried* file = carried(place);
    if (file == nullptr || place.line == 0 || place.line > file->text.line_count()) {
      findings_.push_back({.check = "build",
                           .place = std::move(place),
                           .message = std::move(message),
                           .source = {},
                           .rule = {}});
      return;
    }
    const auto history = histories_.try_emplace(file, *file).first;
    findings_.push_back(
        located("build", history->second.back({place.line, place.line}), std::move(message)));
    findings_.back().place.column = place.column;
  }

  const Carriage& carriage_;
  const std::string prefix_;
  const std::string& makefile_;  // for what is said of no line
  std::optional<Place> included_from_;
  std::map<const Carried*, History> histories_;
  std::set<std::pair<std::string, std::string>> told_;
  std::vector<Finding> findings_;
};

Status write_result(const recipe::Build& build, const Carriage& carriage, const fs::path& folder) {
  for (const auto& [path, file] : carriage.files) {
    if (file.from == Carried::From::kTarget) continue;
    const std::string name = fs::path(path).filename().string();
    const bool is_makefile = name == "Makefile" || name == "Kbuild" || name.ends_with(".mk");
    if (is_makefile && file.from == Carried::From::kSource) {
      if (Status status = harmless(file.text); !status) return status;
    }
    if (Status status = tree::write_temporary(folder / path, file.text.bytes()); !status) {
      return status;
    }
  }
  std::string list;
  for (const std::string& one : build.folders) list += "obj-m += " + one + "/\n";
  return tree::write_temporary(folder / "Kbuild", list);
}

std::vector<std::string> arguments_of(const recipe::Build& build, const fs::path& kernel,
                                      const fs::path& folder, int jobs) {
  const int most = jobs != 0 ? jobs : tbb::info::default_concurrency();
  std::vector<std::string> words = {"-C",
                                    fs::absolute(kernel).string(),
                                    "M=" + folder.string(),
                                    "-j" + std::to_string(most),
                                    "--keep-going",
                                    "--output-sync=target"};
  if (const char* compiler = std::getenv("CC")) words.push_back("CC=" + std::string(compiler));
  std::string includes = "KCPPFLAGS=";
  for (const std::string& one : build.includes) includes += "-I" + (folder / one).string() + " ";
  words.push_back(includes);
  words.insert(words.end(), build.settings.begin(), build.settings.end());
  words.emplace_back("modules");
  return words;
}

}  // namespace

Result<std::vector<Finding>> build(const recipe::Recipe& recipe, const Carriage& carriage,
                                   const fs::path& kernel, int jobs) {
  const recipe::Build& what = *recipe.build;
  const auto folder = tree::TemporaryFolder::make();
  if (!folder) return folder.error();
  const fs::path modules = (*folder)->path() / "modules";
  if (Status status = write_result(what, carriage, modules); !status) return status.error();
  const tree::Program make{.name = "make",
                           .package = "make",
                           .arguments = arguments_of(what, kernel, modules, jobs),
                           .whole_environment = true};
  const fs::path log = (*folder)->path() / "log";
  const Result<int> code = tree::run(make, log, log);
  if (!code) return code.error();
  const auto said = tree::read_temporary(log);
  if (!said) return said.error();
  const std::string makefile = what.folders.front() + "/Makefile";
  std::vector<Finding> findings = Log(carriage, modules, makefile).read(*said);
  if (*code != 0 && findings.empty()) {
    constexpr std::size_t kShown = 1000;
    const std::size_t begin = said->size() < kShown ? 0 : said->find('\n', said->size() - kShown);
    return Error{what.place, "make failed:\n" + said->substr(begin),
                 "name a configured kernel tree, or its headers, with --kernel"};
  }
  return findings;
}

}  // namespace towpath::evidence
