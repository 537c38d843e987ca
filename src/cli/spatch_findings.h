// SPDX-License-Identifier: GPL-2.0-or-later
// What `towpath spatch` found, for programs: JSON of its own, and SARIF 2.1.0.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "script/python.h"
#include "smpl/semantic_patch.h"
#include "text/edit.h"
#include "text/text.h"

namespace towpath::cli {

class SpatchFindings {
 public:
  // In the order of the files. The edits' rules are indices into `rules`.
  void add(std::span<const smpl::Rule> rules, const Text& before, const Edits& edits,
           const std::vector<smpl::Outcome::Shown>& shown,
           const std::vector<script::Finding>& reported,
           const std::vector<smpl::Outcome::Unparsed>& unparsed);
  void add(const Error& error) { errors_.push_back(error); }

  std::string json() const;
  std::string sarif() const;

 private:
  // An edit; lines and columns from 1, the end past the last byte.
  struct Change {
    Place begin;
    Place end;
    std::vector<smpl::Rule> rules;
    std::string removed;
    std::string added;
  };

  std::size_t files_ = 0;
  std::vector<script::Finding> reported_;
  std::vector<Change> changes_;
  std::vector<smpl::Outcome::Unparsed> unparsed_;
  std::vector<Error> errors_;
};

}  // namespace towpath::cli
