// SPDX-License-Identifier: GPL-2.0-or-later
#include "recipe/table.h"

#include "text/nearest.h"

namespace towpath::recipe {

Table::Table(const toml::table& table, std::string file, std::vector<Error>& errors)
    : table_(table), file_(std::move(file)), errors_(errors) {
}

Place Table::place_of(const toml::node& node) const {
  const auto& begin = node.source().begin;
  return {file_, static_cast<std::uint32_t>(begin.line), static_cast<std::uint32_t>(begin.column)};
}

void Table::fail(Place place, std::string message, std::string hint) {
  errors_.push_back({std::move(place), std::move(message), std::move(hint)});
}

void Table::wrong_type(std::string_view key, const toml::node& node, std::string_view wanted) {
  fail(place_of(node), "'" + std::string(key) + "' must be " + std::string(wanted));
}

const toml::node* Table::find(std::string_view key) {
  asked_.emplace(key);
  return table_.get(key);
}

std::optional<Placed<std::string>> Table::maybe_text(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::string>();
  if (!value) {
    wrong_type(key, *node, "a string");
    return std::nullopt;
  }
  return Placed<std::string>{*value, place_of(*node)};
}

std::string Table::text(std::string_view key, std::string_view fallback) {
  const auto value = maybe_text(key);
  return value ? value->value : std::string(fallback);
}

Placed<std::string> Table::required_text(std::string_view key, std::string_view hint) {
  const bool absent = !table_.contains(key);
  if (const auto value = maybe_text(key)) return *value;
  if (absent) {
    std::vector<std::string> others;
    for (const auto& [other, node] : table_) {
      if (!asked_.contains(other.str())) others.emplace_back(other.str());
    }
    const std::string near = nearest(key, others);
    fail(place(), "'" + std::string(key) + "' is missing",
         near.empty() ? std::string(hint) : "is '" + near + "' a misspelling of it?");
  }
  return {};
}

bool Table::flag(std::string_view key, bool fallback) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const auto value = node->value_exact<bool>();
  if (!value) wrong_type(key, *node, "true or false");
  return value.value_or(fallback);
}

std::vector<Placed<std::string>> Table::texts(std::string_view key) {
  std::vector<Placed<std::string>> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    wrong_type(key, *node, "a list of strings");
    return out;
  }
  for (const toml::node& element : *array) {
    const auto value = element.value_exact<std::string>();
    if (value) {
      out.push_back({*value, place_of(element)});
    } else {
      wrong_type(key, element, "a list of strings");
    }
  }
  return out;
}

std::vector<Placed<std::string>> Table::one_or_more_texts(std::string_view key,
                                                          std::string_view hint) {
  const toml::node* node = find(key);
  if (node != nullptr && node->is_array()) return texts(key);
  Placed<std::string> one = required_text(key, hint);
  if (one.value.empty()) return {};
  return {std::move(one)};
}

std::vector<Glob> Table::globs(std::string_view key) {
  std::vector<Glob> out;
  for (const auto& pattern : texts(key)) {
    Result<Glob> glob = Glob::parse(pattern.value);
    if (glob) {
      out.push_back(*std::move(glob));
    } else {
      fail(pattern.place, glob.error().message, glob.error().hint);
    }
  }
  return out;
}

std::map<std::string, std::string> Table::text_map(std::string_view key) {
  std::map<std::string, std::string> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    wrong_type(key, *node, "a table of strings");
    return out;
  }
  for (const auto& [name, element] : *table) {
    const auto value = element.value_exact<std::string>();
    if (value) {
      out.emplace(name.str(), *value);
    } else {
      wrong_type(name.str(), element, "a string");
    }
  }
  return out;
}

std::map<std::string, bool> Table::flag_map(std::string_view key) {
  std::map<std::string, bool> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    wrong_type(key, *node, "a table of true and false");
    return out;
  }
  for (const auto& [name, element] : *table) {
    const auto value = element.value_exact<bool>();
    if (value) {
      out.emplace(name.str(), *value);
    } else {
      wrong_type(name.str(), element, "true or false");
    }
  }
  return out;
}

std::vector<Table> Table::tables(std::string_view key) {
  std::vector<Table> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    wrong_type(key, *node, "a list of tables");
    return out;
  }
  for (const toml::node& element : *array) {
    const toml::table* table = element.as_table();
    if (table != nullptr) {
      out.emplace_back(*table, file_, errors_);
    } else {
      wrong_type(key, element, "a list of tables");
    }
  }
  return out;
}

std::optional<Table> Table::maybe_table(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    wrong_type(key, *node, "a table");
    return std::nullopt;
  }
  return Table(*table, file_, errors_);
}

void Table::finish() {
  for (const auto& [key, node] : table_) {
    if (asked_.contains(key.str())) continue;
    const std::string best = nearest(key.str(), {asked_.begin(), asked_.end()});
    fail({file_, static_cast<std::uint32_t>(key.source().begin.line),
          static_cast<std::uint32_t>(key.source().begin.column)},
         "unknown key '" + std::string(key.str()) + "'",
         best.empty() ? "" : "did you mean '" + best + "'?");
  }
}

}  // namespace towpath::recipe
