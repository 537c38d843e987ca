// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath spatch`: semantic patches on files, with the options of Coccinelle's spatch.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/coverage.h"
#include "cli/files.h"
#include "cli/in_order.h"
#include "cli/spatch_explain.h"
#include "cli/spatch_files.h"
#include "cli/spatch_findings.h"
#include "cli/spatch_options.h"
#include "cli/spatch_parse.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "script/python.h"
#include "smpl/isomorphism.h"
#include "smpl/reverse.h"
#include "smpl/semantic_patch.h"
#include "text/diff.h"

namespace towpath::cli {
namespace {

namespace fs = std::filesystem;

// What became of one file.
struct Treated {
  Text before;
  Edits edits = {};
  std::vector<smpl::Outcome::Shown> shown = {};
  std::string printed = {};  // by scripts
  std::vector<script::Finding> reported = {};
  std::vector<smpl::Outcome::Unparsed> unparsed = {};
  Coverage coverage = {};
};

// Semantic patches, as one, and the files that they are for.
struct Round {
  smpl::SemanticPatch patch;
  std::vector<std::string> files;
};

class Spatch {
 public:
  explicit Spatch(const SpatchOptions& options) : options_(options) {}

  int run() {
    std::vector<std::string> files;
    for (const std::string& argument : options_.arguments) {
      (is_semantic_patch(argument) ? patch_files_ : files).push_back(argument);
    }
    patch_files_.insert(patch_files_.begin(), options_.patches.begin(), options_.patches.end());
    Result<c::Names> hints = read_hints(options_);
    if (!hints) return print_error(hints.error()), kMisused;
    hints_ = *std::move(hints);
    names_ = c::Names::builtin();
    names_.merge(hints_);
    headers_.emplace(options_.headers, names_);
    int code = kDone;
    const auto patch = parse(patch_files_, options_.virtual_definitions(), code);
    if (!patch) return code;
    SpatchFindings findings;
    for (const Error& refused : patch->refused()) print_warning(refused);
    warn_of_unknown_rules(*patch);
    if (!options_.explain.empty()) return explain_line(*patch, options_.explain);
    Result<std::vector<std::string>> found = files_below(options_);
    if (!found) return print_error(found.error()), kMisused;
    files.insert(files.end(), found->begin(), found->end());
    code = run_rounds({*patch, std::move(files)}, findings);
    if (options_.json) fmt::print("{}", findings.json());
    if (options_.sarif) fmt::print("{}", findings.sarif());
    if (options_.coverage) {
      for (const Coverage::Unparsed& one : coverage_.unparsed) print_warning(told(one));
      fmt::print(stderr, "{}\n", summary(coverage_));
    }
    return code;
  }

 private:
  // Not an error, so that who runs many semantic patches in one mode goes on to the next.
  void warn_of_unknown_rules(const smpl::SemanticPatch& patch) const {
    const std::vector<std::string> known = patch.virtual_names();
    for (const smpl::Definition& one : options_.virtual_definitions()) {
      if (std::find(known.begin(), known.end(), one.name) != known.end()) continue;
      print_warning({{}, "virtual rule " + one.name + " is declared by no semantic patch", ""});
    }
  }

  std::optional<smpl::SemanticPatch> parse(const std::vector<std::string>& files,
                                           const std::vector<smpl::Definition>& definitions,
                                           int& code) const {
    std::vector<Text> texts;
    for (const std::string& file : files) {
      Result<Text> text = read_input(file);
      if (!text) return print_error(text.error()), code = kMisused, std::nullopt;
      if (options_.reverse) text = smpl::reversed(*text, definitions);
      if (!text) return print_error(text.error()), code = kBadPatch, std::nullopt;
      texts.push_back(*std::move(text));
    }
    const Result<smpl::Isomorphisms> isomorphisms = read_isomorphisms(options_);
    if (!isomorphisms) return print_error(isomorphisms.error()), code = kMisused, std::nullopt;
    auto patch =
        smpl::SemanticPatch::parse(texts, *isomorphisms, hints_, definitions, named_files());
    if (!patch) return print_error(patch.error()), code = kBadPatch, std::nullopt;
    return *std::move(patch);
  }

  // The files as asked for, and then what scripts ask for, between what scripts do before and
  // after.
  int run_rounds(const Round& first, SpatchFindings& findings) {
    if (first.patch.has_scripts()) {
      auto python = script::Python::start(first.patch.virtual_names());
      if (!python) return print_error(python.error()), kFailed;
      python_ = std::move(*python);
    }
    int code = run_scripts(&smpl::SemanticPatch::initialize, first);
    if (code != kDone) return code;
    treat_files(first, findings, code);
    std::vector<smpl::Definition> definitions = options_.virtual_definitions();
    std::deque<script::Iteration> asked;
    const auto look = [&] {
      if (!python_) return;
      for (script::Iteration& one : python_->take_iterations()) asked.push_back(std::move(one));
    };
    for (look(); !asked.empty(); look()) {
      script::Iteration one = std::move(asked.front());
      asked.pop_front();
      if (one.extends) {
        one.definitions.insert(one.definitions.end(), definitions.begin(), definitions.end());
      }
      const auto patch = parse({one.cocci}, one.definitions, code);
      if (!patch) return code;
      definitions = std::move(one.definitions);
      const Round round{*patch, one.files.empty() ? first.files : one.files};
      python_->no_text(round.files);
      treat_files(round, findings, code);
    }
    const int finalized = run_scripts(&smpl::SemanticPatch::finalize, first);
    return finalized == kDone ? code : finalized;
  }

  using Phase = Status (smpl::SemanticPatch::*)(smpl::Scripts&) const;
  int run_scripts(Phase phase, const Round& round) const {
    if (!python_) return kDone;
    const auto session = python_->no_text(round.files);
    if (Status status = (round.patch.*phase)(*session); !status) {
      return print_error(status.error()), kFailed;
    }
    if (!options_.for_programs()) fmt::print("{}", session->output());
    return kDone;
  }

  void treat_files(const Round& round, SpatchFindings& findings, int& code) {
    bool changed = false;
    in_order(
        round.files.size(), options_.jobs,
        [&](std::size_t i) { return treat(round.patch, round.files[i], i); },
        [&](std::size_t i, const Result<Treated>& treated) {
          const Status status =
              treated ? tell(round, i, *treated, findings, changed) : treated.error();
          if (status) return;
          print_error(status.error());
          findings.add(status.error());
          code = kFailed;
        });
    if (!options_.output.empty() && !changed && !options_.quiet && !options_.very_quiet) {
      print_warning({{options_.output}, "not written, as nothing changes", ""});
    }
  }

  Result<Treated> treat(const smpl::SemanticPatch& patch, const std::string& path,
                        std::size_t number) const {
    // Its end lets the scripts of the next file run, also where this one cannot be read.
    std::unique_ptr<script::Python::Session> session;
    if (python_) session = python_->text(number, path);
    Result<Text> text = read_input(path);
    if (!text) return std::move(text).error();
    Treated treated{*text};
    if (options_.coverage) treated.coverage = coverage_of(*text, names_);
    Result<smpl::Outcome> outcome = session ? patch.apply(*text, *session, header_declarations_)
                                            : patch.apply(*text, header_declarations_);
    if (!outcome) return std::move(outcome).error();
    treated.edits = std::move(outcome->edits);
    treated.shown = std::move(outcome->shown);
    treated.unparsed = std::move(outcome->unparsed);
    if (session) {
      treated.printed = session->output();
      treated.reported = session->findings();
    }
    // Of a file that stays as it is, only what there is to say is kept.
    if (treated.edits.empty() && treated.shown.empty()) treated.before = Text();
    return treated;
  }

  Status tell(const Round& round, std::size_t number, const Treated& treated,
              SpatchFindings& findings, bool& changed) {
    const std::string& path = round.files[number];
    coverage_.add(treated.coverage);
    if (!options_.very_quiet) {
      fmt::print(stderr, "HANDLING: {}\n", path);
      for (const smpl::Outcome::Unparsed& one : treated.unparsed) {
        const std::string what =
            one.function.empty() ? "a declaration" : "function " + one.function;
        print_warning({one.place, what + " could not be parsed here", ""});
      }
    }
    findings.add(round.patch.rules(), treated.before, treated.edits, treated.shown,
                 treated.reported, treated.unparsed);
    if (!options_.for_programs()) fmt::print("{}", treated.printed);
    if (!treated.shown.empty() && prints_diffs()) fmt::print("{}", lines_shown(path, treated));
    if (treated.edits.empty()) return Done{};
    const std::string after = applied(treated.before.bytes(), treated.edits);
    if (after == treated.before.bytes()) return Done{};
    if (prints_diffs()) fmt::print("{}", diff_of(path, treated.before, after));
    const bool first = !std::exchange(changed, true);
    if (!options_.output.empty() && !first) {
      return Error{
          {path}, "changes too, and -o has room for one file", "use --in-place, or --patch"};
    }
    return put(path, treated.before, after);
  }

  bool prints_diffs() const { return !options_.no_diff && !options_.for_programs(); }

  // A diff that takes away the lines with what a rule in context mode shows.
  static std::string lines_shown(const std::string& path, const Treated& treated) {
    const Text& text = treated.before;
    std::vector<bool> marked(text.line_count() + 1, false);
    for (const smpl::Outcome::Shown& one : treated.shown) {
      for (std::uint32_t line = text.line_of(one.begin); line <= text.line_of(one.end - 1); ++line)
        marked[line] = true;
    }
    Edits gone;
    for (std::uint32_t line = 1; line <= text.line_count(); ++line) {
      const Offset end = line < text.line_count() ? text.line_begin(line + 1) : text.size();
      if (marked[line]) gone.push_back({text.line_begin(line), end, "", {}});
    }
    const std::string left = applied(text.bytes(), gone);
    return fmt::format("diff -u -p {0} /tmp/nothing/{1}\n--- {0}\n+++ /tmp/nothing/{1}\n{2}", path,
                       fs::path(path).filename().string(), unified_hunks(text.bytes(), left));
  }

  // With --dir or --patch as git has it, so that the whole is one patch; else with the file's name.
  std::string diff_of(const std::string& path, const Text& before, const std::string& after) const {
    const std::string hunks = unified_hunks(before.bytes(), after);
    if (options_.folders.empty() && options_.strip.empty()) {
      return fmt::format("--- {0}\n+++ {0}\n{1}", path, hunks);
    }
    const std::string base = options_.strip.empty() ? options_.folders.front() : options_.strip;
    std::string name =
        fs::path(path).lexically_relative(fs::path(base).lexically_normal()).string();
    if (name.empty() || name.starts_with("..")) name = path;
    return fmt::format("diff -u -p a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n{1}", name, hunks);
  }

  Status put(const std::string& path, const Text& before, const std::string& after) const {
    if (!options_.output.empty()) return write_file(options_.output, after);
    if (!options_.in_place) return Done{};
    if (!options_.backup_suffix.empty()) {
      Status kept = write_file(path + options_.backup_suffix, before.bytes());
      if (!kept) return kept;
    }
    return write_file(path, after);
  }

  const SpatchOptions& options_;
  std::vector<std::string> patch_files_;
  c::Names hints_;
  c::Names names_;  // with those known beforehand
  std::optional<Headers> headers_;
  const smpl::HeaderDeclarations header_declarations_ = [this](const Text& file,
                                                               smpl::Declarations& declarations) {
    headers_->add(file, declarations);
  };
  Coverage coverage_;
  std::unique_ptr<script::Python> python_;  // once there is a script
};

// The third word is the version of spatch whose language and options these are: scripts look at it.
void print_version() {
  fmt::print("spatch version 1.1.1 as understood by towpath {}\n", kVersion);
}

int run(const SpatchOptions& options) {
  if (options.version) return print_version(), kDone;
  if (!options.parse_c.empty()) return parse_c(options);
  if (!options.parse_cocci.empty()) return parse_cocci(options);
  const auto begin = std::chrono::steady_clock::now();
  const int code = Spatch(options).run();
  if (options.profile) {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    fmt::print(stderr, "total: {:.3f} s\n", taken.count());
  }
  return code;
}

}  // namespace

Command add_spatch(CLI::App& root) {
  CLI::App* app = root.add_subcommand(
      "spatch", "Applies semantic patches to files, with the options of Coccinelle's spatch");
  auto options = std::make_shared<SpatchOptions>();
  add_spatch_options(*app, *options);
  app->callback([options] {
    const bool has_patch =
        options->version || !options->parse_c.empty() || !options->parse_cocci.empty() ||
        !options->patches.empty() ||
        std::any_of(options->arguments.begin(), options->arguments.end(), is_semantic_patch);
    if (!has_patch) throw CLI::RequiredError("--sp-file");
  });
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
