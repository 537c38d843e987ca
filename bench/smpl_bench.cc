// SPDX-License-Identifier: GPL-2.0-or-later
// Semantic patches over a made text: files that no rule concerns, and files full of matches.
#include <benchmark/benchmark.h>

#include <string>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

namespace {

using towpath::Text;
using towpath::smpl::Isomorphisms;
using towpath::smpl::SemanticPatch;

// Sixty rules of the kind that remove a project's own macros.
SemanticPatch sixty_rules() {
  std::string rules =
      "@@\nidentifier L;\nexpression V, E;\n@@\n-GOTO(L, V = E);\n+V = E;\n+goto L;\n\n"
      "@@\nexpression E;\n@@\n-RETURN(E);\n+return E;\n\n";
  for (int i = 0; i < 58; ++i) {
    const std::string name = "ALLOC_OF_KIND_" + std::to_string(i);
    rules += "@@\nexpression E, N;\n@@\n-" + name + "(E, N);\n+E = kzalloc(N, GFP_NOFS);\n\n";
  }
  return *SemanticPatch::parse(Text("rules.cocci", rules), Isomorphisms::standard(),
                               towpath::c::Names());
}

std::string functions(int count, bool with_matches) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    text += "/* What function " + number + " does. */\nstatic int function_" + number +
            "(struct thing *thing, int count)\n{\n\tint rc = 0;\n\n"
            "\tlist_for_each_entry(thing, &head, link) {\n\t\tif (thing->count > count && "
            "!test_bit(3, &thing->flags))\n\t\t\tcontinue;\n\t\trc += other_function(thing, "
            "sizeof(*thing) * count);\n\t}\n";
    if (with_matches && i % 4 == 0) {
      text += "\tALLOC_OF_KIND_" + std::to_string(i % 58) +
              "(thing->buffer, count * 8);\n\tif (!thing->buffer)\n\t\tGOTO(out, rc = "
              "-ENOMEM);\nout:\n\tRETURN(rc);\n}\n\n";
    } else {
      text += "\treturn rc;\n}\n\n";
    }
  }
  return text;
}

void run(benchmark::State& state, bool with_matches) {
  const SemanticPatch patch = sixty_rules();
  const Text text("code.c", functions(2000, with_matches));
  for (auto _ : state) benchmark::DoNotOptimize(patch.apply(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * text.size());
}

void BM_NothingToDo(benchmark::State& state) {
  run(state, false);
}
BENCHMARK(BM_NothingToDo)->Unit(benchmark::kMillisecond);

void BM_AQuarterOfTheFunctions(benchmark::State& state) {
  run(state, true);
}
BENCHMARK(BM_AQuarterOfTheFunctions)->Unit(benchmark::kMillisecond);

}  // namespace
