// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cctype>
#include <optional>
#include <span>

#include "smpl/first_kinds.h"
#include "smpl/flow_compile.h"
#include "smpl/program.h"
#include "smpl/type.h"

namespace towpath::smpl {

namespace {

using c::Kind;
using Op = Instruction::Op;

bool may_begin_with_directive(const Term& term) {
  if (term.op == Term::Op::kNode) return is_directive(term.kind);
  if (term.op != Term::Op::kSequence && term.op != Term::Op::kOr) return false;
  return std::any_of(term.children.begin(), term.children.end(), may_begin_with_directive);
}

class Compiler {
 public:
  Compiler(const SourceRule& rule, const Pattern& pattern) : rule_(rule), pattern_(pattern) {}

  Result<Program> run() {
    program_.metavariables = rule_.metavariables;
    program_.bits = rule_.bits;
    program_.is_expression = pattern_.is_expression;
    program_.is_type = pattern_.is_type;
    program_.defines = pattern_.is_type && ends_with_brace(pattern_.root);
    program_.exact_qualifiers = rule_.disables("optional_qualifier");
    program_.exact_attributes = rule_.disables("optional_attributes");
    if (pattern_.plus.empty() && !any_leaf(pattern_.root, is_kept))
      program_.attributes = slot(Term::token("", true));
    program_.length = length_of(pattern_.root);
    program_.names = rule_.kind == RuleKind::kIdentifier;
    program_.has_directives = may_begin_with_directive(pattern_.root);
    if (has_dots(pattern_.root) || has_bare_return(pattern_.root)) {
      program_.length = 1;
      const auto entry = [&](const Term& part) {
        const std::uint32_t begin = here();
        // Lines are matched where the statement behind them is.
        if (part.op == Term::Op::kSequence) {
          emit(
              {.op = Op::kBackLines, .argument = static_cast<std::uint32_t>(part.children.size())});
        }
        term(part);
        emit({.op = Op::kAccept});
        return begin;
      };
      Result<FlowRule> flow =
          compile_flow(rule_, pattern_, entry, [&](const Term& part) { return slot(part); });
      if (!flow) return std::move(flow).error();
      if (error_) return std::move(*error_);
      program_.flow = std::move(*flow);
      program_.needs = needs_of(rule_, pattern_, pattern_.root, program_.flow.all_in != kNone);
      for (Formula& formula : program_.flow.formulas) {
        if (has_entry(formula.op)) formula.needs.kinds = first_kinds(program_, formula.entry);
      }
      return std::move(program_);
    }
    root(pattern_.root);
    emit({.op = Op::kAccept});
    if (error_) return std::move(*error_);
    program_.needs = needs_of(rule_, pattern_, pattern_.root, false);
    program_.needs.kinds = first_kinds(program_, 0);
    return std::move(program_);
  }

 private:
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t emit(Instruction instruction) {
    program_.code.push_back(instruction);
    return here() - 1;
  }

  static std::uint32_t length_of(const Term& term) {
    if (term.op == Term::Op::kSequence) {
      std::uint32_t length = 0;
      for (const Term& child : term.children) length += length_of(child);
      return length;
    }
    std::uint32_t length = 1;
    if (term.op == Term::Op::kOr) {
      for (const Term& child : term.children) length = std::max(length, length_of(child));
    }
    return length;
  }

  std::uint32_t slot(const Term& term) {
    program_.slots.push_back({term.text, term.meta, term.op == Term::Op::kToken, term.minus,
                              term.plus_before, term.plus_after, term.positions});
    return static_cast<std::uint32_t>(program_.slots.size() - 1);
  }

  MetaKind meta_kind(const Term& term) const {
    return term.meta == kNone ? MetaKind::kExpression : rule_.metavariables[term.meta].kind;
  }
  // Whether any number of items may match.
  bool is_run(const Term& term) const {
    return term.op == Term::Op::kItems || (term.op == Term::Op::kMeta && is_list(meta_kind(term)));
  }
  bool any_run(const Term& node) const {
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const Term& child) { return is_run(child); });
  }

  void term(const Term& term) {
    if (term.tested) emit({.op = Op::kTested});
    switch (term.op) {
      case Term::Op::kToken:
        token(term);
        return;
      case Term::Op::kMeta:
        emit({.op = Op::kMeta, .kind = kind_of(term), .slot = slot(term)});
        return;
      case Term::Op::kBody:
        emit({.op = Op::kSkip, .slot = changes_or_tells(term) ? slot(term) : kNone});
        return;
      case Term::Op::kItems:
        run(term, 0, kNone);
        return;
      case Term::Op::kNest:
        nest(term);
        return;
      case Term::Op::kRest:
        emit({.op = Op::kRest});
        return;
      case Term::Op::kInside:
        this->term(term.children[0]);
        return;
      case Term::Op::kDots:
        return;  // compile_flow() leaves none of them
      case Term::Op::kSequence:
        for (const Term& child : term.children) this->term(child);
        return;
      case Term::Op::kNode:
        node(term);
        return;
      case Term::Op::kOr:
        any_of(term);
        return;
      case Term::Op::kAnd:
        program_.has_conjunction = true;
        for (std::size_t i = 0; i < term.children.size(); ++i) {
          if (i > 0) emit({.op = Op::kBack});
          this->term(term.children[i]);
        }
        return;
    }
  }

  void token(const Term& term) {
    std::optional<StringPattern> string = string_pattern(rule_, term.text);
    if (!string) {
      emit({.op = Op::kToken, .slot = slot(term)});
      return;
    }
    program_.strings.push_back(std::move(*string));
    emit({.op = Op::kString,
          .slot = slot(term),
          .argument = static_cast<std::uint32_t>(program_.strings.size() - 1)});
  }

  static bool changes_or_tells(const Term& term) {
    return term.minus || term.plus_before != kNone || term.plus_after != kNone ||
           !term.positions.empty();
  }

  void root(const Term& term) {
    if (!pattern_.is_type) {
      this->term(term);
    } else if (term.op == Term::Op::kOr) {
      any_of(term, [&](const Term& branch) { root(branch); });
    } else {
      root_type(term);
    }
  }

  void any_of(const Term& term) {
    any_of(term, [&](const Term& branch) { this->term(branch); });
  }

  template <class Emit>
  void any_of(const Term& term, Emit emit_branch) {
    std::vector<std::uint32_t> jumps;
    for (std::size_t i = 0; i < term.children.size(); ++i) {
      const bool last = i + 1 == term.children.size();
      const std::uint32_t split = last ? 0 : emit({.op = Op::kSplit});
      emit_branch(term.children[i]);
      if (last) break;
      jumps.push_back(emit({.op = Op::kJump}));
      program_.code[split].argument = here();
    }
    for (const std::uint32_t jump : jumps) program_.code[jump].argument = here();
  }

  void node(const Term& node) {
    if (node.kind == Kind::kStruct && is_type(node.children.front())) {
      emit({.op = Op::kEnter, .kind = Kind::kStruct});
      emit({.op = Op::kTag, .slot = slot(node.children.front())});
      Term fields = node;
      fields.children.erase(fields.children.begin());
      any_run(fields) ? side_by_side(fields) : all(fields.children);
      emit({.op = Op::kLeave});
      return;
    }
    if (is_specifiers(node)) {
      specifiers(node, false);
      return;
    }
    if (const Term* dots = dots_of_chain(node)) {
      chain(node, *dots);
      return;
    }
    emit({.op = Op::kEnter, .kind = node.kind});
    switch (node.kind) {
      case Kind::kDefine:
      case Kind::kLine:
        directive(node);
        break;
      case Kind::kArguments:
      case Kind::kParameters:
      case Kind::kMacroParameters:
        separated(node.children);
        break;
      case Kind::kEnumerators:
        separated(node.children);
        if (node.children.empty() || !is_comma(node.children.back()))
          emit({.op = Op::kTrailing, .slot = slot(Term::token(",", all_minus(node)))});
        break;
      case Kind::kAttribute:
        any_run(node) ? separated(node.children) : all(node.children);
        break;
      case Kind::kInitializerList:
        initializers(node);
        break;
      case Kind::kStruct:
      case Kind::kCompound:
        any_run(node) ? side_by_side(node) : all(node.children);
        break;
      case Kind::kFunction:
        function(node);
        break;
      case Kind::kFor:
        for_statement(node);
        break;
      case Kind::kInitDeclarator:  // what an assignment matches as well
        emit({.op = Op::kName});
        term(node.children.front());
        emit({.op = Op::kOuterEnd});
        all(std::span(node.children).subspan(1));
        break;
      default:
        if (std::any_of(node.children.begin(), node.children.end(), is_specifiers)) {
          declaration(node);
        } else {
          all(node.children);
        }
    }
    emit({.op = Op::kLeave});
  }

  void directive(const Term& node) {
    for (const Term& child : node.children) {
      const bool is_info = child.op == Term::Op::kMeta && meta_kind(child) == MetaKind::kPragmaInfo;
      if (child.op == Term::Op::kToken) {
        emit({.op = Op::kLineToken, .slot = slot(child)});
      } else if (child.op == Term::Op::kRest || is_info) {
        emit({.op = Op::kRest, .slot = slot(child)});
      } else {
        term(child);
      }
    }
  }

  void all(std::span<const Term> terms) {
    for (const Term& one : terms) term(one);
  }

  static bool is_comma(const Term& term) { return term.op == Term::Op::kToken && term.text == ","; }

  // Of nodes without code, and of the body that a head stands without, nothing is left.
  static bool all_minus(const Term& term) {
    if (term.op == Term::Op::kNode && term.children.empty()) return true;
    if (term.op == Term::Op::kItems || term.children.empty()) return term.minus;
    return std::all_of(term.children.begin(), term.children.end(), all_minus);
  }

  static bool adds(const Term& term) {
    return term.plus_before != kNone || term.plus_after != kNone ||
           std::any_of(term.children.begin(), term.children.end(), adds);
  }
  static bool vanishes(const Term& term) { return all_minus(term) && !adds(term); }

  // -- lists -------------------------------------------------------------------------------------

  // How many items come behind the one at `at`; kNone if that is open.
  std::uint32_t items_behind(std::span<const Term> terms, std::size_t at) const {
    std::uint32_t count = 0;
    for (const Term& term : terms.subspan(at + 1)) {
      if (is_run(term)) return kNone;
      if (term.op == Term::Op::kToken && term.text == "}") break;
      count += !is_comma(term);
    }
    return count;
  }

  void run(const Term& term, std::uint32_t least, std::uint32_t after) {
    const bool is_dots = term.op == Term::Op::kItems;
    ListRun run{.least = least, .after = after, .longest = !is_dots};
    if (is_dots && !term.children.empty()) {
      const std::uint32_t jump = emit({.op = Op::kJump});
      for (const Term& never : term.children) {
        run.never.push_back(here());
        this->term(never);
        emit({.op = Op::kAccept});
      }
      program_.code[jump].argument = here();
    }
    program_.runs.push_back(std::move(run));
    emit({.op = Op::kRun,
          .slot = slot(term),
          .argument = static_cast<std::uint32_t>(program_.runs.size() - 1)});
  }

  // Items with commas between; where a run is empty, the comma before it is not there, or the one
  // behind it where it comes first.
  void separated(std::span<const Term> terms) {
    const Term* comma = nullptr;
    for (std::size_t at = 0; at < terms.size(); ++at) {
      const Term& item = terms[at];
      if (is_comma(item)) {
        if (comma) emit({.op = Op::kTrailing, .slot = slot(*comma)});
        comma = &item;
        continue;
      }
      if (is_run(item)) {
        run_or_nothing(item, comma, items_behind(terms, at));
      } else {
        if (comma) emit({.op = Op::kSeparator, .slot = slot(*comma)});
        term(item);
      }
      comma = nullptr;
    }
    if (comma) emit({.op = Op::kTrailing, .slot = slot(*comma)});
  }

  void run_or_nothing(const Term& item, const Term* comma, std::uint32_t after) {
    const bool is_dots = item.op == Term::Op::kItems;
    const auto some = [&] {
      if (comma) emit({.op = Op::kSeparator, .slot = slot(*comma)});
      run(item, 1, after);
    };
    const auto none = [&] {
      // What was to appear beside the comma still does.
      if (comma) emit({.op = Op::kAbsent, .slot = slot(*comma)});
      emit({.op = Op::kAbsent, .slot = slot(item)});
    };
    const std::uint32_t split = emit({.op = Op::kSplit, .enumerates = after == kNone});
    is_dots ? none() : some();
    const std::uint32_t jump = emit({.op = Op::kJump});
    program_.code[split].argument = here();
    is_dots ? some() : none();
    program_.code[jump].argument = here();
  }

  // Fields or statements.
  void side_by_side(const Term& node) {
    for (std::size_t at = 0; at < node.children.size(); ++at) {
      const Term& child = node.children[at];
      if (is_run(child)) {
        run(child, 0, items_behind(node.children, at));
      } else {
        term(child);
      }
    }
  }

  // With a designator, initializers are in any order, and others may be among them.
  void initializers(const Term& node) {
    const auto is_designated = [](const Term& child) {
      return child.op == Term::Op::kNode && child.kind == Kind::kInitializer &&
             child.children.size() > 1;
    };
    const std::span<const Term> children(node.children);
    const bool minus = all_minus(node);
    // Dots that go take with them what is where they are.
    const auto is_minus_run = [&](const Term& child) { return is_run(child) && child.minus; };
    const std::span<const Term> items = children.subspan(1, children.size() - 2);
    const bool any_items = items.empty() && !minus;
    const bool ordered = !any_items && (std::none_of(items.begin(), items.end(), is_designated) ||
                                        std::any_of(items.begin(), items.end(), is_minus_run) ||
                                        (minus && any_run(node)));
    term(children.front());
    if (ordered) {
      separated(items);
    } else {
      program_.unordered = true;
      std::uint32_t count = 0;
      bool behind_run = false;
      for (const Term& item : items) {
        if (is_comma(item) && behind_run) {
          // What is added behind dots is added behind all.
          emit({.op = Op::kSeekEnd});
          emit({.op = Op::kAbsent, .slot = slot(item)});
        } else if (is_comma(item)) {
          emit({.op = Op::kTrailing, .slot = slot(item)});
        } else if (!is_run(item)) {
          ++count;
          emit({.op = Op::kSeekFirst});
          emit({.op = Op::kSeek, .enumerates = true});
          term(item);
        }
        behind_run = is_run(item);
      }
      if (minus) emit({.op = Op::kCount, .argument = count});
      emit({.op = Op::kSeekEnd});
    }
    if (items.empty() || !is_comma(items.back()) || !ordered) {
      const bool goes = minus || (!items.empty() && is_minus_run(items.back()));
      emit({.op = Op::kTrailing, .slot = slot(Term::token(",", goes))});
    }
    term(children.back());
  }

  // -- other shapes
  // --------------------------------------------------------------------------------

  // Some expression within matches; each that does is a match.
  void nest(const Term& term) {
    const bool strict = pattern_.dots[term.dots].kind == DotsKind::kStrictNest;
    const std::uint32_t split = strict ? 0 : emit({.op = Op::kSplit});
    const std::uint32_t whole = slot(term);
    emit({.op = Op::kDescend, .slot = whole});
    this->term(term.children[0]);
    emit({.op = Op::kAscend, .slot = whole});
    if (strict) return;
    const std::uint32_t jump = emit({.op = Op::kJump});
    program_.code[split].argument = here();
    emit({.op = Op::kSkip, .slot = whole});
    program_.code[jump].argument = here();
  }

  static bool is_chain(const Term& term, std::string_view op) {
    return term.op == Term::Op::kNode && term.kind == Kind::kBinary && term.children.size() == 3 &&
           term.children[1].op == Term::Op::kToken && term.children[1].text == op;
  }

  // The operands of `a && b && …`, from left to right.
  static std::vector<const Term*> operands_of(const Term& node) {
    std::vector<const Term*> operands;
    const Term* at = &node;
    for (; is_chain(*at, node.children[1].text); at = &at->children[0])
      operands.push_back(&at->children[2]);
    operands.push_back(at);
    std::reverse(operands.begin(), operands.end());
    return operands;
  }

  // The dots of `a && …` or `a || … || b`, if the node is such a chain.
  static const Term* dots_of_chain(const Term& node) {
    if (!is_chain(node, "&&") && !is_chain(node, "||")) return nullptr;
    for (const Term* operand : operands_of(node)) {
      if (operand->op == Term::Op::kBody) return operand;
    }
    return nullptr;
  }

  // Each operand that is written is one of the code's, in this order; there may be no others.
  void chain(const Term& node, const Term& dots) {
    const std::uint32_t whole = slot(dots);
    // What is taken away for the dots has the operands in it.
    program_.has_conjunction |= dots.minus;
    bool first = true;
    bool next = false;
    for (const Term* operand : operands_of(node)) {
      if (operand->op == Term::Op::kBody) {
        next = false;
        continue;
      }
      if (vanishes(*operand) && !dots.minus) {
        error_ = Error{rule_.place_in_body(0),
                       "not supported yet: removing one operand of `" + node.children[1].text +
                           "` beside dots",
                       ""};
      }
      if (!first) emit({.op = Op::kBack});
      program_.chains.push_back({node.children[1].text, next});
      emit({.op = Op::kOperand,
            .slot = whole,
            .argument = static_cast<std::uint32_t>(program_.chains.size() - 1)});
      term(*operand);
      emit({.op = Op::kAscend, .slot = whole});
      first = false;
      next = true;
    }
  }

  // Dots for what is done first stand for a declaration, too, which has the `;` in it.
  void for_statement(const Term& node) {
    const std::span<const Term> children(node.children);
    const bool open = children.size() > 3 && children[2].op == Term::Op::kOr &&
                      children[2].children.front().op == Term::Op::kBody;
    if (!open) {
      all(children);
      return;
    }
    all(children.first(2));
    const std::uint32_t split = emit({.op = Op::kSplit});
    all(children.subspan(2, 2));
    const std::uint32_t jump = emit({.op = Op::kJump});
    program_.code[split].argument = here();
    emit({.op = Op::kEnter, .kind = Kind::kDeclaration});
    emit({.op = Op::kRest, .slot = slot(children[3])});
    emit({.op = Op::kLeave});
    program_.code[jump].argument = here();
    all(children.subspan(4));
  }

  // A function whose type is not told has any, pointers too.
  void function(const Term& node) {
    std::span<const Term> parts(node.children);
    const Term any = Term::token("", all_minus(node));
    if (!is_specifiers(parts.front())) {
      emit({.op = Op::kPass, .kind = Kind::kSpecifiers, .slot = slot(any)});
    } else if (tells_no_type(parts.front())) {
      specifiers(parts.front(), false, true);
      parts = parts.subspan(1);
    } else {
      declaration(node);
      return;
    }
    const Term& first = parts.front();
    constexpr int kMostStars = 3;
    std::vector<std::uint32_t> jumps;
    for (int stars = 0; stars <= kMostStars; ++stars) {
      const std::uint32_t split = stars < kMostStars ? emit({.op = Op::kSplit}) : 0;
      for (int i = 0; i < stars; ++i) {
        emit({.op = Op::kEnter, .kind = Kind::kPointer});
        emit({.op = Op::kRest, .slot = slot(any), .argument = 1});
      }
      term(first);
      for (int i = 0; i < stars; ++i) emit({.op = Op::kLeave});
      if (stars == kMostStars) break;
      jumps.push_back(emit({.op = Op::kJump}));
      program_.code[split].argument = here();
    }
    for (const std::uint32_t jump : jumps) program_.code[jump].argument = here();
    all(parts.subspan(1));
  }

  // `static` alone, as in `static f() { … }`.
  static bool tells_no_type(const Term& specifiers) {
    return std::all_of(
        specifiers.children.begin(), specifiers.children.end(),
        [](const Term& word) { return word.op == Term::Op::kToken && is_storage(word.text); });
  }

  // -- declarations ------------------------------------------------------------------------------

  bool is_type(const Term& term) const {
    return term.op == Term::Op::kMeta && meta_kind(term) == MetaKind::kType;
  }

  // The words in any order, then the nodes. Returns the index into Program::specifiers. Storage
  // words and qualifiers that the pattern leaves open may be there (optional_storage,
  // optional_qualifier); they go with a declaration that goes, and stay with one that is replaced.
  std::uint32_t specifiers(const Term& node, bool is_root, bool any_type = false) {
    const auto either = std::find_if(node.children.begin(), node.children.end(), is_type_choice);
    if (either == node.children.end()) return words(node, is_root, any_type);
    Term ways{.op = Term::Op::kOr};
    for (const Term& branch : either->children) {
      Term way = node;
      const auto at = way.children.begin() + (either - node.children.begin());
      const std::vector<Term>& own = branch.children[0].children;
      way.children.insert(way.children.erase(at), own.begin(), own.end());
      ways.children.push_back(std::move(way));
    }
    std::uint32_t last = 0;
    any_of(ways, [&](const Term& way) { last = words(way, is_root, any_type); });
    return last;
  }

  // Types of words alone, without metavariables: what is declared with them is the same for all.
  static bool is_type_choice(const Term& term) {
    return term.op == Term::Op::kOr &&
           std::all_of(term.children.begin(), term.children.end(), [](const Term& branch) {
             return branch.op == Term::Op::kNode && branch.kind == Kind::kTypeName &&
                    branch.children.size() == 1 && is_specifiers(branch.children[0]) &&
                    !any_leaf(branch, [](const Term& leaf) { return leaf.op == Term::Op::kMeta; });
           });
  }

  std::uint32_t words(const Term& node, bool is_root, bool any_type) {
    SpecifierWords words;
    words.is_root = is_root;
    words.any_type = any_type;
    const bool minus = minus_of(node);
    const std::uint32_t goes = slot(Term::token("", minus && pattern_.plus.empty()));
    bool storage = is_root || !rule_.disables("optional_storage");
    bool qualifiers = is_root || !rule_.disables("optional_qualifier");
    for (const Term& child : node.children) {
      if (is_type(child)) {
        words.type = slot(child);
        Term rest = child;
        rest.plus_before = rest.plus_after = kNone;
        rest.positions.clear();
        words.more = slot(rest);
      } else if (child.op == Term::Op::kToken) {
        words.words.push_back(slot(child));
        storage &= !is_storage(child.text);
        qualifiers &= !is_qualifier(child.text);
      }
    }
    const bool has_attributes =
        std::any_of(node.children.begin(), node.children.end(),
                    [&](const Term& child) { return kind_of(child) == Kind::kAttribute; });
    if (words.type != kNone && program_.slots[words.more].minus && !has_attributes)
      words.attributes = slot(Term::token("", true));
    if (words.more == kNone) words.more = slot(Term::token("", minus));
    if (storage) words.storage = is_root ? slot(Term::token("", false)) : goes;
    if (qualifiers) words.qualifiers = is_root ? slot(Term::token("", false)) : goes;
    program_.specifiers.push_back(words);
    program_.unordered = true;
    const auto index = static_cast<std::uint32_t>(program_.specifiers.size() - 1);
    emit({.op = Op::kEnter, .kind = Kind::kSpecifiers});
    emit({.op = Op::kSpecifiers, .argument = index});
    for (const Term& child : node.children) {
      if (child.op == Term::Op::kToken || is_type(child)) continue;
      emit({.op = Op::kWords, .kind = kind_of(child), .argument = index});
      term(child);
    }
    emit({.op = Op::kWords, .argument = index});
    if (any_type) emit({.op = Op::kRest, .slot = minus ? words.more : kNone});
    emit({.op = Op::kLeave});
    return index;
  }

  Kind kind_of(const Term& term) const {
    if (term.op == Term::Op::kMeta && meta_kind(term) == MetaKind::kAttribute)
      return Kind::kAttribute;
    return term.op == Term::Op::kNode ? term.kind : Kind::kUnparsed;
  }

  static bool is_specifiers(const Term& term) {
    return term.op == Term::Op::kNode && term.kind == Kind::kSpecifiers;
  }
  static bool is_declarator_term(const Term& term) {
    return term.op == Term::Op::kNode && is_declarator(term.kind);
  }

  // How many pointers, brackets and parentheses there are around the name.
  static std::uint32_t layers_of(const Term& declarator) {
    if (declarator.op == Term::Op::kOr) return layers_of(declarator.children.front());
    if (!is_declarator_term(declarator)) return 0;
    for (const Term& child : declarator.children) {
      if (child.op != Term::Op::kToken && kind_of_node(child) != Kind::kAttribute)
        return 1 + layers_of(child);
      if (child.op == Term::Op::kToken && declarator.kind != Kind::kPointer &&
          declarator.kind != Kind::kParenDeclarator)
        return 1;
    }
    return 1;
  }
  static Kind kind_of_node(const Term& term) {
    return term.op == Term::Op::kNode ? term.kind : Kind::kUnparsed;
  }

  // The declarator, or all of what is declared without one.
  void declarator(const Term* written, std::uint32_t specifiers) {
    const SpecifierWords& words = program_.specifiers[specifiers];
    if (words.type == kNone) {
      if (written) term(*written);
      return;
    }
    program_.outers.push_back(
        {specifiers, words.more, written ? layers_of(*written) : 0, written == nullptr});
    emit({.op = Op::kOuter, .argument = static_cast<std::uint32_t>(program_.outers.size() - 1)});
    if (!written) return;
    term(*written);
    emit({.op = Op::kOuterEnd, .slot = words.more});
  }

  // A declaration, parameter, function or type name: what stands behind the specifiers.
  void declaration(const Term& node) {
    std::size_t at = 0;
    while (!is_specifiers(node.children[at])) term(node.children[at++]);
    // `T { … };` is a structure wherever one is defined.
    const std::vector<Term>& words = node.children[at].children;
    // `struct s { … };` with its `;` kept is one of variables or a typedef too.
    const bool any_structure = at + 2 == node.children.size() && words.size() == 1 &&
                               kind_of(words[0]) == Kind::kStruct &&
                               (is_type(words[0].children.front()) ||
                                (!node.children.back().minus && last_text_of(words[0]) == "}"));
    const std::uint32_t specifiers = this->specifiers(node.children[at++], any_structure);
    if (any_structure) {
      emit({.op = Op::kRest, .argument = 1});
      term(node.children[at]);
      return;
    }
    const auto is_init = [](const Term& child) {
      return child.op == Term::Op::kNode && child.kind == Kind::kInitDeclarator;
    };
    const bool one_of_several = (node.kind == Kind::kDeclaration || node.kind == Kind::kField) &&
                                node.children.size() == at + 2 && is_init(node.children[at]) &&
                                node.children[at + 1].op == Term::Op::kToken;
    const bool nameless = node.kind == Kind::kParameter || node.kind == Kind::kTypeName;
    if (nameless && at == node.children.size()) declarator(nullptr, specifiers);
    if (one_of_several) {
      const std::uint32_t several = this->several(node, node.children[at - 1]);
      emit({.op = Op::kOneOf, .argument = several});
      init_declarator(node, node.children[at], specifiers);
      emit({.op = Op::kOneOfEnd, .slot = slot(node.children[at + 1]), .argument = several});
      return;
    }
    for (bool first = true; at < node.children.size(); ++at, first = false) {
      const Term& child = node.children[at];
      if (is_init(child)) {
        init_declarator(node, child, specifiers);
      } else if (first && child.op != Term::Op::kToken) {
        declarator(&child, specifiers);
      } else {
        term(child);
      }
    }
  }

  void init_declarator(const Term& declaration, const Term& node, std::uint32_t specifiers) {
    emit({.op = Op::kEnter, .kind = Kind::kInitDeclarator});
    declarator(&node.children[0], specifiers);
    for (std::size_t i = 1; i < node.children.size(); ++i) term(node.children[i]);
    // `T x;` stands for `T x = …;` too where the name stays (decl_init and its like).
    const std::string_view name = has_word(declaration, "extern")   ? "extern_decl_init"
                                  : has_word(declaration, "static") ? "static_decl_init"
                                                                    : "decl_init";
    if (declaration.kind == Kind::kDeclaration && node.children.size() == 1 &&
        !last_minus_of(node) && !rule_.disables(name)) {
      emit({.op = Op::kRest});
    }
    emit({.op = Op::kLeave});
  }

  static bool has_word(const Term& node, std::string_view word) {
    for (const Term& child : node.children[0].children) {
      if (child.op == Term::Op::kToken && child.text == word) return true;
    }
    return false;
  }

  // What goes where the declaration is one of several: kNone where it must not be. What replaces
  // one stands before or behind what is left of the declaration.
  std::uint32_t several(const Term& node, const Term& specifiers) {
    const auto is_marked = [](const Term& term) { return any_leaf(term, is_changed); };
    const bool shared = is_marked(specifiers) || is_marked(node.children.back());
    const std::uint32_t before = edge_leaf(node, false).plus_before;
    const std::uint32_t after = edge_leaf(node, true).plus_after;
    const bool adds = before != kNone || after != kNone;
    Term inner = node;
    edge_leaf(inner, false).plus_before = edge_leaf(inner, true).plus_after = kNone;
    const bool removed = !any_leaf(inner, is_kept) && !any_leaf(inner, has_plus_code);
    if (shared && !removed) return kNone;
    // Nor may what only one match may add be behind what others may yet take from.
    if (after != kNone && !pattern_.plus[after].repeatable) return kNone;
    const auto shared_slot = [&](Term term, Slot::Share share) {
      const std::uint32_t index = slot(term);
      program_.slots[index].share = share;
      return index;
    };
    Term first = Term::token("", false);
    Term last = Term::token("", false);
    first.plus_before = removed ? before : kNone;
    last.plus_after = removed ? after : kNone;
    program_.several.push_back(
        {removed, removed && adds, shared_slot(Term::token(",", removed), Slot::Share::kComma),
         shared_slot(Term::token("", false), Slot::Share::kRest),
         shared_slot(first, Slot::Share::kRest), shared_slot(last, Slot::Share::kRest)});
    return static_cast<std::uint32_t>(program_.several.size() - 1);
  }

  template <class AnyTerm>
  static AnyTerm& edge_leaf(AnyTerm& term, bool last) {
    if (term.children.empty()) return term;
    return edge_leaf<AnyTerm>(last ? term.children.back() : term.children.front(), last);
  }
  template <class Test>
  static bool any_leaf(const Term& term, Test test) {
    if (term.children.empty()) return test(term);
    return std::any_of(term.children.begin(), term.children.end(),
                       [&](const Term& child) { return any_leaf(child, test); });
  }
  static bool has_plus_code(const Term& leaf) {
    return leaf.plus_before != kNone || leaf.plus_after != kNone;
  }
  static bool is_kept(const Term& leaf) { return !leaf.minus; }
  static bool is_changed(const Term& leaf) { return leaf.minus || has_plus_code(leaf); }

  static bool ends_with_brace(const Term& term) {
    if (term.op != Term::Op::kOr) return last_text_of(term) == "}";
    return std::all_of(term.children.begin(), term.children.end(), ends_with_brace);
  }
  static std::string_view last_text_of(const Term& term) {
    return term.children.empty() ? std::string_view(term.text) : last_text_of(term.children.back());
  }
  static bool last_minus_of(const Term& term) {
    return term.children.empty() ? term.minus : last_minus_of(term.children.back());
  }

  // A type as a rule: it matches where it, or what it is written with, begins a declaration.
  void root_type(const Term& node) {
    const bool has_pointer = node.children.size() > 1;
    const std::uint32_t index = specifiers(node.children[0], true);
    if (program_.specifiers[index].type != kNone) {
      program_.outers.push_back({index, program_.specifiers[index].more, kNone});
      emit({.op = Op::kOuter, .argument = static_cast<std::uint32_t>(program_.outers.size() - 1)});
    }
    if (!has_pointer) return;
    emit({.op = Op::kSole});
    for (const Term* layer = &node.children[1]; layer;) {
      emit({.op = Op::kEnter, .kind = layer->kind});
      const Term* inner = nullptr;
      for (const Term& child : layer->children) {
        if (is_declarator_term(child)) {
          inner = &child;
        } else {
          term(child);
        }
      }
      layer = inner;
    }
  }

  static bool minus_of(const Term& term) {
    if (term.children.empty()) return term.minus;
    return minus_of(term.children[0]);
  }

  const SourceRule& rule_;
  const Pattern& pattern_;
  Program program_;
  std::optional<Error> error_;
};

}  // namespace

Result<Program> compile(const SourceRule& rule, const Pattern& pattern) {
  return Compiler(rule, pattern).run();
}

}  // namespace towpath::smpl
