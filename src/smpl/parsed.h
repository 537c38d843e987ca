// SPDX-License-Identifier: GPL-2.0-or-later
// An external declaration that is parsed, and what is told of it once for all rules, each when it
// is first asked for.
#pragma once

#include <optional>

#include "smpl/concordance.h"
#include "smpl/features.h"
#include "smpl/flow_function.h"
#include "smpl/subject.h"
#include "smpl/types.h"

namespace towpath::smpl {

class Parsed {
 public:
  explicit Parsed(c::Tree tree) : subject_(std::move(tree)) {}
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;

  const Subject& subject() const { return subject_; }
  const c::Tree& tree() const { return subject_.tree(); }

  const Concordance& words() {
    if (!words_) words_.emplace(tree());
    return *words_;
  }
  const TreeFeatures& features() {
    if (!features_) features_.emplace(tree());
    return *features_;
  }
  const FlowFunctions& flows() {
    if (!flows_) flows_ = flow_functions(subject_);
    return *flows_;
  }
  // `file` outlives this.
  Types& types(const FileDeclarations& file, IntegerBits bits) {
    if (!types_ || types_->bits() != bits) types_.emplace(subject_, &file, bits);
    return *types_;
  }
  // What the file declares has changed.
  void forget_types() { types_.reset(); }

 private:
  const Subject subject_;
  std::optional<Concordance> words_;
  std::optional<TreeFeatures> features_;
  std::optional<FlowFunctions> flows_;
  std::optional<Types> types_;
};

}  // namespace towpath::smpl
