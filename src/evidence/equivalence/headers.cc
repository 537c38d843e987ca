// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/equivalence/headers.h"

#include <filesystem>

namespace towpath::evidence {

namespace {

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string_view folder(std::string_view path) {
  return path.substr(0, path.size() - last_part(path).size());
}

bool ends_with_path(std::string_view path, std::string_view name) {
  return path == name || (path.size() > name.size() && path.ends_with(name) &&
                          path[path.size() - name.size() - 1] == '/');
}

// Whether the kernel's build finds the header by this name. Of what is below include/ it looks
// there and in include/uapi/; for others a makefile may add any folder.
bool is_found_by(std::string_view path, std::string_view name) {
  constexpr std::string_view kInclude = "include/";
  constexpr std::string_view kUapi = "uapi/";
  if (!path.starts_with(kInclude)) return ends_with_path(path, name);
  path.remove_prefix(kInclude.size());
  return path == name || (path.starts_with(kUapi) && path.substr(kUapi.size()) == name);
}

}  // namespace

Headers::Headers(const pipeline::Files& files, const std::map<std::string, std::string>& moved)
    : moved_(moved) {
  for (const auto& [path, file] : files) {
    if (file.from != pipeline::Carried::From::kSource || !path.ends_with(".h")) continue;
    source_[last_part(file.source_path)].push_back({file.source_path, path});
    result_[last_part(path)].push_back({path, path});
  }
}

const Headers::Header* Headers::find(const ByLastPart& headers, std::string_view from,
                                     std::string_view name, Tree tree) {
  const auto found = headers.find(last_part(name));
  if (found == headers.end()) return nullptr;
  const std::string beside =
      (std::filesystem::path(folder(from)) / name).lexically_normal().generic_string();
  const Header* by_name = nullptr;
  for (const Header& header : found->second) {
    if (header.path == beside) return &header;
    const bool named =
        tree == Tree::kSource ? ends_with_path(header.path, name) : is_found_by(header.path, name);
    if (by_name == nullptr && named) by_name = &header;
  }
  if (by_name == nullptr && tree == Tree::kSource && found->second.size() == 1) {
    return &found->second.front();
  }
  return by_name;
}

std::string Headers::in_source(std::string_view from, std::string_view name) const {
  if (const Header* header = find(source_, from, name, Tree::kSource))
    return std::string(header->target);
  const std::pair<const std::string, std::string>* longest = nullptr;
  for (const auto& one : moved_) {
    if (name.starts_with(one.first) &&
        (longest == nullptr || one.first.size() > longest->first.size())) {
      longest = &one;
    }
  }
  if (longest == nullptr) return std::string(name);
  return longest->second + std::string(name.substr(longest->first.size()));
}

std::string Headers::in_result(std::string_view from, std::string_view name) const {
  const Header* header = find(result_, from, name, Tree::kResult);
  return std::string(header != nullptr ? header->target : name);
}

}  // namespace towpath::evidence
