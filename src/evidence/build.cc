// SPDX-License-Identifier: GPL-2.0-or-later
// The result, written aside, is compiled as external modules (Documentation/kbuild/modules.rst) or
// looked at by sparse (Documentation/dev-tools/sparse.rst), and what is said of it is read from the
// log.
#include <tbb/info.h>

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

// Reads what make, GCC or Clang, sparse, and modpost say.
class Log {
 public:
  // `makefile` is where to place what is said of no line.
  Log(const char* check, const Carriage& carriage, const fs::path& folder, std::string makefile)
      : check_(check),
        carriage_(carriage),
        prefix_(folder.string() + "/"),
        makefile_(std::move(makefile)) {}

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
      findings_.push_back({.check = check_,
                           .place = std::move(place),
                           .message = std::move(message),
                           .source = {},
                           .rule = {}});
      return;
    }
    const auto history = histories_.try_emplace(file, *file).first;
    findings_.push_back(
        located(check_, history->second.back({place.line, place.line}), std::move(message)));
    findings_.back().place.column = place.column;
  }

  const char* const check_;
  const Carriage& carriage_;
  const std::string prefix_;
  const std::string makefile_;
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

// The result as external modules in a folder aside, for make.
class Modules {
 public:
  // Writes them.
  static Result<Modules> make(const recipe::Build& what, const Carriage& carriage,
                              const fs::path& kernel, int jobs) {
    const auto folder = tree::TemporaryFolder::make();
    if (!folder) return folder.error();
    Modules modules(what, kernel, jobs, *folder);
    if (Status status = write_result(what, carriage, modules.modules_); !status) {
      return status.error();
    }
    return modules;
  }

  struct Made {
    bool done;
    std::string log;
  };
  // With these variables as well.
  Result<Made> run(const std::vector<std::string>& settings) const {
    std::vector<std::string> words = arguments();
    words.insert(words.end(), settings.begin(), settings.end());
    words.emplace_back("modules");
    const tree::Program make{
        .name = "make", .package = "make", .arguments = words, .whole_environment = true};
    const fs::path log = folder_->path() / "log";
    const Result<int> code = tree::run(make, log, log);
    if (!code) return code.error();
    auto said = tree::read_temporary(log);
    if (!said) return said.error();
    return Made{*code == 0, *std::move(said)};
  }

  std::vector<Finding> findings(const char* check, const Carriage& carriage,
                                std::string_view log) const {
    return Log(check, carriage, modules_, what_.folders.front() + "/Makefile").read(log);
  }

  Error failed(const Made& made) const {
    constexpr std::size_t kShown = 1000;
    const std::string_view log = made.log;
    const std::size_t begin = log.size() < kShown ? 0 : log.find('\n', log.size() - kShown);
    return {what_.place, "make failed:\n" + std::string(log.substr(begin)),
            "name a configured kernel tree, or its headers, with --kernel"};
  }

 private:
  Modules(const recipe::Build& what, const fs::path& kernel, int jobs,
          std::shared_ptr<const tree::TemporaryFolder> folder)
      : what_(what),
        kernel_(fs::absolute(kernel)),
        jobs_(jobs != 0 ? jobs : tbb::info::default_concurrency()),
        folder_(std::move(folder)),
        modules_(folder_->path() / "modules") {}

  std::vector<std::string> arguments() const {
    // Nobody looks into these modules with a debugger, and without its information they take half
    // the time.
    std::vector<std::string> words = {"-C",
                                      kernel_.string(),
                                      "M=" + modules_.string(),
                                      "-j" + std::to_string(jobs_),
                                      "--keep-going",
                                      "--output-sync=target",
                                      "KCFLAGS=-g0"};
    if (const char* compiler = std::getenv("CC")) words.push_back("CC=" + std::string(compiler));
    std::string includes = "KCPPFLAGS=";
    for (const std::string& one : what_.includes)
      includes += "-I" + (modules_ / one).string() + " ";
    words.push_back(includes);
    words.insert(words.end(), what_.settings.begin(), what_.settings.end());
    return words;
  }

  const recipe::Build& what_;
  const fs::path kernel_;
  const int jobs_;
  const std::shared_ptr<const tree::TemporaryFolder> folder_;
  const fs::path modules_;
};

}  // namespace

Result<std::vector<Finding>> build(const recipe::Recipe& recipe, const Carriage& carriage,
                                   const fs::path& kernel, int jobs) {
  const auto modules = Modules::make(*recipe.build, carriage, kernel, jobs);
  if (!modules) return modules.error();
  const auto made = modules->run({});
  if (!made) return made.error();
  std::vector<Finding> findings = modules->findings("build", carriage, made->log);
  if (!made->done && findings.empty()) return modules->failed(*made);
  return findings;
}

Result<std::vector<Finding>> sparse(const recipe::Recipe& recipe, const Carriage& carriage,
                                    const fs::path& kernel, int jobs) {
  const auto modules = Modules::make(*recipe.build, carriage, kernel, jobs);
  if (!modules) return modules.error();
  const fs::path nowhere = "/dev/null";
  const tree::Program version{.name = "sparse", .package = "sparse", .arguments = {"--version"}};
  if (const auto there = tree::run(version, nowhere, nowhere); !there) return there.error();
  // The compiler first, so that what is said the second time is sparse's alone.
  const auto compiled = modules->run({});
  if (!compiled) return compiled.error();
  if (!compiled->done) {
    return Error{recipe.build->place, "the result does not compile, and so sparse was not run",
                 "the check `build` tells why"};
  }
  const auto made = modules->run({"C=2", "CHECK=sparse"});
  if (!made) return made.error();
  if (!made->done) return modules->failed(*made);
  std::vector<Finding> findings = modules->findings("sparse", carriage, made->log);
  std::erase_if(findings, [](const Finding& finding) { return !finding.rule; });
  return findings;
}

}  // namespace towpath::evidence
