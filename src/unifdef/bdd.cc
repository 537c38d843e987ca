// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/bdd.h"

#include <algorithm>

namespace towpath::unifdef {
namespace {

// Bounds on memory and time: some 30 MB, and a stack of some 200 KB.
constexpr std::size_t kMaxNodes = std::size_t{1} << 20;
constexpr std::size_t kMaxComputed = std::size_t{1} << 16;
constexpr int kMaxDepth = 2000;

constexpr std::uint32_t kTerminal = 0;  // as a variable: older than all

std::size_t hash(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  std::uint64_t h = (std::uint64_t{a} << 32 | b) * 0x9e3779b97f4a7c15;
  h = (h ^ (h >> 32) ^ c) * 0xd6e8feb86659fd93;
  return static_cast<std::size_t>(h ^ (h >> 32));
}

}  // namespace

Bdd::Bdd() : nodes_{{kTerminal, kFalse, kFalse}, {kTerminal, kTrue, kTrue}} {
  unique_.resize(256, kFalse);
  computed_.resize(128);
}

Bdd::Formula Bdd::choose(Formula condition, Formula then, Formula otherwise) {
  return choose(condition, then, otherwise, 0);
}

Bdd::Formula Bdd::choose(Formula condition, Formula then, Formula otherwise, int depth) {
  if (condition == kTrue || then == otherwise) return then;
  if (condition == kFalse) return otherwise;
  if (then == condition) then = kTrue;
  if (otherwise == condition) otherwise = kFalse;
  if (then == kTrue && otherwise == kFalse) return condition;
  if (depth == kMaxDepth) exhausted_ = true;
  if (exhausted_) return kFalse;

  const std::size_t slot = hash(condition, then, otherwise) & (computed_.size() - 1);
  const Computed& known = computed_[slot];
  if (known.condition == condition && known.then == then && known.otherwise == otherwise) {
    return known.result;
  }
  const std::uint32_t top =
      std::max({nodes_[condition].variable, nodes_[then].variable, nodes_[otherwise].variable});
  const auto half = [&](Formula f, bool high) {
    const Node& node = nodes_[f];
    return node.variable != top ? f : high ? node.high : node.low;
  };
  const Formula low =
      choose(half(condition, false), half(then, false), half(otherwise, false), depth + 1);
  const Formula high =
      choose(half(condition, true), half(then, true), half(otherwise, true), depth + 1);
  const Formula result = make(top - 1, low, high);
  // The tables may have grown meanwhile.
  computed_[hash(condition, then, otherwise) & (computed_.size() - 1)] = {condition, then,
                                                                          otherwise, result};
  return result;
}

Bdd::Formula Bdd::make(std::uint32_t variable, Formula low, Formula high) {
  if (low == high) return low;
  const Node node{variable + 1, low, high};
  std::size_t slot = hash(node.variable, low, high) & (unique_.size() - 1);
  for (; unique_[slot] != kFalse; slot = (slot + 1) & (unique_.size() - 1)) {
    const Node& known = nodes_[unique_[slot]];
    if (known.variable == node.variable && known.low == low && known.high == high) {
      return unique_[slot];
    }
  }
  if (nodes_.size() == kMaxNodes) exhausted_ = true;
  if (exhausted_) return kFalse;
  const auto made = static_cast<Formula>(nodes_.size());
  nodes_.push_back(node);
  unique_[slot] = made;
  if (nodes_.size() * 2 > unique_.size()) grow();
  return made;
}

void Bdd::grow() {
  unique_.assign(unique_.size() * 2, kFalse);
  for (Formula f = kTrue + 1; f < nodes_.size(); ++f) {
    const Node& node = nodes_[f];
    std::size_t slot = hash(node.variable, node.low, node.high) & (unique_.size() - 1);
    while (unique_[slot] != kFalse) slot = (slot + 1) & (unique_.size() - 1);
    unique_[slot] = f;
  }
  if (computed_.size() < kMaxComputed) computed_.assign(computed_.size() * 2, {});
}

std::vector<std::pair<std::uint32_t, bool>> Bdd::assignment(Formula f) const {
  std::vector<std::pair<std::uint32_t, bool>> values;
  while (f != kTrue && f != kFalse) {
    const Node& node = nodes_[f];
    const bool value = node.low == kFalse;
    values.emplace_back(node.variable - 1, value);
    f = value ? node.high : node.low;
  }
  std::reverse(values.begin(), values.end());
  return values;
}

}  // namespace towpath::unifdef
