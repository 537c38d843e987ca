// SPDX-License-Identifier: GPL-2.0-or-later
#include <tbb/parallel_for.h>

#include <algorithm>

#include "evidence/check.h"
#include "kbuild/includes.h"
#include "lex/token.h"

namespace towpath::evidence {

namespace {

bool is_name_byte(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class Search {
 public:
  Search(const recipe::Recipe& recipe, const Text& text) : recipe_(recipe), text_(text) {}

  std::vector<Finding> run() && {
    Offset at = 0;
    for (const lex::Token& token : lex::tokenize(text_, lex::Defines::kSplit)) {
      words(at, token.begin, true);
      // What stands in a string is no code, but for the names of headers.
      if (token.kind == lex::TokenKind::kIdentifier) {
        name(text_.slice(token.begin, token.end()), token.begin, false);
      } else if (token.kind == lex::TokenKind::kLine) {
        header(token.begin);
      } else if (token.kind == lex::TokenKind::kDirective) {
        words(token.begin, token.end(), false);
      }
      at = token.end();
    }
    return std::move(findings_);
  }

 private:
  void name(std::string_view word, Offset at, bool in_comment) {
    for (const recipe::SymbolPattern& gone : recipe_.gone) {
      if (!gone.symbols.matches(word)) continue;
      findings_.push_back({.check = "leftovers",
                           .place = text_.place(at),
                           .message = std::string(word) + " must be gone",
                           .source = gone.place,
                           .rule = {},
                           .in_comment = in_comment});
      return;
    }
  }

  void words(Offset begin, Offset end, bool in_comment) {
    const std::string_view bytes = text_.bytes();
    for (Offset at = begin; at < end;) {
      if (!is_name_byte(bytes[at])) {
        ++at;
        continue;
      }
      const Offset first = at;
      while (at < end && is_name_byte(bytes[at])) ++at;
      name(bytes.substr(first, at - first), first, in_comment);
    }
  }

  // The header that the line at `begin` includes, if it is such a line.
  void header(Offset begin) {
    const Offset end = text_.line_begin(text_.line_of(begin) + 1);
    for (const kbuild::Include& include : kbuild::includes(text_.slice(begin, end))) {
      name(include.name.substr(include.name.rfind('/') + 1),
           static_cast<Offset>(include.name.data() - text_.bytes().data()), false);
    }
  }

  const recipe::Recipe& recipe_;
  const Text& text_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> leftovers(const recipe::Recipe& recipe, const pipeline::Carriage& carriage) {
  if (recipe.gone.empty()) return {};
  std::vector<const Text*> texts;
  for (const auto& [path, file] : carriage.files) {
    if (path.ends_with(".c") || path.ends_with(".h")) texts.push_back(&file.text);
  }
  std::vector<std::vector<Finding>> found(texts.size());
  tbb::parallel_for(std::size_t{0}, texts.size(),
                    [&](std::size_t i) { found[i] = Search(recipe, *texts[i]).run(); });
  std::vector<Finding> all;
  for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
  return all;
}

}  // namespace towpath::evidence
