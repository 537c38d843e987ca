// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/spatch_parse.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/command.h"
#include "cli/coverage.h"
#include "cli/files.h"
#include "cli/in_order.h"
#include "cli/spatch_files.h"
#include "cli/terminal.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

namespace towpath::cli {

int parse_c(const SpatchOptions& options) {
  SpatchOptions below = options;
  std::vector<std::string> files;
  for (const std::string& path : options.parse_c) {
    (std::filesystem::is_directory(path) ? below.folders : files).push_back(path);
  }
  const Result<std::vector<std::string>> found = files_below(below);
  if (!found) return print_error(found.error()), kMisused;
  files.insert(files.end(), found->begin(), found->end());
  const Result<c::Names> hints = read_hints(options);
  if (!hints) return print_error(hints.error()), kMisused;
  c::Names names = c::Names::builtin();
  names.merge(*hints);

  int code = kDone;
  std::size_t perfect = 0;
  Coverage all;
  in_order(
      files.size(), options.jobs,
      [&](std::size_t i) -> Result<Coverage> {
        const Result<Text> text = read_input(files[i]);
        if (!text) return text.error();
        return coverage_of(*text, names);
      },
      [&](std::size_t, const Result<Coverage>& one) {
        if (!one) {
          print_error(one.error());
          code = kFailed;
          return;
        }
        for (const Coverage::Unparsed& unparsed : one->unparsed)
          fmt::print("{}\n", to_string(told(unparsed)));
        perfect += one->unparsed.empty();
        all.add(*one);
      });
  fmt::print("NB total files = {}; perfect = {}; pbs = {}\n{}\n", files.size(), perfect,
             files.size() - perfect, summary(all));
  return code;
}

int parse_cocci(const SpatchOptions& options) {
  const Result<Text> text = read_input(options.parse_cocci);
  if (!text) return print_error(text.error()), kMisused;
  const Result<c::Names> hints = read_hints(options);
  if (!hints) return print_error(hints.error()), kMisused;
  const Result<smpl::Isomorphisms> isomorphisms = read_isomorphisms(options);
  if (!isomorphisms) return print_error(isomorphisms.error()), kMisused;
  const auto patch = smpl::SemanticPatch::parse(*text, *isomorphisms, *hints,
                                                options.virtual_definitions(), named_files());
  if (!patch) return print_error(patch.error()), kBadPatch;
  for (const Error& refused : patch->refused()) print_warning(refused);
  for (const smpl::Rule& rule : patch->rules())
    fmt::print("{}: {}\n", to_string(rule.place), rule.name);
  return kDone;
}

}  // namespace towpath::cli
