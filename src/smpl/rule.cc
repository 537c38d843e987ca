// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/rule.h"

#include <algorithm>
#include <span>

#include "lex/token.h"

namespace towpath::smpl {

namespace {

using lex::Token;
using lex::TokenKind;

constexpr std::string_view kUnsupported = "not supported yet: ";

Error unsupported(Place place, std::string_view what, std::string hint = {}) {
  return Error{std::move(place), std::string(kUnsupported) + std::string(what), std::move(hint)};
}

// Reads a header and the declarations after it, token by token.
class HeaderReader {
 public:
  HeaderReader(const Text& cocci, std::span<const Token> tokens, std::size_t at)
      : cocci_(cocci), tokens_(tokens), at_(at) {}

  // From the `@` that opens the header to the one that closes the declarations.
  Result<SourceRule> read() {
    SourceRule rule;
    rule.place = here();
    rule.name = "rule starting on line " + std::to_string(rule.place.line);
    next();
    if (Status status = read_header(rule); !status) return std::move(status).error();
    while (!at("@@")) {
      if (Status status = read_declaration(rule); !status) return std::move(status).error();
    }
    next();
    next();
    return rule;
  }

  std::size_t position() const { return at_; }

 private:
  std::string_view word(std::size_t ahead = 0) const {
    const std::size_t index = std::min(at_ + ahead, tokens_.size() - 1);
    return cocci_.slice(tokens_[index].begin, tokens_[index].end());
  }
  bool is_name(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)].kind == TokenKind::kIdentifier;
  }
  // The lexer knows no `@@`: it is two tokens, with nothing or blanks between.
  bool at(std::string_view text) const {
    if (text == "@@") return word() == "@" && word(1) == "@";
    return word() == text;
  }
  bool ended() const { return tokens_[at_].kind == TokenKind::kEnd; }
  void next() {
    if (!ended()) ++at_;
  }
  Place here() const { return cocci_.place(tokens_[at_].begin); }

  Status read_header(SourceRule& rule) {
    if (is_name() && word() != "disable" && word() != "depends" && word() != "extends" &&
        word() != "using" && word() != "exists" && word() != "forall") {
      if (word(1) == ":") return unsupported(here(), "script rules");
      if (word() == "initialize" || word() == "finalize")
        return unsupported(here(), "script rules");
      if (word() == "expression" || word() == "identifier" || word() == "statement" ||
          word() == "type") {
        return unsupported(here(), "rules for one kind of code only");
      }
      rule.name = word();
      next();
    }
    while (!at("@")) {
      if (ended()) return Error{rule.place, "the rule's header is not closed", "write @ after it"};
      if (word() != "disable") {
        return unsupported(here(), "`" + std::string(word()) + "` in a rule's header");
      }
      do {
        next();
        if (!is_name()) return Error{here(), "expected the name of an isomorphism", ""};
        rule.disabled.emplace_back(word());
        next();
      } while (at(","));
    }
    next();
    return Done{};
  }

  Status read_declaration(SourceRule& rule) {
    if (ended() || !is_name()) {
      return Error{here(), "expected a declaration of metavariables or the @@ that ends them",
                   "a declaration is for instance `expression E;`"};
    }
    const Place place = here();
    const std::string kind(word());
    next();
    if (kind == "expression" && word() == "list") {
      next();
      return read_names(rule, MetaKind::kExpressionList);
    }
    if (is_name() && word() == "list") return unsupported(place, "`" + kind + " list`");
    if ((kind == "declarer" || kind == "iterator") && word() == "name") {
      next();
      return read_words(rule, kind == "declarer" ? c::Role::kDeclarer : c::Role::kIterator);
    }
    if (kind == "expression") return read_names(rule, MetaKind::kExpression);
    if (kind == "identifier") return read_names(rule, MetaKind::kIdentifier);
    if (kind == "statement") return read_names(rule, MetaKind::kStatement);
    if (kind == "type") return read_names(rule, MetaKind::kType);
    if (kind == "constant") return read_names(rule, MetaKind::kConstant);
    if (kind == "symbol") return read_words(rule, c::Role::kExpression);
    if (kind == "typedef") return read_words(rule, c::Role::kType);
    return unsupported(place, "metavariables declared as `" + kind + "`",
                       "supported are expression, expression list, identifier, statement, type, "
                       "constant, symbol, typedef, declarer name and iterator name");
  }

  Status read_names(SourceRule& rule, MetaKind kind) {
    return read_list([&](std::string_view name, Place place) -> Status {
      if (rule.find(name)) {
        return Error{std::move(place), "metavariable declared twice: " + std::string(name), ""};
      }
      rule.metavariables.push_back({std::string(name), kind, std::move(place)});
      return Done{};
    });
  }

  Status read_words(SourceRule& rule, c::Role role) {
    return read_list([&](std::string_view name, Place) -> Status {
      rule.names.emplace_back(name, role);
      return Done{};
    });
  }

  // name (',' name)* ';'
  template <class Add>
  Status read_list(Add add) {
    for (;;) {
      if (at("*")) return unsupported(here(), "metavariables with a type");
      if (!is_name()) return Error{here(), "expected the name of a metavariable", ""};
      const std::string_view name = word();
      Place place = here();
      next();
      if (at("."))
        return unsupported(std::move(place), "metavariables inherited from another rule");
      if (Status status = add(name, std::move(place)); !status) return status;
      if (at(",")) {
        next();
        continue;
      }
      if (at(";")) {
        next();
        return Done{};
      }
      if (at("=") || at("!=") || at("<=") || at("==") || at("=~") || at("!~") || at(":")) {
        return unsupported(here(), "constraints on metavariables");
      }
      return Error{here(), "expected `,` or `;`", ""};
    }
  }

  const Text& cocci_;
  std::span<const Token> tokens_;
  std::size_t at_;
};

// What may stand outside rules, none of which is supported.
Status check_outside(const Text& cocci, std::span<const Token> tokens, std::size_t begin,
                     Offset end) {
  const Token& token = tokens[begin];
  if (token.kind == TokenKind::kEnd || token.begin >= end) return Done{};
  const std::string word(cocci.slice(token.begin, token.end()));
  if (word == "virtual" || word == "using" || token.kind == TokenKind::kDirective) {
    return unsupported(cocci.place(token.begin), "`" + word.substr(0, 20) + "`");
  }
  return Error{cocci.place(token.begin), "expected a rule", "a rule begins with @@ or @ name @"};
}

}  // namespace

Place SourceRule::place_in_body(Offset at) const {
  Place place = body.place(at);
  place.line += body_line - 1;
  return place;
}

std::optional<std::size_t> SourceRule::find(std::string_view name) const {
  for (std::size_t i = 0; i < metavariables.size(); ++i) {
    if (metavariables[i].name == name) return i;
  }
  return std::nullopt;
}

Result<std::vector<SourceRule>> read_rules(const Text& cocci) {
  std::vector<SourceRule> rules;
  std::uint32_t line = 1;
  const std::uint32_t line_count = cocci.line_count();
  const auto opens_rule = [&](std::uint32_t number) {
    return number <= line_count && cocci.line(number).starts_with('@');
  };
  while (line <= line_count && !opens_rule(line)) ++line;
  const Offset first = line <= line_count ? cocci.line_begin(line) : cocci.size();
  {
    const std::vector<Token> before = lex::tokenize(cocci, 0, first, lex::Defines::kWhole);
    if (Status status = check_outside(cocci, before, 0, first); !status) return status.error();
  }
  while (line <= line_count) {
    // A header and its declarations have at most three lines with an `@` in the first column, so
    // the tokens up to there do, and reading all headers takes time linear in the text.
    const Offset begin = cocci.line_begin(line);
    std::uint32_t stop = line + 1;
    for (int seen = 0; stop <= line_count && seen < 2; ++stop) seen += opens_rule(stop);
    const std::vector<Token> tokens =
        lex::tokenize(cocci, begin, cocci.line_begin(stop), lex::Defines::kWhole);
    HeaderReader reader(cocci, tokens, 0);
    Result<SourceRule> rule = reader.read();
    if (!rule) return std::move(rule).error();
    const Token& after = tokens[reader.position()];
    const Offset closed = tokens[reader.position() - 1].end();
    const std::uint32_t closing_line = cocci.line_of(closed - 1);
    if (after.kind != TokenKind::kEnd && cocci.line_of(after.begin) == closing_line) {
      return Error{cocci.place(after.begin), "the rule's body must begin on a line of its own", ""};
    }
    line = closing_line + 1;
    const std::uint32_t body_begin = line;
    while (line <= line_count && !opens_rule(line)) ++line;
    const Offset from = body_begin <= line_count ? cocci.line_begin(body_begin) : cocci.size();
    const Offset to = line <= line_count ? cocci.line_begin(line) : cocci.size();
    rule->body = Text(cocci.name(), std::string(cocci.slice(from, to)));
    rule->body_line = body_begin;
    rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace towpath::smpl
