// SPDX-License-Identifier: GPL-2.0-or-later
// One side of an isomorphism laid over a term of a pattern, and the other side written instead.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "smpl/metavariable.h"
#include "smpl/pattern.h"
#include "smpl/rule.h"
#include "smpl/term_class.h"

namespace towpath::smpl {

// How often the metavariable is in the term: of a disjunction, in the branch that has it most.
std::uint32_t occurrences(const Term& term, std::uint32_t meta);
// By metavariable of the rule, how often it is in the pattern and its new code.
std::vector<std::uint32_t> occurrences(const SourceRule& rule, const Pattern& pattern);
// Whether both match the same, whatever becomes of it.
bool same_code(const Term& a, const Term& b);

class Overlay {
 public:
  // All must outlive it. `pure`: by metavariable of the isomorphism, whether it may be left out.
  // `occurs`: how often each metavariable of the pattern does.
  Overlay(const std::vector<Metavariable>& metavariables, const std::vector<bool>& pure,
          TypeClass type, const std::vector<Metavariable>& pattern_metavariables,
          const std::vector<std::uint32_t>& occurs)
      : type_(type),
        occurs_(occurs),
        metavariables_(metavariables),
        pure_(pure),
        pattern_metavariables_(pattern_metavariables),
        bound_(metavariables.size()) {}

  // To be called once. `term` must outlive the overlay.
  bool fits(const Term& side, const Term& term);

  // The other side with what the metavariables stand for, marked as `term` was. Nothing where the
  // marks forbid it: only code that is minus or context throughout can be written otherwise,
  // context with new code around it, too.
  std::optional<Term> rewrite(const Term& other, const Term& term) const;

 private:
  std::uint32_t around(const Term& term, bool last) const;
  bool adds_between(std::uint32_t before, std::uint32_t after) const;
  bool may_bind(std::uint32_t meta, const Term& term) const;
  bool note_token(const Term& term);
  Term instance(const Term& other, bool minus) const;

  TypeClass type_;
  const std::vector<std::uint32_t>& occurs_;
  const std::vector<Metavariable>& metavariables_;
  const std::vector<bool>& pure_;
  const std::vector<Metavariable>& pattern_metavariables_;
  std::vector<const Term*> bound_;
  std::optional<bool> minus_;
  std::vector<const Term*> placed_;  // tokens that position metavariables are at
  std::uint32_t before_ = kNone;
  std::uint32_t after_ = kNone;
};

}  // namespace towpath::smpl
