// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_valuation.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

bool excludes(const Valuation& valuation, std::uint32_t meta, ValueId value) {
  return std::binary_search(valuation.excluded.begin(), valuation.excluded.end(),
                            std::pair(meta, value));
}

void exclude(Valuation& valuation, std::uint32_t meta, ValueId value) {
  const std::pair pair(meta, value);
  const auto at = std::lower_bound(valuation.excluded.begin(), valuation.excluded.end(), pair);
  if (at == valuation.excluded.end() || *at != pair) valuation.excluded.insert(at, pair);
}

}  // namespace

Valuations::Valuations(const Program& program, const c::Tree& tree)
    : program_(program), tree_(tree), values_(1), texts_(1) {
}

ValuationId Valuations::intern(Valuation valuation) {
  const auto [at, is_new] =
      ids_.emplace(std::move(valuation), static_cast<ValuationId>(by_id_.size()));
  if (is_new) by_id_.push_back(&at->first);
  return at->second;
}

ValueId Valuations::value_of(std::uint32_t meta, const Binding& binding) {
  std::string text;
  if (program_.metavariables[meta].kind == MetaKind::kPosition) {
    text = binding.value ? "@" + std::to_string(binding.value->position->id)
                         : "@ " + std::to_string(binding.first);
  } else {
    text = binding.value ? binding.value->tokens : token_text(tree_, binding.first, binding.last);
  }
  const auto [at, is_new] =
      value_ids_.emplace(std::move(text), static_cast<ValueId>(values_.size()));
  if (is_new) {
    values_.push_back(binding);
    texts_.push_back(&at->first);
  }
  return at->second;
}

ValuationId Valuations::start(const std::vector<Binding>& inherited) {
  Valuation known{
      std::vector(inherited.size(), kNoValue), {}, std::vector(program_.flow.braces, kNoFlow)};
  for (std::uint32_t i = 0; i < inherited.size(); ++i) {
    if (inherited[i].bound) known.values[i] = value_of(i, inherited[i]);
  }
  return intern(std::move(known));
}

std::vector<Binding> Valuations::bindings(const std::vector<ValueId>& values) const {
  std::vector<Binding> bindings(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != kNoValue) bindings[i] = values_[values[i]];
  }
  return bindings;
}

std::optional<ValuationId> Valuations::extended(ValuationId id,
                                                const std::vector<Binding>& bindings) {
  Valuation after = (*this)[id];
  for (std::uint32_t i = 0; i < after.values.size(); ++i) {
    if (after.values[i] != kNoValue || !bindings[i].bound) continue;
    after.values[i] = value_of(i, bindings[i]);
    if (excludes(after, i, after.values[i])) return std::nullopt;
  }
  return intern(std::move(after));
}

ValuationId Valuations::with_brace(ValuationId id, std::uint32_t block, FlowIndex brace) {
  Valuation opened = (*this)[id];
  opened.braces[block] = brace;
  return intern(std::move(opened));
}

ValuationId Valuations::forgetting(ValuationId id, std::span<const std::uint32_t> metavariables) {
  Valuation valuation = (*this)[id];
  for (const std::uint32_t meta : metavariables) {
    valuation.values[meta] = kNoValue;
    std::erase_if(valuation.excluded, [&](const auto& pair) { return pair.first == meta; });
  }
  return intern(std::move(valuation));
}

std::optional<ValuationId> Valuations::merged(ValuationId a, ValuationId b) {
  if (a == b) return a;
  Valuation both = (*this)[a];
  const Valuation& other = (*this)[b];
  for (std::size_t i = 0; i < both.values.size(); ++i) {
    if (other.values[i] == kNoValue) continue;
    if (both.values[i] != kNoValue && both.values[i] != other.values[i]) return std::nullopt;
    both.values[i] = other.values[i];
  }
  for (const auto& [meta, value] : other.excluded) exclude(both, meta, value);
  for (const auto& [meta, value] : both.excluded) {
    if (both.values[meta] == value) return std::nullopt;
  }
  for (std::size_t i = 0; i < both.braces.size(); ++i) {
    if (both.braces[i] == kNoFlow) both.braces[i] = other.braces[i];
  }
  return intern(std::move(both));
}

std::vector<ValuationId> Valuations::besides(ValuationId base, ValuationId matched,
                                             std::span<const std::uint32_t> closed) {
  std::vector<ValuationId> others;
  const std::size_t count = (*this)[matched].values.size();
  for (std::uint32_t meta = 0; meta < count; ++meta) {
    const ValueId value = (*this)[matched].values[meta];
    if (value == (*this)[base].values[meta]) continue;
    if (std::find(closed.begin(), closed.end(), meta) != closed.end()) continue;
    Valuation other = (*this)[base];
    exclude(other, meta, value);
    others.push_back(intern(std::move(other)));
  }
  return others;
}

}  // namespace towpath::smpl
