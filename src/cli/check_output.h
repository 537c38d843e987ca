// SPDX-License-Identifier: GPL-2.0-or-later
// What checks found, for people and for programs.
#pragma once

#include <string>

#include "cli/checks.h"

namespace towpath::cli {

void print(const pipeline::Carriage& carriage, const Checked& checked);

std::string json_of(const pipeline::Carriage& carriage, const Checked& checked);

// The Static Analysis Results Interchange Format (OASIS, SARIF 2.1.0).
std::string sarif_of(const Checked& checked);

}  // namespace towpath::cli
