// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/spatch_options.h"

#include <algorithm>

namespace towpath::cli {

namespace {

constexpr const char* kSemanticPatches = "Semantic patches";
constexpr const char* kResults = "Results";
constexpr const char* kCode = "The code";
constexpr const char* kAccepted = "Accepted for spatch's sake, without effect";

// Options that choose among ways to the same result there, or tell more of the inner works.
constexpr const char* kFlagsWithoutEffect[] = {
    "--use-gitgrep",
    "--use-glimpse",
    "--use-idutils",
    "--use-coccigrep",
    "--no-scanner",
    "--no-loops",
    "--no-gotos",
    "--selected-only",
    "--linux-spacing",
    "--show-diff",
    "--no-include-cache",
    "--debug",
    "--show-trying",
    "--no-iso-limit",
    "--disable-worth-trying-opt",
    "--no-saved-typedefs",
    "--mod-distrib",
    "--loop",
    "--keep-comments",
    "--no-ifdef-to-if",
    "--pad",
    "--show-dependencies",
    "--disable-multi-pass",
    "--no-safe-expressions",
    "--force-diff",
    "--include-headers-for-types",
};
constexpr const char* kValuesWithoutEffect[] = {
    "--chunksize", "--timeout",   "--steps",      "--iso-limit",    "--bench",
    "--int-bits",  "--long-bits", "--tmp-dir",    "--cache-prefix", "--cache-limit",
    "--python",    "--pyoutput",  "--temp-files",
};

}  // namespace

std::vector<smpl::Definition> SpatchOptions::virtual_definitions() const {
  std::vector<smpl::Definition> found;
  for (const std::string& text : definitions) {
    const std::size_t sign = std::min(text.find('='), text.size());
    found.push_back({text.substr(0, sign), text.substr(std::min(sign + 1, text.size()))});
  }
  return found;
}

bool is_semantic_patch(const std::string& path) {
  return path.ends_with(".cocci");
}

void add_spatch_options(CLI::App& app, SpatchOptions& options) {
  const auto value = [&](const char* names, auto& to, const char* what, const char* type) {
    return app.add_option(names, to, what)->type_name(type);
  };
  const auto each = [&](const char* names, std::vector<std::string>& to, const char* what,
                        const char* type) {
    return value(names, to, what, type)->allow_extra_args(false);
  };
  app.add_option("FILE", options.arguments, "C files; what ends in .cocci is a semantic patch");
  each("--sp-file,--cocci-file,--sp", options.patches, "A semantic patch", "COCCI")
      ->group(kSemanticPatches);
  each("-D", options.definitions, "A virtual rule, or a virtual identifier's value", "NAME[=VALUE]")
      ->group(kSemanticPatches);

  each("--dir", options.folders, "All C files below a folder", "DIR")->group(kCode);
  each("--ignore", options.ignored, "No files with this in their path", "PART")->group(kCode);
  app.add_flag("--include-headers", options.include_headers, "With --dir, headers as well")
      ->group(kCode);
  const auto headers = [&](const char* name, HeaderOptions::Which which, const char* what) {
    app.add_flag_callback(
           name, [&options, which] { options.headers.which = which; }, what)
        ->group(kCode);
  };
  using Which = HeaderOptions::Which;
  headers("--no-includes", Which::kNone, "No headers are read for types");
  headers("--local-includes", Which::kLocal, "Those beside the file are (default)");
  headers("--all-includes", Which::kAll, "And those in the folders of -I");
  headers("--recursive-includes", Which::kRecursive, "And those that they include");
  each("-I", options.headers.folders, "Where headers are", "DIR")->group(kCode);
  each("--include", options.headers.always, "A header that every file includes", "FILE")
      ->group(kCode);
  each("--macro-file,--macro-file-builtins", options.macro_files,
       "#defines that tell what macros are", "FILE")
      ->group(kCode);
  value("--iso-file,--iso", options.isomorphisms, "Isomorphisms, instead of the standard ones",
        "FILE")
      ->group(kSemanticPatches);
  value("-j,--jobs", options.jobs, "Threads (default: one a core)", "N")
      ->check(CLI::Range(0, 999))
      ->group(kCode);

  value("-o", options.output, "Write the result to this file", "OUT")->group(kResults);
  app.add_flag("--in-place", options.in_place, "Write the results to the files themselves")
      ->group(kResults);
  value("--backup-suffix,--suffix", options.backup_suffix,
        "With --in-place, keep the files as they were under this ending", "SUFFIX")
      ->group(kResults);
  value("--patch", options.strip, "Print paths in the diff relative to this folder", "DIR")
      ->group(kResults);
  app.add_flag("--no-show-diff", options.no_diff, "Print no diff")->group(kResults);
  app.add_flag("--quiet", options.quiet, "Say less")->group(kResults);
  app.add_flag("--very-quiet", options.very_quiet, "Say nothing but errors, findings and the diff")
      ->group(kResults);
  app.add_flag("--profile", options.profile, "Tell how long it took, on standard error")
      ->group(kResults);
  app.add_flag("--reverse", options.reverse, "Undo what the semantic patches do")
      ->group(kSemanticPatches);
  value("--explain", options.explain, "Tell for each rule why it does not match at a line",
        "FILE:LINE")
      ->group(kSemanticPatches);
  app.add_flag("--json", options.json, "Print findings and changes as JSON")->group(kResults);
  app.add_flag("--sarif", options.sarif, "Print findings and changes as SARIF 2.1.0")
      ->group(kResults);
  app.add_flag("--coverage", options.coverage,
               "Count the functions and tell which could not be parsed, on standard error")
      ->group(kResults);
  each("--parse-c", options.parse_c, "Only parse a file or a folder's files, and count", "PATH")
      ->group(kCode);
  value("--parse-cocci", options.parse_cocci, "Only check a semantic patch and list its rules",
        "COCCI")
      ->group(kSemanticPatches);
  app.add_flag("--version", options.version, "Tell which spatch this stands for")->group(kResults);

  for (const char* name : kFlagsWithoutEffect) app.add_flag(name)->group(kAccepted);
  for (const char* name : kValuesWithoutEffect) {
    app.add_option(name)->type_name("VALUE")->allow_extra_args(false)->group(kAccepted);
  }
}

std::vector<std::string> with_new_spellings(const CLI::App& app, std::vector<std::string> words) {
  for (std::string& word : words) {
    if (word.size() < 3 || word[0] != '-') continue;
    const std::size_t end = std::min(word.find('='), word.size());
    std::string name = word.substr(word[1] == '-' ? 2 : 1, end - (word[1] == '-' ? 2 : 1));
    std::replace(name.begin(), name.end(), '_', '-');
    name.insert(0, "--");
    if (app.get_option_no_throw(name)) word = name + word.substr(end);
  }
  return words;
}

}  // namespace towpath::cli
