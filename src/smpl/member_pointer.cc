// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/member_pointer.h"

#include <algorithm>

#include "smpl/overlay.h"

namespace towpath::smpl {

namespace {

using c::Kind;

class PointersToo {
 public:
  PointersToo(SourceRule& rule, const Pattern& pattern)
      : rule_(rule), occurs_(occurrences(rule, pattern)) {}

  Term of(Term term) {
    for (Term& child : term.children) child = of(std::move(child));
    if (!is_field(term)) return term;
    Metavariable pointer = rule_.metavariables[term.children[0].meta];
    pointer.name += " pointer";
    for (TypeRef& type : pointer.types) type = pointer_to(type);
    Term other = term;
    other.children[0].meta = static_cast<std::uint32_t>(rule_.metavariables.size());
    other.children[1].text = "->";
    rule_.metavariables.push_back(std::move(pointer));
    Term either{.op = Term::Op::kOr};
    either.children.push_back(std::move(term));
    either.children.push_back(std::move(other));
    return either;
  }

 private:
  bool is_field(const Term& term) const {
    if (term.op != Term::Op::kNode || term.kind != Kind::kMember || term.children.size() != 3)
      return false;
    const Term& object = term.children[0];
    if (object.op != Term::Op::kMeta || object.meta == kNone || term.children[1].text != ".")
      return false;
    const Metavariable& meta = rule_.metavariables[object.meta];
    const bool typed =
        !meta.types.empty() && std::all_of(meta.types.begin(), meta.types.end(),
                                           [](const TypeRef& type) { return !!type; });
    return typed && meta.kind == MetaKind::kExpression && meta.exported == kNone &&
           meta.from_rule.empty() && occurs_[object.meta] == 1;
  }

  SourceRule& rule_;
  const std::vector<std::uint32_t> occurs_;
};

}  // namespace

void match_pointers_too(SourceRule& rule, Pattern& pattern) {
  pattern.root = PointersToo(rule, pattern).of(std::move(pattern.root));
}

}  // namespace towpath::smpl
