// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/classic/classic.h"

#include <algorithm>
#include <memory>

namespace towpath::unifdef::classic {
namespace {

Error error_at(const Text& text, std::uint32_t line, std::string_view message) {
  return {{text.name(), line}, std::string(message), ""};
}

}  // namespace

std::optional<Error> Unifdef::read_definitions(const Text& text) {
  std::optional<Error> error = read_all_definitions(text);
  if (error && symbols_.listing() == Symbols::Listing::kOneLine) symbols_.end_listed_line();
  return error;
}

std::optional<Error> Unifdef::read_all_definitions(const Text& text) {
  scanner_.read(text);
  scanner_.plain_text = reading_options.plain_text;
  for (;;) {
    const Offset begin = scanner_.limit();
    if (!scanner_.next_line()) break;
    const std::string_view problem = read_definition(text, begin);
    const std::uint32_t line = scanner_.line_number();
    if (!scanner_.fault().empty()) return error_at(text, line, scanner_.fault());
    if (!problem.empty()) return error_at(text, line, problem);
    trace_("parser line ", line, " state ", name_of(scanner_.within), " comment ",
           name_of(scanner_.so_far), " line");
  }
  if (scanner_.within == Within::kCode) return std::nullopt;
  return error_at(text, scanner_.end_number(), "EOF in comment");
}

// What is wrong with the line; nothing if nothing is.
std::string_view Unifdef::read_definition(const Text& text, Offset begin) {
  const Offset keyword = scanner_.skip_to_keyword(begin);
  if (keyword == scanner_.limit()) return {};
  const std::size_t last = text.slice(begin, scanner_.limit()).find_last_not_of(" \t\r\n");
  const Offset end = begin + static_cast<Offset>(last) + 1;
  if (text.bytes()[end - 1] == '\\') return Reading::kObfuscated;

  Offset at = scanner_.skip_word(keyword);
  const std::string_view word = text.slice(keyword, at);
  const bool defines = word == "define";
  if (!defines && word != "undef") return "Unrecognized preprocessor directive";
  const Offset name_begin = scanner_.skip_blanks(at);
  at = scanner_.skip_word(name_begin);
  if (at == name_begin) {
    return defines ? "Missing macro name in #define" : "Missing macro name in #undef";
  }
  Symbol symbol{std::string(text.slice(name_begin, at)), nullptr};
  if (defines && scanner_.at(at) == '(') {
    symbol.value = symbols_.one();
  } else {
    at = scanner_.skip_blanks(at);
    if (defines) symbol.value = std::make_shared<std::string>(text.slice(std::min(at, end), end));
  }
  if (!scanner_.fault().empty()) return {};
  trace_("#", word);
  symbols_.add(std::move(symbol));
  scanner_.skip_line(at);
  return {};
}

Outcome Unifdef::process(const Text& text, std::string_view line_name) {
  Lines lines(text, scanner_, line_options, line_name, gap_);
  Reading reading(text, reading_options, {scanner_, evaluator_, symbols_, trace_}, lines);
  const std::size_t listed = symbols_.listed().size();
  std::optional<Error> error = reading.run();
  const bool one_line = symbols_.listing() == Symbols::Listing::kOneLine;
  if (one_line && symbols_.listed().size() > listed) symbols_.end_listed_line();
  gap_ = lines.gap();
  return {lines.take_edits(), lines.removed() || reading.rewrote(), std::move(error)};
}

}  // namespace towpath::unifdef::classic
