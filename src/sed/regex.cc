// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/regex.h"

#include <algorithm>
#include <utility>

#include "sed/literals.h"
#include "sed/regex_translate.h"

namespace towpath::sed {
namespace {

// Steps of one match. A match that takes more goes wrong in kind, not in degree.
constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kHeapLimitKiB = 64 * 1024;
constexpr std::size_t kJitStackStart = 32 * 1024;
constexpr std::size_t kJitStackMax = 64 * 1024 * 1024;
constexpr std::size_t kWorkspaceStart = 1000;
constexpr std::size_t kWorkspaceMax = 4'000'000;
constexpr int kGroups = 10;  // the match and \1 to \9

PCRE2_SPTR bytes_of(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

// At the end of each match that the held code comes upon: keep looking until one ends at `wanted`,
// or, when searching, through all of them.
struct EndChooser {
  bool searching;
  std::size_t wanted;
  std::size_t longest = 0;

  static int choose(pcre2_callout_block* block, void* data) {
    auto& self = *static_cast<EndChooser*>(data);
    if (!self.searching) return block->current_position == self.wanted ? 0 : 1;
    self.longest = std::max<std::size_t>(self.longest, block->current_position);
    return 1;
  }
};

}  // namespace

Result<Regex::Code> Regex::compile_code(const std::string& pattern, std::uint32_t options) const {
  const std::unique_ptr<pcre2_compile_context, void (*)(pcre2_compile_context*)> context(
      pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  if (ignore_case_) options |= PCRE2_CASELESS;
  int code = 0;
  PCRE2_SIZE offset = 0;
  Code result(pcre2_compile(
      bytes_of(pattern), pattern.size(),
      options | PCRE2_DOTALL | PCRE2_ALT_CIRCUMFLEX | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF, &code,
      &offset, context.get()));
  if (!result) {
    char message[160];
    pcre2_get_error_message(code, reinterpret_cast<PCRE2_UCHAR*>(message), sizeof message);
    return Error{where_, std::string("the regular expression cannot be compiled: ") + message,
                 "write it with fewer or smaller repetitions and groups"};
  }
  // Without the JIT matching still works, only slower.
  pcre2_jit_compile(result.get(), PCRE2_JIT_COMPLETE);
  return result;
}

Result<Regex> Regex::compile(std::string_view source, RegexFlags flags, const Place& where) {
  const Result<RegexTree> tree = parse_regex(source, flags, where);
  if (!tree) return tree.error();
  Regex regex;
  regex.where_ = where;
  regex.groups_ = tree->groups;
  regex.ignore_case_ = flags.ignore_case;
  regex.has_references_ = tree->has_references;
  regex.literals_ = required_literals(*tree);

  const std::string pattern = to_pcre2(*tree, flags, Subject::kSpace);
  Result<Code> code = regex.compile_code(pattern, 0);
  if (!code) return std::move(code).error();
  regex.code_ = std::move(*code);
  if (!greedy_is_longest(tree->root)) {
    code = regex.compile_code("(?:" + pattern + ")(?C1)",
                              PCRE2_ANCHORED | PCRE2_NO_AUTO_POSSESS | PCRE2_NO_START_OPTIMIZE);
    if (!code) return std::move(code).error();
    regex.held_ = std::move(*code);
  }
  if (regex.literals_.empty()) {
    code = regex.compile_code(to_pcre2(*tree, flags, Subject::kWholeFile), 0);
    if (!code) return std::move(code).error();
    regex.lines_ = std::move(*code);
  }
  return regex;
}

Matcher::Matcher()
    : match_(pcre2_match_data_create(kGroups, nullptr)),
      longest_(pcre2_match_data_create(1, nullptr)),
      context_(pcre2_match_context_create(nullptr)) {
  pcre2_set_match_limit(context_.get(), kMatchLimit);
  pcre2_set_heap_limit(context_.get(), kHeapLimitKiB);
}

Matcher::Outcome Matcher::run(const pcre2_code* code, std::string_view subject, std::size_t from) {
  int result = pcre2_match(code, bytes_of(subject), subject.size(), from, PCRE2_NO_UTF_CHECK,
                           match_.get(), context_.get());
  if (result == PCRE2_ERROR_JIT_STACKLIMIT && !stack_) {
    stack_.reset(pcre2_jit_stack_create(kJitStackStart, kJitStackMax, nullptr));
    pcre2_jit_stack_assign(context_.get(), nullptr, stack_.get());
    return run(code, subject, from);
  }
  if (result == PCRE2_ERROR_NOMATCH) return Outcome::kNone;
  if (result < 0) return Outcome::kGaveUp;
  set_groups_ = result == 0 ? kGroups : result;  // 0: more groups than the offsets have room for
  return Outcome::kMatch;
}

Matcher::Outcome Matcher::test(const Regex& regex, std::string_view subject) {
  return run(regex.code_.get(), subject, 0);
}

Matcher::Outcome Matcher::find(const Regex& regex, std::string_view subject, std::size_t from) {
  const Outcome outcome = run(regex.code_.get(), subject, from);
  if (outcome != Outcome::kMatch || !regex.held_) return outcome;
  return lengthen(regex, subject);
}

Matcher::Outcome Matcher::lengthen(const Regex& regex, std::string_view subject) {
  const Span first = group(0);
  if (first.end == subject.size()) return Outcome::kMatch;
  EndChooser chooser{.searching = false, .wanted = first.end};
  pcre2_set_callout(context_.get(), EndChooser::choose, &chooser);
  int result = PCRE2_ERROR_DFA_UITEM;
  if (!regex.has_references_) {
    if (workspace_.empty()) workspace_.resize(kWorkspaceStart);
    for (;;) {
      result = pcre2_dfa_match(regex.code_.get(), bytes_of(subject), subject.size(), first.begin,
                               PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK, longest_.get(), context_.get(),
                               workspace_.data(), workspace_.size());
      if (result != PCRE2_ERROR_DFA_WSSIZE || workspace_.size() >= kWorkspaceMax) break;
      workspace_.resize(workspace_.size() * 4);
    }
  }
  if (result >= 0) {
    chooser.wanted = pcre2_get_ovector_pointer(longest_.get())[1];
    if (chooser.wanted == first.end) return Outcome::kMatch;
  } else {
    // What that matcher cannot do: go through all matches at this place.
    chooser.searching = true;
    if (run(regex.held_.get(), subject, first.begin) == Outcome::kGaveUp) return Outcome::kGaveUp;
    chooser.searching = false;
    chooser.wanted = std::max(chooser.longest, first.end);
  }
  return run(regex.held_.get(), subject, first.begin);
}

Matcher::Span Matcher::group(int number) const {
  if (number >= set_groups_) return {0, 0};
  const PCRE2_SIZE* const offsets = pcre2_get_ovector_pointer(match_.get());
  const Span span{offsets[2 * number], offsets[2 * number + 1]};
  return span.begin == PCRE2_UNSET ? Span{0, 0} : span;
}

Matcher::Outcome Matcher::find_line(const Regex& regex, std::string_view text, std::size_t from,
                                    std::size_t& at) {
  const Outcome outcome = run(regex.lines_.get(), text, from);
  if (outcome == Outcome::kMatch) at = group(0).begin;
  return outcome;
}

}  // namespace towpath::sed
