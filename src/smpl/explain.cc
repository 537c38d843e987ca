// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/explain.h"

#include <algorithm>
#include <optional>

#include "smpl/engine.h"
#include "smpl/match.h"

namespace towpath::smpl {

namespace {

using c::NodeId;
using Op = Instruction::Op;

std::string quoted(const std::string& text) {
  return "`" + text + "`";
}

std::string slot_text(const Program& program, std::uint32_t index) {
  const Slot& slot = program.slots[index];
  if (slot.is_token) return quoted(slot.text);
  if (slot.meta == kNone) return "code";
  return "what the metavariable " + program.metavariables[slot.meta].name + " may be";
}

// What the program wants at an instruction, in the rule's words.
std::string expected_at(const Program& program, std::uint32_t pc) {
  const Instruction& instruction = program.code[pc];
  if (instruction.op == Op::kLeave) return "nothing more";
  if (instruction.op == Op::kTested) return "a condition around it";
  if (instruction.op == Op::kSpecifiers || instruction.op == Op::kOuter) return "another type";
  if (instruction.op == Op::kOneOf || instruction.op == Op::kSole)
    return "a declaration of one name";
  if (instruction.op == Op::kAccept) return "what the constraints allow";
  if (instruction.op != Op::kEnter && instruction.slot != kNone)
    return slot_text(program, instruction.slot);
  for (std::size_t i = pc + 1; i < program.code.size(); ++i) {
    if (program.code[i].op == Op::kToken)
      return "code with " + slot_text(program, program.code[i].slot);
    if (program.code[i].op == Op::kAccept) break;
  }
  return "code of another kind";
}

// Where the parts of a rule begin in its program, and whether they are all of it.
std::vector<std::uint32_t> entries_of(const Program& program) {
  if (program.flow.formulas.empty()) return {0};
  std::vector<std::uint32_t> entries;
  for (const Formula& formula : program.flow.formulas) {
    const bool has_entry = formula.op == Formula::Op::kStatement ||
                           formula.op == Formula::Op::kHead || formula.op == Formula::Op::kInside;
    if (has_entry) entries.push_back(formula.entry);
  }
  return entries;
}

class Explainer {
 public:
  Explainer(const Text& text, const Subject& subject, Offset begin, std::uint32_t line,
            const c::Names& names)
      : text_(text), subject_(subject), begin_(begin) {
    declarations_.add(c::parse(text, names));
    const c::Tree& tree = subject.tree();
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
      const c::Node& node = tree.nodes[id];
      if (id == tree.root || node.first == node.last) continue;
      if (text.line_of(begin + tree.tokens[node.first].begin) == line) nodes_.push_back(id);
    }
  }

  Explanation explain(const Rule& rule, const Program& program) const {
    Explanation best{.rule = rule, .verdict = Explanation::Verdict::kFails};
    std::optional<Failure> furthest;
    c::TokenIndex progress = 0;  // in tokens: what begins further on has not come further
    Values values;
    const FileDeclarations declarations = [this]() -> const Declarations& { return declarations_; };
    Given given;
    given.values = &values;
    Types types(subject_, &declarations, program.bits);
    given.types = &types;
    given.traces = true;
    Matcher matcher(program, subject_, given);
    const c::Tree& tree = subject_.tree();
    for (const std::uint32_t entry : entries_of(program)) {
      for (const NodeId node : nodes_) {
        const bool matches = matcher.run(entry, tree.nodes[node].parent, subject_.position(node),
                                         matcher.inherited());
        if (matches) {
          best.verdict = program.flow.formulas.empty() ? Explanation::Verdict::kMatches
                                                       : Explanation::Verdict::kPart;
          best.place = place(tree.nodes[node].first);
          return best;
        }
        const Failure failure = matcher.failure();
        const c::TokenIndex come = failure.at - std::min(failure.at, tree.nodes[node].first);
        if (failure.instruction == kNone || (furthest && come <= progress)) continue;
        furthest = failure;
        progress = come;
      }
    }
    if (!furthest) {
      best.verdict = Explanation::Verdict::kNotTried;
      best.reason = "nothing that it could match begins on this line";
      return best;
    }
    best.place = place(furthest->at);
    best.found = furthest->at < tree.tokens.size() ? tree.spelling(furthest->at) : "";
    best.expected = expected_at(program, furthest->instruction);
    return best;
  }

 private:
  Place place(c::TokenIndex token) const {
    const c::Tree& tree = subject_.tree();
    const std::size_t last = tree.tokens.size() - 1;
    return text_.place(begin_ + tree.tokens[std::min<std::size_t>(token, last)].begin);
  }

  const Text& text_;
  const Subject& subject_;
  Offset begin_;
  Declarations declarations_;
  std::vector<NodeId> nodes_;
};

// Why the rule is not even tried on a text, from its words.
std::optional<std::string> not_tried(const SourceRule& source, const CompiledRule& rule,
                                     const std::vector<Words::Hit>& hits) {
  if (source.refused) return source.refused->message;
  if (rule.facts.never) return "what it depends on or inherits from cannot be";
  const auto is_there = [&](WordId word) {
    return std::any_of(hits.begin(), hits.end(),
                       [&](const Words::Hit& hit) { return hit.word == word; });
  };
  if (rule.words.empty() || std::any_of(rule.words.begin(), rule.words.end(), is_there)) return {};
  std::string words;
  for (const std::string& word : rule.program.needs.words)
    words += (words.empty() ? "" : ", ") + quoted(word);
  return "the file has none of its words: " + words;
}

}  // namespace

std::vector<Explanation> explain(const SemanticPatch& patch, const Text& text, std::uint32_t line) {
  const Engine& engine = patch.engine();
  const c::Outline outline = c::outline(text);
  const std::vector<Words::Hit> hits = engine.words.scan(text.bytes());
  const Offset line_end = line < text.line_count() ? text.line_begin(line + 1) : text.size();
  Offset begin = 0;
  Offset end = text.size();
  for (const c::External& external : outline.externals) {
    end = outline.tokens[external.last - 1].end();
    if (end >= line_end || text.line_of(end) > line) break;
    begin = end;
  }
  const Subject subject(c::parse_range(Text(text.name(), std::string(text.slice(begin, end))), 0,
                                       end - begin, engine.names, outline.names));
  const Explainer explainer(text, subject, begin, line, engine.names);
  std::vector<Explanation> told;
  for (const Part& part : engine.parts) {
    for (std::size_t i = 0; i < part.compiled.size(); ++i) {
      const SourceRule& source = part.sources.rules[i];
      if (source.script) continue;
      const Rule& rule = engine.rules[part.first + i];
      if (auto reason = not_tried(source, part.compiled[i], hits)) {
        told.push_back({.rule = rule,
                        .verdict = Explanation::Verdict::kNotTried,
                        .reason = *std::move(reason)});
      } else {
        told.push_back(explainer.explain(rule, part.compiled[i].program));
      }
    }
  }
  return told;
}

}  // namespace towpath::smpl
