// SPDX-License-Identifier: GPL-2.0-or-later
// Follows bytes through a pass: from a text to the one before it, or to the one after.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/lineage.h"

namespace towpath {

// The bytes [begin, end) of a text. An empty span is a place between two bytes.
struct Span {
  Offset begin;
  Offset end;

  bool empty() const { return begin == end; }
  friend bool operator==(const Span&, const Span&) = default;
};

struct Followed {
  // Sorted, neither touching nor overlapping. Places only where there are no bytes.
  std::vector<Span> spans;
  std::vector<std::uint32_t> edits;  // indices of those that shaped the bytes, in order
};

// The same edits for whom lines matter: what removes or puts in lines from the end of one line on,
// as many edits do, does so from the beginning of the next.
Edits aligned(std::string_view before, Edits edits);

// Where bytes of the text after come from; `stretches` are the origins() of the edits and `before`
// the text before. Bytes that an edit made come from all that it replaced; where it replaced
// nothing, from the place where it put them. An edit that removed whole lines has not shaped the
// lines beside them, if it is aligned.
Followed follow_back(std::span<const Origin> stretches, std::string_view before,
                     std::span<const Span> after);

// What became of bytes of the text before. Bytes that an edit replaced become all that it put in
// their place. No spans: they are gone.
Followed follow(std::span<const Origin> stretches, std::span<const Span> before);

}  // namespace towpath
