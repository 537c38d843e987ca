// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/series.h"

#include <charconv>
#include <set>
#include <string_view>

namespace towpath::patch {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr int kMostStrip = 64;

// Takes the next word off the front of `line`; empty at the end and at a comment.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  if (line.starts_with('#')) line = {};
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

// N of "-pN".
bool read_strip(std::string_view option, int& strip) {
  if (!option.starts_with("-p")) return false;
  const char* const end = option.data() + option.size();
  const auto [at, error] = std::from_chars(option.data() + 2, end, strip);
  return error == std::errc{} && at == end && strip >= 0 && strip <= kMostStrip;
}

}  // namespace

Result<Series> Series::parse(const Text& series, const Reader& read) {
  Series out;
  std::set<std::string, std::less<>> seen;
  for (std::uint32_t number = 1; number <= series.line_count(); ++number) {
    const std::string_view line = series.line(number);
    const auto place = [&](std::string_view word) {
      return Place{series.name(), number,
                   static_cast<std::uint32_t>(word.data() - line.data()) + 1};
    };
    std::string_view rest = line;
    const std::string_view name = take_word(rest);
    if (name.empty()) continue;
    int strip = 1;
    for (std::string_view option = take_word(rest); !option.empty(); option = take_word(rest)) {
      if (!read_strip(option, strip)) {
        return Error{place(option),
                     "'" + std::string(option) + "' cannot stand behind a patch's name",
                     "write NAME, or NAME -pN with the number of leading components to take off"};
      }
    }
    if (!seen.emplace(name).second) {
      return Error{place(name), "'" + std::string(name) + "' is in this series already", ""};
    }
    auto file = read(std::string(name), place(name));
    if (!file) return std::move(file).error();
    auto patch = parse_patch(*file, std::string(name), strip);
    if (!patch) return std::move(patch).error();
    out.patches_.push_back(*std::move(patch));
  }
  return out;
}

}  // namespace towpath::patch
