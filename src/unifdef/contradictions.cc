// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/contradictions.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "lex/directive.h"
#include "unifdef/bdd.h"
#include "unifdef/condition.h"
#include "unifdef/definition_file.h"
#include "unifdef/expand.h"
#include "unifdef/expression.h"
#include "unifdef/presence.h"
#include "unifdef/token.h"

namespace towpath::unifdef {
namespace {

using lex::Directive;
using lex::DirectiveKind;

// Tells symbols that have one and the same state from those that may have changed meanwhile.
class Changes {
 public:
  // All symbols; what has no known symbols depends on all.
  void change_all() { set("", ++last_); }
  void change(const std::string& symbol) {
    set(symbol, ++last_);
    set(" any", last_);
  }

  void open() { chains_.push_back({log_.size(), {}}); }
  // A branch of the innermost conditional ends: the next one begins where the first one did.
  void next_branch() {
    for (Chain& chain = chains_.back(); log_.size() > chain.log; log_.pop_back()) {
      chain.changed.insert(log_.back().first);
      state_[log_.back().first] = log_.back().second;
    }
  }
  void close() {
    constexpr std::size_t kMany = 100;  // bounds the work where chains nest
    next_branch();
    const std::set<std::string> changed = std::move(chains_.back().changed);
    chains_.pop_back();
    if (changed.size() > kMany) return change_all();
    for (const std::string& symbol : changed) set(symbol, ++last_);
  }

  // Equal for equal states of all of `symbols`.
  std::string state(const std::vector<std::string>& symbols) const {
    const std::uint32_t all = of("");
    if (symbols.empty()) return std::to_string(std::max(all, of(" any")));
    std::string states;
    for (const std::string& symbol : symbols) {
      states += std::to_string(std::max(all, of(symbol))) + ' ';
    }
    return states;
  }

 private:
  struct Chain {
    std::size_t log;  // where it begins
    std::set<std::string> changed;
  };

  std::uint32_t of(const std::string& symbol) const {
    const auto found = state_.find(symbol);
    return found == state_.end() ? 0 : found->second;
  }
  void set(const std::string& symbol, std::uint32_t state) {
    log_.emplace_back(symbol, std::exchange(state_[symbol], state));
  }

  std::uint32_t last_ = 0;
  std::unordered_map<std::string, std::uint32_t> state_;  // by symbol: the change that it had last
  std::vector<std::pair<std::string, std::uint32_t>> log_;  // what was there before each change
  std::vector<Chain> chains_;
};

std::string words(const Tokens& tokens) {
  std::string joined;
  for (const Token& token : tokens) {
    if (!joined.empty()) joined += ' ';
    joined += token.spelling;
  }
  return joined;
}

// As written, where that is one line.
std::string written(std::string_view bytes, const Tokens& tokens) {
  if (tokens.empty()) return "";
  const Offset begin = tokens.front().begin;
  const std::string_view all = bytes.substr(begin, tokens.back().end - begin);
  return all.find('\n') == std::string_view::npos ? std::string(all) : words(tokens);
}

std::string shortened(std::string_view words) {
  constexpr std::size_t kMost = 60;
  return std::string(words.substr(0, kMost)) + (words.size() > kMost ? "..." : "");
}

class Finder {
 public:
  Finder(const Text& text, const Definitions& definitions)
      : text_(text),
        definitions_(definitions),
        expander_(definitions),
        conditions_(definitions),
        presence_(logic_) {}

  std::vector<Contradiction> run() && {
    const auto directives = lex::scan_directives(text_.bytes(), lex::Wanted::kAll).directives;
    for (const Directive& directive : directives) {
      if (directive.kind <= DirectiveKind::kEndif) {
        if (!see_conditional(directive)) return {};
        if (logic_.exhausted()) break;
      } else {
        see_other(directive);
      }
    }
    return std::move(found_);
  }

 private:
  using Formula = Bdd::Formula;
  // What the place where the text is read depends on.
  struct Given {
    Formula condition;
    std::uint32_t line;
  };
  struct Level {
    std::vector<Given> given;        // the branch's condition last, before it those that failed
    std::uint32_t always_since = 0;  // the line of a branch behind which none is reached
    bool told = false;               // that, or that this line always holds
  };

  // False if the conditionals do not pair up.
  bool see_conditional(const Directive& directive) {
    if (directive.kind <= DirectiveKind::kIfndef) {
      const Formula region = presence_.now();
      const Formula condition = formula(directive, region);
      levels_.emplace_back();
      check(directive, region, condition);
      presence_.see_if(condition);
      changes_.open();
      levels_.back().given.push_back({condition, line(directive)});
      return true;
    }
    if (directive.kind == DirectiveKind::kEndif) {
      if (levels_.empty()) return false;
      presence_.see_endif();
      changes_.close();
      levels_.pop_back();
      return true;
    }
    if (!presence_.may_go_on()) return false;
    changes_.next_branch();
    Level& level = levels_.back();
    level.given.back().condition = logic_.negation(level.given.back().condition);
    check_reached(directive);
    if (directive.kind == DirectiveKind::kElse) {
      presence_.see_else();
      level.given.push_back({Bdd::kTrue, line(directive)});
      return true;
    }
    const Formula region = presence_.open();
    const Formula condition = formula(directive, region);
    check(directive, region, condition);
    presence_.see_elif(condition);
    level.given.push_back({condition, line(directive)});
    return true;
  }

  std::uint32_t line(const Directive& directive) const {
    return text_.line_of(directive.keyword_begin);
  }

  Formula formula(const Directive& directive, Formula region) {
    used_.clear();
    if (region == Bdd::kFalse) return Bdd::kFalse;
    const Condition& condition = conditions_.read(text_.bytes(), directive);
    return formula_of(condition, logic_, [this](std::uint32_t atom) {
      const std::vector<std::string>& symbols = conditions_.atoms()[atom].symbols;
      used_.insert(symbols.begin(), symbols.end());
      const std::string key = std::to_string(atom) + ':' + changes_.state(symbols);
      const auto number = static_cast<std::uint32_t>(variables_.size());
      return logic_.variable(variables_.try_emplace(key, number).first->second);
    });
  }

  void check(const Directive& directive, Formula region, Formula condition) {
    // Without symbols it is a constant or nobody's business.
    if (region == Bdd::kFalse || used_.empty()) return;
    const bool never = logic_.both(region, condition) == Bdd::kFalse;
    const bool always = logic_.both(region, logic_.negation(condition)) == Bdd::kFalse;
    if (logic_.exhausted()) return;
    Level& level = levels_.back();
    if (always) level.always_since = line(directive);
    const bool other_words_for_else = always && directive.kind > DirectiveKind::kIfndef;
    if ((!never && !always) || other_words_for_else) return;
    level.told = always;
    const Formula excluded = never ? condition : logic_.negation(condition);
    const std::string what = never ? "can never hold" : "always holds";
    if (excluded == Bdd::kFalse) return tell(directive, what, 0);
    tell(directive, what + " here", reason(excluded));
  }

  // The branch begins behind one that is always taken.
  void check_reached(const Directive& directive) {
    Level& level = levels_.back();
    if (level.always_since == 0 || std::exchange(level.told, true)) return;
    used_.clear();
    tell(directive, "is never reached", level.always_since);
  }

  // The line of the condition nearest by that excludes this one; 0 if no single one does.
  std::uint32_t reason(Formula excluded) {
    int looks = 1000;
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
      for (auto given = level->given.rbegin(); given != level->given.rend(); ++given) {
        if (looks-- == 0) return 0;
        if (logic_.both(given->condition, excluded) == Bdd::kFalse) return given->line;
      }
    }
    return 0;
  }

  void tell(const Directive& directive, const std::string& what, std::uint32_t reason) {
    Spellings spellings;
    Tokens tokens;
    tokenize(text_.bytes(), directive.keyword_begin, directive.operand_end, spellings, tokens);
    Contradiction contradiction{text_.place(directive.keyword_begin),
                                {used_.begin(), used_.end()},
                                "`#" + shortened(written(text_.bytes(), tokens)) + "` " + what,
                                {}};
    if (reason != 0) {
      contradiction.message += ", because of line " + std::to_string(reason);
      contradiction.other = {text_.name(), reason, 0};
    }
    found_.push_back(std::move(contradiction));
  }

  void see_other(const Directive& directive) {
    const std::string_view keyword = text_.slice(directive.keyword_begin, directive.keyword_end);
    if (directive.kind == DirectiveKind::kInclude || keyword == "pragma" ||
        keyword == "include_next") {
      return changes_.change_all();
    }
    const bool defines = directive.kind == DirectiveKind::kDefine;
    if (!defines && directive.kind != DirectiveKind::kUndef) return;
    Spellings spellings;
    Tokens tokens;
    tokenize(text_.bytes(), directive.keyword_end, directive.operand_end, spellings, tokens);
    std::size_t used = 0;
    const Definition here = read_macro_head(tokens, used);
    if (here.name.empty()) return;
    changes_.change(here.name);
    if (presence_.now() == Bdd::kFalse) return;
    const std::optional<RuleIndex> rule = definitions_.find(here.name);
    if (!rule) return;
    const Definition& known = definitions_.rules()[*rule];
    tokens.erase(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(used));
    if (defines == known.defined && (!defines || agrees(known, here, tokens))) return;
    const std::string value = shortened(written(text_.bytes(), tokens));
    std::string message = here.name + (defines ? " is defined here" : " is undefined here");
    if (defines && known.defined) message += value.empty() ? " to nothing" : " as " + value;
    message += ", but " + to_string(known.place) + " has it ";
    message += !known.defined ? "undefined" : !defines ? "defined" : "as " + shortened(known.value);
    found_.push_back({text_.place(directive.keyword_begin), {here.name}, message, known.place});
  }

  // Whether a definition with the value in `tokens` says what is known.
  bool agrees(const Definition& known, const Definition& here, const Tokens& tokens) {
    if (known.value.empty()) return true;
    Spellings spellings;
    Tokens expected;
    const Offset size = static_cast<Offset>(known.value.size());
    tokenize(known.value, 0, size, spellings, expected);
    if (known.function_like == here.function_like && known.parameters == here.parameters &&
        words(tokens) == words(expected)) {
      return true;
    }
    if (known.function_like || here.function_like) return false;
    const Value value = value_of(tokens);
    return value.known && value == value_of(expected);
  }

  Value value_of(Tokens tokens) {
    Expression expression;
    if (tokens.empty() || expander_.expand(tokens) || expression.parse(tokens, 0)) return {};
    return expression.value();
  }

  const Text& text_;
  const Definitions& definitions_;
  Expander expander_;
  ConditionReader conditions_;
  Bdd logic_;
  Presence<Bdd> presence_;
  Changes changes_;
  std::unordered_map<std::string, std::uint32_t> variables_;
  std::vector<Level> levels_;
  std::set<std::string> used_;  // symbols of the condition being looked at
  std::vector<Contradiction> found_;
};

}  // namespace

std::vector<Contradiction> contradictions(const Text& text, const Definitions& definitions) {
  return Finder(text, definitions).run();
}

}  // namespace towpath::unifdef
