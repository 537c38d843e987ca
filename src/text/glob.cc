// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/glob.h"

#include <algorithm>

namespace towpath {
namespace {

constexpr std::size_t kMaxAlternatives = 4096;

// Expands the first brace group and calls itself on what remains: depth is the number of groups,
// which kMaxAlternatives bounds together with the width.
bool expand_braces(const std::string& pattern, std::vector<std::string>& out) {
  std::vector<std::string> pending{pattern};
  while (!pending.empty()) {
    std::string current = std::move(pending.back());
    pending.pop_back();
    const std::size_t open = current.find('{');
    if (open == std::string::npos) {
      out.push_back(std::move(current));
      if (out.size() > kMaxAlternatives) return false;
      continue;
    }
    std::size_t close = open;
    int depth = 0;
    std::vector<std::size_t> cuts{open};
    for (; close < current.size(); ++close) {
      if (current[close] == '{') ++depth;
      if (current[close] == '}' && --depth == 0) break;
      if (current[close] == ',' && depth == 1) cuts.push_back(close);
    }
    if (close == current.size()) return false;
    cuts.push_back(close);
    for (std::size_t i = cuts.size() - 1; i-- > 0;) {
      pending.push_back(current.substr(0, open) +
                        current.substr(cuts[i] + 1, cuts[i + 1] - cuts[i] - 1) +
                        current.substr(close + 1));
      if (pending.size() > kMaxAlternatives) return false;
    }
  }
  return true;
}

// Matches one character against the class that begins behind '['; moves `pattern` behind its ']'.
bool match_class(std::string_view& pattern, char c) {
  const bool negated = !pattern.empty() && (pattern[0] == '!' || pattern[0] == '^');
  std::size_t i = negated ? 1 : 0;
  bool found = false;
  for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false) {
    const char low = pattern[i++];
    char high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      high = pattern[i + 1];
      i += 2;
    }
    if (low <= c && c <= high) found = true;
  }
  pattern.remove_prefix(std::min(i + 1, pattern.size()));
  return found != negated;
}

// Greedy matching with one backtracking point each for `*` and `**`: a later star makes an earlier
// one of the same kind irrelevant, and a `**` makes every earlier star irrelevant.
bool match(std::string_view pattern, std::string_view path) {
  struct Retry {
    std::string_view pattern;
    std::string_view path;
    bool active = false;
  };
  Retry star;
  Retry globstar;
  while (true) {
    if (pattern.starts_with("**/")) {  // any number of folders, none included
      pattern.remove_prefix(3);
      globstar = {pattern, path, true};
      star.active = false;
      continue;
    }
    if (pattern == "**") return true;
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      star = {pattern, path, true};
      continue;
    }
    if (pattern.empty() && path.empty()) return true;
    if (!pattern.empty() && !path.empty()) {
      std::string_view rest = pattern.substr(1);
      bool fits;
      if (pattern[0] == '[') {
        fits = match_class(rest, path[0]) && path[0] != '/';
      } else {
        fits = pattern[0] == path[0] || (pattern[0] == '?' && path[0] != '/');
      }
      if (fits) {
        pattern = rest;
        path.remove_prefix(1);
        continue;
      }
    }
    if (star.active && !star.path.empty() && star.path[0] != '/') {
      star.path.remove_prefix(1);
      pattern = star.pattern;
      path = star.path;
      continue;
    }
    if (!globstar.active) return false;
    const std::size_t slash = globstar.path.find('/');
    if (slash == std::string_view::npos) return false;
    globstar.path.remove_prefix(slash + 1);
    pattern = globstar.pattern;
    path = globstar.path;
    star.active = false;
  }
}

}  // namespace

Result<Glob> Glob::parse(std::string_view pattern) {
  const auto error = [&](std::string message) {
    return Error{{}, "bad path pattern '" + std::string(pattern) + "': " + std::move(message), ""};
  };
  if (pattern.empty()) return error("it is empty");
  if (pattern[0] == '/') return error("paths are relative to the tree, without a leading '/'");
  for (std::size_t begin = 0; begin <= pattern.size();) {
    const std::size_t end = std::min(pattern.find('/', begin), pattern.size());
    if (pattern.substr(begin, end - begin) == "..") return error("'..' leads out of the tree");
    begin = end + 1;
  }
  Glob glob;
  glob.pattern_ = pattern;
  std::string whole(pattern);
  if (whole.back() == '/') whole += "**";
  glob.prefix_ = whole.substr(0, whole.find_first_of("*?[{"));
  if (!expand_braces(whole, glob.alternatives_)) return error("unbalanced or too many braces");
  for (const std::string& alternative : glob.alternatives_) {
    for (std::size_t at = alternative.find('['); at != std::string::npos;
         at = alternative.find('[', at + 1)) {
      if (alternative.find(']', at + 2) == std::string::npos) return error("'[' without ']'");
    }
  }
  return glob;
}

bool Glob::matches(std::string_view path) const {
  if (!path.starts_with(prefix_)) return false;
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const std::string& alternative) { return match(alternative, path); });
}

}  // namespace towpath
