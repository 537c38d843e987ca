// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/string_pattern.h"

#include <algorithm>
#include <cctype>

namespace towpath::smpl {

namespace {

using Part = StringPattern::Part;
using Kind = Part::Kind;

// Between the quotes; nothing where there are none.
std::optional<std::string_view> quoted(std::string_view string) {
  const std::size_t begin = string.find('"');
  const std::size_t end = string.rfind('"');
  if (begin == std::string_view::npos || begin == end) return std::nullopt;
  return string.substr(begin + 1, end - begin - 1);
}

// How long the descriptor at the front is: flags, width, precision, length, conversion. 0 if there
// is none, as for `%%`.
std::size_t descriptor(std::string_view text) {
  if (!text.starts_with('%')) return 0;
  std::size_t at = text.find_first_not_of("-+ #0'", 1);
  at = text.find_first_not_of("0123456789*$", std::min(at, text.size()));
  if (at < text.size() && text[at] == '.') at = text.find_first_not_of("0123456789*", at + 1);
  at = text.find_first_not_of("hlLqjztZ", std::min(at, text.size()));
  const bool ends = at < text.size() && std::isalpha(static_cast<unsigned char>(text[at]));
  return ends ? at + 1 : 0;
}

std::vector<Part> fragments(std::string_view text) {
  std::vector<Part> parts;
  while (!text.empty()) {
    const std::size_t length = descriptor(text);
    if (length > 0) {
      parts.push_back({.kind = Kind::kDescriptor, .text = std::string(text.substr(1, length - 1))});
      text.remove_prefix(length);
      continue;
    }
    if (parts.empty() || parts.back().kind != Kind::kText) parts.push_back({.kind = Kind::kText});
    const std::size_t taken = text.starts_with("%%") ? 2 : 1;
    parts.back().text += text.substr(0, taken);
    text.remove_prefix(taken);
  }
  return parts;
}

class StringMatcher {
 public:
  StringMatcher(const std::vector<Part>& pattern, const std::vector<Part>& string,
                const std::function<bool(const std::vector<Descriptors>&)>& accepts)
      : pattern_(pattern), string_(string), accepts_(accepts) {}

  bool match(std::size_t at, std::size_t in) {
    if (at == pattern_.size()) return in == string_.size() && accepts_(found_);
    const Part& part = pattern_[at];
    switch (part.kind) {
      case Kind::kText:
      case Kind::kDescriptor:
        return in < string_.size() && string_[in].kind == part.kind &&
               string_[in].text == part.text && match(at + 1, in + 1);
      case Kind::kDots:
        for (std::size_t end = in; end <= string_.size(); ++end) {
          if (match(at + 1, end)) return true;
        }
        return false;
      case Kind::kFormat:
        if (in == string_.size() || string_[in].kind != Kind::kDescriptor) return false;
        return found(at, in, in + 1);
      case Kind::kFormatList: {
        // Texts beside it that the pattern does not speak of are its own.
        const bool begins = at == 0 || pattern_[at - 1].kind != Kind::kText;
        const bool ends = at + 1 == pattern_.size() || pattern_[at + 1].kind != Kind::kText;
        for (std::size_t end = string_.size(); end > in; --end) {
          if (!begins && string_[in].kind == Kind::kText) continue;
          if (!ends && string_[end - 1].kind == Kind::kText) continue;
          if (found(at, in, end)) return true;
        }
        return false;
      }
    }
    return false;
  }

 private:
  bool found(std::size_t at, std::size_t begin, std::size_t end) {
    Descriptors one{pattern_[at].meta, {}, 0};
    for (std::size_t i = begin; i < end; ++i) {
      const bool is_descriptor = string_[i].kind == Kind::kDescriptor;
      one.count += is_descriptor;
      if (is_descriptor && i > begin) one.text += '%';
      one.text += string_[i].text;
    }
    if (one.count == 0) return false;
    found_.push_back(std::move(one));
    const bool matches = match(at + 1, end);
    found_.pop_back();
    return matches;
  }

  const std::vector<Part>& pattern_;
  const std::vector<Part>& string_;
  const std::function<bool(const std::vector<Descriptors>&)>& accepts_;
  std::vector<Descriptors> found_;
};

}  // namespace

std::optional<StringPattern> string_pattern(const SourceRule& rule, std::string_view string) {
  std::optional<std::string_view> rest = quoted(string);
  if (!rest) return std::nullopt;
  StringPattern pattern;
  bool speaks = false;
  std::string text;
  const auto end_text = [&] {
    for (Part& part : fragments(text)) pattern.parts.push_back(std::move(part));
    text.clear();
  };
  while (!rest->empty()) {
    if (rest->starts_with("%@")) {
      const std::string_view name = rest->substr(2, rest->find('@', 2) - 2);
      const std::optional<std::size_t> meta = rule.find(name);
      const bool list = meta && rule.metavariables[*meta].kind == MetaKind::kFormatList;
      if (list || (meta && rule.metavariables[*meta].kind == MetaKind::kFormat)) {
        end_text();
        pattern.parts.push_back({.kind = list ? Kind::kFormatList : Kind::kFormat,
                                 .meta = static_cast<std::uint32_t>(*meta)});
        rest->remove_prefix(std::min(name.size() + 3, rest->size()));
        speaks = true;
        continue;
      }
    }
    if (rest->starts_with("...")) {
      end_text();
      pattern.parts.push_back({.kind = Kind::kDots});
      rest->remove_prefix(3);
      continue;
    }
    const std::size_t taken = std::max<std::size_t>(descriptor(*rest), 1);
    text += rest->substr(0, taken);
    rest->remove_prefix(taken);
  }
  end_text();
  // Without descriptors, dots are dots.
  const auto is = [&](Kind kind) {
    return std::any_of(pattern.parts.begin(), pattern.parts.end(),
                       [&](const Part& part) { return part.kind == kind; });
  };
  speaks |= is(Kind::kDots) && is(Kind::kDescriptor);
  return speaks ? std::optional(std::move(pattern)) : std::nullopt;
}

bool match_string(const StringPattern& pattern, std::string_view string,
                  const std::function<bool(const std::vector<Descriptors>&)>& accepts) {
  const std::optional<std::string_view> text = quoted(string);
  if (!text) return false;
  const std::vector<Part> parts = fragments(*text);
  return StringMatcher(pattern.parts, parts, accepts).match(0, 0);
}

}  // namespace towpath::smpl
