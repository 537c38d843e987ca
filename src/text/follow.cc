// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/follow.h"

#include <algorithm>

namespace towpath {

namespace {

Span before_of(const Origin& stretch) {
  return {stretch.source_begin, stretch.source_end};
}
Span after_of(const Origin& stretch) {
  return {stretch.begin, stretch.end};
}

bool overlap(Span a, Span b) {
  return a.begin < b.end && b.begin < a.end;
}

// The part of `from` that lies in `wanted`, as the same bytes of `to`: copied code on both sides.
Span copied_part(Span from, Span to, Span wanted) {
  const Offset begin = std::max(from.begin, wanted.begin);
  const Offset end = std::min(from.end, wanted.end);
  return {to.begin + (begin - from.begin), to.begin + (end - from.begin)};
}

// Collects what is found, in order.
class Collector {
 public:
  void add(Span span) {
    auto& spans = out_.spans;
    if (!spans.empty() && span.begin <= spans.back().end) {
      spans.back().end = std::max(spans.back().end, span.end);
    } else {
      spans.push_back(span);
    }
  }
  void shaped_by(std::uint32_t edit) {
    if (out_.edits.empty() || out_.edits.back() < edit) out_.edits.push_back(edit);
  }
  Followed take() {
    const auto is_empty = [](const Span& span) { return span.empty(); };
    if (!std::all_of(out_.spans.begin(), out_.spans.end(), is_empty)) {
      std::erase_if(out_.spans, is_empty);
    }
    return std::move(out_);
  }

 private:
  Followed out_;
};

bool is_whole_lines(std::string_view text, Span removed) {
  return (removed.begin == 0 || text[removed.begin - 1] == '\n') && text[removed.end - 1] == '\n';
}

// The first stretch that ends at or behind `at`, on the side that `side` tells.
template <class Side>
std::uint32_t first_stretch(std::span<const Origin> stretches, Offset at, const Side& side) {
  const auto found =
      std::partition_point(stretches.begin(), stretches.end(),
                           [&](const Origin& stretch) { return side(stretch).end < at; });
  return static_cast<std::uint32_t>(found - stretches.begin());
}

}  // namespace

Edits aligned(std::string_view before, Edits edits) {
  for (std::size_t i = 0; i < edits.size(); ++i) {
    Edit& edit = edits[i];
    const bool removes = edit.replacement.empty();
    const bool inserts = edit.begin == edit.end;
    const bool room = i + 1 == edits.size() || edit.end < edits[i + 1].begin;
    if (removes == inserts || !room || edit.end >= before.size() || before[edit.end] != '\n') {
      continue;
    }
    if ((removes ? before[edit.begin] : edit.replacement.front()) != '\n') continue;
    ++edit.begin;
    ++edit.end;
    if (inserts)
      std::rotate(edit.replacement.begin(), edit.replacement.begin() + 1, edit.replacement.end());
  }
  return edits;
}

Followed follow_back(std::span<const Origin> stretches, std::string_view before,
                     std::span<const Span> after) {
  Collector out;
  for (const Span& wanted : after) {
    for (std::uint32_t i = first_stretch(stretches, wanted.begin, after_of);
         i < stretches.size() && stretches[i].begin <= wanted.end; ++i) {
      const Origin& stretch = stretches[i];
      const Span here = after_of(stretch);
      const Span source = before_of(stretch);
      if (wanted.empty()) {
        // A place belongs to the code around it; between two stretches, to the first.
        out.add(stretch.copied() ? copied_part(here, source, wanted) : source);
        break;
      }
      if (here.empty()) {
        const bool within = wanted.begin < here.begin && here.begin < wanted.end;
        const bool leads = wanted.begin == here.begin;
        if ((!within && !leads) || is_whole_lines(before, source)) continue;
      } else if (!overlap(here, wanted)) {
        continue;
      }
      out.add(stretch.copied() ? copied_part(here, source, wanted) : source);
      if (!stretch.copied()) out.shaped_by(stretch.edit);
    }
  }
  return out.take();
}

Followed follow(std::span<const Origin> stretches, std::span<const Span> before) {
  Collector out;
  for (const Span& wanted : before) {
    for (std::uint32_t i = first_stretch(stretches, wanted.begin, before_of);
         i < stretches.size() && stretches[i].source_begin <= wanted.end; ++i) {
      const Origin& stretch = stretches[i];
      const Span here = before_of(stretch);
      const Span result = after_of(stretch);
      const bool inserted = here.empty() && wanted.begin < here.begin && here.begin < wanted.end;
      if (!inserted && !overlap(here, wanted)) continue;
      if (stretch.copied()) {
        out.add(copied_part(here, result, wanted));
        continue;
      }
      if (!result.empty()) out.add(result);
      out.shaped_by(stretch.edit);
    }
  }
  return out.take();
}

}  // namespace towpath
