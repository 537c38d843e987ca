// SPDX-License-Identifier: GPL-2.0-or-later
// The two engines behind `towpath unifdef`: the original's ways, and the recipes'.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/unifdef_words.h"
#include "text/edit.h"
#include "text/text.h"

namespace towpath::cli {

// What an engine has to say about one text.
struct UnifdefOutcome {
  Edits edits;
  bool altered = false;  // as exit codes tell
  std::optional<std::string> error;
  bool truncated = false;  // what the edits make of the text leads up to the error; else, with an
                           // error, they are worth nothing
};

class UnifdefEngine {
 public:
  virtual ~UnifdefEngine() = default;

  // Takes an option in. What is wrong with it, in words; an empty text where usage tells enough.
  virtual std::optional<std::string> set(const UnifdefWords::Setting& setting) = 0;
  // --all: these symbols are undefined, but for what `definitions` says. Before any option.
  virtual std::optional<std::string> assume(const std::vector<std::string>& undefined,
                                            const Text& definitions) = 0;
  // After the last option.
  virtual void end_settings() = 0;
  // What was listed up to now, if that was asked for in place of texts.
  virtual std::optional<std::string> listing() const = 0;
  // `line_name` is what #line calls the text; nothing if empty.
  virtual UnifdefOutcome process(const Text& text, std::string_view line_name) = 0;
};

std::unique_ptr<UnifdefEngine> classic_unifdef();
std::unique_ptr<UnifdefEngine> full_unifdef();

// "SYMBOL" or "SYMBOL=VALUE", where a symbol is letters, digits and underscores.
struct SymbolWord {
  std::string name;
  std::optional<std::string> value;
};
std::optional<SymbolWord> symbol_word(const std::string& argument);

}  // namespace towpath::cli
