// SPDX-License-Identifier: GPL-2.0-or-later
// PatternSpace: sed's pattern space, which knows where each of its bytes comes from. As long as it
// is what was read it is only a range of the source, and nothing is copied.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sed/weave.h"
#include "text/edit.h"

namespace towpath::sed {

class PatternSpace {
 public:
  explicit PatternSpace(std::string_view source) : source_(source) {}

  std::string_view bytes() const {
    return unchanged_ ? source_.substr(begin_, end_ - begin_) : std::string_view(buffer_);
  }
  bool unchanged() const { return unchanged_; }
  // The source lines that it stands for, without the last one's newline.
  Offset begin() const { return begin_; }
  Offset end() const { return end_; }

  // Holds the source line [begin, end), in place of everything.
  void read(Offset begin, Offset end);
  // Adds the next source line behind a newline (N).
  void read_more(Offset begin, Offset end);

  // Holds `text`, made by `rules`, in place of everything.
  void assign(std::string text, RuleList rules);
  // Adds `text`, made by `rules`.
  void append(std::string_view text, RuleList rules);
  // Changes bytes one for one (y).
  void map(const std::array<char, 256>& map, RuleIndex rule);
  // Removes the first `size` bytes, which `weave` drops if they were not written before (D).
  void remove_front(std::size_t size, RuleIndex rule, Weave& weave);

  // Writes the first `size` bytes.
  void write(std::size_t size, Weave& weave) const;
  // Whatever is written a second time is so because of `rule`.
  void blame(RuleIndex rule);
  // The rules that made what is in here.
  RuleList rules() const;

  // How many pieces it has: what rewriting costs beside the bytes.
  std::size_t pieces() const { return pieces_.size(); }

  // Rewrites the space from left to right: every byte is kept or replaced.
  class Rewriter;

 private:
  // Gives up being a range of the source.
  void detach();

  std::string_view source_;
  bool unchanged_ = true;
  Offset begin_ = 0;
  Offset end_ = 0;
  RuleList blamed_;            // while unchanged: the rules of the one piece
  std::string buffer_;         // otherwise: the bytes
  std::vector<Piece> pieces_;  // and where they are from
};

class PatternSpace::Rewriter {
 public:
  explicit Rewriter(PatternSpace& space);
  // Keeps the bytes up to `end`.
  void keep_until(std::size_t end);
  // Replaces the bytes up to `end` by `text`.
  void replace_until(std::size_t end, std::string_view text, RuleIndex rule);
  // Keeps the rest. Must be called, once, at the end.
  void finish();

  std::size_t size() const { return buffer_.size(); }

 private:
  // Adds a piece; pieces that make text at one place for the same rules become one.
  void add(Piece piece);
  // Takes up to `size` bytes off the current piece.
  Piece take(std::size_t size);

  PatternSpace& space_;
  std::size_t at_ = 0;        // in the old bytes
  std::size_t piece_ = 0;     // the current old piece,
  std::size_t in_piece_ = 0;  // and how much of it was taken
  std::string buffer_;
  std::vector<Piece> pieces_;
};

}  // namespace towpath::sed
