// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/lineage_file.h"

#include <fmt/format.h>

#include "cli/build_id.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "cli/whole_file.h"

namespace towpath::cli {
namespace {

using evidence::KeptLineage;
using pipeline::Carriage;

std::string path_beside(const std::string& ledger) {
  return ledger + ".lineage";
}

std::string program() {
  return fmt::format("towpath {} {}", kVersion, build_id());
}

Result<std::optional<Carriage>> read(const std::string& path, const Inputs& inputs,
                                     const recipe::Recipe& recipe,
                                     const KeptLineage::Wanted& wanted) {
  const auto bytes = read_whole(path);
  if (!bytes) return bytes.error();
  const auto lineage = KeptLineage::parse(*bytes, program(), path);
  if (!lineage) return lineage.error();
  const auto source = open_source(inputs);
  if (!*lineage || !source || !(*lineage)->is_of(recipe, **source)) {
    return std::optional<Carriage>();
  }
  auto carriage = (*lineage)->carriage(recipe, **source, wanted);
  if (!carriage) return carriage.error();
  return std::optional(*std::move(carriage));
}

}  // namespace

Status write_lineage(const std::string& ledger, const recipe::Recipe& recipe,
                     const tree::ObservedSource& source, const Carriage& carriage) {
  return replace_whole(path_beside(ledger),
                       KeptLineage::bytes_of(recipe, program(), source, carriage));
}

std::optional<Carriage> kept_carriage(const std::string& ledger, const Inputs& inputs,
                                      const recipe::Recipe& recipe,
                                      const KeptLineage::Wanted& wanted) {
  const std::string path = path_beside(ledger);
  // The target's own files are not kept, and a program without an id cannot be told from another.
  std::error_code failed;
  if (!inputs.target.empty() || build_id().empty() || !std::filesystem::exists(path, failed)) {
    return std::nullopt;
  }
  auto carriage = read(path, inputs, recipe, wanted);
  if (carriage) return *std::move(carriage);
  print_warning(carriage.error());
  return std::nullopt;
}

}  // namespace towpath::cli
