// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "smpl/compiler.h"
#include "smpl/term_query.h"
#include "smpl/type.h"

namespace towpath::smpl {

using c::Kind;
using Op = Instruction::Op;

namespace {

// Types of words alone, without metavariables: what is declared with them is the same for all.
bool is_type_choice(const Term& term) {
  return term.op == Term::Op::kOr &&
         std::all_of(term.children.begin(), term.children.end(), [](const Term& branch) {
           return branch.op == Term::Op::kNode && branch.kind == Kind::kTypeName &&
                  branch.children.size() == 1 && is_specifiers(branch.children[0]) &&
                  !any_leaf(branch, [](const Term& leaf) { return leaf.op == Term::Op::kMeta; });
         });
}

bool is_declarator_term(const Term& term) {
  return term.op == Term::Op::kNode && is_declarator(term.kind);
}

Kind kind_of_node(const Term& term) {
  return term.op == Term::Op::kNode ? term.kind : Kind::kUnparsed;
}

// How many pointers, brackets and parentheses there are around the name.
std::uint32_t layers_of(const Term& declarator) {
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

bool has_word(const Term& node, std::string_view word) {
  for (const Term& child : node.children[0].children) {
    if (child.op == Term::Op::kToken && child.text == word) return true;
  }
  return false;
}

bool has_plus_code(const Term& leaf) {
  return leaf.plus_before != kNone || leaf.plus_after != kNone;
}

bool is_changed(const Term& leaf) {
  return leaf.minus || has_plus_code(leaf);
}

bool last_minus_of(const Term& term) {
  return term.children.empty() ? term.minus : last_minus_of(term.children.back());
}

bool minus_of(const Term& term) {
  if (term.children.empty()) return term.minus;
  return minus_of(term.children[0]);
}

}  // namespace

bool Compiler::is_type(const Term& term) const {
  return term.op == Term::Op::kMeta && meta_kind(term) == MetaKind::kType;
}

std::uint32_t Compiler::specifiers(const Term& node, bool is_root, bool any_type) {
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

std::uint32_t Compiler::words(const Term& node, bool is_root, bool any_type) {
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

Kind Compiler::kind_of(const Term& term) const {
  if (term.op == Term::Op::kMeta && meta_kind(term) == MetaKind::kAttribute)
    return Kind::kAttribute;
  return term.op == Term::Op::kNode ? term.kind : Kind::kUnparsed;
}

void Compiler::declarator(const Term* written, std::uint32_t specifiers) {
  if (program_.specifiers[specifiers].type == kNone) {
    if (written) term(*written);
    return;
  }
  // What is within adds specifiers of its own.
  const std::uint32_t more = program_.specifiers[specifiers].more;
  program_.outers.push_back(
      {specifiers, more, written ? layers_of(*written) : 0, written == nullptr});
  emit({.op = Op::kOuter, .argument = static_cast<std::uint32_t>(program_.outers.size() - 1)});
  if (!written) return;
  term(*written);
  emit({.op = Op::kOuterEnd, .slot = more});
}

void Compiler::declaration(const Term& node) {
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
    } else if (node.kind == Kind::kFunction && at + 1 == node.children.size()) {
      function_body(node);
    } else {
      term(child);
    }
  }
}

void Compiler::init_declarator(const Term& declaration, const Term& node,
                               std::uint32_t specifiers) {
  emit({.op = Op::kEnter, .kind = Kind::kInitDeclarator});
  declarator(&node.children[0], specifiers);
  for (std::size_t i = 1; i < node.children.size(); ++i) term(node.children[i]);
  // `T x;` stands for `T x = …;` too where the name stays (decl_init and its like).
  const std::string_view name = has_word(declaration, "extern")   ? "extern_decl_init"
                                : has_word(declaration, "static") ? "static_decl_init"
                                                                  : "decl_init";
  if (declaration.kind == Kind::kDeclaration && node.children.size() == 1 && !last_minus_of(node) &&
      !rule_.disables(name)) {
    emit({.op = Op::kRest});
  }
  emit({.op = Op::kLeave});
}

std::uint32_t Compiler::several(const Term& node, const Term& specifiers) {
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

void Compiler::root_type(const Term& node) {
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

}  // namespace towpath::smpl
