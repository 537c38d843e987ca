// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/hang.h"

#include <algorithm>
#include <optional>

namespace towpath::smpl {

namespace {

using c::NodeId;
using c::TokenIndex;
using c::Tree;

// The statements, declarations and directives in [first, last) that are not in one another.
std::vector<NodeId> whole_nodes(const Tree& tree, TokenIndex first, TokenIndex last) {
  std::vector<NodeId> found;
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    const c::Node& node = tree.nodes[id];
    const bool whole =
        is_statement(node.kind) || is_declaration(node.kind) || is_directive(node.kind);
    if (whole && id != tree.root && node.first >= first && node.last <= last &&
        node.first < node.last)
      found.push_back(id);
  }
  std::sort(found.begin(), found.end(), [&](NodeId a, NodeId b) {
    const c::Node& x = tree.nodes[a];
    const c::Node& y = tree.nodes[b];
    if (x.first != y.first) return x.first < y.first;
    return x.last != y.last ? x.last > y.last : a > b;
  });
  TokenIndex covered = first;
  std::erase_if(found, [&](NodeId id) {
    if (tree.nodes[id].first < covered) return true;
    covered = tree.nodes[id].last;
    return false;
  });
  return found;
}

PlusCode plus_code(const SourceRule& rule, const Body& body,
                   const std::shared_ptr<const Subject>& subject, TokenIndex first,
                   TokenIndex last) {
  const Tree* const tree = &subject->tree();
  PlusCode code{.code = subject, .first = first, .last = last};
  for (TokenIndex token = first; token < last; ++token) {
    const auto found = body.operators.find(tree->tokens[token].begin);
    if (found != body.operators.end()) code.operators[token] = found->second;
  }
  code.repeatable = body.repeatable.contains(rule.body.line_of(tree->tokens[first].begin));
  std::vector<NodeId> found = whole_nodes(*tree, first, last);
  for (NodeId id = 0; id < tree->nodes.size(); ++id) {
    // Children come before their parents, so the last that fits is the largest.
    if (tree->nodes[id].first == first && tree->nodes[id].last == last) code.whole = id;
  }
  TokenIndex covered = first;
  const auto pass_directives = [&] {
    while (covered < last && tree->tokens[covered].kind == lex::TokenKind::kDirective) ++covered;
  };
  for (const NodeId id : found) {
    pass_directives();
    if (tree->nodes[id].first != covered) return code;
    covered = tree->nodes[id].last;
  }
  pass_directives();
  if (covered != last) return code;
  code.is_lines = true;
  std::erase_if(found, [&](NodeId id) { return is_directive(tree->nodes[id].kind); });
  code.statements = std::move(found);
  return code;
}

class Hanger {
 public:
  Hanger(const SourceRule& rule, const Body& body, const Tree& pattern,
         std::vector<TokenMarks>& marks, std::vector<PlusCode>& plus)
      : rule_(rule), body_(body), pattern_(pattern), marks_(marks), plus_(plus) {}

  // Finds the runs of plus tokens and hangs each on a neighbour among the pattern's tokens.
  void attach(const std::shared_ptr<const Subject>& code) {
    const Tree* const plus = &code->tree();
    const auto is_plus = [&](TokenIndex i) {
      return body_.mark_at(rule_, plus->tokens[i].begin) == Mark::kPlus;
    };
    const TokenIndex end = static_cast<TokenIndex>(plus->tokens.size() - 1);
    for (TokenIndex first = 0; first < end;) {
      if (!is_plus(first)) {
        ++first;
        continue;
      }
      TokenIndex last = first + 1;
      const auto next_pattern_token = [&](Offset at) {
        TokenIndex i = 0;
        while (pattern_.tokens[i].kind != lex::TokenKind::kEnd && pattern_.tokens[i].begin < at)
          ++i;
        return i;
      };
      const TokenIndex next = next_pattern_token(plus->tokens[first].begin);
      while (last < end && is_plus(last) && next_pattern_token(plus->tokens[last].begin) == next) {
        ++last;
      }
      TokenIndex kept = last;
      TokenIndex before = next;
      if (keeps_statement(next, *plus, last)) {
        --kept;
        --before;
        marks_[before].minus = false;
      }
      if (kept > first) {
        PlusCode added = plus_code(rule_, body_, code, first, kept);
        if (const std::optional<TokenIndex> end = end_of_branch(added)) {
          plus_.push_back(plus_code(rule_, body_, code, *end, kept));
          added = plus_code(rule_, body_, code, first, *end);
          added.behind = static_cast<std::uint32_t>(plus_.size() - 1);
        }
        plus_.push_back(std::move(added));
        hang(before, static_cast<std::uint32_t>(plus_.size() - 1));
      }
      first = last;
    }
  }

 private:
  // Where the plus code goes on behind a branch that it begins with: of `if (x) a(); b();`, the
  // branch is `a();` alone.
  static std::optional<TokenIndex> end_of_branch(const PlusCode& code) {
    if (code.statements.size() < 2) return std::nullopt;
    const Tree& tree = code.code->tree();
    const c::Node& first = tree.nodes[code.statements[0]];
    if (!is_control(tree.nodes[first.parent].kind)) return std::nullopt;
    return tree.nodes[code.statements[1]].first;
  }

  // Whether a statement metavariable ends both the minus code and the plus code that replaces it,
  // as in
  // `-if (A) S` `+if (B) S`: then S is context in all but name, and its bytes may stay.
  bool keeps_statement(TokenIndex next, const Tree& plus, TokenIndex plus_last) const {
    if (next == 0 || !marks_[next - 1].minus) return false;
    const std::optional<std::size_t> meta = rule_.find(plus.spelling(plus_last - 1));
    return meta && rule_.metavariables[*meta].kind == MetaKind::kStatement &&
           pattern_.spelling(next - 1) == plus.spelling(plus_last - 1);
  }

  // On the minus code that it replaces, else after a finished statement, else before what follows.
  void hang(TokenIndex next, std::uint32_t plus) {
    const TokenIndex count = static_cast<TokenIndex>(pattern_.tokens.size() - 1);
    // Dots stand for no code that anything could be beside.
    const bool has_previous = next > 0 && !marks_[next - 1].dots;
    const bool has_next = next < count && !marks_[next].dots;
    bool after = has_previous;
    if (has_previous && has_next && !marks_[next - 1].minus) {
      if (marks_[next].minus || begins_initializers(next - 1)) after = false;
    }
    if (after && marks_[next - 1].plus_after == kNone) {
      marks_[next - 1].plus_after = plus;
    } else if (has_next) {
      marks_[next].plus_before = plus;
    } else if (next > 0 && marks_[next - 1].minus) {
      marks_[next - 1].plus_after = plus;
    }
  }

  // Whether the token is the brace before the first of several initializers, which may be anywhere
  // in the code.
  bool begins_initializers(TokenIndex token) const {
    return std::any_of(pattern_.nodes.begin(), pattern_.nodes.end(), [&](const c::Node& node) {
      return node.kind == c::Kind::kInitializerList && node.first == token && node.last > token + 2;
    });
  }

  const SourceRule& rule_;
  const Body& body_;
  const Tree& pattern_;
  std::vector<TokenMarks>& marks_;
  std::vector<PlusCode>& plus_;
};

}  // namespace

void hang_plus_code(const SourceRule& rule, const Body& body, const Tree& pattern,
                    const std::shared_ptr<const Subject>& code, std::vector<TokenMarks>& marks,
                    std::vector<PlusCode>& plus) {
  Hanger(rule, body, pattern, marks, plus).attach(code);
}

}  // namespace towpath::smpl
