// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/diff.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_map>

namespace towpath {
namespace {

using Line = std::uint32_t;  // a number that stands for a line's bytes

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

// Finds which lines change, by divide and conquer on the middle of the shortest edit path.
class Differ {
 public:
  Differ(const std::vector<Line>& before, const std::vector<Line>& after)
      : before_(before),
        after_(after),
        before_changed_(before.size()),
        after_changed_(after.size()) {
    const std::size_t diagonals = before.size() + after.size() + 3;
    forward_.resize(diagonals);
    backward_.resize(diagonals);
  }

  void run() {
    std::vector<Box> pending{
        {0, static_cast<int>(before_.size()), 0, static_cast<int>(after_.size())}};
    while (!pending.empty()) {
      Box box = pending.back();
      pending.pop_back();
      shrink(box);
      if (box.before_begin == box.before_end || box.after_begin == box.after_end) {
        mark(box);
        continue;
      }
      Box head;
      Box tail;
      if (split(box, head, tail)) {
        pending.push_back(head);
        pending.push_back(tail);
      } else {
        mark(box);
      }
    }
  }

  std::vector<LineChange> changes() const {
    std::vector<LineChange> out;
    std::uint32_t i = 0;
    std::uint32_t j = 0;
    while (i < before_.size() || j < after_.size()) {
      const LineChange start{i, i, j, j};
      while (i < before_.size() && before_changed_[i]) ++i;
      while (j < after_.size() && after_changed_[j]) ++j;
      if (i != start.before_begin || j != start.after_begin) {
        out.push_back({start.before_begin, i, start.after_begin, j});
      } else {
        ++i;
        ++j;
      }
    }
    return out;
  }

 private:
  // Half-open ranges of lines still to be compared.
  struct Box {
    int before_begin, before_end, after_begin, after_end;
  };

  // Beyond this many differences in one box the search settles for a plain replacement: the time
  // stays linear in the size of the texts.
  static constexpr int kMaxCost = 4096;

  void shrink(Box& box) const {
    while (box.before_begin < box.before_end && box.after_begin < box.after_end &&
           before_[box.before_begin] == after_[box.after_begin]) {
      ++box.before_begin;
      ++box.after_begin;
    }
    while (box.before_begin < box.before_end && box.after_begin < box.after_end &&
           before_[box.before_end - 1] == after_[box.after_end - 1]) {
      --box.before_end;
      --box.after_end;
    }
  }

  void mark(const Box& box) {
    std::fill(before_changed_.begin() + box.before_begin, before_changed_.begin() + box.before_end,
              true);
    std::fill(after_changed_.begin() + box.after_begin, after_changed_.begin() + box.after_end,
              true);
  }

  // The point where a shortest path's forward and backward halves meet. False when that costs too
  // much.
  bool split(const Box& box, Box& head, Box& tail) {
    const int n = box.before_end - box.before_begin;
    const int m = box.after_end - box.after_begin;
    const int delta = n - m;
    const bool odd = delta % 2 != 0;
    const int offset = m + 1;  // diagonal k lives at k + offset
    const auto at = [offset](std::vector<int>& v, int k) -> int& {
      return v[static_cast<std::size_t>(k + offset)];
    };
    at(forward_, 1) = 0;
    at(backward_, delta - 1) = n;
    for (int d = 0; d <= std::min((n + m + 1) / 2, kMaxCost); ++d) {
      for (int k = -d; k <= d; k += 2) {
        if (k < -m || k > n) continue;
        int x = (k == -d || (k != d && k + 1 <= n && at(forward_, k - 1) < at(forward_, k + 1)))
                    ? at(forward_, k + 1)
                    : at(forward_, k - 1) + 1;
        int y = x - k;
        const int x_start = x;
        while (x < n && y < m && y >= 0 &&
               before_[box.before_begin + x] == after_[box.after_begin + y]) {
          ++x;
          ++y;
        }
        at(forward_, k) = x;
        if (odd && k >= delta - (d - 1) && k <= delta + (d - 1) && k >= -m && k <= n &&
            at(backward_, k) <= x) {
          return cut(box, x_start, x_start - k, x, y, head, tail);
        }
      }
      for (int k = delta - d; k <= delta + d; k += 2) {
        if (k < -m || k > n) continue;
        int x = (k == delta + d || (k != delta - d && at(backward_, k - 1) < at(backward_, k + 1)))
                    ? at(backward_, k - 1)
                    : at(backward_, k + 1) - 1;
        int y = x - k;
        const int x_end = x;
        while (x > 0 && y > 0 &&
               before_[box.before_begin + x - 1] == after_[box.after_begin + y - 1]) {
          --x;
          --y;
        }
        at(backward_, k) = x;
        if (!odd && k >= -d && k <= d && at(forward_, k) >= x) {
          return cut(box, x, y, x_end, x_end - k, head, tail);
        }
      }
    }
    return false;
  }

  static bool cut(const Box& box, int x0, int y0, int x1, int y1, Box& head, Box& tail) {
    head = {box.before_begin, box.before_begin + x0, box.after_begin, box.after_begin + y0};
    tail = {box.before_begin + x1, box.before_end, box.after_begin + y1, box.after_end};
    // A cut at a corner would not get smaller.
    const auto size = [](const Box& b) {
      return (b.before_end - b.before_begin) + (b.after_end - b.after_begin);
    };
    return size(head) < size(box) && size(tail) < size(box);
  }

  const std::vector<Line>& before_;
  const std::vector<Line>& after_;
  std::vector<bool> before_changed_;
  std::vector<bool> after_changed_;
  std::vector<int> forward_;
  std::vector<int> backward_;
};

std::vector<LineChange> diff(const std::vector<std::string_view>& before,
                             const std::vector<std::string_view>& after) {
  std::unordered_map<std::string_view, Line> numbers;
  const auto number = [&](const std::vector<std::string_view>& lines) {
    std::vector<Line> out;
    out.reserve(lines.size());
    for (const std::string_view line : lines) {
      out.push_back(numbers.try_emplace(line, static_cast<Line>(numbers.size())).first->second);
    }
    return out;
  };
  const std::vector<Line> a = number(before);
  const std::vector<Line> b = number(after);
  Differ differ(a, b);
  differ.run();
  return differ.changes();
}

void append_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (line.empty() || line.back() != '\n') out += "\n\\ No newline at end of file\n";
}

void append_range(std::string& out, std::uint32_t begin, std::uint32_t end) {
  const std::uint32_t count = end - begin;
  out += std::to_string(count == 0 ? begin : begin + 1);
  if (count != 1) out += "," + std::to_string(count);
}

}  // namespace

std::vector<LineChange> diff_lines(std::string_view before, std::string_view after) {
  return diff(split_lines(before), split_lines(after));
}

std::string unified_hunks(std::string_view before, std::string_view after, std::uint32_t context) {
  const auto a = split_lines(before);
  const auto b = split_lines(after);
  const std::vector<LineChange> changes = diff(a, b);
  std::string out;
  for (std::size_t i = 0; i < changes.size();) {
    std::size_t last = i;
    while (last + 1 < changes.size() &&
           changes[last + 1].before_begin - changes[last].before_end <= 2 * context) {
      ++last;
    }
    const std::uint32_t lead = std::min(context, changes[i].before_begin);
    const std::uint32_t trail =
        std::min(context, static_cast<std::uint32_t>(a.size()) - changes[last].before_end);
    out += "@@ -";
    append_range(out, changes[i].before_begin - lead, changes[last].before_end + trail);
    out += " +";
    append_range(out, changes[i].after_begin - lead, changes[last].after_end + trail);
    out += " @@\n";
    std::uint32_t at = changes[i].before_begin - lead;
    for (; i <= last; ++i) {
      for (; at < changes[i].before_begin; ++at) append_line(out, ' ', a[at]);
      for (; at < changes[i].before_end; ++at) append_line(out, '-', a[at]);
      for (std::uint32_t j = changes[i].after_begin; j < changes[i].after_end; ++j) {
        append_line(out, '+', b[j]);
      }
    }
    for (const std::uint32_t end = at + trail; at < end; ++at) append_line(out, ' ', a[at]);
  }
  return out;
}

std::string unified_diff(std::string_view before_name, std::string_view before,
                         std::string_view after_name, std::string_view after) {
  if (before == after && before_name.empty() == after_name.empty()) return "";
  const std::string_view path = after_name.empty() ? before_name : after_name;
  std::string out = "diff --git a/" + std::string(path) + " b/" + std::string(path) + "\n";
  if (before_name.empty()) out += "new file mode 100644\n";
  if (after_name.empty()) out += "deleted file mode 100644\n";
  const std::string hunks = unified_hunks(before, after);
  if (hunks.empty()) return out;
  out += before_name.empty() ? "--- /dev/null\n" : "--- a/" + std::string(before_name) + "\n";
  out += after_name.empty() ? "+++ /dev/null\n" : "+++ b/" + std::string(after_name) + "\n";
  return out + hunks;
}

}  // namespace towpath
