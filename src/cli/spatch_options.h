// SPDX-License-Identifier: GPL-2.0-or-later
// The options of `towpath spatch`: Coccinelle's, and its own.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/spatch_headers.h"
#include "smpl/definition.h"

namespace towpath::cli {

struct SpatchOptions {
  std::vector<std::string> patches;
  std::vector<std::string> arguments;  // more semantic patches, and files
  std::vector<std::string> definitions;
  std::vector<std::string> folders;
  std::vector<std::string> ignored;
  std::vector<std::string> macro_files;
  HeaderOptions headers;
  std::string isomorphisms;  // the file, instead of the standard ones
  std::string output;
  std::string backup_suffix;
  std::string strip;  // the folder that paths in the diff are relative to
  bool in_place = false;
  bool include_headers = false;
  bool no_diff = false;
  bool quiet = false;
  bool very_quiet = false;
  bool profile = false;
  bool version = false;
  bool reverse = false;
  bool json = false;
  bool sarif = false;
  bool coverage = false;
  std::vector<std::string> parse_c;
  std::string parse_cocci;
  std::string explain;  // FILE:LINE

  // Whether results are for programs: neither the diff nor what scripts print.
  bool for_programs() const { return json || sarif; }
  int jobs = 0;

  // `-D name`, `-D name=value`.
  std::vector<smpl::Definition> virtual_definitions() const;
};

bool is_semantic_patch(const std::string& path);

void add_spatch_options(CLI::App& app, SpatchOptions& options);

// Coccinelle's older spellings as the ones of today: `-sp_file` as `--sp-file`. Words that are no
// option of `app` stay as they are.
std::vector<std::string> with_new_spellings(const CLI::App& app, std::vector<std::string> words);

}  // namespace towpath::cli
