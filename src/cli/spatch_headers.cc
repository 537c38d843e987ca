// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/spatch_headers.h"

#include <algorithm>
#include <filesystem>

#include "cli/spatch_files.h"

namespace towpath::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostHeaders = 5'000;  // of one file

struct Include {
  std::string_view name;
  bool quoted;  // "name.h", not <name.h>
};

// Those that the text has, whatever conditionals are around them.
std::vector<Include> includes_of(const Text& text) {
  std::vector<Include> found;
  for (std::uint32_t number = 1; number <= text.line_count(); ++number) {
    std::string_view line = text.line(number);
    const auto skip = [&] {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    };
    skip();
    if (!line.starts_with('#')) continue;
    line.remove_prefix(1);
    skip();
    if (!line.starts_with("include")) continue;
    line.remove_prefix(std::string_view("include").size());
    skip();
    if (line.empty() || (line[0] != '"' && line[0] != '<')) continue;
    const bool quoted = line[0] == '"';
    const std::size_t end = line.find(quoted ? '"' : '>', 1);
    if (end != std::string_view::npos && end > 1)
      found.push_back({line.substr(1, end - 1), quoted});
  }
  return found;
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [end, differs] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() && differs != path.end();
}

}  // namespace

struct Headers::Header {
  std::once_flag read;
  Text text;  // empty where it cannot be read
  smpl::Declarations declarations;
};

Headers::Headers(HeaderOptions options, c::Names names)
    : options_(std::move(options)), names_(std::move(names)) {
}
Headers::~Headers() = default;

void Headers::add(const Text& file, smpl::Declarations& declarations) {
  Seen seen;
  if (options_.which != HeaderOptions::Which::kNone) add_includes(file, file, seen, declarations);
  for (const std::string& path : options_.always) {
    std::error_code error;
    const fs::path whole = fs::canonical(path, error);
    if (!error) add_header(whole.string(), file, seen, declarations);
  }
}

void Headers::add_includes(const Text& text, const Text& file, Seen& seen,
                           smpl::Declarations& declarations) {
  for (const Include& include : includes_of(text)) {
    const std::string path = found(include.name, include.quoted, text, file);
    if (!path.empty()) add_header(path, file, seen, declarations);
  }
}

// Recursion ends with the headers, each of which is seen once.
void Headers::add_header(const std::string& path, const Text& file, Seen& seen,
                         smpl::Declarations& declarations) {
  if (seen.size() >= kMostHeaders || !seen.insert(path).second) return;
  const std::shared_ptr<Header> read = header(path);
  declarations.merge(read->declarations);
  if (options_.which == HeaderOptions::Which::kRecursive)
    add_includes(read->text, file, seen, declarations);
}

std::shared_ptr<Headers::Header> Headers::header(const std::string& path) {
  std::shared_ptr<Header> one;
  {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Header>& known = known_[path];
    if (!known) known = std::make_shared<Header>();
    one = known;
  }
  std::call_once(one->read, [&] {
    const Result<Text> text = read_text(path);
    if (!text) return;
    one->text = *text;
    one->declarations.add(c::parse(*text, names_));
  });
  return one;
}

// Where the header is, as a canonical path; empty where it is not to be read.
std::string Headers::found(std::string_view name, bool quoted, const Text& from,
                           const Text& file) const {
  using Which = HeaderOptions::Which;
  if (quoted) {
    const fs::path beside = fs::path(from.name()).parent_path() / name;
    if (std::string path = allowed(beside.string(), file); !path.empty()) return path;
  }
  const bool of_own_name = !quoted && fs::path(name).stem() == fs::path(file.name()).stem();
  if (options_.which == Which::kLocal && !of_own_name) return "";
  for (const std::string& folder : options_.folders) {
    const std::string path = allowed((fs::path(folder) / name).string(), file);
    if (!path.empty()) return path;
  }
  return "";
}

std::string Headers::allowed(const std::string& path, const Text& file) const {
  std::error_code error;
  const fs::path whole = fs::canonical(path, error);
  if (error || !fs::is_regular_file(whole, error)) return "";
  std::vector<std::string> folders = options_.folders;
  folders.emplace_back(".");
  folders.push_back((fs::path(file.name()).parent_path() / ".").string());
  const bool is_within = std::any_of(folders.begin(), folders.end(), [&](const std::string& one) {
    std::error_code missing;
    const fs::path folder = fs::canonical(one, missing);
    return !missing && is_below(whole, folder);
  });
  return is_within ? whole.string() : "";
}

}  // namespace towpath::cli
