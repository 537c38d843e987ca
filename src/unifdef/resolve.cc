// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/resolve.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "lex/directive.h"
#include "unifdef/judge.h"

namespace towpath::unifdef {
namespace {

using lex::Directive;
using lex::DirectiveKind;

// Line numbers at offsets that only grow.
class LineCounter {
 public:
  explicit LineCounter(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t line_of(Offset at) {
    line_ += newlines(bytes_.substr(at_, at - at_));
    at_ = at;
    return line_;
  }

  static std::uint32_t newlines(std::string_view bytes) {
    // Blocks of a fixed size, with a counter that they cannot overflow, are what compilers turn
    // into vector code.
    constexpr std::size_t kBlock = 128;
    std::uint32_t count = 0;
    for (; bytes.size() >= kBlock; bytes.remove_prefix(kBlock)) {
      std::uint8_t in_block = 0;
      for (std::size_t i = 0; i < kBlock; ++i) in_block += bytes[i] == '\n';
      count += in_block;
    }
    return count + static_cast<std::uint32_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  }

 private:
  std::string_view bytes_;
  Offset at_ = 0;
  std::uint32_t line_ = 1;
};

constexpr Offset kNone = ~Offset{0};

// An #if that waits for its #endif.
struct Chain {
  Offset opened_at;              // its keyword
  Offset removal_begin = kNone;  // of the bytes being removed, if any are
  bool removed_whole = false;    // lies in a branch that is removed
  bool certain = false;          // a branch was certainly true: all later ones go
  bool kept = false;             // stays a conditional, for a branch was undecided
  bool has_else = false;
  std::vector<RuleIndex> rules;          // that decided branches so far
  std::vector<std::uint32_t> undecided;  // indices into Resolution::undecided

  bool in_removal() const { return removed_whole || removal_begin != kNone; }
};

class Resolver {
 public:
  Resolver(const Text& text, const Definitions& definitions, const Options& options)
      : text_(text), judge_(text, definitions, options), lines_(text.bytes()) {}

  Result<Resolution> run() && {
    const lex::DirectiveScan scan = lex::scan_directives(text_.bytes(), lex::Wanted::kConditionals);
    for (const Directive& directive : scan.directives) {
      switch (directive.kind) {
        case DirectiveKind::kIf:
        case DirectiveKind::kIfdef:
        case DirectiveKind::kIfndef:
          see_if(directive);
          continue;
        case DirectiveKind::kEndif:
          if (chains_.empty()) return misplaced(directive);
          see_endif(directive);
          continue;
        default:
          if (chains_.empty() || chains_.back().has_else) return misplaced(directive);
          if (directive.kind == DirectiveKind::kElse) {
            see_else(directive);
          } else {
            see_elif(directive);
          }
      }
    }
    const bool unclosed_comment = scan.unclosed_comment < text_.size();
    if (!chains_.empty()) {
      return Error{text_.place(chains_.back().opened_at), "this conditional has no #endif",
                   unclosed_comment ? "a comment that never ends opens in line " +
                                          std::to_string(text_.line_of(scan.unclosed_comment))
                                    : ""};
    }
    if (unclosed_comment) {
      resolution_.problems.push_back(
          {text_.place(scan.unclosed_comment), "this comment is not closed", ""});
    } else {
      end_last_line(scan);
    }
    return std::move(resolution_);
  }

 private:
  void see_if(const Directive& directive) {
    const bool removed = !chains_.empty() && chains_.back().in_removal();
    Chain& chain = chains_.emplace_back();
    chain.opened_at = directive.keyword_begin;
    chain.removed_whole = removed;
    if (removed) return;
    switch (decide(directive)) {
      case Truth::kTrue:
        chain.certain = true;
        remove(directive.begin, directive.end);
        break;
      case Truth::kFalse:
        chain.removal_begin = directive.begin;
        break;
      case Truth::kUnknown:
        keep(directive);
    }
  }

  void see_elif(const Directive& directive) {
    Chain& chain = chains_.back();
    if (chain.removed_whole) return;
    if (chain.certain) return end_branches(directive);
    switch (decide(directive)) {
      case Truth::kTrue:
        chain.certain = true;
        if (chain.kept) {
          end_removal(directive.begin);
          replace(directive.keyword_begin, directive.operand_end, "else");
        } else {
          end_removal(directive.end);
        }
        break;
      case Truth::kFalse:
        if (!chain.in_removal()) chain.removal_begin = directive.begin;
        break;
      case Truth::kUnknown:
        end_removal(directive.begin);
        if (!chain.kept) make_if(directive);
        keep(directive);
    }
  }

  void see_else(const Directive& directive) {
    Chain& chain = chains_.back();
    chain.has_else = true;
    if (chain.removed_whole) return;
    if (chain.certain) return end_branches(directive);
    end_removal(chain.kept ? directive.begin : directive.end);
  }

  void see_endif(const Directive& directive) {
    Chain& chain = chains_.back();
    if (chain.kept) {
      end_removal(directive.begin);
      count_lines(directive);
    } else if (!chain.removed_whole) {
      if (!chain.in_removal()) chain.removal_begin = directive.begin;
      end_removal(directive.end);
    }
    chains_.pop_back();
  }

  // At a branch after the certain one: it goes, and all after it.
  void end_branches(const Directive& directive) {
    Chain& chain = chains_.back();
    if (chain.in_removal()) return;
    chain.removal_begin = directive.begin;
    if (!chain.kept) return;
    // This directive becomes the #endif, the real one goes.
    count_lines(directive);
    replace(directive.keyword_begin, directive.operand_end, "endif");
    chain.removal_begin = directive.end;
    chain.kept = false;
  }

  // The last chain's conditional ends at the directive: now it is known how many lines it controls.
  void count_lines(const Directive& directive) {
    if (chains_.back().undecided.empty()) return;
    const std::uint32_t line = lines_left_before(directive.begin);
    for (const std::uint32_t index : chains_.back().undecided) {
      std::uint32_t& lines = resolution_.undecided[index].lines_controlled;
      lines = line - lines;
    }
  }

  Truth decide(const Directive& directive) {
    const Truth truth = judge_.judge(directive);
    std::vector<RuleIndex>& rules = chains_.back().rules;
    for (const RuleIndex rule : judge_.rules()) {
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
    return truth;
  }

  // The directive, which is undecided, stays a branch of the last chain.
  void keep(const Directive& directive) {
    Chain& chain = chains_.back();
    chain.kept = true;
    if (judge_.problem()) {
      resolution_.problems.push_back(
          {text_.place(judge_.problem()->at), "left as it is: " + judge_.problem()->message, ""});
    }
    for (Edit& edit : judge_.simplification()) {
      removed_lines_ += LineCounter::newlines(text_.slice(edit.begin, edit.end));
      resolution_.edits.push_back(std::move(edit));
    }
    if (judge_.symbols().empty()) return;
    const std::uint32_t line = lines_.line_of(directive.keyword_begin);
    // Until the #endif is seen, `lines_controlled` holds the line where the count begins.
    const std::uint32_t first = lines_left_before(directive.end);
    for (const std::string_view symbol : judge_.symbols()) {
      chain.undecided.push_back(static_cast<std::uint32_t>(resolution_.undecided.size()));
      resolution_.undecided.push_back({std::string(symbol), line, first});
    }
  }

  std::uint32_t lines_left_before(Offset at) { return lines_.line_of(at) - removed_lines_; }

  // Turns #elif, #elifdef, #elifndef into #if, #ifdef, #ifndef of the same width.
  void make_if(const Directive& directive) {
    std::string_view keyword = "if  ";
    if (directive.kind == DirectiveKind::kElifdef) keyword = "ifdef  ";
    if (directive.kind == DirectiveKind::kElifndef) keyword = "ifndef  ";
    replace(directive.keyword_begin, directive.keyword_end, keyword);
  }

  void end_removal(Offset end) {
    const Offset begin = std::exchange(chains_.back().removal_begin, kNone);
    if (begin != kNone) remove(begin, end);
  }

  void remove(Offset begin, Offset end) {
    const std::string_view bytes = text_.bytes();
    removed_lines_ += LineCounter::newlines(text_.slice(begin, end));
    // Behind the end of a comment that goes on from an earlier line, that line's end must stay.
    const bool line_stays = begin > 0 && bytes[begin - 1] != '\n' && bytes[end - 1] == '\n';
    std::string_view rest;
    if (line_stays) {
      rest = end >= 2 && bytes[end - 2] == '\r' ? "\r\n" : "\n";
      --removed_lines_;
    }
    const std::vector<RuleIndex>& rules = chains_.back().rules;
    Edits& edits = resolution_.edits;
    if (!edits.empty() && edits.back().end == begin && edits.back().replacement.empty() &&
        edits.back().rules == rules) {
      edits.back().end = end;
      edits.back().replacement = rest;
    } else {
      edits.push_back({begin, end, std::string(rest), rules});
    }
  }

  void replace(Offset begin, Offset end, std::string_view replacement) {
    removed_lines_ += LineCounter::newlines(text_.slice(begin, end));
    resolution_.edits.push_back({begin, end, std::string(replacement), chains_.back().rules});
  }

  // Like unifdef, ends the last line where that is an #endif which stays.
  void end_last_line(const lex::DirectiveScan& scan) {
    const std::string_view bytes = text_.bytes();
    if (scan.directives.empty() || scan.directives.back().end != text_.size()) return;
    if (bytes.ends_with('\n')) return;
    const bool removed = !resolution_.edits.empty() && resolution_.edits.back().end == text_.size();
    if (removed) return;
    const std::size_t first = bytes.find('\n');
    const bool carriage_return = first > 0 && first < bytes.size() && bytes[first - 1] == '\r';
    resolution_.edits.push_back({text_.size(),
                                 text_.size(),
                                 carriage_return ? "\r\n" : "\n",
                                 {Definitions::kFinalNewline}});
  }

  Error misplaced(const Directive& directive) const {
    const std::string keyword(text_.slice(directive.keyword_begin, directive.keyword_end));
    if (chains_.empty()) {
      return {text_.place(directive.keyword_begin), "#" + keyword + " without #if", ""};
    }
    return {text_.place(directive.keyword_begin), "#" + keyword + " after #else",
            "the #if is in line " + std::to_string(text_.line_of(chains_.back().opened_at))};
  }

  const Text& text_;
  Judge judge_;
  LineCounter lines_;
  std::uint32_t removed_lines_ = 0;
  std::vector<Chain> chains_;
  Resolution resolution_;
};

}  // namespace

Result<Resolution> resolve(const Text& text, const Definitions& definitions,
                           const Options& options) {
  return Resolver(text, definitions, options).run();
}

}  // namespace towpath::unifdef
