// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath unifdef --full`: the engine of recipes, with its proof.
#include <fmt/format.h>

#include <memory>

#include "cli/files.h"
#include "cli/terminal.h"
#include "cli/unifdef_engine.h"
#include "unifdef/proof.h"
#include "unifdef/resolve.h"

namespace towpath::cli {
namespace {

class Full final : public UnifdefEngine {
 public:
  std::optional<std::string> set(const UnifdefWords::Setting& setting) override {
    switch (setting.code) {
      case 'D':
        if (std::optional<SymbolWord> word = symbol_word(setting.argument)) {
          return message_of(definitions_.define(word->name, word->value.value_or("1"),
                                                {"-D" + setting.argument}));
        }
        return "";
      case 'U':
        return message_of(definitions_.undefine(setting.argument, {"-U" + setting.argument}));
      case 'f': {
        const Result<Text> text = read_input(setting.argument);
        return text ? message_of(definitions_.read(*text)) : to_string(text.error());
      }
      case 'k':
        options_.constants = true;
        break;
      case 's':
        listing_ = "";
        break;
      default:
        return fmt::format("-{} does not go with --full", static_cast<char>(setting.code));
    }
    return std::nullopt;
  }

  std::optional<std::string> assume(const std::vector<std::string>& undefined,
                                    const Text& definitions) override {
    for (const std::string& name : undefined) {
      if (auto message = message_of(definitions_.undefine(name, {"--all"}))) return message;
    }
    options_.constants = true;
    return message_of(definitions_.read(definitions));
  }

  void end_settings() override {}
  std::optional<std::string> listing() const override { return listing_; }

  UnifdefOutcome process(const Text& text, std::string_view) override {
    UnifdefOutcome outcome;
    Result<unifdef::Resolution> resolution = unifdef::resolve(text, definitions_, options_);
    if (!resolution) {
      outcome.error = to_string(resolution.error());
      return outcome;
    }
    for (const Error& problem : resolution->problems) {
      fmt::print(stderr, "unifdef: warning: {}\n", to_string(problem));
    }
    if (listing_) {
      for (const unifdef::Undecided& undecided : resolution->undecided) {
        *listing_ += fmt::format("{}:{}: {} controls {} lines\n", text.name(), undecided.line,
                                 undecided.symbol, undecided.lines_controlled);
      }
      return outcome;
    }
    const Text after(text.name(), applied(text.bytes(), resolution->edits));
    const unifdef::Proof proof = unifdef::prove(text, definitions_, after);
    if (proof.difference) {
      outcome.error = to_string(unifdef::to_error(*proof.difference));
      return outcome;
    }
    outcome.altered = !resolution->edits.empty();
    outcome.edits = std::move(resolution->edits);
    return outcome;
  }

 private:
  static std::optional<std::string> message_of(const Status& status) {
    if (status.ok()) return std::nullopt;
    return to_string(status.error());
  }

  unifdef::Definitions definitions_;
  unifdef::Options options_{.constants = false};
  std::optional<std::string> listing_;
};

}  // namespace

std::unique_ptr<UnifdefEngine> full_unifdef() {
  return std::make_unique<Full>();
}

}  // namespace towpath::cli
