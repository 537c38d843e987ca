// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/word_pattern.h"

namespace towpath::kbuild {

WordPattern::WordPattern(std::string_view pattern) {
  // The first '%' stands for any text; `\%` is a plain one, and `\\%` a backslash before the first.
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    std::size_t escapes = 0;
    while (at + escapes < pattern.size() && pattern[at + escapes] == '\\') ++escapes;
    if (escapes > 0) {
      const bool before_stem = at + escapes < pattern.size() && pattern[at + escapes] == '%';
      prefix_.append(before_stem ? escapes / 2 : escapes, '\\');
      at += escapes;
      if (before_stem && escapes % 2 == 1) {
        prefix_ += '%';
        continue;
      }
      if (at == pattern.size()) break;
    }
    if (pattern[at] == '%') {
      stem_ = true;
      suffix_ = pattern.substr(at + 1);
      return;
    }
    prefix_ += pattern[at];
  }
}

bool WordPattern::matches(std::string_view word) const {
  if (!stem_) return word == prefix_;
  return word.size() >= prefix_.size() + suffix_.size() && word.starts_with(prefix_) &&
         word.ends_with(suffix_);
}

std::string WordPattern::replaced(std::string_view word, std::string_view by) const {
  const WordPattern shape(by);
  if (!shape.stem_ || !stem_) return shape.prefix_;
  const std::string_view stem =
      word.substr(prefix_.size(), word.size() - prefix_.size() - suffix_.size());
  return shape.prefix_ + std::string(stem) + shape.suffix_;
}

void substitute_words(const Traced& text, const WordPattern& pattern, std::string_view by,
                      Traced& out) {
  WordList words(out);
  for (const WordRange word : word_ranges(text.bytes())) {
    const std::string_view bytes = view(text, word);
    if (pattern.matches(bytes)) {
      words.add(pattern.replaced(bytes, by), origin_of(text, word));
    } else {
      words.add(text, word);
    }
  }
}

}  // namespace towpath::kbuild
