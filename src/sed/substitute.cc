// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/substitute.h"

#include <optional>

namespace towpath::sed {
namespace {

using Case = ReplacementPart::Case;

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// \U and \L hold until \E, \u and \l for one byte; the former call off a \u or \l that waits.
class CaseChanger {
 public:
  void change(Case change) {
    switch (change) {
      case Case::kKeep:
        return;
      case Case::kUpper:
      case Case::kLower:
      case Case::kEnd:
        mode_ = change;
        next_ = Case::kKeep;
        return;
      case Case::kUpperNext:
      case Case::kLowerNext:
        next_ = change;
        return;
    }
  }

  void append(std::string_view text, std::string& out) {
    for (const char c : text) {
      if (next_ != Case::kKeep) {
        out += next_ == Case::kUpperNext ? upper(c) : lower(c);
        next_ = Case::kKeep;
      } else {
        out += mode_ == Case::kUpper ? upper(c) : mode_ == Case::kLower ? lower(c) : c;
      }
    }
  }

 private:
  Case mode_ = Case::kEnd;
  Case next_ = Case::kKeep;
};

void put_replacement(const Substitution& substitution, std::string_view subject,
                     const Matcher& matcher, std::string& out) {
  CaseChanger changer;
  for (const ReplacementPart& part : substitution.parts) {
    std::string_view text = part.text;
    if (part.group >= 0) {
      const Matcher::Span span = matcher.group(part.group);
      text = subject.substr(span.begin, span.end - span.begin);
    }
    if (substitution.changes_case) {
      changer.change(part.change);
      changer.append(text, out);
    } else {
      out += text;
    }
  }
}

}  // namespace

Substituted substitute(const Substitution& substitution, const Regex& regex, RuleIndex rule,
                       std::size_t max_size, Matcher& matcher, PatternSpace& space) {
  std::optional<PatternSpace::Rewriter> rewriter;  // made when something is replaced
  std::string replacement;
  std::string_view subject = space.bytes();
  std::size_t from = 0;
  std::optional<std::size_t> last_end;
  for (std::uint32_t count = 0; from <= subject.size();) {
    const Matcher::Outcome outcome = matcher.find(regex, subject, from);
    if (outcome == Matcher::Outcome::kGaveUp) return Substituted::kGaveUp;
    if (outcome == Matcher::Outcome::kNone) break;
    const Matcher::Span match = matcher.group(0);
    const bool is_empty = match.begin == match.end;
    // An empty match right behind the last one does not count.
    if (is_empty && match.begin == last_end) {
      from = match.end + 1;
      continue;
    }
    last_end = match.end;
    from = match.end + (is_empty ? 1 : 0);
    if (++count < substitution.first) continue;
    replacement.clear();
    put_replacement(substitution, subject, matcher, replacement);
    if (!rewriter) {
      rewriter.emplace(space);
      subject = space.bytes();  // its bytes have moved
    }
    rewriter->keep_until(match.begin);
    rewriter->replace_until(match.end, replacement, rule);
    if (rewriter->size() > max_size) return Substituted::kTooLarge;
    if (!substitution.all) break;
  }
  if (!rewriter) return Substituted::kNo;
  rewriter->finish();
  return Substituted::kYes;
}

}  // namespace towpath::sed
