// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/classic/lines.h"

#include <algorithm>

namespace towpath::unifdef::classic {

void Lines::add(Offset end, bool stays, const std::optional<Rewriting>& rewriting) {
  if (stays != options_.complement) {
    keep(end, rewriting);
  } else {
    remove(end);
  }
  at_ = end;
}

void Lines::add_all(Offset end, bool stay) {
  const bool stays = stay != options_.complement;
  const auto add_one = [&] {
    const std::size_t newline = text_.bytes().find('\n', at_);
    add(static_cast<Offset>(std::min<std::size_t>(newline, end - 1)) + 1, stay);
  };
  while (at_ < end && (stays ? options_.compress || gap_ : options_.blank)) add_one();
  if (at_ < end && !stays) remove(end);
  at_ = end;
}

void Lines::cut() {
  if (at_ < text_.size()) edit_at(at_).end = text_.size();
}

void Lines::keep(Offset end, const std::optional<Rewriting>& rewriting) {
  const bool blank = text_.slice(at_, end).find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (blank && options_.compress && blanks_ != kept_blanks_) {
    edit_at(at_).end = end;
    gap_ = true;
    ++blanks_;
    return;
  }
  if (options_.number && gap_) put_line_number(end);
  gap_ = false;
  blanks_ = kept_blanks_ = blank ? blanks_ + 1 : 0;
  if (!rewriting) return;
  if (rewriting->begin < rewriting->end) {
    Edit& edit = edit_at(rewriting->begin);
    edit.end = rewriting->end;
    edit.replacement += rewriting->replacement;
  }
  if (rewriting->adds_newline) edit_at(end).replacement += newline_;
}

void Lines::remove(Offset end) {
  Edit& edit = edit_at(at_);
  edit.end = end;
  if (options_.blank) edit.replacement += newline_;
  removed_ = true;
  gap_ = true;
  blanks_ = 0;
}

void Lines::put_line_number(Offset end) {
  std::string& out = edit_at(at_).replacement;
  out += "#line " + std::to_string(numbers_.number_of({end, numbers_.mark().cuts}));
  if (!line_name_.empty()) out.append(" \"").append(line_name_).append("\"");
  out += newline_;
}

// The last edit, if it goes to `begin`, or a new one there.
Edit& Lines::edit_at(Offset begin) {
  if (edits_.empty() || edits_.back().end != begin) edits_.push_back({begin, begin, {}, {}});
  return edits_.back();
}

}  // namespace towpath::unifdef::classic
