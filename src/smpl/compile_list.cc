// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/compiler.h"
#include "smpl/term_query.h"

namespace towpath::smpl {

using c::Kind;
using Op = Instruction::Op;

std::uint32_t Compiler::items_behind(std::span<const Term> terms, std::size_t at) const {
  std::uint32_t count = 0;
  for (const Term& term : terms.subspan(at + 1)) {
    if (is_run(term)) return kNone;
    if (term.op == Term::Op::kToken && term.text == "}") break;
    count += !is_comma(term);
  }
  return count;
}

void Compiler::run(const Term& term, std::uint32_t least, std::uint32_t after) {
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

void Compiler::separated(std::span<const Term> terms) {
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

void Compiler::run_or_nothing(const Term& item, const Term* comma, std::uint32_t after) {
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

void Compiler::side_by_side(const Term& node) {
  for (std::size_t at = 0; at < node.children.size(); ++at) {
    const Term& child = node.children[at];
    if (is_run(child)) {
      run(child, 0, items_behind(node.children, at));
    } else {
      term(child);
    }
  }
}

void Compiler::initializers(const Term& node) {
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

}  // namespace towpath::smpl
