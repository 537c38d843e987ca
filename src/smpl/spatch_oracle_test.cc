// SPDX-License-Identifier: GPL-2.0-or-later
// The engine against Coccinelle's spatch, on functions made at random.
#include "smpl/spatch_oracle.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

namespace towpath::smpl {
namespace {

// Each of these rules needs a name that only its own generator writes, so that no two matches
// overlap: spatch refuses the whole file where they do.
constexpr char kRules[] = R"(@ assigned @
identifier L;
expression V, E;
@@
-GOTO(L, V = E);
+V = E;
+goto L;

@ @
identifier L;
expression E;
@@
-GOTO(L, E);
+goto L;

@ @
expression E;
@@
-RETURN(E);
+return E;

@ @
expression E, N;
@@
-ALLOC(E, N);
+E = kzalloc(N, GFP_NOFS);

@ @
expression E;
@@
-ALLOC_PTR(E);
+E = kzalloc(sizeof(*E), GFP_NOFS);

@ @
expression E, N;
@@
-FREE(E, N);
+kfree(E);

@ @
expression E;
@@
-seconds(E)
+E * HZ

@ @
expression A, B, C;
@@
-timer
+timer_setup
 (A,
- B,
 C)

@ @
expression list ES;
@@
-trace(1, ES);
+log(ES);

@ @
expression E, F;
statement S;
@@
-if (E && !gone() && F) S

@ @
expression E;
constant C;
@@
(
-pick(E, C)
+constant(E)
|
-pick(E, E)
+twice(E)
)
)";

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string file(int functions) {
    std::string text;
    for (int i = 0; i < functions; ++i) {
      depth_ = 1;
      text += "int fun" + std::to_string(i) + "(struct s *p, int n)\n{\n\tint v1, v2;\n\n";
      for (int left = below(6) + 1; left > 0; --left) statement(text);
      leave(text);
      text += "out:\n\treturn n;\n}\n\n";
    }
    return text;
  }

 private:
  int below(int limit) { return std::uniform_int_distribution<>(0, limit - 1)(random_); }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }
  std::string place() { return one_of<std::string>({"v1", "v2", "p->field", "p->a.b[n]"}); }

  std::string value(int depth) {
    const int pick = below(depth > 2 ? 4 : 12);
    if (pick == 0) return place();
    if (pick == 1) return "*p->q";
    if (pick == 2) return std::to_string(below(20));
    if (pick == 3) return "-EINVAL";
    if (pick == 4)
      return value(depth + 1) + one_of<std::string>({" + ", " * ", " & ", " - "}) +
             value(depth + 1);
    if (pick == 5) return "sizeof(*p)";
    if (pick == 6) return "call(" + value(depth + 1) + ", " + value(depth + 1) + ")";
    if (pick == 7) return "(" + value(depth + 1) + ")";
    if (pick == 8) return "PTR_ERR(" + place() + ")";
    if (pick == 9)
      return "quite_a_long_name_for_a_function(" + value(depth + 1) + ", " + value(depth + 1) +
             ", n)";
    if (pick == 10) return "(unsigned long)" + place();
    return place() + "->next";
  }

  // spatch changes nothing in code that is never reached, so these come last or under a condition.
  void leave(std::string& text) {
    text += std::string(static_cast<std::size_t>(depth_), '\t');
    switch (below(3)) {
      case 0:
        text += "GOTO(out, " + place() + " = " + value(0) + ");\n";
        return;
      case 1:
        text += "GOTO(out, " + value(1) + ");\n";
        return;
      default:
        text += "RETURN(" + value(0) + ");\n";
    }
  }

  void statement(std::string& text) {
    const std::string indent(static_cast<std::size_t>(depth_), '\t');
    switch (below(depth_ > 3 ? 11 : 16)) {
      case 0:
      case 1:
      case 2:
        text += indent + "if (" + value(1) + ")\n\t";
        leave(text);
        return;
      case 3:
        text += indent + "ALLOC(" + place() + ", " + value(1) + ");\n";
        return;
      case 4:
        text += indent + "ALLOC_PTR(" + place() + ");\n";
        return;
      case 5:
        text += indent + "FREE(" + place() + ", " + value(1) + ");\n";
        return;
      case 6:
        text += indent + place() + " = seconds(" + value(1) + ");\n";
        return;
      case 7:
        text += indent + "timer(&p->t, " + value(1) + ", " + value(2) + ");\n";
        return;
      case 8:
        text += indent + (below(2) ? "trace(1, " + value(1) + ", n);\n" : "trace(1);\n");
        return;
      case 9: {
        const std::string same = value(2);
        text += indent + "v1 = pick(" + same + ", " + (below(2) ? same : std::to_string(below(9))) +
                ");\n";
        return;
      }
      case 10:
        text += indent + "other(" + value(0) + ");\n";
        return;
      default:
        break;
    }
    const std::string test =
        below(3) ? value(1)
                 : "v1 && " + one_of<std::string>({"!gone()", "gone() == 0", "unlikely(!gone())"}) +
                       " && " + value(2);
    const std::string head = one_of<std::string>({"if (" + test + ")", "while (" + value(1) + ")",
                                                  "for (;;)", "list_for_each_entry(p, v1, next)"});
    text += indent + head;
    body(text, indent);
    if (head[0] == 'i' && head.find("gone") == std::string::npos && below(3) == 0) {
      text += (text.ends_with("}\n") ? (text.pop_back(), " else") : indent + "else");
      body(text, indent);
    }
  }

  void body(std::string& text, const std::string& indent) {
    const bool braces = below(2);
    text += braces ? " {\n" : "\n";
    ++depth_;
    statement(text);
    if (braces) statement(text);
    --depth_;
    if (braces) text += indent + "}\n";
  }

  std::mt19937 random_;
  int depth_ = 1;
};

TEST(SpatchOracle, AgreesOnRandomFunctions) {
  if (!SpatchOracle::is_installed()) GTEST_SKIP() << "needs coccinelle";
  const SpatchOracle spatch;
  const Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rules.cocci", kRules), Isomorphisms::standard(), c::Names());
  ASSERT_TRUE(patch.ok()) << to_string(patch.error());
  int compared = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const std::string code = Generator(seed).file(12);
    const std::optional<std::string> expected = spatch.patched(kRules, code);
    if (!expected) continue;
    ++compared;
    const Result<Outcome> outcome = patch->apply(Text("in.c", code));
    ASSERT_TRUE(outcome.ok()) << to_string(outcome.error());
    EXPECT_TRUE(outcome->unparsed.empty());
    EXPECT_EQ(tokens_of(applied(code, outcome->edits)), tokens_of(*expected)) << "seed " << seed;
  }
  EXPECT_GE(compared, 25);
}

}  // namespace
}  // namespace towpath::smpl
