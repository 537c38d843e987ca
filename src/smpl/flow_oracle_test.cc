// SPDX-License-Identifier: GPL-2.0-or-later
// Dots against Coccinelle's spatch: functions and rules made at random. TOWPATH_ORACLE_CASES tells
// how many rules are tried, each on several functions.
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"
#include "smpl/spatch_oracle.h"

namespace towpath::smpl {
namespace {

constexpr int kFunctions = 10;

class Chooser {
 public:
  explicit Chooser(unsigned seed) : random_(seed) {}
  int below(int limit) { return std::uniform_int_distribution<>(0, limit - 1)(random_); }
  bool chance(int percent) { return below(100) < percent; }
  std::string one_of(const std::vector<std::string>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937 random_;
};

// Functions without code that is never reached: there the two differ by intent.
class CodeGenerator {
 public:
  explicit CodeGenerator(Chooser& chooser) : chooser_(chooser) {}

  std::string file() {
    std::string text;
    for (int i = 0; i < kFunctions; ++i) {
      text += "int fun" + std::to_string(i) + "(int x, int y)\n{\n";
      budget_ = 3 + chooser_.below(7);
      jumps_out_ = false;
      statements(text, 1, false);
      text += jumps_out_ ? "out:\n\treturn y;\n}\n\n" : "\treturn 0;\n}\n\n";
    }
    return text;
  }

 private:
  std::string value() { return chooser_.one_of({"x", "x", "y", "y", "1", "x + 1"}); }

  // False where nothing can come behind them.
  bool statements(std::string& text, int depth, bool in_loop) {
    for (int left = 1 + chooser_.below(depth > 1 ? 3 : 6); left > 0; --left) {
      if (!statement(text, depth, in_loop)) return false;
    }
    return true;
  }

  bool statement(std::string& text, int depth, bool in_loop) {
    const std::string indent(static_cast<std::size_t>(depth), '\t');
    const int pick = depth > 3 || --budget_ < 0 ? chooser_.below(45) : chooser_.below(100);
    if (pick < 40 || (pick < 48 && depth == 1)) {
      text += indent + (chooser_.chance(15) ? chooser_.one_of({"x = ", "y = "}) : "") +
              chooser_.one_of({"f(", "f(", "f(", "g(", "g(", "h(", "k("}) + value() + ");\n";
      return true;
    }
    if (pick < 48) {
      std::vector<std::string> jumps{"return 1;", "return x;", "goto out;"};
      if (in_loop) jumps.insert(jumps.end(), {"break;", "continue;"});
      const std::string jump = chooser_.one_of(jumps);
      jumps_out_ |= jump == "goto out;";
      text += indent + jump + "\n";
      return false;
    }
    if (pick < 75) {
      text +=
          indent + "if (" + chooser_.one_of({"x", "y", "!x", "x == 1", "g(x)", "x && y"}) + ") {\n";
      statements(text, depth + 1, in_loop);
      if (chooser_.chance(40)) {
        text += indent + "} else {\n";
        statements(text, depth + 1, in_loop);
      }
      text += indent + "}\n";
      return true;
    }
    if (pick < 92) {
      text += indent + chooser_.one_of({"while (x) {\n", "for (x = 0; x < y; x++) {\n"});
      statements(text, depth + 1, true);
      text += indent + "}\n";
      return true;
    }
    text += indent + "{\n";
    const bool goes_on = statements(text, depth + 1, in_loop);
    text += indent + "}\n";
    return goes_on;
  }

  Chooser& chooser_;
  int budget_ = 0;
  bool jumps_out_ = false;
};

class RuleGenerator {
 public:
  explicit RuleGenerator(Chooser& chooser) : chooser_(chooser) {}

  std::string rule() {
    std::string body = call(chooser_.one_of({" ", "-"}));
    body += dots();
    if (chooser_.chance(25)) body += call(" ") + dots();
    body += call("-");
    return "@ r" + chooser_.one_of({"", "", "", " exists", " forall"}) +
           " @\nexpression E, F;\n@@\n" + body;
  }

 private:
  std::string argument() { return chooser_.one_of({"E", "E", "F", "x"}); }
  std::string call(const std::string& mark) {
    return mark + chooser_.one_of({"f", "g", "h"}) + "(" + argument() + ");\n";
  }
  std::string dots() {
    switch (chooser_.below(8)) {
      case 0:
        return " ... when any\n";
      case 1:
        return " ... when strict\n";
      case 2:
        return " ... when != " + chooser_.one_of({"h(E)", "k(x)", "h(x)"}) + "\n";
      case 3:
        return " ... when != true x\n";
      case 4:
        return " <...\n-k(" + argument() + ");\n ...>\n";
      case 5:
        return " ...\n if (x) {\n ...\n" + call(" ") + " ...\n }\n ...\n";
      default:
        return " ...\n";
    }
  }

  Chooser& chooser_;
};

TEST(FlowOracle, AgreesOnRandomRules) {
  if (!SpatchOracle::is_installed()) GTEST_SKIP() << "needs coccinelle";
  const char* const more = std::getenv("TOWPATH_ORACLE_CASES");
  const int cases = more ? std::atoi(more) : 40;
  const SpatchOracle spatch;
  int compared = 0;
  for (int seed = 1; seed <= cases; ++seed) {
    Chooser chooser(static_cast<unsigned>(seed));
    const std::string code = CodeGenerator(chooser).file();
    const std::string cocci = RuleGenerator(chooser).rule();
    // It refuses a file where matches contradict each other.
    const std::optional<std::string> expected = spatch.patched(cocci, code);
    if (!expected) continue;
    ++compared;
    const Result<SemanticPatch> patch =
        SemanticPatch::parse(Text("rules.cocci", cocci), Isomorphisms::standard(), c::Names());
    ASSERT_TRUE(patch.ok()) << to_string(patch.error()) << "\n" << cocci;
    const Result<Outcome> outcome = patch->apply(Text("in.c", code));
    ASSERT_TRUE(outcome.ok()) << to_string(outcome.error());
    EXPECT_EQ(tokens_of(applied(code, outcome->edits)), tokens_of(*expected))
        << "seed " << seed << "\n"
        << cocci << code;
  }
  EXPECT_GE(compared, cases / 2);
}

}  // namespace
}  // namespace towpath::smpl
