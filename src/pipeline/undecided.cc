// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/undecided.h"

#include <map>
#include <set>

#include "lex/directive.h"
#include "unifdef/resolve.h"

namespace towpath::pipeline {
namespace {

std::string_view operand(std::string_view bytes, const lex::Directive& directive) {
  const Offset begin = lex::skip_blanks(bytes, directive.keyword_end, directive.operand_end);
  Offset end = begin;
  while (end < directive.operand_end &&
         (std::isalnum(static_cast<unsigned char>(bytes[end])) || bytes[end] == '_')) {
    ++end;
  }
  return bytes.substr(begin, end - begin);
}

// What a text's own #define directives tell.
struct OwnDefinitions {
  std::set<std::uint32_t> guards;  // lines of #ifndef directives whose symbol the next one defines
  std::map<std::string_view, Offset> names;  // where each is defined first
};

OwnDefinitions own_definitions(const Text& text) {
  OwnDefinitions own;
  const auto scan = lex::scan_directives(text.bytes(), lex::Wanted::kAll);
  for (std::size_t i = 0; i < scan.directives.size(); ++i) {
    const lex::Directive& define = scan.directives[i];
    if (define.kind != lex::DirectiveKind::kDefine) continue;
    const std::string_view name = operand(text.bytes(), define);
    own.names.try_emplace(name, define.keyword_begin);
    if (i == 0) continue;
    const lex::Directive& guard = scan.directives[i - 1];
    if (guard.kind == lex::DirectiveKind::kIfndef && operand(text.bytes(), guard) == name) {
      own.guards.insert(text.line_of(guard.keyword_begin));
    }
  }
  return own;
}

// The definitions of the last stage that acted on a path.
const unifdef::Definitions* definitions_for(const recipe::Recipe& recipe, const std::string& path) {
  const unifdef::Definitions* last = nullptr;
  for (const recipe::Stage& stage : recipe.stages) {
    const auto* unifdef = std::get_if<recipe::Unifdef>(&stage.action);
    if (unifdef != nullptr && stage.selection.contains(path)) last = &unifdef->definitions;
  }
  return last;
}

}  // namespace

UndecidedSymbols undecided(const recipe::Recipe& recipe, const Files& files) {
  UndecidedSymbols out;
  std::map<std::string, UndecidedReport> by_symbol;
  std::map<const Text*, OwnDefinitions> own;
  for (const auto& [path, file] : files) {
    const auto definitions = definitions_for(recipe, path);
    if (definitions == nullptr) continue;
    // The result once more, for what is left: a scan for '#' is all that it costs.
    const auto resolution = unifdef::resolve(file.text, *definitions);
    if (!resolution) {
      Error error = resolution.error();
      error.hint = "a stage after unifdef has made it so";
      out.warnings.push_back(std::move(error));
      continue;
    }
    const OwnDefinitions& here = own.emplace(&file.text, own_definitions(file.text)).first->second;
    for (const unifdef::Undecided& one : resolution->undecided) {
      if (here.guards.contains(one.line)) continue;
      UndecidedReport& report = by_symbol[one.symbol];
      report.symbol = one.symbol;
      report.lines += one.lines_controlled;
      report.places.push_back({path, one.line, 0});
    }
  }
  for (const auto& [text, definitions] : own) {
    for (const auto& [name, at] : definitions.names) {
      const auto found = by_symbol.find(std::string(name));
      if (found == by_symbol.end()) continue;
      const Place place = text->place(at);
      std::optional<Place>& first = found->second.defined;
      if (!first || place.file < first->file) first = place;
    }
  }
  std::vector<bool> needed(recipe.stay.size());
  for (auto& [symbol, report] : by_symbol) {
    for (std::size_t i = 0; i < recipe.stay.size(); ++i) {
      if (!recipe.stay[i].symbols.matches(symbol)) continue;
      report.meant_to_stay = true;
      needed[i] = true;
    }
    out.symbols.push_back(std::move(report));
  }
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (needed[i]) continue;
    out.warnings.push_back({recipe.stay[i].place,
                            "no conditional depends on " + recipe.stay[i].symbols.pattern(),
                            "take it from the list of what stays"});
  }
  return out;
}

}  // namespace towpath::pipeline
