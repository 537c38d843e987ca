// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/includes.h"

#include <algorithm>
#include <unordered_map>

namespace towpath::kbuild {
namespace {

// Follows comments and literals through a C text, so far as is needed to tell whether a place is
// within a comment. Asked for places in rising order.
class CommentTracker {
 public:
  explicit CommentTracker(std::string_view text) : text_(text) {}

  bool in_comment(std::size_t place) {
    while (at_ < place) {
      at_ = text_.find_first_of("/\"'", at_);
      if (at_ >= place) {
        at_ = place;
        break;
      }
      const char c = text_[at_];
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (c != '/') {
        skip_literal(c);
      } else if (next == '*') {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else if (next == '/') {
        skip_line_comment();
      } else {
        ++at_;
      }
    }
    return at_ > place;
  }

 private:
  // A literal ends at its quote or, since apostrophes also stand in #error lines and assembler, its
  // line.
  void skip_literal(char quote) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == quote || text_[at_] == '\n') {
        break;
      }
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  void skip_line_comment() {
    do {
      at_ = std::min(text_.find('\n', at_), text_.size());
      if (at_ == text_.size()) return;
      ++at_;
    } while (text_[at_ - 2] == '\\');
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Skips blanks, joined lines and comments.
std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    if (rest[0] == ' ' || rest[0] == '\t') {
      ++at;
    } else if (rest.starts_with("\\\n")) {
      at += 2;
    } else if (rest.starts_with("\\\r\n")) {
      at += 3;
    } else if (rest.starts_with("/*")) {
      const std::size_t end = text.find("*/", at + 2);
      at = end == std::string_view::npos ? text.size() : end + 2;
    } else {
      break;
    }
  }
  return at;
}

// Whether the '#' at text[at] is the first on its line; a comment that ends before it does not
// count.
bool begins_line(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at == 0 || text[at - 1] == '\n' || (at > 1 && text[at - 1] == '/' && text[at - 2] == '*');
}

bool accepts(Delimiters delimiters, bool quoted) {
  return delimiters == Delimiters::kBoth || (delimiters == Delimiters::kQuotes) == quoted;
}

// Which file needs which headers.
struct Needs {
  static constexpr std::size_t kNoRule = SIZE_MAX;

  std::vector<std::size_t> rule;                // of each file: the first that speaks of it
  std::vector<std::vector<std::size_t>> needs;  // of each file: headers, once for each include
};

Needs needs_of(const std::vector<IncludingFile>& files, const std::vector<PruneRule>& rules) {
  Needs all{std::vector<std::size_t>(files.size(), Needs::kNoRule),
            std::vector<std::vector<std::size_t>>(files.size())};
  std::unordered_map<std::string_view, std::size_t> headers;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string_view path = files[i].path;
    if (!path.ends_with(".h")) continue;
    for (std::size_t rule = 0; rule < rules.size() && all.rule[i] == Needs::kNoRule; ++rule) {
      const std::string& folder = rules[rule].headers;
      if (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/')
        all.rule[i] = rule;
    }
    if (all.rule[i] != Needs::kNoRule) headers.emplace(path, i);
  }

  std::string path;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const PruneRule& rule : rules) {
      for (const HeaderUse& use : rule.uses) {
        if (files[i].includes.empty() || !use.from.matches(files[i].path)) continue;
        for (const Include& include : files[i].includes) {
          if (!accepts(use.delimiters, include.quoted) || !include.name.starts_with(use.prefix))
            continue;
          path = rule.headers;
          path += '/';
          path += include.name.substr(use.prefix.size());
          const auto header = headers.find(path);
          if (header != headers.end()) all.needs[i].push_back(header->second);
        }
      }
    }
  }
  return all;
}

}  // namespace

std::vector<Include> includes(std::string_view text) {
  constexpr std::string_view kWord = "include";
  std::vector<Include> found;
  CommentTracker comments(text);
  for (std::size_t at = 0; (at = text.find('#', at)) != std::string_view::npos; ++at) {
    std::size_t word = skip_space(text, at + 1);
    if (!text.substr(word).starts_with(kWord) || !begins_line(text, at)) continue;
    word += kWord.size();
    if (text.substr(word).starts_with("_next")) word += 5;
    const std::size_t open = skip_space(text, word);
    if (open >= text.size() || (text[open] != '<' && text[open] != '"')) continue;
    const std::size_t close = text.find_first_of(text[open] == '<' ? ">\n" : "\"\n", open + 1);
    if (close == std::string_view::npos || text[close] == '\n') continue;
    if (comments.in_comment(at)) continue;
    found.push_back({text.substr(open + 1, close - open - 1), text[open] == '"'});
    at = close;
  }
  return found;
}

std::vector<Pruned> prune(const std::vector<IncludingFile>& files,
                          const std::vector<PruneRule>& rules) {
  const Needs all = needs_of(files, rules);
  std::vector<std::size_t> users(files.size());  // includes that need it, from files that are left
  for (const auto& headers : all.needs) {
    for (const std::size_t header : headers) ++users[header];
  }

  std::vector<Pruned> dropped;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (all.rule[i] != Needs::kNoRule && users[i] == 0)
      dropped.push_back({i, all.rule[i], 1, Pruned::kNoUser});
  }
  for (std::size_t next = 0; next < dropped.size(); ++next) {
    const Pruned user = dropped[next];
    for (const std::size_t header : all.needs[user.file]) {
      if (--users[header] == 0)
        dropped.push_back({header, all.rule[header], user.round + 1, user.file});
    }
  }
  std::sort(dropped.begin(), dropped.end(), [&](const Pruned& a, const Pruned& b) {
    return a.round != b.round ? a.round < b.round : files[a.file].path < files[b.file].path;
  });
  return dropped;
}

std::optional<std::vector<std::size_t>> needed_by(const std::vector<IncludingFile>& files,
                                                  const std::vector<PruneRule>& rules,
                                                  std::string_view path) {
  constexpr std::size_t kUnknown = SIZE_MAX;
  const Needs all = needs_of(files, rules);
  // From all that no rule speaks of along the includes.
  std::vector<std::size_t> by(files.size(), kUnknown);
  std::vector<std::size_t> reached;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (all.rule[i] == Needs::kNoRule) reached.push_back(i);
  }
  for (std::size_t next = 0; next < reached.size(); ++next) {
    std::size_t file = reached[next];
    if (files[file].path == path) {
      std::vector<std::size_t> chain;
      while ((file = by[file]) != kUnknown) chain.push_back(file);
      return chain;
    }
    for (const std::size_t header : all.needs[file]) {
      if (by[header] != kUnknown) continue;
      by[header] = file;
      reached.push_back(header);
    }
  }
  return std::nullopt;
}

}  // namespace towpath::kbuild
