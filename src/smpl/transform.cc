// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/transform.h"

#include <algorithm>
#include <optional>

#include "smpl/change.h"
#include "smpl/comma.h"
#include "smpl/directive_change.h"
#include "smpl/line_change.h"
#include "smpl/render.h"
#include "smpl/source.h"
#include "smpl/spacing.h"
#include "smpl/statement_change.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

constexpr std::size_t kMaxNewBytes = std::size_t{16} << 20;

class Transformer {
 public:
  Transformer(const SourceRule& rule, const Pattern& pattern, const Program& program,
              const Subject& subject, const std::vector<Match>& matches)
      : rule_(rule),
        pattern_(pattern),
        source_(subject),
        tree_(subject.tree()),
        matches_(matches),
        changes_(collect_changes(pattern, program, matches, subject.tree())) {
    mend_commas(pattern, subject, changes_);
  }

  Transformation run() {
    Transformation result;
    result.fired = changes_.fired;
    result.edits = edits_within(kNone, 0, static_cast<TokenIndex>(tree_.tokens.size()));
    result.too_large = new_bytes_ > kMaxNewBytes;
    if (result.too_large) result.edits.clear();
    return result;
  }

 private:
  // What the metavariables of one match stand for, with the changes inside.
  class Bound final : public BoundCode {
   public:
    Bound(Transformer& transformer, std::uint32_t match)
        : transformer_(transformer), match_(match) {}
    std::vector<Piece> expression(TokenIndex first, TokenIndex last) const override {
      return transformer_.expression(match_, first, last);
    }
    std::string statement(TokenIndex first, TokenIndex last) const override {
      return transformer_.statement(match_, first, last);
    }

   private:
    Transformer& transformer_;
    std::uint32_t match_;
  };

  // -- what matched, as new code has it
  // ------------------------------------------------------------

  // The bytes of [first, last) after the changes that lie within, being those of matches in what
  // the metavariables of `match` stand for.
  std::string changed_text(std::uint32_t match, TokenIndex first, TokenIndex last) {
    const Offset begin = source_.begin_of(first);
    const Offset end = source_.end_before(last);
    Edits edits = edits_within(match, first, last);
    std::string text;
    Offset at = begin;
    for (const Edit& edit : edits) {
      if (edit.begin < at || edit.end > end) continue;
      text += source_.slice(at, edit.begin);
      text += edit.replacement;
      at = edit.end;
    }
    text += source_.slice(at, end);
    new_bytes_ += text.size();
    return text;
  }

  std::vector<Piece> expression(std::uint32_t match, TokenIndex first, TokenIndex last) {
    std::vector<Piece> pieces;
    if (source_.holds_lines(first, last)) {
      Piece piece;
      piece.text = changed_text(match, first, last);
      if (tree_.tokens[last - 1].kind == lex::TokenKind::kDirective) piece.text += '\n';
      pieces.push_back(std::move(piece));
      return pieces;
    }
    for (TokenIndex token = first; token < last && new_bytes_ <= kMaxNewBytes;) {
      const std::string gap = token > first && space_before(source_.subject(), token) ? " " : "";
      if (const Change* inner = change_at(match, token, last)) {
        std::vector<Piece> made = pieces_of(*inner);
        if (!made.empty()) made.front().gap = gap;
        std::move(made.begin(), made.end(), std::back_inserter(pieces));
        if (inner->last > token) {
          token = inner->last;
          continue;
        }
      }
      Piece piece;
      piece.text = source_.spelling(token);
      piece.gap = gap;
      piece.keeps_line = source_.keeps_line(first, token);
      pieces.push_back(std::move(piece));
      ++token;
    }
    if (pieces.empty()) pieces.emplace_back();
    return pieces;
  }

  std::string statement(std::uint32_t match, TokenIndex first, TokenIndex last) {
    return source_.unindented(changed_text(match, first, last), source_.begin_of(first));
  }

  const Change* change_at(std::uint32_t match, TokenIndex token, TokenIndex last) const {
    const auto begin =
        std::lower_bound(changes_.list.begin(), changes_.list.end(), token,
                         [](const Change& change, TokenIndex at) { return change.first < at; });
    for (auto at = begin; at != changes_.list.end() && at->first == token; ++at) {
      if (changes_.parents[at->match] == match && at->last <= last) return &*at;
    }
    return nullptr;
  }

  // -- changes
  // -------------------------------------------------------------------------------------

  std::vector<Piece> pieces_of(const Change& change) {
    std::vector<Piece> all;
    for (const Change& earlier : change.earlier) {
      std::vector<Piece> pieces = pieces_of(earlier);
      if (!all.empty() && !pieces.empty()) pieces.front().level = 0;
      std::move(pieces.begin(), pieces.end(), std::back_inserter(all));
    }
    const MatchedRule matched{rule_.metavariables, matches_[change.match], tree_};
    const Bound bound(*this, change.match);
    for (const std::uint32_t index : change.plus) {
      if (new_bytes_ > kMaxNewBytes) break;
      const PlusCode& plus = pattern_.plus[index];
      std::vector<Piece> pieces = render(plus, matched, bound);
      if (pieces.empty()) continue;
      if (!change.earlier.empty()) {
        pieces.front().level = 0;
      } else if (!all.empty()) {
        pieces.front().gap = " ";
      } else if (change.plus.size() == 1 && wants_parentheses(plus, change)) {
        pieces.front().gap.clear();
        pieces.insert(pieces.begin(), bracket("("));
        pieces.push_back(bracket(")"));
      }
      if (plus.behind != kNone && !is_branch(change)) {
        std::vector<Piece> behind = render(pattern_.plus[plus.behind], matched, bound);
        behind.front().level = 0;
        std::move(behind.begin(), behind.end(), std::back_inserter(pieces));
      }
      for (const Piece& piece : pieces) new_bytes_ += piece.text.size() + sizeof(Piece);
      std::move(pieces.begin(), pieces.end(), std::back_inserter(all));
    }
    if (!all.empty()) put_commas(change, all);
    return all;
  }

  // Whether it replaces the branch of an `if` or the body of a loop.
  bool is_branch(const Change& change) const {
    const std::optional<NodeId> run = source_.statement_run(change.first, change.last);
    return run && source_.is_body(*run);
  }

  // What goes on behind the statement whose branch the change is.
  void insert_behind(const Change& change, NodeId branch, Edits& edits) {
    const MatchedRule matched{rule_.metavariables, matches_[change.match], tree_};
    const Bound bound(*this, change.match);
    const TokenIndex from = matches_[change.match].captures.front().first;
    for (const std::uint32_t index : change.plus) {
      const std::uint32_t behind = pattern_.plus[index].behind;
      if (behind == kNone) continue;
      insert_behind_control(source_, from, branch, render(pattern_.plus[behind], matched, bound),
                            edits);
    }
  }

  void put_commas(const Change& change, std::vector<Piece>& pieces) const {
    if (change.drops_comma && pieces.back().text == ",") pieces.pop_back();
    if (change.comma_before) {
      pieces.front().gap = gap_of_item(change);
      pieces.insert(pieces.begin(), bracket(","));
    }
    if (change.comma_after) pieces.push_back(bracket(","));
  }

  // What comes before a new item: the last of a list that ends on a line of its own has a line,
  // too.
  std::string gap_of_item(const Change& change) const {
    const bool is_added = change.first == change.last && change.first > 0;
    if (!is_added || source_.is_end(change.first) || !source_.begins_line(change.first)) return " ";
    return "\n" + std::string(source_.indent_of_line(source_.end_before(change.first)));
  }

  bool wants_parentheses(const PlusCode& plus, const Change& change) const {
    if (change.first == change.last) return false;
    NodeId replaced = c::kNoNode;
    for (NodeId node = source_.subject().owner(change.first); node != c::kNoNode;
         node = tree_.nodes[node].parent) {
      if (tree_.nodes[node].first != change.first || tree_.nodes[node].last > change.last) break;
      if (tree_.nodes[node].last == change.last) replaced = node;
    }
    return replaced != c::kNoNode && needs_parentheses(plus, tree_, replaced);
  }

  bool is_all_statements(const Change& change) const {
    return std::all_of(change.plus.begin(), change.plus.end(),
                       [&](std::uint32_t plus) { return pattern_.plus[plus].is_lines; });
  }

  // Whether the plus code goes on with the directive that it is beside in the semantic patch.
  bool is_in_directive(const Change& change) const {
    const PlusCode& plus = pattern_.plus[change.plus.front()];
    return plus.code->tree().tokens[plus.first].in_define;
  }

  std::size_t statements_in(const Change& change) const {
    std::size_t count = 0;
    for (const Change& earlier : change.earlier) count += statements_in(earlier);
    for (const std::uint32_t plus : change.plus) count += statement_count(pattern_.plus[plus]);
    return count;
  }

  // The statement, declaration or macro definition that the token is in.
  NodeId enclosing(TokenIndex token) const {
    NodeId node = source_.subject().owner(token);
    while (node != c::kNoNode && node != tree_.root) {
      const Kind kind = tree_.nodes[node].kind;
      if (is_statement(kind) || is_declaration(kind) || is_directive(kind)) break;
      node = tree_.nodes[node].parent;
    }
    return node == c::kNoNode ? tree_.root : node;
  }

  LineChange line_change(const Change& change) {
    LineChange line{change.first, change.last, change.after, "", pieces_of(change)};
    if (change.first < change.last || change.plus.empty()) return line;
    const PlusCode& plus = pattern_.plus[change.after ? change.plus.front() : change.plus.back()];
    const TokenIndex edge = change.after ? plus.first : plus.last;
    const bool has_neighbour = edge > 0 && edge + 1 < plus.code->tree().tokens.size();
    if (change.comma_before) return line;
    if (has_neighbour && space_before(*plus.code, edge)) line.gap = " ";
    if (change.after && source_.spelling(change.first - 1) == ",") line.gap = gap_of_item(change);
    return line;
  }

  // The edits for the changes within [first, last) of matches with this parent.
  Edits edits_within(std::uint32_t parent, TokenIndex first, TokenIndex last) {
    Edits edits;
    std::vector<LineChange> lines;
    NodeId statement = c::kNoNode;  // that the lines are in
    const auto flush = [&] {
      if (!lines.empty()) change_lines(source_, statement, std::move(lines), edits);
      lines.clear();
    };
    for (const Change& change : changes_.list) {
      if (change.first < first || change.last > last || changes_.parents[change.match] != parent) {
        continue;
      }
      if (new_bytes_ > kMaxNewBytes) break;
      if (change_statements(change, edits)) continue;
      const TokenIndex at =
          change.first < change.last || !change.after ? change.first : change.first - 1;
      const NodeId around = enclosing(at);
      if (around != statement) flush();
      statement = around;
      lines.push_back(line_change(change));
    }
    flush();
    std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    return trimmed(source_.bytes(), disjoint(std::move(edits)));
  }

  // Whether the change is one of whole statements.
  bool change_statements(const Change& change, Edits& edits) {
    if (!is_all_statements(change)) return false;
    if (change.first == change.last) {
      if (change.plus.empty()) return true;
      const auto directive = source_.directive_at(change.after ? change.first - 1 : change.first);
      if (directive && !is_in_directive(change)) {
        insert_beside_directive(source_, *directive, change.after, pieces_of(change), edits);
        return true;
      }
      const TokenIndex from = matches_[change.match].captures.front().first;
      const TokenIndex at = change.after ? change.first : source_.declaration_begin(change.first);
      insert_statements(source_, from, at, change.after, pieces_of(change), edits);
      return true;
    }
    const std::optional<NodeId> run = source_.statement_run(change.first, change.last);
    if (!run) return false;
    if (change.plus.empty()) {
      remove_statements(source_, *run, change.first, change.last, edits);
    } else {
      replace_statements(source_, *run, change.first, change.last, pieces_of(change),
                         statements_in(change), edits);
      if (source_.is_body(*run)) insert_behind(change, *run, edits);
    }
    return true;
  }

  // Two changes may want the gap between them; the first has it.
  static Edits disjoint(Edits edits) {
    Edits result;
    for (Edit& edit : edits) {
      if (!result.empty() && edit.begin < result.back().end) {
        if (edit.end <= result.back().end) continue;
        edit.begin = result.back().end;
      }
      result.push_back(std::move(edit));
    }
    return result;
  }

  const SourceRule& rule_;
  const Pattern& pattern_;
  const Source source_;
  const Tree& tree_;
  const std::vector<Match>& matches_;
  Changes changes_;
  std::size_t new_bytes_ = 0;
};

}  // namespace

Transformation transform(const SourceRule& rule, const Pattern& pattern, const Program& program,
                         const Subject& subject, const std::vector<Match>& matches) {
  return Transformer(rule, pattern, program, subject, matches).run();
}

}  // namespace towpath::smpl
