// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/traced.h"

#include <algorithm>

namespace towpath::kbuild {
namespace {

constexpr std::string_view kSpaces = " \t\n\v\f\r";

}  // namespace

void Traced::clear() {
  bytes_.clear();
  runs_.clear();
}

void Traced::append(std::string_view bytes, Origin origin) {
  if (bytes.empty()) return;
  bool continues = false;
  if (!runs_.empty()) {
    const Run& last = runs_.back();
    const auto length = static_cast<Offset>(bytes_.size() - last.begin);
    continues = last.origin.source == origin.source &&
                (origin.source == Origin::kNowhere || last.origin.offset + length == origin.offset);
  }
  if (!continues) runs_.push_back({static_cast<std::uint32_t>(bytes_.size()), origin});
  bytes_ += bytes;
}

void Traced::append(const Traced& other, std::size_t begin, std::size_t end) {
  if (begin >= end) return;
  const std::string_view bytes = other.bytes_;
  const Run* run = &other.run_of(begin);
  const Run* const last = other.runs_.data() + other.runs_.size();
  while (begin < end) {
    const std::size_t stop = run + 1 == last ? end : std::min<std::size_t>(end, (run + 1)->begin);
    append(bytes.substr(begin, stop - begin), other.origin(begin));
    begin = stop;
    ++run;
  }
}

Traced Traced::slice(std::size_t begin, std::size_t end) const {
  Traced part;
  part.append(*this, begin, end);
  return part;
}

const Traced::Run& Traced::run_of(std::size_t at) const {
  const auto after = std::upper_bound(runs_.begin(), runs_.end(), at,
                                      [](std::size_t a, const Run& run) { return a < run.begin; });
  return *(after - 1);
}

Origin Traced::origin(std::size_t at) const {
  if (runs_.empty()) return {};
  const Run& run = run_of(std::min(at, bytes_.size() - 1));
  if (run.origin.source == Origin::kNowhere) return {};
  return {run.origin.source, static_cast<Offset>(run.origin.offset + (at - run.begin))};
}

Origin Traced::word_origin(std::size_t begin, std::size_t end) const {
  return origin(std::max<std::size_t>(begin, run_of(end - 1).begin));
}

bool is_space(char c) {
  return kSpaces.find(c) != std::string_view::npos;
}

std::vector<WordRange> word_ranges(std::string_view text) {
  std::vector<WordRange> words;
  for (std::size_t end = 0;;) {
    const std::size_t begin = text.find_first_not_of(kSpaces, end);
    if (begin == std::string_view::npos) return words;
    end = std::min(text.find_first_of(kSpaces, begin), text.size());
    words.push_back({begin, end});
  }
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) + 1 - begin);
}

}  // namespace towpath::kbuild
