// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/object_words.h"

#include <algorithm>
#include <set>

#include "kbuild/objects.h"
#include "kbuild/traced.h"

namespace towpath::kbuild {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// The word of the makefile around `at`, references in it included: all of `$(top)/a.o`.
WordRange written_word(std::string_view text, std::size_t at) {
  WordRange word{at, at};
  while (word.end < text.size() && !is_space(text[word.end]) && text[word.end] != ',' &&
         text[word.end] != ')' && text[word.end] != '}' && text[word.end] != '\\')
    ++word.end;
  while (word.begin > 0) {
    const char before = text[word.begin - 1];
    if (before == ')' || before == '}') {
      const std::size_t open = text.rfind(before == ')' ? "$(" : "${", word.begin - 1);
      if (open == std::string_view::npos) break;
      word.begin = open;
    } else if (is_space(before) || before == ',' || before == '=' || before == '(') {
      break;
    } else {
      --word.begin;
    }
  }
  return word;
}

// What to take out so that the word is gone and the statement goes on: the white space before it,
// or its line, when it is alone on a continued one.
WordRange removal(std::string_view text, WordRange word) {
  std::size_t left = word.begin;
  while (left > 0 && is_blank(text[left - 1])) --left;
  const bool first = left == 0 || text[left - 1] == '\n';
  if (!first) return {left, word.end};
  std::size_t right = word.end;
  while (right < text.size() && is_blank(text[right])) ++right;
  if (text.substr(right).starts_with("\\\n")) return {left, right + 2};
  const bool last = right == text.size() || text[right] == '\n';
  const bool continues = left > 1 && text[left - 2] == '\\';
  if (!last || !continues) return {word.begin, right};
  std::size_t end = left - 2;  // the line before is the last one now
  while (end > 0 && is_blank(text[end - 1])) --end;
  return {end, right};
}

}  // namespace

Result<std::vector<Word>> object_words(Makefile& makefile, const std::string& module) {
  std::vector<Word> objects;
  std::set<std::string> seen;
  bool composite = false;
  for (const char* ending : {"-objs", "-y", "-m", "-"}) {
    const std::string variable = module + ending;
    if (!makefile.defines(variable)) continue;
    composite = true;
    auto words = makefile.words(variable);
    if (!words.ok()) return words.error();
    for (Word& word : *words) {
      if (seen.insert(word.text).second) objects.push_back(std::move(word));
    }
  }
  if (!composite) objects.push_back({module + ".o", {makefile.path()}});
  return objects;
}

Result<Edits> remove_missing_objects(const Text& text, const KbuildRules& rules,
                                     const std::vector<std::string>& modules,
                                     const SourceTree& tree, std::vector<MissingObject>& missing) {
  if (modules.empty()) return Edits{};
  auto makefile = Makefile::evaluate(text, rules.settings, tree);
  if (!makefile.ok()) return makefile.error();
  const std::string folder(folder_of(text.name()));
  std::vector<WordRange> written_words;
  for (const std::string& module : modules) {
    auto words = object_words(*makefile, module);
    if (!words.ok()) return words.error();
    for (Word& word : *words) {
      if (!word.text.ends_with(".o")) continue;
      const auto source = source_of(folder, word.text, tree);
      if (!source.ok()) return source.error();
      if (*source) continue;
      MissingObject object{module, word.text, word.place, false};
      if (word.place.file == text.name() && word.place.line > 0) {
        const std::size_t at = text.line_begin(word.place.line) + word.place.column - 1;
        const WordRange range = written_word(text.bytes(), at);
        const std::string_view written = text.bytes().substr(range.begin, range.end - range.begin);
        const std::string_view file = std::string_view(word.text).substr(word.text.rfind('/') + 1);
        object.removed = written.ends_with(file);
        if (object.removed) written_words.push_back(range);
      }
      missing.push_back(std::move(object));
    }
  }
  std::sort(written_words.begin(), written_words.end(),
            [](WordRange a, WordRange b) { return a.begin > b.begin; });
  written_words.erase(std::unique(written_words.begin(), written_words.end(),
                                  [](WordRange a, WordRange b) { return a.begin == b.begin; }),
                      written_words.end());

  // From the last to the first, so that what is left of a statement decides what the next one takes
  // along.
  Edits edits;
  std::string rest(text.bytes());
  for (const WordRange word : written_words) {
    const WordRange range = removal(rest, word);
    rest.erase(range.begin, range.end - range.begin);
    edits = compose(edits, {{static_cast<Offset>(range.begin),
                             static_cast<Offset>(range.end),
                             "",
                             {kMissingObjectRule}}});
  }
  return edits;
}

}  // namespace towpath::kbuild
