// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/names.h"

#include <algorithm>

#include "cparse/word.h"

namespace towpath::evidence {

namespace {

using c::External;
using c::TokenIndex;
using c::Word;

class Reader {
 public:
  explicit Reader(const c::Outline& outline) : outline_(outline) {}

  NamesOf read() && {
    for (const External& external : outline_.externals) {
      if (external.skipped) continue;
      defined_here_.clear();
      if (word(external.first) == Word::kDefine) {
        has_code_ = true;
        macro(external);
      } else {
        declaration(external);
      }
      uses(external);
    }
    return std::move(names_);
  }

 private:
  Word word(TokenIndex i) const {
    return i < outline_.words.size() ? outline_.words[i] : Word::kEnd;
  }
  Offset begin(TokenIndex i) const { return outline_.tokens[i].begin; }
  std::string_view spelling(TokenIndex i) const {
    const lex::Token& token = outline_.tokens[i];
    return outline_.text.slice(token.begin, token.end());
  }

  bool is_tag_word(TokenIndex i) const {
    const std::string_view keyword = spelling(i);
    return keyword == "struct" || keyword == "union" || keyword == "enum";
  }

  bool is_storage_class(TokenIndex i) const {
    const std::string_view keyword = spelling(i);
    return keyword == "static" || keyword == "extern";
  }

  void define(NameKind kind, TokenIndex i) {
    names_.defined.push_back({kind, spelling(i), begin(i)});
    defined_here_.push_back(i);
  }

  void macro(const External& external) {
    if (word(external.first + 1) == Word::kIdentifier) {
      define(NameKind::kMacro, external.first + 1);
    }
  }

  // One external declaration, by its brackets.
  void declaration(const External& external) {
    const bool is_typedef = word(external.first) == Word::kTypedef;
    tags(external);
    TokenIndex name = external.last;    // the last name outside of all brackets
    TokenIndex called = external.last;  // the first one with `(` behind it
    int depth = 0;
    bool body = false;
    bool assigned = false;
    has_code_ = false;
    for (TokenIndex i = external.first; i < external.last; ++i) {
      switch (word(i)) {
        case Word::kLeftParen:
          if (depth == 0 && i > external.first && word(i - 1) == Word::kIdentifier &&
              called == external.last && !assigned) {
            called = i - 1;
          }
          ++depth;
          break;
        case Word::kLeftBrace:
          if (depth == 0 && called != external.last) has_code_ = body = true;
          ++depth;
          break;
        case Word::kLeftBracket:
          ++depth;
          break;
        case Word::kRightParen:
        case Word::kRightBrace:
        case Word::kRightBracket:
          --depth;
          break;
        case Word::kAssign:
          if (depth == 0) assigned = true;
          break;
        case Word::kIdentifier:
          if (depth == 0 && !assigned) name = i;
          break;
        default:
          // A declaration begins anew behind a call that ends without a semicolon.
          if (depth == 0 && called != external.last && is_storage_class(i)) called = external.last;
          break;
      }
    }
    if (is_typedef) {
      if (called == external.last && name != external.last) define(NameKind::kTypedef, name);
    } else if (called != external.last) {
      if (body) {
        define(NameKind::kFunction, called);
      } else if (word(external.last - 1) == Word::kSemicolon && !assigned) {
        names_.declared.push_back({NameKind::kFunction, spelling(called), begin(called)});
        defined_here_.push_back(called);
      }
    } else if (name != external.last && name > external.first && !is_tag_word(name - 1) &&
               spelling(external.first) != "extern") {
      const Word behind = word(name + 1);
      if (behind == Word::kAssign || behind == Word::kSemicolon || behind == Word::kLeftBracket) {
        define(NameKind::kObject, name);
      }
    }
  }

  // struct, union and enum with their bodies; the enumerators.
  void tags(const External& external) {
    for (TokenIndex i = external.first; i + 1 < external.last; ++i) {
      if (!is_tag_word(i)) continue;
      TokenIndex brace = i + 1;
      while (brace < external.last && word(brace) != Word::kLeftBrace && brace < i + 8 &&
             word(brace) != Word::kSemicolon && word(brace) != Word::kStar &&
             word(brace) != Word::kLeftParen && word(brace) != Word::kComma) {
        ++brace;
      }
      if (word(brace) != Word::kLeftBrace) continue;
      if (word(brace - 1) == Word::kIdentifier) define(NameKind::kTag, brace - 1);
      if (spelling(i) == "enum") enumerators(brace + 1, external.last);
    }
  }

  void enumerators(TokenIndex i, TokenIndex last) {
    int depth = 0;
    bool begins = true;
    for (; i < last; ++i) {
      const Word here = word(i);
      if (here == Word::kRightBrace && depth == 0) return;
      if (here == Word::kLeftParen || here == Word::kLeftBrace) ++depth;
      if (here == Word::kRightParen || here == Word::kRightBrace) --depth;
      if (begins && here == Word::kIdentifier) define(NameKind::kEnumerator, i);
      begins = here == Word::kComma && depth == 0;
    }
  }

  // `struct s *` and `struct s;`, which do without a definition.
  bool is_only_pointed_to(TokenIndex i) const {
    return i > 0 && is_tag_word(i - 1) &&
           (word(i + 1) == Word::kStar || word(i + 1) == Word::kSemicolon);
  }

  void uses(const External& external) {
    std::sort(defined_here_.begin(), defined_here_.end());
    for (TokenIndex i = external.first; i < external.last; ++i) {
      if (word(i) != Word::kIdentifier) continue;
      if (i > external.first && (word(i - 1) == Word::kDot || word(i - 1) == Word::kArrow))
        continue;
      if (!has_code_ && is_only_pointed_to(i)) continue;
      if (std::binary_search(defined_here_.begin(), defined_here_.end(), i)) continue;
      names_.used.push_back({spelling(i), begin(i)});
    }
  }

  const c::Outline& outline_;
  NamesOf names_;
  std::vector<TokenIndex> defined_here_;
  bool has_code_ = false;  // of the external at hand: a macro, or a function with its body
};

}  // namespace

const char* name_of(NameKind kind) {
  switch (kind) {
    case NameKind::kMacro:
      return "macro";
    case NameKind::kFunction:
      return "function";
    case NameKind::kTag:
      return "type";
    case NameKind::kEnumerator:
      return "enumerator";
    case NameKind::kTypedef:
      return "typedef";
    case NameKind::kObject:
      return "object";
  }
  return "";
}

NamesOf names_of(const c::Outline& outline) {
  return Reader(outline).read();
}

}  // namespace towpath::evidence
