// SPDX-License-Identifier: GPL-2.0-or-later
// Traces, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "evidence/trace.h"
#include "tree/blame.h"

namespace towpath::cli {

// A trace and, where they were asked for, the commits behind its source's lines.
struct Answer {
  evidence::Trace trace;
  std::vector<tree::Blamed> commits = {};
};

void print(const pipeline::Carriage& carriage, const std::vector<Answer>& answers);

std::string json_of(const pipeline::Carriage& carriage, const std::vector<Answer>& answers);

// The file that a trace is about: of the result, or dropped.
const pipeline::Carried& file_of(const pipeline::Carriage& carriage, const evidence::Trace& trace);

}  // namespace towpath::cli
