// SPDX-License-Identifier: GPL-2.0-or-later
// The options of the original unifdef, for the engine that does as it does.
#include <fmt/format.h>

#include <memory>

#include "cli/files.h"
#include "cli/unifdef_engine.h"
#include "unifdef/classic/classic.h"

namespace towpath::cli {
namespace {

using unifdef::classic::Symbol;
using unifdef::classic::Symbols;

// "FILE: LINE: MESSAGE", as the original has it.
std::string worded(const Error& error) {
  return fmt::format("{}: {}: {}", error.where.file, error.where.line, error.message);
}

class Classic final : public UnifdefEngine {
 public:
  std::optional<std::string> set(const UnifdefWords::Setting& setting) override {
    switch (setting.code) {
      case 'D':
      case 'U':
        return add(setting.code == 'D', setting.argument, false);
      case 'i': {
        const bool defines = setting.argument.starts_with('D');
        if (!defines && !setting.argument.starts_with('U')) return "";
        return add(defines, setting.argument.substr(1), true);
      }
      case 'f': {
        const Result<Text> text = read_input(setting.argument);
        if (!text) return to_string(text.error());
        return read(*text);
      }
      case 's':
        unifdef_.symbols().list(Symbols::Listing::kLines);
        break;
      case 'S':
        unifdef_.symbols().list(Symbols::Listing::kOneLine);
        break;
      case 'd':
        unifdef_.trace().start(
            [](const std::string& message) { fmt::print(stderr, "unifdef: {}\n", message); });
        break;
      case 'b':
      case 'l':
        unifdef_.line_options.blank = true;
        break;
      case 'B':
        unifdef_.line_options.compress = true;
        break;
      case 'c':
        unifdef_.line_options.complement = true;
        break;
      case 'n':
        unifdef_.line_options.number = true;
        break;
      case 'e':
        unifdef_.reading_options.keep_multiline = true;
        break;
      case 'k':
        unifdef_.reading_options.constants = true;
        break;
      case 'K':
        unifdef_.reading_options.strict_logic = true;
        break;
      case 't':
        unifdef_.reading_options.plain_text = true;
        break;
      default:
        return "";
    }
    return std::nullopt;
  }

  std::optional<std::string> assume(const std::vector<std::string>& undefined,
                                    const Text& definitions) override {
    for (const std::string& name : undefined) unifdef_.symbols().add({name, nullptr});
    unifdef_.reading_options.constants = true;
    return read(definitions);
  }

  void end_settings() override { unifdef_.symbols().resolve_names(); }

  std::optional<std::string> listing() const override {
    if (unifdef_.symbols().listing() == Symbols::Listing::kNone) return std::nullopt;
    return unifdef_.symbols().listed();
  }

  UnifdefOutcome process(const Text& text, std::string_view line_name) override {
    unifdef::classic::Outcome outcome = unifdef_.process(text, line_name);
    UnifdefOutcome result{std::move(outcome.edits), outcome.altered, {}, true};
    if (outcome.error) result.error = worded(*outcome.error);
    return result;
  }

 private:
  std::optional<std::string> add(bool defines, const std::string& argument, bool ignored) {
    std::optional<SymbolWord> word = symbol_word(argument);
    if (!word || (word->value && !defines)) return "";
    Symbol symbol{std::move(word->name), nullptr, ignored};
    if (defines) {
      symbol.value = word->value ? std::make_shared<const std::string>(*std::move(word->value))
                                 : unifdef_.symbols().one();
    }
    unifdef_.symbols().add(std::move(symbol));
    return std::nullopt;
  }

  std::optional<std::string> read(const Text& text) {
    const std::optional<Error> error = unifdef_.read_definitions(text);
    if (!error) return std::nullopt;
    return worded(*error) + "\nunifdef: Output may be truncated";
  }

  unifdef::classic::Unifdef unifdef_;
};

}  // namespace

std::unique_ptr<UnifdefEngine> classic_unifdef() {
  return std::make_unique<Classic>();
}

std::optional<SymbolWord> symbol_word(const std::string& argument) {
  const std::size_t end = unifdef::classic::word_at(argument).size();
  if (end == argument.size()) return SymbolWord{argument, {}};
  if (argument[end] != '=') return std::nullopt;
  return SymbolWord{argument.substr(0, end), argument.substr(end + 1)};
}

}  // namespace towpath::cli
