// SPDX-License-Identifier: GPL-2.0-or-later
// Random expressions without unknown symbols, valued by us and by GCC's preprocessor.
// TOWPATH_ORACLE_CASES and TOWPATH_ORACLE_SEED in the environment ask for a longer or another run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "unifdef/expand.h"
#include "unifdef/expression.h"
#include "unifdef/oracle_cases.h"

namespace towpath::unifdef {
namespace {

constexpr const char* kDefinitions =
    "#define ONE 1\n#define NEGATIVE -3\n#define BIG 0xffffffffffffffff\n#define SUM ONE + 4\n"
    "#define ALIAS SUM\n#define V(a, b) (((a) << 8) | (b))\n#define ID(x) x\n#define CALL V\n"
    "#define PASTE(a, b) a ## b\n#define SELF SELF\n";

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  std::string expression(int depth) {
    if (depth == 0 || below(6) == 0) return operand();
    switch (below(12)) {
      case 0:
        return '(' + expression(depth - 1) + ')';
      case 1:
        return std::string(1, "!~-+"[below(4)]) + ' ' + expression(depth - 1);
      case 2:
        return expression(depth - 1) + " ? " + expression(depth - 1) + " : " +
               expression(depth - 1);
      case 3: {
        ++calls_;
        const std::string left = expression(depth - 1), right = expression(depth - 1);
        --calls_;
        return "V(" + left + ", " + right + ')';
      }
      default: {
        static const char* const kOperators[] = {
            "*",  "/",  "%",  "+",  "-", "<<", ">>", "<",  ">",
            "<=", ">=", "==", "!=", "&", "^",  "|",  "&&", "||"};
        return expression(depth - 1) + ' ' + pick(kOperators) + blanks() + expression(depth - 1);
      }
    }
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(engine_() % limit); }
  template <std::size_t n>
  std::string pick(const char* const (&choices)[n]) {
    return choices[below(n)];
  }
  std::string blanks() {
    static const char* const kBlanks[] = {" ",     " ", " ", "\t", " \\\n ", " /* a\n * b */",
                                          " /**/ "};
    return pick(kBlanks);
  }
  std::string operand() {
    static const char* const kOperands[] = {"0",
                                            "1",
                                            "2",
                                            "7",
                                            "63",
                                            "64",
                                            "010",
                                            "0x1F",
                                            "0b101",
                                            "1'000",
                                            "0xFFFF'FFFFu",
                                            "3u",
                                            "5ull",
                                            "2LL",
                                            "1lu",
                                            "9223372036854775807",
                                            "0x8000000000000000",
                                            "18446744073709551615u",
                                            "'a'",
                                            "'\\n'",
                                            "'\\x41'",
                                            "'\\101'",
                                            "'\\0'",
                                            "L'a'",
                                            "u'b'",
                                            "U'\\''",
                                            "u8'c'",
                                            "ONE",
                                            "NEGATIVE",
                                            "BIG",
                                            "SUM",
                                            "ALIAS",
                                            "CALL(1, 2)",
                                            "ID(V(2, 3))",
                                            "PASTE(1, 2)",
                                            "PASTE(ON, E)",
                                            "ID(NEGATIVE)"};
    // In an argument, C expands what `defined` asks for; we do not.
    static const char* const kDefined[] = {"defined ONE", "defined(ALIAS)", "!defined V"};
    return calls_ == 0 && below(12) == 0 ? pick(kDefined) : pick(kOperands);
  }

  std::mt19937_64 engine_;
  int calls_ = 0;  // among whose arguments the next operand is
};

// "true", "false", or "error", which GCC has for all that we leave unknown.
std::string ours(const Definitions& definitions, const std::string& text) {
  const Offset size = static_cast<Offset>(text.size());
  Spellings spellings;
  Tokens tokens;
  tokenize(text, 0, size, spellings, tokens);
  Expander expander(definitions);
  Expression expression;
  if (expander.expand(tokens) || expression.parse(tokens, size)) return "error";
  const Value value = expression.value();
  return !value.known ? "error" : value.is_true() ? "true" : "false";
}

// What GCC makes of each, in one run: a line that is kept tells the outcome; expressions that are
// errors have a message.
std::vector<std::string> theirs(const std::vector<std::string>& expressions) {
  std::string pattern = (std::filesystem::temp_directory_path() / "cpp-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  const std::string source = folder / "in.c", messages = folder / "messages";
  {
    std::ofstream out(source);
    out << kDefinitions;
    for (std::size_t i = 0; i < expressions.size(); ++i) {
      out << "#line 1 \"case" << i << "\"\n#if " << expressions[i] << "\n@" << i
          << " true\n#else\n@" << i << " false\n#endif\n";
    }
  }
  std::vector<std::string> outcomes(expressions.size());
  // Errors are where the expression is, not in the macro that an operand came from.
  const std::string command = "LC_ALL=C gcc -std=c2x -w -E -P -ftrack-macro-expansion=0 '" +
                              source + "' 2> '" + messages + "'";
  std::FILE* const output = ::popen(command.c_str(), "r");
  char line[4096];
  while (output != nullptr && std::fgets(line, sizeof line, output) != nullptr) {
    std::size_t index = 0;
    char outcome[8];
    if (std::sscanf(line, "@ %zu %7s", &index, outcome) == 2) outcomes.at(index) = outcome;
  }
  if (output != nullptr) ::pclose(output);
  std::ifstream in(messages);
  for (std::string message; std::getline(in, message);) {
    std::size_t index = 0;
    if (std::sscanf(message.c_str(), "case%zu:", &index) == 1 &&
        message.find(" error: ") != std::string::npos) {
      outcomes.at(index) = "error";
    }
  }
  std::filesystem::remove_all(folder);
  return outcomes;
}

TEST(GccOracle, AgreesOnKnownExpressions) {
  if (std::system("gcc --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "there is no gcc";
  const auto [cases, first] = oracle_cases(5000);
  const Definitions definitions = *Definitions::parse(Text("d.h", kDefinitions));
  std::vector<std::string> expressions;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    expressions.push_back(Generator(seed).expression(4));
  }
  const std::vector<std::string> expected = theirs(expressions);
  std::uint64_t valued = 0, undefined = 0;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    ASSERT_NE(expected[i], "") << "gcc says nothing of " << expressions[i];
    const std::string here = ours(definitions, expressions[i]);
    // GCC gives an impossible shift a value; C does not. It stops at a division by zero even where
    // the outcome is the same whatever that were.
    const bool shifts = expressions[i].find_first_of("<>V") != std::string::npos;
    const bool divides = expressions[i].find_first_of("/%") != std::string::npos;
    undefined += here == "error" && expected[i] != "error";
    if (here == "error" && expected[i] != "error" && shifts) continue;
    if (here != "error" && expected[i] == "error" && divides) continue;
    valued += here != "error";
    EXPECT_EQ(here, expected[i]) << "seed " << first + i << ": " << expressions[i];
  }
  EXPECT_GT(valued, cases / 3);
  EXPECT_LT(undefined, cases / 3);
}

}  // namespace
}  // namespace towpath::unifdef
