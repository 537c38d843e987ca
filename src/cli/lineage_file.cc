// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/lineage_file.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/build_id.h"
#include "cli/files.h"
#include "cli/terminal.h"
#include "cli/version.h"

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
  const Result<Text> text = read_input(path);
  if (!text) return text.error();
  const auto lineage = KeptLineage::parse(text->bytes(), program(), path);
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
  return write_file(path_beside(ledger),
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
