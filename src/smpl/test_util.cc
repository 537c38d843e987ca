// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/test_util.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"

namespace towpath::smpl {

namespace {

Result<SemanticPatch> parsed(const std::string& cocci) {
  return SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names());
}

}  // namespace

Outcome outcome_of(const std::string& cocci, const std::string& code) {
  const Result<SemanticPatch> patch = parsed(cocci);
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  if (!patch) return {};
  Result<Outcome> outcome = patch->apply(Text("code.c", code));
  EXPECT_TRUE(outcome.ok()) << to_string(outcome.error());
  EXPECT_TRUE(well_formed(outcome->edits, static_cast<Offset>(code.size())));
  return *outcome;
}

std::string patched(const std::string& cocci, const std::string& code) {
  return applied(code, outcome_of(cocci, code).edits);
}

std::string within(const std::string& cocci, const std::string& statements) {
  const std::string head = "int f(void)\n{\n";
  const std::string text = patched(cocci, head + statements + "}\n");
  EXPECT_THAT(text, testing::StartsWith(head));
  return text.substr(head.size(), text.size() - head.size() - 2);
}

std::string error_of(const std::string& cocci) {
  const Result<SemanticPatch> patch = parsed(cocci);
  return patch ? "no error" : to_string(patch.error());
}

}  // namespace towpath::smpl
