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
  bool generated = false;    // in a file that a program wrote: nobody expects each line to be used
  bool conditional = false;  // holds or not on a condition that nothing decides: decides nothing
  bool defined = true;       // else known to be undefined
  bool function_like = false;
  bool variadic = false;                // the last parameter takes all remaining arguments
  std::vector<std::string> parameters;  // of a function-like macro
  std::string value;                    // as written; may be empty
};

// What is known about symbols, from any number of files and lines, later ones over earlier ones.
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

  // Adds what a file says. It is one of
  // - lines `#define X`, `#define X value`, `#undef X`, with comments, continuation lines and blank
  //   lines, as `unifdef -f` has them;
  // - such a header with conditionals, each decided by what is known before it. What stands under
  //   one that is not decided is not known, but `#ifndef X`, `#define X value`, `#endif` leaves X
  //   defined in any case;
  // - an autoconf config.h or the kernel's autoconf.h, known by the word "generated" in the first
  //   comment: there `/* #undef X */` says that X is undefined;
  // - a kernel .config, known by lines `CONFIG_X=value` or `# CONFIG_X is not set`: `y` defines
  //   CONFIG_X as 1, `m` CONFIG_X_MODULE, and the other one is then undefined, or both.
  // The kernel's two bring IS_ENABLED, IS_BUILTIN, IS_MODULE and IS_REACHABLE.
  // An error for any other line; what was read up to there stays.
  Status read(const Text& text);

  // One file by itself.
  static Result<Definitions> parse(const Text& text);

  // A later definition of a name replaces an earlier one, which stays in rules() but decides
  // nothing. `name` may carry parameters, as in "F(a, b)"; an error if it is no identifier.
  Status define(std::string_view name, std::string_view value, Place place);
  Status undefine(std::string_view name, Place place);

  // The rules that edits name, by RuleIndex; those of symbols begin at kFirstSymbol.
  const std::vector<Definition>& rules() const { return rules_; }
  // The rule in force for `name`, if anything is known about it.
  std::optional<RuleIndex> find(std::string_view name) const;
  // Whether the rule is in force.
  bool decides(RuleIndex rule) const { return find(rules_[rule].name) == rule; }

  // A later rule for the same name replaces the one in force.
  void add(Definition definition);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  std::vector<Definition> rules_;
  std::unordered_map<std::string, RuleIndex, Hash, std::equal_to<>> by_name_;
};

}  // namespace towpath::unifdef
