// SPDX-License-Identifier: GPL-2.0-or-later
#include <benchmark/benchmark.h>

#include <string>

#include "sed/script.h"

namespace {

using towpath::Text;

// Eight megabytes of lines like those of a C source; every hundredth holds what the scripts look
// for.
Text source() {
  std::string bytes;
  for (int i = 0; bytes.size() < (8u << 20); ++i) {
    bytes += i % 100 == 0 ? "\tcfs_capable(CFS_CAP_SYS_ADMIN);\n"
                          : "\trc = client_obd_setup(obd, lcfg);\n";
    if (i % 10 == 0) bytes += "\n";
  }
  return Text("bench.c", bytes);
}

void run_script(benchmark::State& state, const std::string& script) {
  const Text text = source();
  const auto parsed = towpath::sed::Script::parse(Text("bench.sed", script), {});
  for (auto _ : state) benchmark::DoNotOptimize(towpath::sed::run(*parsed, text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * text.size());
}

void sixty_substitutions(benchmark::State& state) {
  std::string script = "s/CFS_CAP_/CAP_/g\ns/cfs_capable/capable/\n";
  for (int i = 0; i < 58; ++i) script += "s/\\bll_old_name" + std::to_string(i) + "\\b/new_name/\n";
  run_script(state, script);
}
BENCHMARK(sixty_substitutions);

void squeeze_blank_lines(benchmark::State& state) {
  run_script(state, "$!N; /^\\n$/!P; D");
}
BENCHMARK(squeeze_blank_lines);

void leading_spaces_to_tabs(benchmark::State& state) {
  run_script(state, ":loop\ns/^\\(\t*\\)        /\\1\t/\ntloop");
}
BENCHMARK(leading_spaces_to_tabs);

}  // namespace
