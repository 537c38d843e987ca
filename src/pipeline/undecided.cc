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

// The lines of #ifndef directives whose symbol the very next directive defines.
std::set<std::uint32_t> guard_lines(const Text& text) {
  std::set<std::uint32_t> lines;
  const auto scan = lex::scan_directives(text.bytes(), lex::Wanted::kAll);
  for (std::size_t i = 0; i + 1 < scan.directives.size(); ++i) {
    const lex::Directive& guard = scan.directives[i];
    const lex::Directive& define = scan.directives[i + 1];
    if (guard.kind == lex::DirectiveKind::kIfndef && define.kind == lex::DirectiveKind::kDefine &&
        operand(text.bytes(), guard) == operand(text.bytes(), define)) {
      lines.insert(text.line_of(guard.keyword_begin));
    }
  }
  return lines;
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

std::vector<UndecidedReport> undecided(const recipe::Recipe& recipe, const Files& files) {
  std::map<std::string, UndecidedReport> by_symbol;
  for (const auto& [path, file] : files) {
    const unifdef::Definitions* definitions = definitions_for(recipe, path);
    if (definitions == nullptr) continue;
    // The result once more, for what is left: a scan for '#' is all that it costs.
    const auto resolution = unifdef::resolve(file.text, *definitions);
    if (!resolution) continue;  // the stage itself has reported it
    const std::set<std::uint32_t> guards = guard_lines(file.text);
    for (const unifdef::Undecided& here : resolution->undecided) {
      if (guards.contains(here.line)) continue;
      UndecidedReport& report = by_symbol[here.symbol];
      report.symbol = here.symbol;
      report.lines += here.lines_controlled;
      report.places.push_back({path, here.line, 0});
    }
  }
  std::vector<UndecidedReport> out;
  for (auto& [symbol, report] : by_symbol) out.push_back(std::move(report));
  return out;
}

}  // namespace towpath::pipeline
