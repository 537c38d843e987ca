// SPDX-License-Identifier: GPL-2.0-or-later
// The lineage that a run leaves beside its ledger, and that `trace` reads.
#pragma once

#include <optional>
#include <string>

#include "cli/inputs.h"
#include "evidence/kept_lineage.h"
#include "tree/observed_source.h"

namespace towpath::cli {

// Beside `ledger`, as a whole.
Status write_lineage(const std::string& ledger, const recipe::Recipe& recipe,
                     const tree::ObservedSource& source, const pipeline::Carriage& carriage);

// What carry() would give for these files and rules, by the lineage beside `ledger`. Nothing where
// there is none that a run of this program with these inputs left, so that the source has to be
// carried; if that is because the file is damaged, with a warning.
std::optional<pipeline::Carriage> kept_carriage(const std::string& ledger, const Inputs& inputs,
                                                const recipe::Recipe& recipe,
                                                const evidence::KeptLineage::Wanted& wanted);

}  // namespace towpath::cli
