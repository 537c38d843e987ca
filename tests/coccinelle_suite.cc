// SPDX-License-Identifier: GPL-2.0-or-later
// The engine on Coccinelle's own suite: each X.cocci beside X.c and X.res, in a process of its own.
//
//   coccinelle_suite [--list] FLOOR [NAME...]
//
// TOWPATH_COCCINELLE is the folder that has these files. Right is what has the tokens of X.res.
// Fails where fewer than FLOOR are right, or a case crashes or takes more than ten seconds.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "lex/token.h"
#include "smpl/semantic_patch.h"

namespace {

namespace fs = std::filesystem;
using towpath::Text;

constexpr int kSkipped = 77;
constexpr unsigned kSeconds = 10;
constexpr rlim_t kMemory = rlim_t{4} << 30;

enum Verdict { kRight, kWrong, kUnsupported, kRefused, kFailed };
constexpr const char* kVerdicts[] = {"right", "wrong", "unsupported", "refused", "failed"};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Without comments and white space, one a line.
std::string tokens_of(const std::string& bytes) {
  const Text code("code.c", bytes);
  std::string joined;
  for (const towpath::lex::Token& token : towpath::lex::tokenize(code)) {
    joined += code.slice(token.begin, token.end());
    joined += '\n';
  }
  return joined;
}

Verdict judge(const fs::path& stem, std::string& message) {
  const auto with = [&](const char* extension) { return fs::path(stem.string() + extension); };
  const Text rules(with(".cocci").filename().string(), read(with(".cocci")));
  const auto patch = towpath::smpl::SemanticPatch::parse(
      rules, towpath::smpl::Isomorphisms::standard(), towpath::c::Names());
  if (!patch) {
    message = to_string(patch.error());
    return message.find("not supported yet") != std::string::npos ? kUnsupported : kRefused;
  }
  const std::string code = read(with(".c"));
  const auto outcome = patch->apply(Text(with(".c").filename().string(), code));
  if (!outcome) {
    message = to_string(outcome.error());
    return kRefused;
  }
  const std::string made = towpath::applied(code, outcome->edits);
  return tokens_of(made) == tokens_of(read(with(".res"))) ? kRight : kWrong;
}

Verdict judge_apart(const fs::path& stem, std::string& message) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return kFailed;
  const pid_t child = fork();
  if (child == 0) {
    const rlimit memory{kMemory, kMemory};
    setrlimit(RLIMIT_AS, &memory);
    alarm(kSeconds);
    std::string said;
    const Verdict verdict = judge(stem, said);
    // Anything lost of a long message is of no use to the reader.
    if (write(pipe_ends[1], said.data(), std::min<std::size_t>(said.size(), 4000)) < 0) _exit(9);
    _exit(verdict);
  }
  close(pipe_ends[1]);
  char buffer[4096];
  for (ssize_t got; (got = ::read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
    message.append(buffer, static_cast<std::size_t>(got));
  }
  close(pipe_ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return kFailed;
  if (WIFSIGNALED(status)) message = strsignal(WTERMSIG(status));
  return WIFEXITED(status) ? static_cast<Verdict>(WEXITSTATUS(status)) : kFailed;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool list = !arguments.empty() && arguments[0] == "--list";
  if (list) arguments.erase(arguments.begin());
  const char* const folder = std::getenv("TOWPATH_COCCINELLE");
  if (!folder) {
    std::cout << "skipped: TOWPATH_COCCINELLE does not name Coccinelle's folder of tests\n";
    return kSkipped;
  }
  const long floor = arguments.empty() ? 0 : std::strtol(arguments[0].c_str(), nullptr, 10);
  std::vector<fs::path> stems;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    fs::path stem = entry.path();
    if (stem.extension() != ".cocci") continue;
    stem.replace_extension();
    const std::string name = stem.lexically_relative(folder).string();
    const bool wanted = arguments.size() < 2 ||
                        std::find(arguments.begin() + 1, arguments.end(), name) != arguments.end();
    if (wanted && fs::exists(stem.string() + ".c") && fs::exists(stem.string() + ".res")) {
      stems.push_back(stem);
    }
  }
  std::sort(stems.begin(), stems.end());
  std::map<Verdict, long> counts;
  for (const fs::path& stem : stems) {
    std::string message;
    const Verdict verdict = judge_apart(stem, message);
    ++counts[verdict];
    if (list || verdict == kFailed) {
      std::cout << kVerdicts[verdict] << ' ' << stem.lexically_relative(folder).string() << ' '
                << message << '\n';
    }
  }
  std::cout << stems.size() << " cases:";
  for (const auto& [verdict, count] : counts)
    std::cout << ' ' << count << ' ' << kVerdicts[verdict];
  std::cout << '\n';
  return counts[kRight] >= floor && counts[kFailed] == 0 ? 0 : 1;
}
