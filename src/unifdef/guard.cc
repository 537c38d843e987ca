// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/guard.h"

#include <algorithm>

namespace towpath::unifdef {

using lex::Directive;
using lex::DirectiveKind;

std::string_view leading_symbol(std::string_view bytes, const Directive& directive,
                                Spellings& spellings) {
  Tokens tokens;
  tokenize(bytes, directive.keyword_end, directive.operand_end, spellings, tokens);
  const bool symbol = !tokens.empty() && tokens[0].kind == TokenKind::kIdentifier;
  return symbol ? tokens[0].spelling : std::string_view();
}

std::optional<std::size_t> include_guard(std::string_view bytes,
                                         const std::vector<Directive>& directives) {
  const auto conditional = [](const Directive& directive) {
    return directive.kind <= DirectiveKind::kEndif;
  };
  const auto first = std::find_if(directives.begin(), directives.end(), conditional);
  if (first == directives.end() || first->kind != DirectiveKind::kIfndef) return std::nullopt;
  const auto define = first + 1;
  if (define == directives.end() || define->kind != DirectiveKind::kDefine) return std::nullopt;
  Spellings spellings;
  const std::string_view symbol = leading_symbol(bytes, *first, spellings);
  if (symbol.empty() || symbol != leading_symbol(bytes, *define, spellings)) return std::nullopt;
  int depth = 0;
  for (auto at = first; at != directives.end(); ++at) {
    if (!conditional(*at)) continue;
    if (depth == 0 && at != first) return std::nullopt;
    if (at->kind <= DirectiveKind::kIfndef) ++depth;
    if (at->kind == DirectiveKind::kEndif) --depth;
    if (depth == 1 && at->kind > DirectiveKind::kIfndef && at->kind < DirectiveKind::kEndif) {
      return std::nullopt;
    }
  }
  return first - directives.begin();
}

}  // namespace towpath::unifdef
