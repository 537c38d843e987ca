// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath spatch`: semantic patches on files, with the options of Coccinelle's spatch.
#include <fmt/format.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "cli/command.h"
#include "cli/terminal.h"
#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"
#include "text/diff.h"
#include "tree/parallel.h"

namespace towpath::cli {
namespace {

namespace fs = std::filesystem;

// What spatch ends with when the semantic patch is at fault.
constexpr int kBadPatch = 255;

struct SpatchOptions {
  std::vector<std::string> patches;
  std::vector<std::string> arguments;  // more semantic patches, and files
  std::vector<std::string> definitions;
  std::vector<std::string> folders;
  std::vector<std::string> ignored;
  std::string macro_file;
  std::string output;
  std::string backup_suffix;
  std::string strip;  // the folder that paths in the diff are relative to
  bool in_place = false;
  bool include_headers = false;
  bool no_diff = false;
  bool quiet = false;
  bool very_quiet = false;
  int jobs = 0;
};

Result<Text> read_text(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream bytes;
  if (!stream || !(bytes << stream.rdbuf() || stream.peek() == std::ifstream::traits_type::eof())) {
    return Error{{path}, "cannot be read", ""};
  }
  return Text(path, std::move(bytes).str());
}

// Beside the file first, so that a reader sees the old or the new one.
Status write_file(const std::string& path, std::string_view bytes) {
  const std::string aside = path + ".towpath";
  std::error_code code;
  {
    std::ofstream stream(aside, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream.flush()) {
      fs::remove(aside, code);
      return Error{{path}, "cannot be written", ""};
    }
  }
  const fs::file_status before = fs::status(path, code);
  if (fs::is_regular_file(before)) fs::permissions(aside, before.permissions(), code);
  fs::rename(aside, path, code);
  if (code) return Error{{path}, "cannot be written: " + code.message(), ""};
  return Done{};
}

bool is_semantic_patch(const std::string& path) {
  return path.ends_with(".cocci");
}

// The C files below the folders, in the order of their paths.
Result<std::vector<std::string>> files_below(const SpatchOptions& options) {
  std::vector<std::string> files;
  for (const std::string& folder : options.folders) {
    std::error_code code;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied,
                                        code);
    if (code) return Error{{folder}, code.message(), ""};
    for (; at != fs::recursive_directory_iterator(); at.increment(code)) {
      const std::string path = at->path().lexically_normal().string();
      const std::string extension = at->path().extension().string();
      if (extension != ".c" && !(extension == ".h" && options.include_headers)) continue;
      if (!at->is_regular_file(code)) continue;
      const auto ignores = [&](const std::string& part) {
        return path.find(part) != std::string::npos;
      };
      if (std::none_of(options.ignored.begin(), options.ignored.end(), ignores))
        files.push_back(path);
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What became of one file.
struct Treated {
  Text before;
  std::string after;
  std::vector<Error> warnings;
};

Result<Treated> treat(const std::vector<smpl::SemanticPatch>& patches, const std::string& path) {
  Result<Text> text = read_text(path);
  if (!text) return std::move(text).error();
  Treated treated{*text, std::string(text->bytes()), {}};
  for (const smpl::SemanticPatch& patch : patches) {
    const Text current(path, treated.after);
    Result<smpl::Outcome> outcome = patch.apply(current);
    if (!outcome) return std::move(outcome).error();
    for (const smpl::Outcome::Unparsed& unparsed : outcome->unparsed) {
      const std::string what =
          unparsed.function.empty() ? "a declaration" : "function " + unparsed.function;
      treated.warnings.push_back({unparsed.place, what + " could not be parsed here", ""});
    }
    if (!outcome->edits.empty()) treated.after = applied(current.bytes(), outcome->edits);
  }
  return treated;
}

// With --dir or --patch as git has it, so that the whole is one patch; else with the file's name.
std::string diff_of(const SpatchOptions& options, const std::string& path, const Treated& treated) {
  const std::string hunks = unified_hunks(treated.before.bytes(), treated.after);
  if (options.folders.empty() && options.strip.empty()) {
    return fmt::format("--- {0}\n+++ {0}\n{1}", path, hunks);
  }
  const std::string base = options.strip.empty() ? options.folders.front() : options.strip;
  std::string name = fs::path(path).lexically_relative(fs::path(base).lexically_normal()).string();
  if (name.empty() || name.starts_with("..")) name = path;
  return fmt::format("diff -u -p a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n{1}", name, hunks);
}

Status put(const SpatchOptions& options, const std::string& path, const Treated& treated) {
  if (!options.output.empty()) return write_file(options.output, treated.after);
  if (!options.in_place) return Done{};
  if (!options.backup_suffix.empty()) {
    if (Status kept = write_file(path + options.backup_suffix, treated.before.bytes()); !kept) {
      return kept;
    }
  }
  return write_file(path, treated.after);
}

int run(const SpatchOptions& options) {
  std::vector<std::string> patch_files = options.patches;
  std::vector<std::string> files;
  for (const std::string& argument : options.arguments) {
    (is_semantic_patch(argument) ? patch_files : files).push_back(argument);
  }
  c::Names hints;
  if (!options.macro_file.empty()) {
    const Result<Text> text = read_text(options.macro_file);
    if (!text) return print_error(text.error()), kMisused;
    hints = c::Names::from_hints(*text);
  }
  std::vector<smpl::Definition> definitions;
  for (const std::string& text : options.definitions) {
    const std::size_t sign = std::min(text.find('='), text.size());
    definitions.push_back({text.substr(0, sign), text.substr(std::min(sign + 1, text.size()))});
  }
  std::vector<smpl::SemanticPatch> patches;
  for (const std::string& file : patch_files) {
    const Result<Text> text = read_text(file);
    if (!text) return print_error(text.error()), kMisused;
    auto patch =
        smpl::SemanticPatch::parse(*text, smpl::Isomorphisms::standard(), hints, definitions);
    if (!patch) return print_error(patch.error()), kBadPatch;
    patches.push_back(*std::move(patch));
  }
  Result<std::vector<std::string>> found = files_below(options);
  if (!found) return print_error(found.error()), kMisused;
  files.insert(files.end(), found->begin(), found->end());

  std::optional<tbb::global_control> threads;
  if (options.jobs > 0) {
    threads.emplace(tbb::global_control::max_allowed_parallelism,
                    static_cast<std::size_t>(options.jobs));
  }
  std::vector<std::optional<Result<Treated>>> results(files.size());
  tbb::parallel_for(std::size_t{0}, files.size(), [&](std::size_t i) {
    Result<Treated> result = treat(patches, files[i]);
    // Of a file that stays as it is, only what there is to say is kept.
    if (result && result->before.bytes() == result->after) {
      result->before = Text();
      result->after.clear();
    }
    results[i] = std::move(result);
  });

  int code = kDone;
  bool changed = false;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Result<Treated>& result = *results[i];
    if (!result) {
      print_error(result.error());
      code = kFailed;
      continue;
    }
    if (!options.very_quiet) {
      for (const Error& warning : result->warnings) print_warning(warning);
    }
    if (result->before.bytes() == result->after) continue;
    changed = true;
    if (!options.no_diff) fmt::print("{}", diff_of(options, files[i], *result));
    if (Status status = put(options, files[i], *result); !status) {
      print_error(status.error());
      code = kFailed;
    }
  }
  if (!options.output.empty() && !changed && !options.quiet && !options.very_quiet) {
    print_warning({{options.output}, "not written, as nothing changes", ""});
  }
  return code;
}

}  // namespace

Command add_spatch(CLI::App& root) {
  CLI::App* app = root.add_subcommand(
      "spatch", "Applies semantic patches to files, with the options of Coccinelle's spatch");
  auto options = std::make_shared<SpatchOptions>();
  app->add_option("FILE", options->arguments, "C files; what ends in .cocci is a semantic patch");
  app->add_option("--sp-file,--cocci-file", options->patches, "A semantic patch")
      ->type_name("COCCI")
      ->allow_extra_args(false);
  app->add_option("-D", options->definitions, "A virtual rule, or a virtual identifier's value")
      ->type_name("NAME[=VALUE]")
      ->allow_extra_args(false);
  app->add_option("--dir", options->folders, "All C files below a folder")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app->add_option("--ignore", options->ignored, "No files with this in their path")
      ->type_name("PART")
      ->allow_extra_args(false);
  app->add_flag("--include-headers", options->include_headers, "With --dir, headers as well");
  app->add_option("-o", options->output, "Write the result to this file")->type_name("OUT");
  app->add_flag("--in-place", options->in_place, "Write the results to the files themselves");
  app->add_option("--backup-suffix,--suffix", options->backup_suffix,
                  "With --in-place, keep the files as they were under this ending")
      ->type_name("SUFFIX");
  app->add_option("--patch", options->strip, "Print paths in the diff relative to this folder")
      ->type_name("DIR");
  app->add_flag("--no-show-diff", options->no_diff, "Print no diff");
  app->add_option("--macro-file", options->macro_file, "#defines that tell what macros are")
      ->type_name("FILE");
  app->add_flag("--quiet", options->quiet, "Say less");
  app->add_flag("--very-quiet", options->very_quiet, "Say nothing but errors and the diff");
  app->add_option("-j,--jobs", options->jobs, "Threads (default: one a core)")
      ->type_name("N")
      ->check(CLI::Range(1, 999));
  app->callback([options] {
    const bool has_patch =
        !options->patches.empty() ||
        std::any_of(options->arguments.begin(), options->arguments.end(), is_semantic_patch);
    if (!has_patch) throw CLI::RequiredError("--sp-file");
  });
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
