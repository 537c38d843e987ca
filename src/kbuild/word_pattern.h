// SPDX-License-Identifier: GPL-2.0-or-later
// Words, and patterns with a '%' for them.
#pragma once

#include <string>
#include <string_view>

#include "kbuild/traced.h"

namespace towpath::kbuild {

inline std::string_view view(const Traced& text, WordRange range) {
  return std::string_view(text.bytes()).substr(range.begin, range.end - range.begin);
}
inline Origin origin_of(const Traced& text, WordRange word) {
  return text.word_origin(word.begin, word.end);
}

// Adds words with one space between them.
class WordList {
 public:
  explicit WordList(Traced& out) : out_(out) {}

  void add(const Traced& text, WordRange word) {
    separate();
    out_.append(text, word.begin, word.end);
  }
  void add(std::string_view word, Origin origin) {
    separate();
    out_.append(word, origin);
  }

 private:
  void separate() {
    if (!first_) out_.append(" ", {});
    first_ = false;
  }

  Traced& out_;
  bool first_ = true;
};

// $(patsubst from,to,text), for one word. False when it does not match.
class WordPattern {
 public:
  explicit WordPattern(std::string_view pattern);
  bool matches(std::string_view word) const;
  bool has_stem() const { return stem_; }
  // What takes the place of a word that matches.
  std::string replaced(std::string_view word, std::string_view by) const;

 private:
  std::string prefix_;
  std::string suffix_;
  bool stem_ = false;
};

// Adds each word of `text`, in place of those that match `pattern` what `by` makes of them.
void substitute_words(const Traced& text, const WordPattern& pattern, std::string_view by,
                      Traced& out);

}  // namespace towpath::kbuild
