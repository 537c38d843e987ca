// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/edit.h"

#include <algorithm>
#include <cstdint>

namespace towpath {

bool well_formed(const Edits& edits, Offset size) {
  Offset at = 0;
  for (const Edit& edit : edits) {
    if (edit.begin < at || edit.end < edit.begin || edit.end > size) return false;
    at = edit.end;
  }
  return true;
}

std::string applied(std::string_view before, const Edits& edits) {
  std::size_t size = before.size();
  for (const Edit& edit : edits) size += edit.replacement.size() - (edit.end - edit.begin);
  std::string after;
  after.reserve(size);
  Offset at = 0;
  for (const Edit& edit : edits) {
    after.append(before, at, edit.begin - at);
    after += edit.replacement;
    at = edit.end;
  }
  after.append(before, at);
  return after;
}

namespace {

void add_rules(std::vector<RuleIndex>& to, const std::vector<RuleIndex>& from) {
  for (const RuleIndex rule : from) {
    if (std::find(to.begin(), to.end(), rule) == to.end()) to.push_back(rule);
  }
}

// Where an edit's replacement lies in the text between the two passes.
struct Span {
  std::int64_t begin;
  std::int64_t end;
};

}  // namespace

Edits compose(const Edits& first, const Edits& second) {
  if (second.empty()) return first;
  if (first.empty()) return second;

  // Walk both lists over the text between them; a group is a run of edits that touch one another
  // there.
  Edits out;
  out.reserve(first.size() + second.size());
  std::size_t i = 0;
  std::size_t j = 0;
  std::int64_t shift = 0;  // middle offset - before offset, behind first[i - 1]
  const auto middle_of = [&](const Edit& edit) {
    const std::int64_t begin = edit.begin + shift;
    return Span{begin, begin + static_cast<std::int64_t>(edit.replacement.size())};
  };

  while (i < first.size() || j < second.size()) {
    const std::int64_t first_begin = i < first.size() ? middle_of(first[i]).begin : INT64_MAX;
    const std::int64_t second_begin = j < second.size() ? second[j].begin : INT64_MAX;

    Edit edit;
    const std::int64_t group_begin = std::min(first_begin, second_begin);
    std::int64_t group_end = group_begin;
    const std::size_t first_from = i;
    const std::size_t second_from = j;
    const std::int64_t shift_before = shift;
    for (bool grew = true; grew;) {
      grew = false;
      while (i < first.size() && middle_of(first[i]).begin <= group_end) {
        const Span span = middle_of(first[i]);
        group_end = std::max(group_end, span.end);
        shift += static_cast<std::int64_t>(first[i].replacement.size()) -
                 (static_cast<std::int64_t>(first[i].end) - first[i].begin);
        add_rules(edit.rules, first[i].rules);
        ++i;
        grew = true;
      }
      while (j < second.size() && second[j].begin <= group_end) {
        group_end = std::max<std::int64_t>(group_end, second[j].end);
        add_rules(edit.rules, second[j].rules);
        ++j;
        grew = true;
      }
    }

    // The bytes of the group before, and what the two lists make of them. Bytes of the text before
    // that lie inside the group but in no edit of `first` were kept by it, and `second` replaced
    // them: they never show in the result, so only the replacements of `first` have to be known.
    edit.begin = static_cast<Offset>(group_begin - shift_before);
    edit.end = static_cast<Offset>(group_end - shift);
    std::int64_t at = group_begin;  // in the middle text
    std::size_t f = first_from;
    std::int64_t f_shift = shift_before;
    const auto keep_until = [&](std::int64_t until) {
      while (at < until) {
        while (f < i) {
          const std::int64_t begin = first[f].begin + f_shift;
          const std::int64_t end = begin + static_cast<std::int64_t>(first[f].replacement.size());
          if (end > at) break;
          f_shift += static_cast<std::int64_t>(first[f].replacement.size()) -
                     (static_cast<std::int64_t>(first[f].end) - first[f].begin);
          ++f;
        }
        const std::int64_t begin = first[f].begin + f_shift;
        const std::int64_t end = begin + static_cast<std::int64_t>(first[f].replacement.size());
        const std::int64_t stop = std::min(until, end);
        edit.replacement.append(first[f].replacement, static_cast<std::size_t>(at - begin),
                                static_cast<std::size_t>(stop - at));
        at = stop;
      }
    };
    for (std::size_t s = second_from; s < j; ++s) {
      keep_until(second[s].begin);
      edit.replacement += second[s].replacement;
      at = second[s].end;
    }
    keep_until(group_end);
    out.push_back(std::move(edit));
  }
  return out;
}

Edits trimmed(std::string_view before, Edits edits) {
  std::size_t kept = 0;
  for (Edit& edit : edits) {
    std::string_view old = before.substr(edit.begin, edit.end - edit.begin);
    std::string_view fresh = edit.replacement;
    const auto head = static_cast<std::size_t>(
        std::mismatch(old.begin(), old.end(), fresh.begin(), fresh.end()).first - old.begin());
    old.remove_prefix(head);
    fresh.remove_prefix(head);
    const auto tail = static_cast<std::size_t>(
        std::mismatch(old.rbegin(), old.rend(), fresh.rbegin(), fresh.rend()).first - old.rbegin());
    if (old.size() == tail && fresh.size() == tail) continue;
    Edit& to = edits[kept++];
    Edit result{edit.begin + static_cast<Offset>(head), edit.end - static_cast<Offset>(tail),
                edit.replacement.substr(head, fresh.size() - tail), std::move(edit.rules)};
    to = std::move(result);
  }
  edits.resize(kept);
  return edits;
}

}  // namespace towpath
