// SPDX-License-Identifier: GPL-2.0-or-later
// The functions of GNU make: manual, chapter 8 "Functions for Transforming Text".
#include <algorithm>
#include <array>
#include <charconv>

#include "kbuild/expand.h"
#include "kbuild/template.h"
#include "kbuild/word_pattern.h"
#include "text/glob.h"

namespace towpath::kbuild {
namespace {

bool expand_argument(Call& call, std::size_t index, Traced& value) {
  const WordRange range = call.arguments[index];
  return call.expander.expand(call.text, range.begin, range.end, value);
}

// An argument whose text decides what the result is.
bool expand_decided(Call& call, std::size_t index, Traced& value) {
  return expand_argument(call, index, value) && call.expander.require_decided(value);
}

// `trimmed` arguments of conditional functions lose the white space around them before they are
// expanded.
bool expand_trimmed(Call& call, std::size_t index, Traced& value) {
  WordRange range = call.arguments[index];
  const std::string& bytes = call.text.bytes();
  while (range.begin < range.end && is_space(bytes[range.begin])) ++range.begin;
  while (range.begin < range.end && is_space(bytes[range.end - 1])) --range.end;
  return call.expander.expand(call.text, range.begin, range.end, value);
}

// A function that makes a word, or none, of each word of its last argument.
template <class EachWord>
bool map_words(Call& call, const Traced& text, EachWord each) {
  WordList out(call.out);
  for (const WordRange word : word_ranges(text.bytes())) each(word, out);
  return call.expander.charge(text.size(), call.at);
}

bool add_affix(Call& call, bool prefix) {
  Traced affix;
  Traced text;
  if (!expand_argument(call, 0, affix) || !expand_argument(call, 1, text)) return false;
  if (!call.expander.charge(affix.size() * (text.size() / 2 + 1), call.at)) return false;
  return map_words(call, text, [&](WordRange word, WordList& out) {
    const std::string bytes(view(text, word));
    out.add(prefix ? affix.bytes() + bytes : bytes + affix.bytes(), origin_of(text, word));
  });
}

bool addprefix(Call& call) {
  return add_affix(call, true);
}
bool addsuffix(Call& call) {
  return add_affix(call, false);
}

// Replaces each `from` in `text` that is a word by itself or, unless `whole_words`, any.
void substitute_text(const Traced& text, std::string_view from, std::string_view by,
                     bool whole_words, Traced& out) {
  const std::string_view bytes = text.bytes();
  if (from.empty()) {
    out.append(text);
    // Nothing is found at the end, where it is a word by itself only after white space.
    if (!whole_words || bytes.empty() || is_space(bytes.back()))
      out.append(by, text.origin(bytes.size()));
    return;
  }
  std::size_t kept = 0;
  for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string_view::npos;) {
    const std::size_t end = at + from.size();
    if (whole_words &&
        ((at > 0 && !is_space(bytes[at - 1])) || (end < bytes.size() && !is_space(bytes[end])))) {
      ++at;
      continue;
    }
    out.append(text, kept, at);
    out.append(by, text.origin(at));
    kept = at = end;
  }
  out.append(text, kept, bytes.size());
}

bool subst(Call& call) {
  Traced from;
  Traced by;
  Traced text;
  if (!expand_decided(call, 0, from) || !expand_argument(call, 1, by) ||
      !expand_decided(call, 2, text))
    return false;
  // The worst that searching and replacing can cost.
  const std::size_t copies = text.size() / std::max<std::size_t>(1, from.size()) + 1;
  const std::size_t search = text.size() * from.size() / 64;
  if (!call.expander.charge(copies * by.size() + search, call.at)) return false;
  substitute_text(text, from.bytes(), by.bytes(), false, call.out);
  return true;
}

bool patsubst(Call& call) {
  Traced from;
  Traced by;
  Traced text;
  if (!expand_decided(call, 0, from) || !expand_argument(call, 1, by) ||
      !expand_argument(call, 2, text))
    return false;
  if (!call.expander.charge(text.size() / 2 * (1 + by.size()), call.at)) return false;
  const WordPattern pattern(from.bytes());
  if (pattern.has_stem()) {
    substitute_words(text, pattern, by.bytes(), call.out);
  } else {
    substitute_text(text, from.bytes(), by.bytes(), true, call.out);
  }
  return true;
}

bool filter_words(Call& call, bool keep) {
  Traced patterns;
  Traced text;
  if (!expand_decided(call, 0, patterns) || !expand_decided(call, 1, text)) return false;
  if (!call.expander.charge(patterns.size() / 2 * text.size() / 2, call.at)) return false;
  std::vector<WordPattern> compiled;
  for (const WordRange word : word_ranges(patterns.bytes()))
    compiled.emplace_back(view(patterns, word));
  return map_words(call, text, [&](WordRange word, WordList& out) {
    const bool matched =
        std::any_of(compiled.begin(), compiled.end(),
                    [&](const WordPattern& pattern) { return pattern.matches(view(text, word)); });
    if (matched == keep) out.add(text, word);
  });
}

bool filter(Call& call) {
  return filter_words(call, true);
}
bool filter_out(Call& call) {
  return filter_words(call, false);
}

bool sort(Call& call) {
  Traced text;
  if (!expand_argument(call, 0, text)) return false;
  std::vector<WordRange> words = word_ranges(text.bytes());
  std::stable_sort(words.begin(), words.end(),
                   [&](WordRange a, WordRange b) { return view(text, a) < view(text, b); });
  words.erase(std::unique(words.begin(), words.end(),
                          [&](WordRange a, WordRange b) { return view(text, a) == view(text, b); }),
              words.end());
  WordList out(call.out);
  for (const WordRange word : words) out.add(text, word);
  return call.expander.charge(text.size() * 8, call.at);
}

bool strip(Call& call) {
  Traced text;
  if (!expand_argument(call, 0, text)) return false;
  return map_words(call, text, [&](WordRange word, WordList& out) { out.add(text, word); });
}

// A function that keeps a part of each word.
template <class PartOf>
bool map_parts(Call& call, PartOf part_of) {
  Traced text;
  if (!expand_decided(call, 0, text)) return false;
  return map_words(call, text, [&](WordRange word, WordList& out) {
    part_of(view(text, word), origin_of(text, word), out);
  });
}

bool dir(Call& call) {
  return map_parts(call, [](std::string_view word, Origin origin, WordList& out) {
    const std::size_t slash = word.rfind('/');
    out.add(slash == std::string_view::npos ? "./" : word.substr(0, slash + 1), origin);
  });
}

bool notdir(Call& call) {
  return map_parts(call, [](std::string_view word, Origin origin, WordList& out) {
    out.add(word.substr(word.rfind('/') + 1), origin);
  });
}

// Where the suffix of a file's name begins.
std::size_t suffix_at(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  const std::size_t slash = word.rfind('/');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && slash > dot))
    return word.size();
  return dot;
}

bool basename(Call& call) {
  return map_parts(call, [](std::string_view word, Origin origin, WordList& out) {
    out.add(word.substr(0, suffix_at(word)), origin);
  });
}

bool suffix(Call& call) {
  return map_parts(call, [](std::string_view word, Origin origin, WordList& out) {
    if (suffix_at(word) < word.size()) out.add(word.substr(suffix_at(word)), origin);
  });
}

bool findstring(Call& call) {
  Traced needle;
  Traced text;
  if (!expand_decided(call, 0, needle) || !expand_decided(call, 1, text)) return false;
  if (!call.expander.charge(needle.size() * text.size() / 64, call.at)) return false;
  if (text.bytes().find(needle.bytes()) != std::string::npos) call.out.append(needle);
  return true;
}

// Reads a word number. Nothing when it is none, or too large to be one.
std::optional<std::size_t> number(const Traced& text) {
  const std::string_view digits = trim(text.bytes());
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return value;
}

bool words_between(Call& call, std::size_t first, std::size_t last, std::size_t text_argument) {
  Traced text;
  if (!expand_decided(call, text_argument, text)) return false;
  const std::vector<WordRange> words = word_ranges(text.bytes());
  last = std::min(last, words.size());
  // What lies between the words stays, as in make.
  if (first <= last) call.out.append(text, words[first - 1].begin, words[last - 1].end);
  return call.expander.charge(text.size(), call.at);
}

bool word(Call& call) {
  Traced index;
  if (!expand_decided(call, 0, index)) return false;
  const auto at = number(index);
  if (!at || *at == 0) return call.expander.fail(call.at, "the first argument is no word's number");
  return words_between(call, *at, *at, 1);
}

bool wordlist(Call& call) {
  Traced from;
  Traced to;
  if (!expand_decided(call, 0, from) || !expand_decided(call, 1, to)) return false;
  const auto first = number(from);
  const auto last = number(to);
  if (!first || *first == 0 || !last)
    return call.expander.fail(call.at, "the first two arguments are no words' numbers");
  return words_between(call, *first, *last, 2);
}

bool firstword(Call& call) {
  return words_between(call, 1, 1, 0);
}

bool lastword(Call& call) {
  Traced text;
  if (!expand_decided(call, 0, text)) return false;
  const std::vector<WordRange> words = word_ranges(text.bytes());
  if (!words.empty()) call.out.append(text, words.back().begin, words.back().end);
  return call.expander.charge(text.size(), call.at);
}

bool words(Call& call) {
  Traced text;
  if (!expand_decided(call, 0, text)) return false;
  call.out.append(std::to_string(word_ranges(text.bytes()).size()), call.at);
  return call.expander.charge(text.size(), call.at);
}

bool join(Call& call) {
  Traced left;
  Traced right;
  if (!expand_argument(call, 0, left) || !expand_argument(call, 1, right)) return false;
  const std::vector<WordRange> first = word_ranges(left.bytes());
  const std::vector<WordRange> second = word_ranges(right.bytes());
  WordList out(call.out);
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i >= second.size()) {
      out.add(left, first[i]);
    } else if (i >= first.size()) {
      out.add(right, second[i]);
    } else {
      out.add(left, first[i]);
      call.out.append(right, second[i].begin, second[i].end);
    }
  }
  return call.expander.charge(left.size() + right.size(), call.at);
}

bool if_else(Call& call) {
  Traced condition;
  if (!expand_trimmed(call, 0, condition) || !call.expander.require_decided(condition))
    return false;
  if (!condition.empty()) return expand_argument(call, 1, call.out);
  return call.arguments.size() < 3 || expand_argument(call, 2, call.out);
}

// The first argument whose emptiness is `wanted` ends it; without one, the last does.
bool first_that_is(Call& call, bool empty, bool last_counts) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    Traced value;
    if (!expand_trimmed(call, i, value) || !call.expander.require_decided(value)) return false;
    if (value.empty() != empty && !(last_counts && i + 1 == call.arguments.size())) continue;
    call.out.append(value);
    return true;
  }
  return true;
}

bool or_function(Call& call) {
  return first_that_is(call, false, false);
}
bool and_function(Call& call) {
  return first_that_is(call, true, true);
}

bool foreach (Call& call) {
  Traced name;
  Traced list;
  if (!expand_decided(call, 0, name) || !expand_argument(call, 1, list)) return false;
  Expander::Scope scope;
  scope.name = trim(name.bytes());
  call.expander.push(std::move(scope));
  bool first = true;
  bool done = call.expander.charge(list.size(), call.at);
  for (const WordRange word : word_ranges(list.bytes())) {
    if (!first) call.out.append(" ", {});
    first = false;
    call.expander.top().value = list.slice(word.begin, word.end);
    done = done && expand_argument(call, 2, call.out);
    if (call.out.size() > kMaxValue)
      done = call.expander.fail(call.at, "the value grows too large");
    if (!done) break;
  }
  call.expander.pop();
  return done;
}

bool call_function(Call& call) {
  std::vector<Traced> arguments(call.arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!expand_argument(call, i, arguments[i])) return false;
  }
  if (!call.expander.require_decided(arguments[0])) return false;
  const std::string name(trim(arguments[0].bytes()));
  if (find_function(name)) {
    return call.expander.fail(call.at, "$(call) of the function `" + name + "` is not supported",
                              "write $(" + name + " ...)");
  }
  const Variable* variable = call.expander.find(name);
  if (!variable) return true;
  Expander::Scope scope;
  scope.call = true;
  scope.arguments = std::move(arguments);
  scope.arguments[0] = Traced(name, call.at);
  call.expander.push(std::move(scope));
  // Unlike a plain reference, a call may come back to the same variable; its depth is limited.
  bool done = true;
  if (variable->recursive) {
    done = call.expander.expand(variable->value, call.out);
  } else {
    call.out.append(variable->value);
  }
  call.expander.pop();
  return done;
}

// Adds the paths below `base` that match `pattern`, component by component.
void match_files(Call& call, const std::string& base, const std::string& shown,
                 std::string_view pattern, std::vector<std::string>& found) {
  // Patterns such as */../*/.. visit the same folders over and over.
  if (!call.expander.charge(500, call.at)) return;
  const SourceTree& tree = call.expander.tree();
  const std::size_t slash = pattern.find('/');
  const std::string component(pattern.substr(0, slash));
  const std::string_view rest =
      slash == std::string_view::npos ? std::string_view{} : pattern.substr(slash + 1);
  const auto descend = [&](const std::string& name) {
    const auto path = resolve_path(base, name);
    if (!path) return;
    if (slash == std::string_view::npos) {
      const Result<bool> there = tree.contains(*path);
      if (!there.ok()) {
        call.expander.fail(call.at, there.error());
      } else if (*there) {
        found.push_back(shown + name);
      }
    } else if (!rest.empty()) {
      match_files(call, *path, shown + name + "/", rest, found);
    }
  };
  if (component.find_first_of("*?[") == std::string::npos ||
      component.find('{') != std::string::npos)
    return descend(component);
  std::string single;  // the shell's `**` is `*`
  for (const char c : component) {
    if (c != '*' || single.empty() || single.back() != '*') single += c;
  }
  const auto glob = Glob::parse(single);
  if (!glob.ok()) return;
  Result<std::vector<std::string>> names = tree.names(base);
  if (!names.ok()) {
    call.expander.fail(call.at, names.error());
    return;
  }
  std::sort(names->begin(), names->end());
  for (const std::string& name : *names) {
    const bool hidden = name.starts_with('.') && !component.starts_with('.');
    if (!hidden && glob->matches(name)) descend(name);
  }
}

bool wildcard(Call& call) {
  Traced text;
  if (!expand_decided(call, 0, text)) return false;
  WordList out(call.out);
  for (const WordRange word : word_ranges(text.bytes())) {
    const std::string_view pattern = view(text, word);
    if (std::count(pattern.begin(), pattern.end(), '/') > kMaxDepth)
      return call.expander.fail(call.at, "the pattern has too many folders");
    // As in include: names count from the root or, where nothing is found, from the makefile's
    // folder.
    std::vector<std::string> found;
    match_files(call, "", "", pattern, found);
    if (found.empty()) match_files(call, call.expander.folder(), "", pattern, found);
    for (const std::string& path : found) out.add(path, origin_of(text, word));
    if (!call.expander.charge(100 + 100 * found.size(), call.at)) return false;
  }
  return true;
}

// Messages for people: nothing to do.
bool message(Call&) {
  return true;
}

bool error(Call& call) {
  Traced text;
  if (!expand_argument(call, 0, text)) return false;
  return call.expander.fail(call.at, "the makefile stops with: " + text.bytes());
}

constexpr std::array kFunctions = {
    Function{"abspath", 1, 1, nullptr},
    Function{"addprefix", 2, 2, addprefix},
    Function{"addsuffix", 2, 2, addsuffix},
    Function{"and", 1, 0, and_function},
    Function{"basename", 1, 1, basename},
    Function{"call", 1, 0, call_function},
    Function{"dir", 1, 1, dir},
    Function{"error", 1, 1, error},
    Function{"eval", 1, 1, nullptr},
    Function{"file", 1, 2, nullptr},
    Function{"filter", 2, 2, filter},
    Function{"filter-out", 2, 2, filter_out},
    Function{"findstring", 2, 2, findstring},
    Function{"firstword", 1, 1, firstword},
    Function{"flavor", 1, 1, nullptr},
    Function{"foreach", 3, 3, foreach},
    Function{"guile", 1, 1, nullptr},
    Function{"if", 2, 3, if_else},
    Function{"info", 1, 1, message},
    Function{"join", 2, 2, join},
    Function{"lastword", 1, 1, lastword},
    Function{"notdir", 1, 1, notdir},
    Function{"or", 1, 0, or_function},
    Function{"origin", 1, 1, nullptr},
    Function{"patsubst", 3, 3, patsubst},
    Function{"realpath", 1, 1, nullptr},
    Function{"shell", 1, 1, nullptr},
    Function{"sort", 1, 1, sort},
    Function{"strip", 1, 1, strip},
    Function{"subst", 3, 3, subst},
    Function{"suffix", 1, 1, suffix},
    Function{"value", 1, 1, nullptr},
    Function{"warning", 1, 1, message},
    Function{"wildcard", 1, 1, wildcard},
    Function{"word", 2, 2, word},
    Function{"wordlist", 3, 3, wordlist},
    Function{"words", 1, 1, words},
};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [&](const Function& function) { return function.name == name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

}  // namespace towpath::kbuild
