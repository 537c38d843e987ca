// SPDX-License-Identifier: GPL-2.0-or-later
// How fast directives are found and conditionals resolved, beside a plain pass over the same bytes.
// The source is made here, with about as many comments, literals and directives as the kernel's
// have.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "lex/directive.h"
#include "unifdef/resolve.h"

namespace {

using towpath::Text;
using towpath::unifdef::Definitions;

const Text& source() {
  static const Text text = [] {
    std::string bytes;
    for (int i = 0; bytes.size() < 8'000'000; ++i) {
      const std::string n = std::to_string(i);
      bytes += "/**\n * foo_" + n +
               "() - takes a lock, doesn't sleep\n * @bar: what to lock\n */\n"
               "static int foo_" +
               n +
               "(struct bar *bar, unsigned long flags)\n{\n"
               "\tint rc = bar->count / 2;\n\n\tif (!bar || bar->magic != BAR_MAGIC)\n\t\treturn "
               "-EINVAL;\n";
      if (i % 3 == 0) bytes += "#ifdef CONFIG_FOO_" + std::to_string(i % 7) + "\n";
      bytes +=
          "\tpr_debug(\"locking %s: rc = %d\\n\", bar->name, rc); /* noisy */\n"
          "\tfor (rc = 0; rc < bar->count; rc++)\n\t\tmutex_lock(&bar->locks[rc]);\n";
      if (i % 3 == 0) bytes += "#else\n\tcond_resched();\n#endif\n";
      if (i % 8 == 0) {
        bytes += "#if VERSION_CODE < VERSION(2, 14, " + std::to_string(i % 90) +
                 ", 0) && defined(HAVE_BAR)\n\tbar->old = 'x';\n#endif\n";
      }
      bytes += "\treturn rc;\n}\n\n";
    }
    return Text("bench.c", std::move(bytes));
  }();
  return text;
}

const Definitions& definitions() {
  static const Definitions known = *Definitions::parse(
      Text("symbols.h",
           "#define VERSION(a, b, c, d) (((a) << 24) + ((b) << 16) + ((c) << 8) + (d))\n"
           "#define VERSION_CODE VERSION(2, 14, 50, 0)\n"
           "#define HAVE_BAR 1\n#define CONFIG_FOO_1 1\n#undef CONFIG_FOO_2\n"));
  return known;
}

void report(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * source().size());
}

void CountNewlines(benchmark::State& state) {
  for (auto _ : state) {
    const std::string_view bytes = source().bytes();
    benchmark::DoNotOptimize(std::count(bytes.begin(), bytes.end(), '\n'));
  }
  report(state);
}
BENCHMARK(CountNewlines);

void ScanDirectives(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        towpath::lex::scan_directives(source().bytes(), towpath::lex::Wanted::kConditionals));
  }
  report(state);
}
BENCHMARK(ScanDirectives);

void Resolve(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(towpath::unifdef::resolve(source(), definitions()));
  }
  report(state);
}
BENCHMARK(Resolve);

}  // namespace
