// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/weave.h"

#include <algorithm>
#include <utility>

namespace towpath::sed {

void add_rule(RuleList& rules, RuleIndex rule) {
  if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
}

void add_rules(RuleList& rules, const RuleList& more) {
  for (const RuleIndex rule : more) add_rule(rules, rule);
}

void Weave::copy(Offset begin, Offset end, const RuleList& rules) {
  if (begin < at_) {
    const Offset passed = std::min(at_, end);
    insert(source_.substr(begin, passed - begin), rules);
    begin = passed;
  }
  if (begin >= end) return;
  if (begin > at_) make(at_, begin, "", rules);
  at_ = end;
}

void Weave::make(Offset begin, Offset end, std::string_view text, const RuleList& rules) {
  end = std::max(end, at_);
  begin = at_;
  if (begin == end && text.empty()) return;
  at_ = end;
  made_ += text.size();
  // Text written bit by bit at one place by one rule is one insertion.
  if (begin == end && !edits_.empty()) {
    Edit& last = edits_.back();
    if (last.begin == begin && last.end == end && last.rules == rules) {
      last.replacement += text;
      return;
    }
  }
  edits_.push_back({begin, end, std::string(text), rules});
}

Edits Weave::finish(const RuleList& rules) {
  make(at_, static_cast<Offset>(source_.size()), "", rules);
  return trimmed(source_, std::move(edits_));
}

}  // namespace towpath::sed
