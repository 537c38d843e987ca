// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/transform.h"

#include <algorithm>
#include <set>

#include "kbuild/evaluate.h"
#include "kbuild/object_words.h"
#include "kbuild/objects.h"
#include "kbuild/template.h"

namespace towpath::kbuild {
namespace {

constexpr std::size_t kLineWidth = 80;
constexpr std::size_t kTab = 8;

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string with_name(std::string_view line, std::string_view name) {
  std::string text;
  for (const char c : line) {
    if (c == '%') {
      text += name;
    } else {
      text += c;
    }
  }
  return text + "\n";
}

// The pass over the lines: what goes, and what configure would do to the rest.
class LineFilter {
 public:
  LineFilter(const Text& text, const KbuildRules& rules) : text_(text), rules_(rules) {}

  Status run(Edits& edits) {
    const std::string folder(folder_of(text_.name()));
    LineReader lines(text_, 0, rules_.settings, folder);
    bool blank_before = false;
    for (LogicalLine line; lines.next(line);) {
      if (const auto rule = rule_against(line)) {
        edits.push_back({line.begin, line.end, "", {*rule}});
        continue;
      }
      const bool blank = trim(text_.slice(line.begin, line.end)).empty();
      if (blank && blank_before) {
        edits.push_back({line.begin, line.end, "", {kBlankLineRule}});
        continue;
      }
      blank_before = blank;
      if (const Status status = keep(line, edits); !status.ok()) return status;
    }
    return Done{};
  }

  bool ends_without_newline() const { return ends_without_newline_; }

 private:
  // The rule that takes the line out.
  std::optional<RuleIndex> rule_against(const LogicalLine& line) {
    const std::string& bytes = line.text.bytes();
    if (dropped_rule_ && bytes.starts_with('\t')) return dropped_rule_;  // its recipe
    dropped_rule_.reset();
    if (line.excluded) return kConditionalRule;
    // @INCLUDE_RULES@ by itself, decided to be nothing.
    if (!line.configured.empty() && trim(bytes).empty()) return kSubstitutionRule;
    for (std::size_t i = 0; i < rules_.drop.size(); ++i) {
      if (!rules_.drop[i].matches(bytes)) continue;
      const auto rule = static_cast<RuleIndex>(kFirstDropRule + i);
      if (is_rule(without_comment(line.text))) dropped_rule_ = rule;
      return rule;
    }
    return std::nullopt;
  }

  Status keep(const LogicalLine& line, Edits& edits) {
    if (line.partly_excluded) {
      return Error{
          text_.place(line.begin),
          "a conditional excludes a part of this statement, and so, for make, all after it",
          "drop the statement with `drop`, or change it in a stage before"};
    }
    const Traced kept = without_comment(line.text);
    if (const auto name = find_template_name(kept.bytes())) {
      return undecided(text_.place(kept.origin(name->begin).offset),
                       kept.bytes().substr(name->begin + 1, name->end - name->begin - 2));
    }
    for (const Edit& edit : line.configured) {
      edits.push_back(edit);
      edits.back().rules = {edit.replacement.empty() ? kConditionalRule : kSubstitutionRule};
    }
    ends_without_newline_ = !text_.slice(line.begin, line.end).ends_with('\n');
    return Done{};
  }

  const Text& text_;
  const KbuildRules& rules_;
  std::optional<RuleIndex> dropped_rule_;
  bool ends_without_newline_ = false;
};

std::vector<std::string> texts_of(const std::vector<Word>& words) {
  std::vector<std::string> texts;
  for (const Word& word : words) texts.push_back(word.text);
  return texts;
}

// `NAME-y := a.o b.o`, wrapped as the kernel's makefiles are.
std::string object_list(const std::string& module, const std::vector<std::string>& objects) {
  std::string text = module + "-y :=";
  const std::size_t indent = text.size() + 1;
  std::size_t column = text.size();
  for (const std::string& object : objects) {
    if (column + 1 + object.size() + 2 > kLineWidth && column > indent) {
      text += " \\\n" + std::string(indent / kTab, '\t') + std::string(indent % kTab, ' ');
      column = indent;
    } else {
      text += ' ';
      ++column;
    }
    text += object;
    column += object.size();
  }
  return text + "\n";
}

Result<std::string> flattened(Makefile& makefile, const KernelMakefile& made,
                              const KbuildRules& rules, const SourceTree& tree,
                              std::vector<MissingObject>& missing) {
  std::string text = joined(rules.prepend);
  const std::string folder(folder_of(makefile.path()));
  for (const std::string& module : made.modules) {
    auto words = object_words(makefile, module);
    if (!words.ok()) return words.error();
    std::vector<std::string> objects;
    for (Word& word : *words) {
      const auto source = source_of(folder, word.text, tree);
      if (!source.ok()) return source.error();
      if (*source) {
        objects.push_back(std::move(word.text));
      } else {
        missing.push_back({module, std::move(word.text), std::move(word.place), true});
      }
    }
    text += "\n" + object_list(module, objects);
    for (const std::string& line : rules.each_module) text += with_name(line, module);
  }
  return text + joined(rules.append);
}

}  // namespace

std::vector<std::string> rule_names(const KbuildRules& rules) {
  std::vector<std::string> names = {"conditionals",    "substitutions", "blank lines",
                                    "missing objects", "prepend",       "append",
                                    "each_module",     "flatten"};
  for (const LinePattern& pattern : rules.drop) names.push_back("drop " + pattern.pattern());
  return names;
}

Result<KernelMakefile> transform(const Text& text, const KbuildRules& rules,
                                 const SourceTree& tree) {
  KernelMakefile made;
  if (!rules.modules.empty()) {
    auto before = Makefile::evaluate(text, rules.settings, tree);
    if (!before.ok()) return before.error();
    auto modules = before->words_of(rules.modules);
    if (!modules.ok()) return modules.error();
    made.modules = texts_of(*modules);
    if (rules.flatten) {
      auto whole = flattened(*before, made, rules, tree, made.missing);
      if (!whole.ok()) return whole.error();
      made.edits = trimmed(text.bytes(), {{0, text.size(), std::move(*whole), {kFlattenRule}}});
      return made;
    }
  }

  LineFilter filter(text, rules);
  if (!rules.prepend.empty()) made.edits.push_back({0, 0, joined(rules.prepend), {kPrependRule}});
  if (const Status status = filter.run(made.edits); !status.ok()) return status.error();

  const auto append = [&](std::string lines, RuleIndex rule) {
    if (lines.empty()) return;
    if (filter.ends_without_newline() &&
        (made.edits.empty() || made.edits.back().begin < text.size()))
      lines.insert(0, "\n");
    made.edits.push_back({text.size(), text.size(), std::move(lines), {rule}});
  };
  std::string module_lines;
  for (const std::string& module : made.modules) {
    for (const std::string& line : rules.each_module) module_lines += with_name(line, module);
  }
  append(std::move(module_lines), kModuleRule);
  append(joined(rules.append), kAppendRule);

  auto removals =
      remove_missing_objects(Text(text.name(), towpath::applied(text.bytes(), made.edits)), rules,
                             made.modules, tree, made.missing);
  if (!removals.ok()) return removals.error();
  if (!removals->empty()) made.edits = compose(made.edits, *removals);
  return made;
}

}  // namespace towpath::kbuild
