// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/harmless.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace towpath::evidence {

namespace {

constexpr std::string_view kBlank = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

bool is_conditional(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" \t("));
  return word == "ifeq" || word == "ifneq" || word == "ifdef" || word == "ifndef" ||
         word == "else" || word == "endif";
}

// Those of Documentation/kbuild/makefiles.rst that list objects, folders and flags. Variables that
// the kernel's makefiles make commands of have other names.
bool is_list(std::string_view name) {
  if (name.find_first_of(" \t:") != std::string_view::npos) return false;
  for (const std::string_view end : {"-y", "-m", "-n", "-objs"}) {
    if (name.ends_with(end)) return true;
  }
  return (name.ends_with(")") && name.find("-$(") != std::string_view::npos) ||
         name.starts_with("CFLAGS_") || name.starts_with("AFLAGS_") || name == "EXTRA_CFLAGS";
}

const char* harm_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  if (trimmed(line).empty()) return nullptr;
  if (line.front() == '\t') return "this would be a command";
  if (contains_any(line, {"(shell", "{shell", "(eval", "{eval", "(file", "{file", "(guile",
                          "{guile", "!=", "$$", ";", "|", "&", "`", "<", ">"})) {
    return "this could run a command";
  }
  if (contains_any(line, {"-fplugin", "-wrapper", "-specs", "-fuse-ld", "@"}) ||
      contains_any(" " + std::string(line), {" -B"})) {
    return "this could have the compiler run something";
  }
  line = trimmed(line);
  if (is_conditional(line)) return nullptr;
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return "this is no assignment";
  std::size_t end = equals;
  while (end > 0 && (line[end - 1] == ':' || line[end - 1] == '+' || line[end - 1] == '?')) --end;
  return is_list(trimmed(line.substr(0, end))) ? nullptr
                                               : "this variable is none of objects or flags";
}

}  // namespace

Status harmless(const Text& makefile) {
  std::string line;  // with its continuations
  std::uint32_t first = 1;
  for (std::uint32_t number = 1; number <= makefile.line_count(); ++number) {
    std::string_view bytes = makefile.line(number);
    while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.remove_suffix(1);
    if (line.empty()) first = number;
    line += bytes;
    if (line.ends_with('\\') && number < makefile.line_count()) {
      line.back() = ' ';
      continue;
    }
    if (const char* harm = harm_of(line)) {
      return Error{{makefile.name(), first},
                   std::string(harm) + ", and nothing of a source is run",
                   "let a rule take it out, or compile the result in a tree of your own"};
    }
    line.clear();
  }
  return Done{};
}

}  // namespace towpath::evidence
