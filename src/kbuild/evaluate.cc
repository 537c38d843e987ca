// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/evaluate.h"

#include <algorithm>

namespace towpath::kbuild {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_blank(text[at])) ++at;
  return at;
}

// The end of the reference that begins at text[at] == '$'; text.size() when it has none.
std::size_t skip_reference(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return text.size();
  const char opens = text[at + 1];
  if (opens != '(' && opens != '{') return at + 2;
  const char closes = opens == '(' ? ')' : '}';
  int depth = 0;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == opens) ++depth;
    if (text[i] == closes && --depth == 0) return i + 1;
  }
  return text.size();
}

// Whether text[at...] has a ':' outside references.
bool find_rule_colon(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == ':') return true;
    at = text[at] == '$' ? skip_reference(text, at) : at + 1;
  }
  return false;
}

bool is_conditional(std::string_view word) {
  return word == "ifeq" || word == "ifneq" || word == "ifdef" || word == "ifndef";
}

// The folder's own name for Kbuild, which never is empty.
std::string or_dot(std::string folder) {
  return folder.empty() ? "." : folder;
}

}  // namespace

bool is_rule(const Traced& line) {
  Assignment assignment;
  const std::size_t begin = skip_blanks(line.bytes(), 0);
  return !parse_assignment(line, begin, assignment) && find_rule_colon(line.bytes(), begin);
}

Evaluation::Evaluation(std::string path, const Settings& settings, const SourceTree& tree)
    : path_(std::move(path)), settings_(settings), expander_(tree, std::string(folder_of(path_))) {
  const std::string folder = or_dot(expander_.folder());
  const std::pair<const char*, std::string> presets[] = {
      {"obj", folder}, {"objtree", "."}, {"src", folder}, {"srctree", "."}};
  for (const auto& [name, value] : presets)
    expander_.variable(name) = {Traced(value, {}), false, Variable::Rank::kPreset};
  for (const auto& [name, value] : settings.variables)
    expander_.variable(name) = {Traced(value, {}), false, Variable::Rank::kFixed};
}

bool Evaluation::read(const Text& text, const std::string& name) {
  const std::uint32_t source = expander_.add_source(text);
  if (include_depth_ >= kMaxIncludeDepth || source >= kMaxIncludes)
    return expander_.fail({source, 0}, "makefiles include one another without end");
  Variable& list = expander_.variable("MAKEFILE_LIST");
  list.value.append(" " + name, {source, 0});
  list.recursive = false;

  ++include_depth_;
  File file{LineReader(text, source, settings_, expander_.folder()), {}, false};
  LogicalLine line;
  while (file.lines.next(line)) {
    if (!expander_.charge(line.end - line.begin, {source, line.begin})) return false;
    if (!statement(file, line)) return false;
  }
  --include_depth_;
  if (!file.conditionals.empty())
    return expander_.fail(file.conditionals.back().at, "this conditional has no `endif`");
  return true;
}

bool Evaluation::statement(File& file, const LogicalLine& logical) {
  if (file.in_rule && logical.text.bytes().starts_with('\t')) return true;
  const Traced line = without_comment(logical.text);
  const std::string_view bytes = line.bytes();
  std::size_t at = skip_blanks(bytes, 0);
  if (at == bytes.size()) return true;

  std::string_view word = bytes.substr(at, word_end(bytes, at) - at);
  if (is_conditional(word) || word == "else" || word == "endif")
    return conditional(file, word, line, at + word.size());

  bool override_given = false;
  for (;;) {
    Assignment assignment;
    if (parse_assignment(line, at, assignment)) {
      if (!file.active()) return true;
      file.in_rule = false;
      return assign(assignment, line.slice(assignment.value, line.size()), override_given);
    }
    const std::size_t next = skip_blanks(bytes, at + word.size());
    if (word == "define") return define(file, line, next, override_given);
    if (!file.active()) return true;
    if (word == "undefine" && next < bytes.size()) {
      std::string name;
      if (!expand_name(line.slice(next, line.size()), name)) return false;
      const Variable* variable = expander_.find(name);
      if (variable && (override_given || variable->rank != Variable::Rank::kFixed))
        expander_.undefine(name);
      return true;
    }
    if (word == "include" || word == "-include" || word == "sinclude") {
      file.in_rule = false;
      return include(line, next, word != "include");
    }
    if (word != "export" && word != "override" && word != "private") break;
    // What follows `export` may be an assignment, or only names.
    if (next == bytes.size()) return true;
    override_given = override_given || word == "override";
    const bool exported = word == "export";
    at = next;
    word = bytes.substr(at, word_end(bytes, at) - at);
    if (exported && word != "define" && word != "override" && word != "private" &&
        !parse_assignment(line, at, assignment))
      return export_names(line, at);
  }
  if (word == "unexport") return export_names(line, skip_blanks(bytes, at + word.size()));
  if (word == "vpath") return true;
  if (word == "load" || word == "-load")
    return expander_.fail(line.origin(at), "a makefile may not load a program");
  return other_line(file, line, at);
}

// Names the environment should have, or not have; either way they exist from now on, empty and
// simple.
bool Evaluation::export_names(const Traced& line, std::size_t begin) {
  Traced names;
  if (!expander_.expand(line, begin, line.size(), names)) return false;
  for (const WordRange word : word_ranges(names.bytes())) {
    const std::string name = names.bytes().substr(word.begin, word.end - word.begin);
    if (!expander_.find(name)) expander_.variable(name).recursive = false;
  }
  return true;
}

// A rule, or references by themselves.
bool Evaluation::other_line(File& file, const Traced& line, std::size_t begin) {
  if (find_rule_colon(line.bytes(), begin)) {
    file.in_rule = true;
    return true;
  }
  Traced value;
  if (!expander_.expand(line, begin, line.size(), value) || !expander_.require_decided(value))
    return false;
  if (value.bytes().find(':') != std::string::npos) file.in_rule = true;
  if (file.in_rule || trim(value.bytes()).empty()) return true;
  return expander_.fail(line.origin(begin), "this is no statement of a makefile");
}

bool Evaluation::conditional(File& file, std::string_view word, const Traced& line,
                             std::size_t rest) {
  const std::string_view bytes = line.bytes();
  rest = skip_blanks(bytes, rest);
  const Origin at = line.origin(rest == bytes.size() ? 0 : rest);
  if (is_conditional(word)) {
    if (file.conditionals.size() >= kMaxDepth)
      return expander_.fail(at, "conditionals are nested too deeply");
    if (!file.active()) {
      file.conditionals.push_back({at, false, true});
      return true;
    }
    bool holds = false;
    if (!condition(word, line, rest, holds)) return false;
    file.conditionals.push_back({at, holds, holds});
    return true;
  }
  if (file.conditionals.empty())
    return expander_.fail(at, "`" + std::string(word) + "` without a conditional");
  if (word == "endif") {
    file.conditionals.pop_back();
    return true;
  }
  Conditional& current = file.conditionals.back();
  if (current.saw_else) return expander_.fail(at, "a second `else` in one conditional");
  current.active = false;
  const std::string_view next = bytes.substr(rest, word_end(bytes, rest) - rest);
  if (!is_conditional(next)) {
    current.saw_else = true;
    current.active = !current.satisfied;
    return true;
  }
  if (current.satisfied) return true;
  if (!condition(next, line, skip_blanks(bytes, rest + next.size()), current.active)) return false;
  current.satisfied = current.active;
  return true;
}

bool Evaluation::condition(std::string_view word, const Traced& line, std::size_t begin,
                           bool& holds) {
  if (word == "ifeq" || word == "ifneq") {
    if (!compare(line, begin, holds)) return false;
    if (word == "ifneq") holds = !holds;
    return true;
  }
  std::string name;
  if (!expand_name(line.slice(begin, line.size()), name)) return false;
  if (name.empty() || word_ranges(name).size() != 1)
    return expander_.fail(line.origin(begin), "`" + std::string(word) + "` needs one name");
  const Variable* variable = expander_.find(name);
  if (variable && !expander_.require_decided(variable->value)) return false;
  holds = variable && !variable->value.empty();
  if (word == "ifndef") holds = !holds;
  return true;
}

// The two sides of ifeq: (a,b), or each in quotes of either kind.
bool Evaluation::compare(const Traced& line, std::size_t begin, bool& equal) {
  const std::string_view bytes = line.bytes();
  const auto malformed = [&] {
    return expander_.fail(line.origin(begin), "the comparison is malformed",
                          "write `ifeq (one,other)` or `ifeq \"one\" \"other\"`");
  };
  WordRange sides[2];
  if (begin < bytes.size() && bytes[begin] == '(') {
    int depth = 0;
    std::size_t comma = begin + 1;
    for (; comma < bytes.size() && !(bytes[comma] == ',' && depth <= 0); ++comma) {
      if (bytes[comma] == '(') ++depth;
      if (bytes[comma] == ')') --depth;
    }
    depth = 0;
    std::size_t close = comma + 1;
    for (; close < bytes.size(); ++close) {
      if (bytes[close] == '(') ++depth;
      if (bytes[close] == ')' && --depth < 0) break;
    }
    if (close >= bytes.size()) return malformed();
    std::size_t end = comma;
    while (end > begin + 1 && is_blank(bytes[end - 1])) --end;
    sides[0] = {begin + 1, end};
    sides[1] = {skip_blanks(bytes, comma + 1), close};
    sides[1].begin = std::min(sides[1].begin, close);
  } else {
    std::size_t at = begin;
    for (WordRange& side : sides) {
      if (at >= bytes.size() || (bytes[at] != '"' && bytes[at] != '\'')) return malformed();
      const std::size_t close = bytes.find(bytes[at], at + 1);
      if (close == std::string_view::npos) return malformed();
      side = {at + 1, close};
      at = skip_blanks(bytes, close + 1);
    }
  }
  Traced values[2];
  for (int i = 0; i < 2; ++i) {
    if (!expander_.expand(line, sides[i].begin, sides[i].end, values[i]) ||
        !expander_.require_decided(values[i]))
      return false;
  }
  equal = values[0].bytes() == values[1].bytes();
  return true;
}

// NAME, or NAME and an operator, then lines up to `endef`.
bool Evaluation::define(File& file, const Traced& line, std::size_t begin, bool override_given) {
  Assignment assignment;
  if (!parse_assignment(line, begin, assignment)) {
    assignment.flavor = Flavor::kRecursive;
    assignment.name = line.slice(begin, begin + trim(line.bytes().substr(begin)).size());
  }
  const Origin at = line.origin(begin);
  Traced value;
  bool first = true;
  int depth = 1;
  for (LogicalLine next; file.lines.next(next);) {
    const std::string_view text = trim(next.text.bytes());
    const std::string_view word = text.substr(0, word_end(text, 0));
    if (word == "define") ++depth;
    if (word == "endef" && --depth == 0)
      return !file.active() || assign(assignment, value, override_given);
    if (!first) value.append("\n", {});
    first = false;
    value.append(next.text);
  }
  return expander_.fail(at, "this `define` has no `endef`");
}

bool Evaluation::include(const Traced& line, std::size_t begin, bool optional) {
  Traced names;
  if (!expander_.expand(line, begin, line.size(), names) || !expander_.require_decided(names))
    return false;
  for (const WordRange word : word_ranges(names.bytes())) {
    const std::string_view name =
        std::string_view(names.bytes()).substr(word.begin, word.end - word.begin);
    if (!include_file(name, line.origin(begin), optional)) return false;
  }
  return true;
}

bool Evaluation::include_file(std::string_view name, Origin at, bool optional) {
  bool inside = false;
  const std::string folder = expander_.folder();
  for (const std::string_view base : {std::string_view(), std::string_view(folder)}) {
    const auto path = resolve_path(base, name);
    if (!path) continue;
    inside = true;
    for (const char* ending : {"", ".in"}) {
      const auto text = expander_.tree().read(*path + ending);
      if (!text.ok()) return expander_.fail(at, text.error());
      if (*text) return read(**text, std::string(name));
    }
  }
  if (optional) return true;
  const std::string quoted = "`" + std::string(name) + "`";
  if (!inside) {
    return expander_.fail(at, "the included makefile " + quoted + " lies outside the source tree",
                          "when a variable leads there, give it under `variables` in the recipe");
  }
  return expander_.fail(at, "there is no makefile " + quoted + " to include");
}

bool parse_assignment(const Traced& line, std::size_t begin, Assignment& assignment) {
  const std::string_view bytes = line.bytes();
  std::size_t name_end = std::string_view::npos;
  for (std::size_t at = begin; at < bytes.size();) {
    const std::string_view rest = bytes.substr(at);
    std::size_t length = 0;
    for (const auto& [sign, flavor] : {std::pair{std::string_view("="), Flavor::kRecursive},
                                       {":=", Flavor::kSimple},
                                       {"::=", Flavor::kSimple},
                                       {"+=", Flavor::kAppend},
                                       {"?=", Flavor::kIfUndefined},
                                       {"!=", Flavor::kShell}}) {
      if (!rest.starts_with(sign)) continue;
      length = sign.size();
      assignment.flavor = flavor;
    }
    if (length > 0) {
      assignment.name = line.slice(begin, std::min(at, name_end));
      assignment.value = skip_blanks(bytes, at + length);
      return true;
    }
    if (bytes[at] == ':') return false;
    if (is_blank(bytes[at])) {
      // Only the operator may follow.
      name_end = std::min(name_end, at);
      ++at;
    } else if (name_end != std::string_view::npos) {
      return false;
    } else {
      at = bytes[at] == '$' ? skip_reference(bytes, at) : at + 1;
    }
  }
  return false;
}

bool Evaluation::expand_name(const Traced& text, std::string& name) {
  Traced expanded;
  if (!expander_.expand(text, expanded) || !expander_.require_decided(expanded)) return false;
  name = trim(expanded.bytes());
  return true;
}

bool Evaluation::assign(const Assignment& assignment, const Traced& value, bool override_given) {
  // A line that is only there when an undecided conditional says so spoils the variable that it
  // sets, and not more: the value then holds the conditional, which is found when anything depends
  // on it.
  const Traced& written = assignment.name;
  std::size_t name_begin = 0;
  while (const auto prefix = find_template_name(written.bytes(), name_begin)) {
    if (prefix->begin != name_begin) break;
    name_begin = prefix->end;
  }
  std::string name;
  if (!expand_name(written.slice(name_begin, written.size()), name)) return false;
  const Origin at = written.origin(0);
  if (name.empty()) return expander_.fail(at, "this assignment has no name");

  const Variable* before = expander_.find(name);
  if (before && before->rank == Variable::Rank::kFixed && !override_given) return true;
  if (assignment.flavor == Flavor::kIfUndefined && before &&
      before->rank != Variable::Rank::kPreset)
    return true;
  if (assignment.flavor == Flavor::kShell) {
    return expander_.fail(at, "`!=` runs a program, and so has no value",
                          "give `" + name + "` under `variables` in the recipe");
  }

  const bool append = assignment.flavor == Flavor::kAppend && before;
  const bool expand_now = assignment.flavor == Flavor::kSimple || (append && !before->recursive);
  Traced added = written.slice(0, name_begin);
  if (expand_now) {
    if (!expander_.expand(value, added)) return false;
  } else {
    added.append(value);
  }
  Variable& variable = expander_.variable(name);
  if (!append) variable = Variable{{}, assignment.flavor != Flavor::kSimple};
  if (override_given) variable.rank = Variable::Rank::kFixed;
  if (append && added.empty()) return true;
  if (append && !variable.value.empty()) variable.value.append(" ", {});
  variable.value.append(added);
  if (variable.value.size() > kMaxValue)
    return expander_.fail(at, "the value of `" + name + "` grows too large");
  return expander_.charge(variable.value.size(), at);
}

}  // namespace towpath::kbuild
