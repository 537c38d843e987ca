// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/constraint.h"

#include <algorithm>
#include <charconv>

namespace towpath::smpl {

using c::TokenIndex;

PlaceId Constraints::place_of(TokenIndex token) const {
  const Offset at = tree_.tokens[token].begin;
  return given_.origins ? given_.origins->of(at) : at;
}

PlaceId Constraints::place_of(const Binding& binding) const {
  return binding.value ? binding.value->position->id : place_of(binding.first);
}

bool Constraints::same_place(const Binding& a, const Binding& b) const {
  return place_of(a) == place_of(b);
}

bool Constraints::allow(std::uint32_t meta, bool at_end) {
  const std::vector<Constraint>& all = program_.metavariables[meta].constraints;
  return std::all_of(all.begin(), all.end(),
                     [&](const Constraint& one) { return holds(one, meta, at_end); });
}

bool Constraints::holds(const Constraint& constraint, std::uint32_t meta, bool at_end) {
  using Op = Constraint::Op;
  const Binding& bound = bindings_[meta];
  switch (constraint.op) {
    case Op::kLike:
      return at_end || constraint.regex->found_in(text_of(bound));
    case Op::kUnlike:
      return at_end || !constraint.regex->found_in(text_of(bound));
    case Op::kOneOf:
    case Op::kNoneOf:
    case Op::kWithin: {
      bool any = false;
      for (const Operand& operand : constraint.operands) {
        if (operand.meta != kNone && !at_end) return true;
        any |=
            constraint.op == Op::kWithin ? is_within(operand, bound) : equals(operand, meta, bound);
      }
      return any == (constraint.op != Op::kNoneOf);
    }
    case Op::kScript:
      return !at_end || (given_.tests && given_.tests->holds(*constraint.script, bindings_));
    case Op::kEither:
      // Some of the ways may have to wait, so that all do.
      return !at_end ||
             std::any_of(constraint.ways.begin(), constraint.ways.end(), [&](const auto& way) {
               return std::all_of(way.begin(), way.end(), [&](const Constraint& one) {
                 return holds(one, meta, false) && holds(one, meta, true);
               });
             });
  }
  return false;
}

TokenText Constraints::text_of(const Binding& bound) const {
  return bound.value ? bound.value->tokens : token_text(tree_, bound.first, bound.last);
}

bool Constraints::is_in_range(const Operand& operand, const Binding& bound) const {
  const TokenText text = text_of(bound);
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() &&
         operand.range->first <= number && number <= operand.range->second;
}

bool Constraints::equals(const Operand& operand, std::uint32_t meta, const Binding& bound) {
  if (operand.range) return is_in_range(operand, bound);
  if (operand.meta == kNone) return is_code(bound, operand.text);
  if (program_.metavariables[meta].kind == MetaKind::kPosition) {
    const PlaceId here = place_of(bound);
    const auto is_here = [&](const Value* value) {
      return value->position && value->position->id == here;
    };
    if (given_.run && given_.run->several) {
      const Run::Several& all = *given_.run->several;
      const auto several = all.find(operand.meta);
      if (several != all.end()) {
        return std::any_of(several->second.begin(), several->second.end(), is_here);
      }
    }
    const Binding& other = bindings_[operand.meta];
    return other.bound && same_place(other, bound);
  }
  const Binding& other = bindings_[operand.meta];
  if (!other.bound) {
    // `T *` with any `T`.
    return !operand.text.empty() && program_.metavariables[operand.meta].kind == MetaKind::kType &&
           text_of(bound).ends_with(" " + operand.text);
  }
  return operand.text.empty() ? same_code(other, bound)
                              : is_code(bound, text_of(other) + " " + operand.text);
}

// Whether the bound code is a part, or all, of the operand.
bool Constraints::is_within(const Operand& operand, const Binding& bound) {
  std::string whole = operand.text;
  if (operand.meta != kNone) {
    const Binding& other = bindings_[operand.meta];
    if (!other.bound) return false;
    whole = text_of(other);
  }
  steps_ += static_cast<std::uint32_t>(whole.size());
  return (" " + whole + " ").find(" " + text_of(bound) + " ") != std::string::npos;
}

// Whether the code's tokens are those of `text`.
bool Constraints::is_code(const Binding& code, std::string_view text) {
  if (code.value) return code.value->tokens == text;
  for (TokenIndex token = code.first; token < code.last; ++token) {
    ++steps_;
    const std::string_view spelling = tree_.spelling(token);
    if (!text.starts_with(spelling)) return false;
    text.remove_prefix(spelling.size());
    if (token + 1 == code.last) break;
    if (!text.starts_with(' ')) return false;
    text.remove_prefix(1);
  }
  return text.empty();
}

bool Constraints::same_code(const Binding& a, const Binding& b) {
  if (a.value) return is_code(b, a.value->tokens);
  if (b.value) return is_code(a, b.value->tokens);
  if (a.last - a.first != b.last - b.first) return false;
  steps_ += a.last - a.first;
  for (TokenIndex i = 0; i < a.last - a.first; ++i) {
    if (tree_.spelling(a.first + i) != tree_.spelling(b.first + i)) return false;
  }
  return true;
}

}  // namespace towpath::smpl
