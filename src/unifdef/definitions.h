// SPDX-License-Identifier: GPL-2.0-or-later
// Definitions: what is known about the symbols that control conditionals.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/edit.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::unifdef {

// One line of a definitions file; a rule in the sense of Edit::rules.
struct Definition {
  std::string name;
  Place place;
  bool defined = true;  // else known to be undefined
  bool function_like = false;
  bool variadic = false;                // the last parameter takes all remaining arguments
  std::vector<std::string> parameters;  // of a function-like macro
  std::string value;                    // as written; may be empty
};

// The file format is that of `unifdef -f`: lines `#define X`, `#define X value`, `#undef X`, with
// comments, continuation lines and blank lines. So an autoconf config.h without conditionals is
// one, too; but its comments are comments: a symbol named in `/* #undef X */` stays unknown, since
// that line tells what configure missed on one machine, not what the target has. Write `#undef X`
// to decide it.
//
// As in C and unlike unifdef, a value may be any expression, name other symbols, and take
// arguments. As in unifdef, `#define X` without a value decides `#ifdef X` and `defined X` but not
// `#if X`.
class Definitions {
 public:
  // Rules that stand for no symbol: a constant expression (`#if 0`) decided; an #endif at the very
  // end of the text got its newline.
  static constexpr RuleIndex kConstant = 0;
  static constexpr RuleIndex kFinalNewline = 1;
  static constexpr RuleIndex kFirstSymbol = 2;

  Definitions();

  // An error for any line that is none of the above.
  static Result<Definitions> parse(const Text& text);

  // A later definition of a name replaces an earlier one, which stays in rules() but decides
  // nothing. `name` may carry parameters, as in "F(a, b)"; an error if it is no identifier.
  Status define(std::string_view name, std::string_view value, Place place);
  Status undefine(std::string_view name, Place place);

  // The rules that edits name, by RuleIndex; those of symbols begin at kFirstSymbol.
  const std::vector<Definition>& rules() const { return rules_; }
  // The rule in force for `name`, if anything is known about it.
  std::optional<RuleIndex> find(std::string_view name) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  void add(Definition definition);

  std::vector<Definition> rules_;
  std::unordered_map<std::string, RuleIndex, Hash, std::equal_to<>> by_name_;
};

}  // namespace towpath::unifdef
