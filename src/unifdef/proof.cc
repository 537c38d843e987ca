// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/proof.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "lex/directive.h"
#include "unifdef/bdd.h"
#include "unifdef/condition.h"
#include "unifdef/presence.h"
#include "unifdef/samples.h"

namespace towpath::unifdef {
namespace {

using lex::Directive;
using lex::DirectiveKind;

// Walks through the two texts for so many cases, and takes so many steps of all, before sampling.
constexpr std::size_t kMaxCases = 1000;
constexpr std::size_t kMaxSteps = std::size_t{1} << 22;

// Bytes between directives.
template <class Formula>
struct Stretch {
  Offset begin;
  Offset end;
  bool ends_line;  // a directive ends the line that it leaves open, behind a comment
  Formula presence;
};

struct ReadText {
  explicit ReadText(const Text& of)
      : text(of), scan(lex::scan_directives(of.bytes(), lex::Wanted::kConditionals)) {}
  const Text& text;
  lex::DirectiveScan scan;
};

template <class Logic>
class Prover {
 public:
  using Formula = typename Logic::Formula;

  Prover(const ReadText& before, const ReadText& after, ConditionReader& conditions)
      : before_(before), after_(after), conditions_(conditions) {}

  // Nothing if it takes too much.
  std::optional<Proof> run() {
    Proof proof;
    if (find_stretches(before_, before_stretches_)) return proof;
    if (const std::optional<Unpaired> fault = find_stretches(after_, after_stretches_)) {
      proof.difference =
          Difference{before_.text.place(0), after_.text.place(fault->at), {}, fault->message};
      return proof;
    }
    cases_.push_back({Logic::kTrue, {}, {}});
    for (std::size_t done = 0; done < cases_.size() && !proof.difference; ++done) {
      proof.difference = compare(cases_[done]);
      if (too_much()) return std::nullopt;
    }
    return proof;
  }

 private:
  struct Unpaired {
    Offset at;
    const char* message;
  };
  // How far a text is read. Where `at` is the end of the stretch, only the end of its line is left.
  struct Cursor {
    std::size_t stretch = 0;
    Offset at = 0;
    bool within = false;  // `at` counts
  };
  // Assignments for which the bytes before the cursors have been found to be the same.
  struct Case {
    Formula region;
    Cursor before;
    Cursor after;
  };
  using Stretches = std::vector<Stretch<Formula>>;

  bool too_much() const {
    return Logic::kExact && (logic_.exhausted() || cases_.size() > kMaxCases || steps_ > kMaxSteps);
  }

  std::optional<Unpaired> find_stretches(const ReadText& read, Stretches& stretches) {
    const std::string_view bytes = read.text.bytes();
    Presence<Logic> presence(logic_);
    std::uint32_t epoch = 0;
    std::vector<std::uint32_t> epochs;  // of the open conditionals
    Offset at = 0;
    const auto add = [&](Offset end) {
      if (at == end || presence.now() == Logic::kFalse) return;
      const std::string_view added = bytes.substr(at, end - at);
      epoch += static_cast<std::uint32_t>(std::count(added.begin(), added.end(), '#'));
      const bool ends_line = !added.ends_with('\n') && end != bytes.size();
      stretches.push_back({at, end, ends_line, presence.now()});
    };
    const auto condition = [&](const Directive& directive) {
      return formula_of(conditions_.read(bytes, directive), logic_, [&](std::uint32_t atom) {
        return variable(atom, epochs.back(), read, directive);
      });
    };
    for (const Directive& directive : read.scan.directives) {
      add(directive.begin);
      at = directive.end;
      switch (directive.kind) {
        case DirectiveKind::kIf:
        case DirectiveKind::kIfdef:
        case DirectiveKind::kIfndef:
          epochs.push_back(epoch);
          presence.see_if(presence.now() == Logic::kFalse ? Logic::kFalse : condition(directive));
          break;
        case DirectiveKind::kEndif:
          if (presence.depth() == 0) return Unpaired{directive.keyword_begin, "#endif without #if"};
          presence.see_endif();
          epochs.pop_back();
          break;
        default:
          if (!presence.may_go_on()) {
            return Unpaired{directive.keyword_begin, "a branch without #if"};
          }
          if (directive.kind == DirectiveKind::kElse) {
            presence.see_else();
          } else {
            presence.see_elif(presence.open() == Logic::kFalse ? Logic::kFalse
                                                               : condition(directive));
          }
      }
    }
    add(read.text.size());
    if (presence.depth() > 0) return Unpaired{read.text.size(), "a conditional has no #endif"};
    return std::nullopt;
  }

  // What stands for the atom at a place: a variable of its own behind every change of symbols.
  Formula variable(std::uint32_t atom, std::uint32_t epoch, const ReadText& read,
                   const Directive& directive) {
    const auto [entry, fresh] = variables_.try_emplace(
        std::uint64_t{epoch} << 32 | atom, static_cast<std::uint32_t>(meanings_.size()));
    if (fresh) meanings_.push_back({atom, &read, directive.keyword_begin});
    return logic_.variable(entry->second);
  }

  std::optional<Difference> compare(Case todo) {
    for (;; ++steps_) {
      const Formula before = next(before_stretches_, todo.before, todo.region);
      const Formula after = next(after_stretches_, todo.after, todo.region);
      if (too_much()) return std::nullopt;
      if (before == after) {
        if (before == Logic::kFalse) return std::nullopt;
        if (!step(todo)) return difference(todo, before);
      } else if (before == Logic::kFalse) {
        if (!at_line_end(after_stretches_, todo.after)) return difference(todo, after);
        pass(todo.after);
      } else if (after == Logic::kFalse) {
        if (!at_line_end(before_stretches_, todo.before)) return difference(todo, before);
        pass(todo.before);
      } else {
        split(todo, before, after);
        return std::nullopt;
      }
    }
  }

  // Moves on to the next stretch that is present somewhere in the region. Returns where; nowhere if
  // the text is at its end.
  Formula next(const Stretches& stretches, Cursor& cursor, const Formula& region) {
    for (; cursor.stretch < stretches.size(); pass(cursor)) {
      const Stretch<Formula>& stretch = stretches[cursor.stretch];
      const Formula presence =
          region == Logic::kTrue ? stretch.presence : logic_.both(region, stretch.presence);
      if (presence == Logic::kFalse) continue;
      if (!cursor.within) cursor.at = stretch.begin;
      cursor.within = true;
      return presence;
    }
    return Logic::kFalse;
  }

  static void pass(Cursor& cursor) {
    ++cursor.stretch;
    cursor.within = false;
  }

  static bool at_line_end(const Stretches& stretches, const Cursor& cursor) {
    return cursor.at == stretches[cursor.stretch].end;
  }

  // The next stretches of both are present in the same part of the region: reads on to the end of
  // one of them. False if they differ.
  bool step(Case& todo) {
    const Stretch<Formula>& before = before_stretches_[todo.before.stretch];
    const Stretch<Formula>& after = after_stretches_[todo.after.stretch];
    Offset& b = todo.before.at;
    Offset& a = todo.after.at;
    const std::string_view before_bytes = before_.text.slice(b, before.end);
    const std::string_view after_bytes = after_.text.slice(a, after.end);
    const std::size_t common = std::min(before_bytes.size(), after_bytes.size());
    if (std::memcmp(before_bytes.data(), after_bytes.data(), common) != 0) {
      const auto same = static_cast<Offset>(
          std::mismatch(before_bytes.begin(), before_bytes.end(), after_bytes.begin()).first -
          before_bytes.begin());
      b += same;
      a += same;
      return false;
    }
    b += static_cast<Offset>(common);
    a += static_cast<Offset>(common);
    const bool before_ends = b == before.end;
    const bool after_ends = a == after.end;
    if (before_ends && after_ends) {
      if (before.ends_line <= after.ends_line) pass(todo.before);
      if (after.ends_line <= before.ends_line) pass(todo.after);
      return true;
    }
    if (before_ends) {
      if (before.ends_line && !skip_newline(after_.text, a)) return false;
      pass(todo.before);
    } else {
      if (after.ends_line && !skip_newline(before_.text, b)) return false;
      pass(todo.after);
    }
    return true;
  }

  static bool skip_newline(const Text& text, Offset& at) {
    const std::string_view rest = text.bytes().substr(at);
    const Offset length = rest.starts_with('\n') ? 1 : rest.starts_with("\r\n") ? 2 : 0;
    at += length;
    return length > 0;
  }

  // Where only one of the two has its next stretch, the other may have the same further on.
  void split(const Case& parent, const Formula& before, const Formula& after) {
    const Formula rest = logic_.both(parent.region, logic_.negation(logic_.either(before, after)));
    for (const Formula& region :
         {logic_.both(before, after), logic_.both(before, logic_.negation(after)),
          logic_.both(after, logic_.negation(before)), rest}) {
      if (region != Logic::kFalse) cases_.push_back({region, parent.before, parent.after});
    }
  }

  Difference difference(const Case& at, const Formula& region) const {
    const auto place = [](const Text& text, const Stretches& stretches, const Cursor& cursor) {
      return text.place(cursor.stretch < stretches.size() ? cursor.at : text.size());
    };
    Difference result;
    result.before = place(before_.text, before_stretches_, at.before);
    result.after = place(after_.text, after_stretches_, at.after);
    for (const auto& [number, holds] : logic_.assignment(region)) {
      const Meaning& meaning = meanings_[number];
      result.assignment.push_back(
          {conditions_.atoms()[meaning.atom].name, meaning.read->text.line_of(meaning.at), holds});
    }
    return result;
  }

  // What a variable stands for, and the directive that it was first met in.
  struct Meaning {
    std::uint32_t atom;
    const ReadText* read;
    Offset at;
  };

  const ReadText& before_;
  const ReadText& after_;
  ConditionReader& conditions_;
  Logic logic_;
  std::unordered_map<std::uint64_t, std::uint32_t> variables_;  // by epoch and atom
  std::vector<Meaning> meanings_;                               // by variable
  Stretches before_stretches_;
  Stretches after_stretches_;
  std::vector<Case> cases_;
  std::size_t steps_ = 0;
};

}  // namespace

Proof prove(const Text& before, const Definitions& definitions, const Text& after) {
  if (before.bytes() == after.bytes()) return {};
  const ReadText read_before(before);
  const ReadText read_after(after);
  ConditionReader conditions(definitions);
  std::optional<Proof> proof = Prover<Bdd>(read_before, read_after, conditions).run();
  if (proof) return *std::move(proof);
  proof = Prover<Samples>(read_before, read_after, conditions).run();
  proof->sampled = true;
  return *std::move(proof);
}

Error to_error(const Difference& difference) {
  constexpr std::size_t kMostShown = 20;
  std::string message = "resolving went wrong: ";
  if (!difference.message.empty()) {
    message +=
        difference.message + " in line " + std::to_string(difference.after.line) + " of the result";
  } else {
    message += "line " + std::to_string(difference.after.line) + " of the result differs";
  }
  std::size_t shown = 0;
  for (const Assumption& assumption : difference.assignment) {
    message += shown == 0 ? ", if " : shown < kMostShown ? " and " : " and so on";
    if (shown++ == kMostShown) break;
    message += (assumption.holds ? "" : "not ") + assumption.condition + " (line " +
               std::to_string(assumption.line) + ")";
  }
  return {difference.before, message, ""};
}

}  // namespace towpath::unifdef
