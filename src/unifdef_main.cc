// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath unifdef` by itself. The other commands need libraries that take longer to load than most
// files take to resolve, and scripts start unifdef anew for each file.
#include <exception>
#include <iostream>

#include "cli/unifdef.h"

int main(int argc, char** argv) try {
  const auto words = towpath::cli::unifdef_words(argc, argv);
  return towpath::cli::run_unifdef(words.value_or(std::vector<std::string>{"unifdef"}));
} catch (const std::exception& error) {
  std::cerr << "unifdef: " << error.what() << '\n';
  return 2;
}
