// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/pattern_space.h"

#include <algorithm>
#include <utility>

namespace towpath::sed {

void PatternSpace::read(Offset begin, Offset end) {
  unchanged_ = true;
  begin_ = begin;
  end_ = end;
  blamed_.clear();
  buffer_.clear();
  pieces_.clear();
}

void PatternSpace::read_more(Offset begin, Offset end) {
  // The byte before the line is the newline that joins it.
  if (!unchanged_) {
    buffer_ += source_.substr(begin - 1, end - begin + 1);
    // What was printed before N is printed twice because of the rules that are in here already.
    pieces_.push_back({begin - 1, end, end - begin + 1, true, rules()});
  }
  end_ = end;
}

void PatternSpace::detach() {
  if (!unchanged_) return;
  buffer_ = bytes();
  pieces_.clear();
  pieces_.push_back({begin_, end_, buffer_.size(), true, std::move(blamed_)});
  blamed_.clear();
  unchanged_ = false;
}

void PatternSpace::assign(std::string text, RuleList rules) {
  unchanged_ = false;
  buffer_ = std::move(text);
  blamed_.clear();
  pieces_.clear();
  pieces_.push_back({begin_, end_, buffer_.size(), false, std::move(rules)});
}

void PatternSpace::append(std::string_view text, RuleList rules) {
  detach();
  buffer_ += text;
  pieces_.push_back({end_, end_, text.size(), false, std::move(rules)});
}

void PatternSpace::map(const std::array<char, 256>& map, RuleIndex rule) {
  const auto changes = [&](char c) { return map[static_cast<unsigned char>(c)] != c; };
  const std::string_view old = bytes();
  if (std::none_of(old.begin(), old.end(), changes)) return;
  const std::string before(old);
  Rewriter rewriter(*this);
  std::string run;
  for (std::size_t at = 0; at < before.size();) {
    std::size_t end = at;
    for (; end < before.size() && !changes(before[end]); ++end) continue;
    rewriter.keep_until(end);
    run.clear();
    for (; end < before.size() && changes(before[end]); ++end) {
      run += map[static_cast<unsigned char>(before[end])];
    }
    if (!run.empty()) rewriter.replace_until(end, run, rule);
    at = end;
  }
  rewriter.finish();
}

void PatternSpace::remove_front(std::size_t size, RuleIndex rule, Weave& weave) {
  const Offset old_begin = begin_;
  RuleList rules;
  if (unchanged_) {
    begin_ += static_cast<Offset>(size);
  } else {
    std::size_t left = size;
    std::size_t gone = 0;
    for (; gone < pieces_.size() && pieces_[gone].size <= left; ++gone) {
      left -= pieces_[gone].size;
      if (!pieces_[gone].copied) add_rules(rules, pieces_[gone].rules);
      begin_ = std::max(begin_, pieces_[gone].end);
    }
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(gone));
    if (left > 0) {
      Piece& piece = pieces_.front();
      piece.size -= left;
      piece.begin = piece.copied ? piece.begin + static_cast<Offset>(left) : piece.end;
      begin_ = std::max(begin_, piece.begin);
    }
    buffer_.erase(0, size);
  }
  add_rule(rules, rule);
  if (begin_ > old_begin && begin_ > weave.passed()) weave.make(old_begin, begin_, "", rules);
}

void PatternSpace::write(std::size_t size, Weave& weave) const {
  if (unchanged_) return weave.copy(begin_, begin_ + static_cast<Offset>(size), blamed_);
  std::size_t at = 0;
  for (const Piece& piece : pieces_) {
    if (at == size && piece.size > 0) return;
    const std::size_t part = std::min(piece.size, size - at);
    if (piece.copied) {
      weave.copy(piece.begin, piece.begin + static_cast<Offset>(part), piece.rules);
    } else {
      weave.make(piece.begin, piece.end, std::string_view(buffer_).substr(at, part), piece.rules);
    }
    at += part;
  }
}

void PatternSpace::blame(RuleIndex rule) {
  if (unchanged_) return add_rule(blamed_, rule);
  for (Piece& piece : pieces_) add_rule(piece.rules, rule);
}

RuleList PatternSpace::rules() const {
  if (unchanged_) return blamed_;
  RuleList rules;
  for (const Piece& piece : pieces_) add_rules(rules, piece.rules);
  return rules;
}

PatternSpace::Rewriter::Rewriter(PatternSpace& space) : space_(space) {
  space_.detach();
  buffer_.reserve(space_.buffer_.size() + 64);
  pieces_.reserve(space_.pieces_.size() + 4);
}

Piece PatternSpace::Rewriter::take(std::size_t size) {
  const Piece& old = space_.pieces_[piece_];
  Piece part = old;
  part.size = std::min(size, old.size - in_piece_);
  if (old.copied) {
    part.begin = old.begin + static_cast<Offset>(in_piece_);
    part.end = part.begin + static_cast<Offset>(part.size);
  } else if (in_piece_ > 0) {
    part.begin = part.end;  // the first part stands for what the piece replaced
  }
  in_piece_ += part.size;
  if (in_piece_ == old.size) {
    ++piece_;
    in_piece_ = 0;
  }
  return part;
}

void PatternSpace::Rewriter::add(Piece piece) {
  if (!pieces_.empty() && !piece.copied && piece.begin == piece.end) {
    Piece& last = pieces_.back();
    if (!last.copied && last.end == piece.begin && last.rules == piece.rules) {
      last.size += piece.size;
      return;
    }
  }
  pieces_.push_back(std::move(piece));
}

void PatternSpace::Rewriter::keep_until(std::size_t end) {
  buffer_.append(space_.buffer_, at_, end - at_);
  while (at_ < end) {
    Piece part = take(end - at_);
    at_ += part.size;
    add(std::move(part));
  }
}

void PatternSpace::Rewriter::replace_until(std::size_t end, std::string_view text, RuleIndex rule) {
  Piece made{.size = text.size()};
  if (at_ == end) {
    // An insertion: it stands where the current piece goes on.
    const bool at_end = piece_ == space_.pieces_.size();
    const Piece* const old = at_end ? nullptr : &space_.pieces_[piece_];
    made.begin = at_end ? space_.end_
                        : (old->copied ? old->begin + static_cast<Offset>(in_piece_)
                                       : (in_piece_ > 0 ? old->end : old->begin));
    made.end = made.begin;
  } else {
    bool first = true;
    while (at_ < end) {
      const Piece part = take(end - at_);
      at_ += part.size;
      made.begin = first ? part.begin : std::min(made.begin, part.begin);
      made.end = first ? part.end : std::max(made.end, part.end);
      first = false;
      if (!part.copied) add_rules(made.rules, part.rules);
    }
  }
  add_rule(made.rules, rule);
  buffer_ += text;
  add(std::move(made));
}

void PatternSpace::Rewriter::finish() {
  keep_until(space_.buffer_.size());
  // What is left are pieces without bytes: deletions, which must not be lost.
  for (; piece_ < space_.pieces_.size(); ++piece_) add(space_.pieces_[piece_]);
  space_.buffer_ = std::move(buffer_);
  space_.pieces_ = std::move(pieces_);
}

}  // namespace towpath::sed
