// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the header of a rule and the declarations of its metavariables.
#pragma once

#include <functional>
#include <map>
#include <span>

#include "lex/token.h"
#include "smpl/rule.h"

namespace towpath::smpl {

// What the rules before tell.
struct Context {
  std::vector<std::string> virtual_rules;
  std::vector<Definition> definitions;
  SourceRules known;
  std::map<std::string, std::uint32_t, std::less<>> by_name = {};  // the last of each name
  IntegerBits bits = {};
  bool ocaml_regexps = false;  // regular expressions are written as OCaml's `Str` has them
  std::vector<NamedFile> isomorphisms = {};  // files for all rules from here on

  void add(SourceRule rule);
  std::uint32_t find_rule(std::string_view name) const;  // the last of that name, or kNone
  bool is_virtual(std::string_view name) const;
  bool is_defined(std::string_view name) const;
};

// Reads tokens in order; past the last there is kEnd without end.
class TokenReader {
 public:
  TokenReader(const Text& cocci, std::span<const lex::Token> tokens)
      : cocci_(cocci), tokens_(tokens) {}

  std::string_view word(std::size_t ahead = 0) const {
    const lex::Token& token = peek(ahead);
    return cocci_.slice(token.begin, token.end());
  }
  bool is_name(std::size_t ahead = 0) const {
    return peek(ahead).kind == lex::TokenKind::kIdentifier;
  }
  bool is_string() const { return peek(0).kind == lex::TokenKind::kString; }
  // Several tokens may make up `text`, as `@@` and `=~`, with nothing between them but for `@@`.
  bool at(std::string_view text) const;
  bool take(std::string_view text);
  bool ended() const { return peek(0).kind == lex::TokenKind::kEnd; }
  void next() { at_ += !ended(); }
  Offset offset() const { return peek(0).begin; }
  std::string_view slice(Offset begin, Offset end) const { return cocci_.slice(begin, end); }
  Place here() const { return cocci_.place(peek(0).begin); }
  std::size_t position() const { return at_; }
  Error error(std::string message, std::string hint = {}) const {
    return Error{here(), std::move(message), std::move(hint)};
  }
  Error unsupported(std::string_view what) const {
    return error("not supported yet: " + std::string(what));
  }
  Result<std::string> name(std::string_view what);
  // In quotes.
  Result<NamedFile> file();

 private:
  const lex::Token& peek(std::size_t ahead) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }

  const Text& cocci_;
  std::span<const lex::Token> tokens_;
  std::size_t at_ = 0;
};

// `using "a.iso", "b.iso"`
Status read_using(TokenReader& reader, std::vector<NamedFile>& files);

// Ties an inherited metavariable, whose from_rule and from_name are known, to what environments
// keep; with `takes_kind`, its kind is that of the one it comes from.
Status tie(Context& context, Metavariable& meta, bool takes_kind);

// From the `@` that opens the header to the one that closes it.
Status read_header(TokenReader& reader, const Context& context, SourceRule& rule);

// Gives a rule that extends another one the metavariables of that which its body speaks of.
Status inherit_all(Context& context, SourceRule& rule);

// Up to and with the `@@` that closes them.
Status read_declarations(TokenReader& reader, Context& context, SourceRule& rule);
// The same of a script: `x << r.x;`, `x << r.x = "none";`, `x;`.
Status read_script_declarations(TokenReader& reader, Context& context, SourceRule& rule);

// `script:python(x, r.y) { code }`, where `parameter` reads each of x and r.y.
using ParameterReader = std::function<Result<ScriptExpression::Parameter>()>;
Result<ScriptExpression> read_script_expression(TokenReader& reader,
                                                const ParameterReader& parameter);

// Whether the rule inherits from, or depends on, one that never runs: then neither does it.
bool depends_on_refused(const SourceRule& rule, const Context& context);

// Has the rule refused where scripts of that language cannot run.
void check_language(std::string_view language, const Place& place, SourceRule& rule);

}  // namespace towpath::smpl
