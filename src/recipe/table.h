// SPDX-License-Identifier: GPL-2.0-or-later
// A TOML table read key by key, with the place of every key for messages. A key that nobody asked
// for is an error at the end, so a misspelt key never passes in silence.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "recipe/placed.h"
#include "text/glob.h"
#include "text/result.h"

namespace towpath::recipe {

class Table {
 public:
  // `table` must outlive the Table. Errors are gathered in `errors`; the first one is what loading
  // reports.
  Table(const toml::table& table, std::string file, std::vector<Error>& errors);

  Place place() const { return place_of(table_); }
  const std::string& file() const { return file_; }

  bool has(std::string_view key) const { return table_.contains(key); }

  // The value of `key`; when it is absent, the default or nothing. A value of another type is an
  // error.
  std::string text(std::string_view key, std::string_view fallback = "");
  std::optional<Placed<std::string>> maybe_text(std::string_view key);
  Placed<std::string> required_text(std::string_view key, std::string_view hint);
  bool flag(std::string_view key, bool fallback);
  std::vector<Placed<std::string>> texts(std::string_view key);
  // A text or an array of them; an error, with the hint, if there is none.
  std::vector<Placed<std::string>> one_or_more_texts(std::string_view key, std::string_view hint);
  std::vector<Glob> globs(std::string_view key);
  std::map<std::string, std::string> text_map(std::string_view key);
  std::map<std::string, bool> flag_map(std::string_view key);
  // The tables of an array of tables ([[key]]), or of an inline array of tables.
  std::vector<Table> tables(std::string_view key);
  std::optional<Table> maybe_table(std::string_view key);

  // Reports keys that were never asked for.
  void finish();

  void fail(Place place, std::string message, std::string hint = "");

 private:
  const toml::node* find(std::string_view key);
  Place place_of(const toml::node& node) const;
  void wrong_type(std::string_view key, const toml::node& node, std::string_view wanted);

  const toml::table& table_;
  std::string file_;
  std::vector<Error>& errors_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace towpath::recipe
