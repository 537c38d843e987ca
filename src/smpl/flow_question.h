// SPDX-License-Identifier: GPL-2.0-or-later
// What a checker of formulas asks, as a key for what it has found.
#pragma once

#include <cstddef>
#include <cstdint>

#include "smpl/flow_valuation.h"
#include "smpl/formula.h"

namespace towpath::smpl {

// Whether a formula holds at a node.
struct Question {
  FormulaId formula;
  FlowIndex at;
  ValuationId valuation;
  bool operator==(const Question&) const = default;
};

struct QuestionHash {
  std::size_t operator()(const Question& question) const {
    std::uint64_t hash = question.at * 0x9e3779b97f4a7c15U;
    hash = (hash ^ question.valuation) * 0xff51afd7ed558ccdU;
    hash = (hash ^ question.formula ^ (hash >> 32)) * 0xc4ceb9fe1a85ec53U;
    return static_cast<std::size_t>(hash ^ (hash >> 29));
  }
};

}  // namespace towpath::smpl
