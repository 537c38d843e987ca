// SPDX-License-Identifier: GPL-2.0-or-later
// Headers of #define and #undef lines, by hand or made by configure.
#include <algorithm>
#include <cctype>

#include "lex/directive.h"
#include "unifdef/definition_file.h"
#include "unifdef/guard.h"
#include "unifdef/judge.h"

namespace towpath::unifdef {
namespace {

using lex::Directive;
using lex::DirectiveKind;

Truth both(Truth a, Truth b) {
  if (a == Truth::kFalse || b == Truth::kFalse) return Truth::kFalse;
  return a == Truth::kTrue && b == Truth::kTrue ? Truth::kTrue : Truth::kUnknown;
}
Truth opposite(Truth a) {
  if (a == Truth::kUnknown) return a;
  return a == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}
Truth either(Truth a, Truth b) {
  return opposite(both(opposite(a), opposite(b)));
}

// The operand of a #define or #undef at `begin`; its head's tokens are `tokens[0, used)`.
std::string value_after(std::string_view bytes, const Tokens& tokens, std::size_t used,
                        Offset end) {
  const Offset begin = lex::skip_blanks(bytes, tokens[used - 1].end, end);
  std::string_view value = bytes.substr(begin, end - begin);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  return std::string(value);
}

bool contains_generated(std::string_view comment) {
  std::string lower(comment);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.find("generated") != std::string::npos;
}

class Header {
 public:
  Header(const Text& text, Definitions& definitions)
      : text_(text),
        bytes_(text.bytes()),
        definitions_(definitions),
        judge_(text, definitions, options_),
        scan_(lex::scan_directives(bytes_, lex::Wanted::kAll)) {}

  Status read() {
    if (scan_.unclosed_comment < text_.size()) {
      return Error{text_.place(scan_.unclosed_comment), "this comment is not closed", ""};
    }
    find_guard();
    Offset read = 0;
    for (std::size_t i = 0; i < scan_.directives.size(); ++i) {
      const Directive& directive = scan_.directives[i];
      if (Status between = read_between(read, directive.begin); !between) return between;
      read = directive.end;
      if (guarded_ && (i < 2 || i + 1 == scan_.directives.size())) continue;
      if (Status done = read_directive(directive); !done) return done;
    }
    if (Status rest = read_between(read, text_.size()); !rest) return rest;
    if (!open_.empty()) {
      return Error{text_.place(open_.back().at), "this conditional is not closed", ""};
    }
    if (kernel_) add_kernel_macros({text_.name()}, definitions_);
    return Done{};
  }

 private:
  struct Conditional {
    Offset at;
    Truth around;                  // whether the conditional is reached
    Truth before;                  // whether an earlier branch holds
    Truth now;                     // whether the branch is reached
    std::string_view unless = {};  // in the first branch of `#ifndef X`: X
    bool last = false;             // in the #else
  };

  Truth reached() const { return open_.empty() ? Truth::kTrue : open_.back().now; }

  // `#ifndef X`, `#define X` around all there is.
  void find_guard() {
    const auto& all = scan_.directives;
    if (include_guard(bytes_, all) != std::size_t{0}) return;
    guarded_ = all.back().kind == DirectiveKind::kEndif && !operand(all[1]).empty();
  }

  // The one symbol that a directive names; empty if it is not one.
  std::string_view operand(const Directive& directive) {
    Tokens tokens;
    tokenize(bytes_, directive.keyword_end, directive.operand_end, spellings_, tokens);
    const bool one = tokens.size() == 1 && tokens[0].kind == TokenKind::kIdentifier;
    return one ? tokens[0].spelling : std::string_view();
  }

  // What is not a directive: blanks and comments, which may tell of symbols.
  Status read_between(Offset at, Offset end) {
    for (;;) {
      while (at < end && std::isspace(static_cast<unsigned char>(bytes_[at])) != 0) ++at;
      if (at >= end) return Done{};
      const Offset comment = at;
      at = lex::skip_blanks(bytes_, at, end);
      if (at == comment) return unreadable(at);
      read_comment(comment, at);
    }
  }

  void read_comment(Offset begin, Offset end) {
    const std::string_view comment = bytes_.substr(begin, end - begin);
    if (!seen_comment_) generated_ = contains_generated(comment);
    seen_comment_ = true;
    if (!generated_) return;
    // `/* #undef X */`, one or several.
    for (std::size_t at = 0; (at = comment.find("/*", at)) != std::string_view::npos; ++at) {
      Tokens tokens;
      const std::size_t close = comment.find("*/", at + 2);
      if (close == std::string_view::npos) return;
      tokenize(bytes_, begin + static_cast<Offset>(at + 2), begin + static_cast<Offset>(close),
               spellings_, tokens);
      const bool undefines = tokens.size() == 3 && tokens[0].is("#") &&
                             tokens[1].spelling == "undef" &&
                             tokens[2].kind == TokenKind::kIdentifier;
      if (!undefines) continue;
      Definition definition;
      definition.name = tokens[2].spelling;
      definition.defined = false;
      add(std::move(definition), tokens[2]);
    }
  }

  Status read_directive(const Directive& directive) {
    switch (directive.kind) {
      case DirectiveKind::kDefine:
      case DirectiveKind::kUndef:
        return read_definition(directive);
      case DirectiveKind::kInclude:
      case DirectiveKind::kOther:
        return unreadable(directive.keyword_begin);
      default:
        return read_conditional(directive);
    }
  }

  Status read_definition(const Directive& directive) {
    const bool defines = directive.kind == DirectiveKind::kDefine;
    Tokens tokens;
    tokenize(bytes_, directive.keyword_end, directive.operand_end, spellings_, tokens);
    std::size_t used = 0;
    Definition definition = read_macro_head(tokens, used);
    if (definition.name.empty() || definition.name == "defined") {
      return Error{text_.place(directive.keyword_begin), "no symbol to define", ""};
    }
    if (!defines && tokens.size() > 1) {
      return Error{text_.place(tokens[1].begin), "unexpected text after the symbol", ""};
    }
    definition.defined = defines;
    definition.value = value_after(bytes_, tokens, used, directive.operand_end);
    add(std::move(definition), tokens[0]);
    return Done{};
  }

  void add(Definition definition, const Token& name) {
    if (reached() == Truth::kFalse) return;
    definition.place = text_.place(name.begin);
    definition.generated = generated_;
    kernel_ |= generated_ && definition.name.starts_with("CONFIG_");
    if (reached() == Truth::kUnknown) {
      const Conditional& within = open_.back();
      const bool is_default = within.around == Truth::kTrue && within.unless == definition.name &&
                              definition.defined && !definition.function_like;
      // Defined in any case, but as what, somebody else may have said.
      if (is_default) definition.value.clear();
      definition.conditional = !is_default;
    }
    definitions_.add(std::move(definition));
  }

  Status read_conditional(const Directive& directive) {
    const auto misplaced = [&](const char* message) {
      return Error{text_.place(directive.keyword_begin), message, ""};
    };
    if (directive.kind <= DirectiveKind::kIfndef) {
      const Truth around = reached();
      const Truth holds = around == Truth::kFalse ? Truth::kFalse : judge_.judge(directive);
      open_.push_back({directive.begin, around, holds, both(around, holds)});
      if (directive.kind == DirectiveKind::kIfndef) open_.back().unless = operand(directive);
      return Done{};
    }
    if (open_.empty()) return misplaced("there is no #if before this");
    Conditional& within = open_.back();
    if (directive.kind == DirectiveKind::kEndif) {
      open_.pop_back();
      return Done{};
    }
    if (within.last) return misplaced("there has been an #else already");
    within.last = directive.kind == DirectiveKind::kElse;
    within.unless = {};
    const bool matters = within.around != Truth::kFalse && within.before != Truth::kTrue;
    const Truth holds = within.last ? Truth::kTrue
                        : matters   ? judge_.judge(directive)
                                    : Truth::kFalse;
    within.now = both(within.around, both(opposite(within.before), holds));
    within.before = either(within.before, holds);
    return Done{};
  }

  Error unreadable(Offset at) const {
    return {text_.place(at), "not a definition",
            "lines are `#define SYMBOL`, `#define SYMBOL VALUE` or `#undef SYMBOL`"};
  }

  const Text& text_;
  std::string_view bytes_;
  Definitions& definitions_;
  const Options options_ = {};
  Judge judge_;  // by what is known so far
  lex::DirectiveScan scan_;
  Spellings spellings_;
  std::vector<Conditional> open_;
  bool guarded_ = false;
  bool seen_comment_ = false;
  bool generated_ = false;
  bool kernel_ = false;
};

}  // namespace

Definition read_macro_head(const Tokens& tokens, std::size_t& used) {
  Definition macro;
  used = 0;
  const auto is = [&](std::string_view punctuator) {
    return used < tokens.size() && tokens[used].is(punctuator);
  };
  const auto is_name = [&] {
    return used < tokens.size() && tokens[used].kind == TokenKind::kIdentifier;
  };
  if (!is_name()) return {};
  const Token& name = tokens[used++];
  macro.name = name.spelling;
  // Only a parenthesis that touches the name opens parameters.
  if (!is("(") || tokens[used].begin != name.end) return macro;
  macro.function_like = true;
  for (++used; !is(")");) {
    if (macro.variadic) return {};
    if (is_name()) {
      macro.parameters.emplace_back(tokens[used++].spelling);
    } else if (!is(".")) {
      return {};
    } else {
      macro.parameters.emplace_back("__VA_ARGS__");
    }
    if (is(".")) {
      macro.variadic = true;
      for (int dots = 0; dots < 3; ++dots, ++used) {
        if (!is(".")) return {};
      }
    }
    if (is(",")) {
      ++used;
      if (is(")")) return {};
    } else if (!is(")")) {
      return {};
    }
  }
  ++used;
  return macro;
}

Status read_header(const Text& text, Definitions& definitions) {
  return Header(text, definitions).read();
}

}  // namespace towpath::unifdef
