// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/ledger.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>

#include "tree/git.h"

namespace towpath::evidence {

namespace {

constexpr const char* kHead =
    "# What a run of this recipe did. `towpath run --ledger FILE` compares with it and brings it "
    "up\n"
    "# to date; `--locked` fails where something has moved.\n";
constexpr const char* kSource = "source";
constexpr const char* kHint = "`towpath run --ledger FILE` writes one where there is no file";

// A basic string (TOML 1.0.0, "String"): bytes of any kind go in, one line comes out.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string key_of(const std::string& text) {
  const bool bare = !text.empty() && text.find_first_not_of(
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                         "0123456789-_") == std::string::npos;
  return bare ? text : in_quotes(text);
}

// Bytes that are no UTF-8 would make the whole file unreadable.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7e; }, '?');
  return text;
}

std::string counted(std::uint64_t count, const char* one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

}  // namespace

Ledger::Entries& Ledger::section(const std::string& name) {
  for (auto& [known, entries] : sections_) {
    if (known == name) return entries;
  }
  return sections_.emplace_back(name, Entries{}).second;
}

void Ledger::add_recipe(const recipe::Recipe& recipe) {
  Entries& entries = section("recipe");
  for (const auto& [name, text] : recipe.files) {
    entries[name] = tree::to_hex(tree::blob_id(text.bytes()));
  }
  if (!recipe.command_line.empty()) {
    section("command line")["symbols"] = fmt::format("{}", fmt::join(recipe.command_line, " "));
  }
}

void Ledger::add_files(const pipeline::Carriage& carriage) {
  const pipeline::Report& report = carriage.report;
  Entries& result = section("result");
  result["taken"] = counted(report.taken, "file");
  result["changed"] = counted(report.changed, "file");
  result["dropped"] = counted(report.dropped.size(), "file");
  result["made"] = counted(report.made, "file");
  result["untouched"] = counted(report.untouched.size(), "file");
  result["lines"] = counted(report.lines, "line");
  Entries& files = section("files");
  for (const auto& [path, file] : carriage.files) {
    if (file.from == pipeline::Carried::From::kTarget) continue;
    std::size_t edits = 0;
    for (const Edits& pass : file.lineage.passes()) edits += pass.size();
    const bool own = file.from == pipeline::Carried::From::kRecipe;
    files[path] = fmt::format("{}, {}, from {}", counted(file.text.line_count(), "line"),
                              counted(edits, "edit"), own ? "the recipe" : file.source_path);
  }
  Entries& dropped = section("dropped");
  for (const pipeline::DroppedFile& file : report.dropped) dropped[file.path] = file.reason;
}

void Ledger::add_rules(const pipeline::Report& report) {
  for (std::size_t stage = 0; stage < report.stages.size(); ++stage) {
    Entries& rules = section("rules of " + report.stages[stage].name);
    for (const pipeline::RuleReport& rule : report.rules) {
      if (rule.stage != stage || !rule.can_fire) continue;
      std::string key = rule.name;
      for (int i = 2; rules.contains(key); ++i) key = fmt::format("{} ({})", rule.name, i);
      rules[key] = counted(rule.fired, "time");
    }
  }
}

void Ledger::add_findings(const pipeline::Report& report) {
  Entries& undecided = section("undecided");
  for (const pipeline::UndecidedReport& symbol : report.undecided) {
    undecided[symbol.symbol] = fmt::format("{}, {}{}", counted(symbol.places.size(), "place"),
                                           counted(symbol.lines, "line"),
                                           symbol.meant_to_stay ? "" : ", not meant to stay");
  }
  // Without line numbers, which move with every change above.
  Entries& unparsed = section("unparsed");
  for (const pipeline::UnparsedReport& part : report.unparsed) {
    std::string key =
        part.place.file + ": " + (part.function.empty() ? "outside of functions" : part.function);
    std::string& count = unparsed[key];
    count = counted(count.empty() ? 1 : std::stoul(count) + 1, "part");
  }
  Entries& warnings = section("warnings");
  for (const Error& warning : report.warnings) {
    std::string& count = warnings[warning.message];
    count = counted(count.empty() ? 1 : std::stoul(count) + 1, "time");
  }
}

Ledger Ledger::of(const recipe::Recipe& recipe, const pipeline::Carriage& carriage) {
  Ledger ledger;
  Entries& source = ledger.section(kSource);
  source["recipe"] = recipe.name;
  source["commit"] = carriage.report.source.commit;
  source["description"] = carriage.report.source.description;
  ledger.add_recipe(recipe);
  ledger.add_files(carriage);
  ledger.add_rules(carriage.report);
  ledger.add_findings(carriage.report);
  for (auto& [name, entries] : ledger.sections_) {
    name = printable(std::move(name));
    Entries clean;
    for (auto& [key, value] : entries) clean[printable(key)] = printable(std::move(value));
    entries = std::move(clean);
  }
  std::erase_if(ledger.sections_, [](const auto& section) { return section.second.empty(); });
  return ledger;
}

Result<Ledger> Ledger::parse(const Text& text) {
  const toml::parse_result parsed = toml::parse(text.bytes(), text.name());
  const auto place = [&](const toml::source_region& region) {
    return Place{text.name(), static_cast<std::uint32_t>(region.begin.line),
                 static_cast<std::uint32_t>(region.begin.column)};
  };
  if (!parsed) {
    return Error{place(parsed.error().source()), std::string(parsed.error().description()), kHint};
  }
  Ledger ledger;
  for (const auto& [name, node] : parsed.table()) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) return Error{place(node.source()), "not a section of a ledger", kHint};
    Entries& entries = ledger.section(std::string(name.str()));
    for (const auto& [key, value] : *table) {
      const auto text_value = value.value<std::string>();
      if (!text_value) return Error{place(value.source()), "not an entry of a ledger", kHint};
      entries[std::string(key.str())] = *text_value;
    }
  }
  return ledger;
}

std::string Ledger::text() const {
  std::string out = kHead;
  for (const auto& [name, entries] : sections_) {
    out += fmt::format("\n[{}]\n", key_of(name));
    for (const auto& [key, value] : entries) out += key_of(key) + " = " + in_quotes(value) + "\n";
  }
  return out;
}

std::vector<Ledger::Moved> Ledger::moved_since(const Ledger& earlier) const {
  const auto entries_of = [](const Ledger& ledger, const std::string& name) {
    for (const auto& [known, entries] : ledger.sections_) {
      if (known == name) return entries;
    }
    return Entries{};
  };
  std::vector<Moved> moved;
  const auto compare = [&](const std::string& name) {
    const Entries before = entries_of(earlier, name);
    const Entries after = entries_of(*this, name);
    for (const auto& [key, value] : before) {
      const auto now = after.find(key);
      if (now == after.end() || now->second != value) {
        moved.push_back({name, key, value, now == after.end() ? "" : now->second});
      }
    }
    for (const auto& [key, value] : after) {
      if (!before.contains(key)) moved.push_back({name, key, "", value});
    }
  };
  for (const auto& [name, entries] : sections_) {
    if (name != kSource) compare(name);
  }
  for (const auto& [name, entries] : earlier.sections_) {
    if (entries_of(*this, name).empty()) compare(name);
  }
  return moved;
}

}  // namespace towpath::evidence
