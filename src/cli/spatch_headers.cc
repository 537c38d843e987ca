// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/spatch_headers.h"

#include <algorithm>
#include <filesystem>

#include "cli/files.h"
#include "cli/spatch_files.h"
#include "kbuild/includes.h"

namespace towpath::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostHeaders = 5'000;  // of one file

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [end, differs] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() && differs != path.end();
}

}  // namespace

struct Headers::Header {
  std::once_flag read;
  // Empty where it cannot be read.
  Text text;
  std::vector<kbuild::Include> includes;  // views of the text
  smpl::Declarations declarations;
};

Headers::Headers(HeaderOptions options, c::Names names)
    : options_(std::move(options)), names_(std::move(names)) {
  for (const std::string& folder : options_.folders) allow(folder, allowed_);
  allow(".", allowed_);
}
Headers::~Headers() = default;

void Headers::allow(const fs::path& folder, std::vector<std::string>& folders) {
  std::error_code missing;
  const fs::path whole = fs::canonical(folder, missing);
  if (!missing) folders.push_back(whole.string());
}

void Headers::add(const Text& file, smpl::Declarations& declarations) {
  One one{file, allowed_, {}, declarations};
  allow(fs::path(file.name()).parent_path() / ".", one.folders);
  if (options_.which != HeaderOptions::Which::kNone)
    add_includes(kbuild::includes(file.bytes()), file.name(), one);
  for (const std::string& path : options_.always) {
    std::error_code error;
    const fs::path whole = fs::canonical(path, error);
    if (!error) add_header(whole.string(), one);
  }
}

void Headers::add_includes(const std::vector<kbuild::Include>& includes, const std::string& from,
                           One& one) {
  for (const kbuild::Include& include : includes) {
    const std::string path = found(include, from, one);
    if (!path.empty()) add_header(path, one);
  }
}

// Recursion ends with the headers, each of which is seen once.
void Headers::add_header(const std::string& path, One& one) {
  if (one.seen.size() >= kMostHeaders || !one.seen.insert(path).second) return;
  const std::shared_ptr<Header> read = header(path);
  one.declarations.merge(read->declarations);
  if (options_.which == HeaderOptions::Which::kRecursive) add_includes(read->includes, path, one);
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
    const Result<Text> text = read_input(path);
    if (!text) return;
    one->text = *text;
    one->includes = kbuild::includes(one->text.bytes());
    one->declarations.add(c::parse_declarations(*text, names_));
  });
  return one;
}

// Where the header is, as a canonical path; empty where it is not to be read.
std::string Headers::found(const kbuild::Include& include, const std::string& from,
                           const One& one) const {
  using Which = HeaderOptions::Which;
  const fs::path name(include.name);
  if (include.quoted) {
    std::string path = allowed(fs::path(from).parent_path() / name, one.folders);
    if (!path.empty()) return path;
  }
  const bool of_own_name = !include.quoted && name.stem() == fs::path(one.file.name()).stem();
  if (options_.which == Which::kLocal && !of_own_name) return "";
  for (const std::string& folder : options_.folders) {
    std::string path = allowed(fs::path(folder) / name, one.folders);
    if (!path.empty()) return path;
  }
  return "";
}

std::string Headers::allowed(const fs::path& path, const std::vector<std::string>& folders) {
  std::error_code error;
  const fs::path whole = fs::canonical(path, error);
  if (error || !fs::is_regular_file(whole, error)) return "";
  const bool is_within = std::any_of(folders.begin(), folders.end(),
                                     [&](const auto& folder) { return is_below(whole, folder); });
  return is_within ? whole.string() : "";
}

}  // namespace towpath::cli
