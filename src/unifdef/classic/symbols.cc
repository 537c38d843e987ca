// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/classic/symbols.h"

#include <algorithm>

namespace towpath::unifdef::classic {

bool is_word_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view word_at(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_word_part);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

void Symbols::add(Symbol symbol) {
  const Symbol* found = find(symbol.name);
  if (found == nullptr) {
    by_name_.emplace(symbol.name, count_);
    symbols_.resize(std::max(symbols_.size(), ++count_));
    found = &symbols_[count_ - 1];
  }
  Symbol& to = symbols_[static_cast<std::size_t>(found - symbols_.data())];
  to = std::move(symbol);
  tell("addsym", to);
}

void Symbols::resolve_names() {
  bool changed = true;
  // Each pass at least doubles how far along its chain a value is, so these are more than enough.
  for (std::size_t pass = 0; changed && pass <= count_; ++pass) {
    changed = false;
    for (std::size_t i = 0; i < count_; ++i) {
      const Symbol::Value value = symbols_[i].value;
      if (value == nullptr) continue;
      const std::string_view named = word_at(*value);
      const Symbol* const other = find(named);
      const bool goes_on = other != nullptr && other != &symbols_[i] &&
                           named.size() == value->size() && other->value != nullptr &&
                           other->value != value;
      if (!goes_on) continue;
      tell("indir...", symbols_[i]);
      symbols_[i].value = other->value;
      tell("...ectsym", symbols_[i]);
      changed = true;
    }
  }
}

const Symbol* Symbols::find(std::string_view name) {
  if (listing_ != Listing::kNone) {
    if (name.empty()) return nullptr;
    if (listing_ == Listing::kOneLine) listed_ += ' ';
    listed_ += name;
    if (listing_ == Listing::kLines) listed_ += '\n';
    if (symbols_.empty()) symbols_.emplace_back();
    return &symbols_.front();
  }
  const auto found = by_name_.find(std::string(name));
  if (found == by_name_.end()) return nullptr;
  const Symbol& symbol = symbols_[found->second];
  tell("findsym", symbol);
  return &symbol;
}

void Symbols::tell(std::string_view what, const Symbol& symbol) const {
  if (!trace_.on()) return;
  trace_(what, " ", symbol.name, symbol.value ? "=" + *symbol.value : std::string(" undef"));
}

}  // namespace towpath::unifdef::classic
