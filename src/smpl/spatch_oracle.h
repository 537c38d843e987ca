// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: Coccinelle's spatch as an oracle.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "lex/token.h"

namespace towpath::smpl {

class SpatchOracle {
 public:
  SpatchOracle()
      : folder_(std::filesystem::temp_directory_path() /
                ("towpath_smpl_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~SpatchOracle() { std::filesystem::remove_all(folder_); }
  SpatchOracle(const SpatchOracle&) = delete;
  SpatchOracle& operator=(const SpatchOracle&) = delete;

  static bool is_installed() { return std::system("spatch --version >/dev/null 2>&1") == 0; }

  // What spatch makes of the code; nothing where it refuses it.
  std::optional<std::string> patched(const std::string& cocci, const std::string& code) const {
    std::ofstream(folder_ / "rules.cocci", std::ios::binary) << cocci;
    std::ofstream(folder_ / "in.c", std::ios::binary) << code;
    std::filesystem::remove(folder_ / "out.c");
    const std::string command = "cd " + folder_.string() +
                                " && spatch --very-quiet --no-show-diff --sp-file rules.cocci in.c"
                                " -o out.c >/dev/null 2>&1";
    if (std::system(command.c_str()) != 0 || !std::filesystem::exists(folder_ / "out.c")) {
      return std::nullopt;
    }
    std::ifstream file(folder_ / "out.c", std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

 private:
  std::filesystem::path folder_;
};

// One token a line.
inline std::string tokens_of(const std::string& text) {
  const Text code("code.c", text);
  std::string joined;
  for (const lex::Token& token : lex::tokenize(code)) {
    joined += code.slice(token.begin, token.end());
    joined += '\n';
  }
  return joined;
}

}  // namespace towpath::smpl
