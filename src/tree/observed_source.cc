// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/observed_source.h"

#include <oneapi/tbb/parallel_for.h>

#include <atomic>

namespace towpath::tree {
namespace {

std::optional<Fingerprint> fingerprint_of(const Result<std::vector<Entry>>& entries) {
  if (!entries) return std::nullopt;
  std::string bytes;
  for (const Entry& entry : *entries) {
    bytes += entry.path;
    bytes += '\0';
    bytes += static_cast<char>('0' + static_cast<int>(entry.kind));
    bytes += entry.executable ? 'x' : '-';
  }
  return fingerprint_of(File{"", Text("", std::move(bytes)), false});
}

}  // namespace

Result<std::vector<Entry>> ObservedSource::list(std::string_view prefix) const {
  auto entries = tree_.list(prefix);
  const std::scoped_lock lock(mutex_);
  lists_.try_emplace(std::string(prefix), fingerprint_of(entries));
  return entries;
}

Result<File> ObservedSource::read(std::string_view path) const {
  auto file = tree_.read(path);
  const std::scoped_lock lock(mutex_);
  files_.try_emplace(std::string(path), file ? std::optional(*file) : std::nullopt);
  return file;
}

std::vector<Observation> ObservedSource::observations() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Observation> all;
  for (const auto& [prefix, answer] : lists_) {
    all.push_back({Observation::Kind::kList, prefix, answer});
  }
  const std::size_t first_file = all.size();
  std::vector<const File*> files;
  for (const auto& [path, file] : files_) {
    all.push_back({Observation::Kind::kFile, path, std::nullopt});
    files.push_back(file ? &*file : nullptr);
  }
  tbb::parallel_for(std::size_t{0}, files.size(), [&](std::size_t i) {
    if (files[i] != nullptr) all[first_file + i].answer = fingerprint_of(*files[i]);
  });
  return all;
}

const File* ObservedSource::answer(const std::string& path) const {
  const std::scoped_lock lock(mutex_);
  const auto found = files_.find(path);
  return found == files_.end() || !found->second ? nullptr : &*found->second;
}

bool answers(const SourceTree& tree, std::span<const Observation> observations) {
  std::atomic<bool> same = true;
  tbb::parallel_for(std::size_t{0}, observations.size(), [&](std::size_t i) {
    if (!same) return;
    const Observation& observation = observations[i];
    if (observation.kind == Observation::Kind::kList) {
      if (fingerprint_of(tree.list(observation.path)) != observation.answer) same = false;
      return;
    }
    const Result<Fingerprint> now = tree.fingerprint(observation.path);
    if ((now ? std::optional(*now) : std::nullopt) != observation.answer) same = false;
  });
  return same;
}

}  // namespace towpath::tree
