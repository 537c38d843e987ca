// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/line_change.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <optional>

#include "smpl/layout.h"

namespace towpath::smpl {

namespace {

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

using c::TokenIndex;

class LineChanger {
 public:
  LineChanger(const Source& source, c::NodeId statement, std::vector<LineChange>& changes)
      : source_(source),
        changes_(changes),
        indent_(source.indent_of(statement)),
        newline_(source.newline_at(changes.front().first)),
        end_(source.tree().nodes[statement].last) {
    token_ = std::min(source.tree().nodes[statement].first, changes.front().first);
    start_ = source.begin_of(token_);
  }

  void run(Edits& edits) {
    for (std::size_t next = 0;;) {
      if (next < changes_.size() && changes_[next].first == token_) {
        take(changes_[next++]);
        continue;
      }
      if (source_.is_end(token_)) break;
      const bool line_ends = !gap_ && !items_.empty() && has_newline(source_.gap_before(token_));
      if (next == changes_.size() && (line_ends || lines_went_)) break;
      keep_token();
    }
    break_lines(items_, source_.column_of(start_), newline_);
    write(edits);
  }

 private:
  // The gap that comes before the next token kept.
  std::string_view take_gap() {
    if (!gap_) return source_.gap_before(token_);
    strings_.push_back(std::move(*gap_));
    gap_.reset();
    return strings_.back();
  }

  // Two words must not become one.
  bool joins_words(std::string_view next) const {
    return !items_.empty() && !next.empty() && is_word_byte(items_.back().text.back()) &&
           is_word_byte(next.front());
  }

  void keep_token() {
    const bool is_beside_change = gap_ || (!items_.empty() && items_.back().is_new);
    std::string_view gap = take_gap();
    if (is_beside_change && gap.empty() && joins_words(source_.spelling(token_))) gap = " ";
    items_.push_back({items_.empty() ? std::string_view() : gap, source_.spelling(token_), false});
    ends_.push_back(source_.begin_of(token_));
    ++token_;
  }

  void take(LineChange& change) {
    const bool removes = change.first < change.last;
    if (change.pieces.empty()) {
      if (!removes) return;
      if (items_.empty() && !gap_ && change.last == end_ && is_whole_lines(change)) {
        start_ = source_.end_before(change.first);
        lines_went_ = true;
      }
      gap_ = std::string(remaining_gap(change));
      token_ = change.last;
      return;
    }
    std::string first_gap(take_gap());
    if (!removes) {
      if (change.after) {
        gap_ = std::move(first_gap);
        first_gap = change.gap;
      } else {
        gap_ = change.gap;
      }
    } else if (token_ > 0 && source_.spelling(token_ - 1) == "(" && has_newline(first_gap) &&
               is_blank(first_gap)) {
      first_gap.clear();  // room may have come on the line of the parenthesis
    }
    token_ = change.last;
    for (std::size_t i = 0; i < change.pieces.size(); ++i) {
      Piece& piece = change.pieces[i];
      std::string gap = i == 0 ? std::move(first_gap) : piece.gap;
      if (piece.is_line) {
        gap = std::string(newline_);
      } else if (i > 0 && piece.level != Piece::kSameLine) {
        gap = std::string(newline_) + indent_ +
              std::string(static_cast<std::size_t>(piece.level), '\t');
      }
      if (i == 0 && gap.empty() && joins_words(piece.text)) gap = " ";
      if (piece.is_statement) indent_further_lines(piece.text, indent_);
      strings_.push_back(std::move(gap));
      const std::string_view gap_view = strings_.back();
      strings_.push_back(std::move(piece.text));
      items_.push_back({gap_view, strings_.back(), true, piece.keeps_line});
      ends_.push_back(source_.end_before(token_));
    }
    if (change.pieces.back().is_line && !source_.is_end(token_)) {
      // What follows a directive is on a line of its own.
      const std::string_view next = gap_ ? *gap_ : source_.gap_before(token_);
      if (!has_newline(next)) gap_ = std::string(newline_) + indent_;
    }
  }

  bool is_whole_lines(const LineChange& change) const {
    if (change.first == 0 || source_.is_end(change.last)) return false;
    const std::string_view before = source_.gap_before(change.first);
    return has_newline(before) && is_blank(before) && has_newline(source_.gap_before(change.last));
  }

  // Of the gaps around tokens that go, the one that stays.
  std::string_view remaining_gap(const LineChange& change) const {
    const std::string_view before = source_.gap_before(change.first);
    if (source_.is_end(change.last)) return {};
    const std::string_view after = source_.gap_before(change.last);
    const std::string_view next = source_.spelling(change.last);
    if (next == ")" || next == "]" || next == ";" || next == ",") return after;
    if (change.first == 0 || items_.empty()) return before;
    const bool opens = source_.spelling(change.first - 1) == "(";
    return has_newline(after) && !has_newline(before) && !opens ? after : before;
  }

  // One edit for each stretch that differs from the source.
  void write(Edits& edits) {
    Offset cursor = start_;
    std::string made;
    std::optional<Offset> made_end;
    const auto flush = [&] {
      if (!made_end) return;
      edits.push_back(Edit{cursor, *made_end, std::move(made), {}});
      made.clear();
      cursor = *made_end;
      made_end.reset();
    };
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      const std::string_view gap = item.broken.empty() ? item.gap : std::string_view(item.broken);
      if (item.is_new) {
        if (i > 0) made += gap;
        made += item.text;
        made_end = std::max(cursor, ends_[i]);
        continue;
      }
      flush();
      if (i > 0 && source_.slice(cursor, ends_[i]) != gap) {
        edits.push_back(Edit{cursor, ends_[i], std::string(gap), {}});
      }
      if (i == 0 && cursor < ends_[i]) edits.push_back(Edit{cursor, ends_[i], "", {}});
      cursor = ends_[i] + static_cast<Offset>(item.text.size());
    }
    flush();
    if (gap_) edits.push_back(Edit{cursor, source_.end_before(token_), "", {}});
  }

  const Source& source_;
  std::vector<LineChange>& changes_;
  const std::string indent_;
  const std::string_view newline_;
  const TokenIndex end_;     // of the statement
  bool lines_went_ = false;  // the rest of the statement, with its lines
  Offset start_;
  TokenIndex token_;
  std::optional<std::string> gap_;  // instead of the source's before token_
  std::vector<Item> items_;
  std::vector<Offset> ends_;  // of items: where a kept token begins; what new code replaces, ends
  std::deque<std::string> strings_;
};

}  // namespace

void change_lines(const Source& source, c::NodeId statement, std::vector<LineChange> changes,
                  Edits& edits) {
  LineChanger(source, statement, changes).run(edits);
}

}  // namespace towpath::smpl
