// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/definitions.h"

#include <algorithm>

#include "unifdef/definition_file.h"
#include "unifdef/token.h"

namespace towpath::unifdef {

Definitions::Definitions() {
  rules_.resize(kFirstSymbol);
  rules_[kConstant].name = "constant conditions";
  rules_[kFinalNewline].name = "newline at the end";
}

Status Definitions::read(const Text& text) {
  return is_kernel_config(text.bytes()) ? read_kernel_config(text, *this)
                                        : read_header(text, *this);
}

Result<Definitions> Definitions::parse(const Text& text) {
  Definitions definitions;
  if (Status read = definitions.read(text); !read) return read.error();
  return definitions;
}

Status Definitions::define(std::string_view name, std::string_view value, Place place) {
  Spellings spellings;
  Tokens tokens;
  tokenize(name, 0, static_cast<Offset>(name.size()), spellings, tokens);
  std::size_t used = 0;
  Definition definition = read_macro_head(tokens, used);
  if (definition.name.empty() || used != tokens.size()) {
    return Error{std::move(place), "not a symbol: " + std::string(name), ""};
  }
  definition.place = std::move(place);
  definition.value = value;
  add(std::move(definition));
  return Done{};
}

Status Definitions::undefine(std::string_view name, Place place) {
  if (name.empty() || !is_identifier_start(name[0]) ||
      !std::all_of(name.begin(), name.end(), is_identifier_part)) {
    return Error{std::move(place), "not a symbol: " + std::string(name), ""};
  }
  Definition definition;
  definition.name = name;
  definition.place = std::move(place);
  definition.defined = false;
  add(std::move(definition));
  return Done{};
}

std::optional<RuleIndex> Definitions::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

void Definitions::add(Definition definition) {
  if (definition.conditional) {
    by_name_.erase(definition.name);
  } else {
    by_name_[definition.name] = static_cast<RuleIndex>(rules_.size());
  }
  rules_.push_back(std::move(definition));
}

}  // namespace towpath::unifdef
