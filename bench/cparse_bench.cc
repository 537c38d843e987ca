// SPDX-License-Identifier: GPL-2.0-or-later
// Speed of the C front end over the kernel's headers, if they are installed, or over a made-up
// text.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cparse/parse.h"

namespace {

using towpath::Text;
using towpath::c::Names;

std::vector<Text> load_texts() {
  std::vector<Text> texts;
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator("/usr/src", error)) {
    const std::filesystem::path include = folder.path() / "include" / "linux";
    if (!std::filesystem::is_directory(include)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(include)) {
      if (entry.path().extension() != ".h") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << in.rdbuf();
      texts.emplace_back(entry.path().string(), bytes.str());
    }
  }
  if (texts.empty()) {
    std::string made;
    for (int i = 0; i < 20000; ++i) {
      const std::string n = std::to_string(i);
      made += "/* Adds " + n + ". */\nstatic int add_" + n +
              "(struct thing *t, int by)\n{\n\tif (by > " + n +
              ")\n\t\treturn -EINVAL;\n\tt->count[" + n + "] += by;\n\treturn 0;\n}\n\n";
    }
    texts.emplace_back("made.c", std::move(made));
  }
  return texts;
}

const std::vector<Text>& texts() {
  static const std::vector<Text> loaded = load_texts();
  return loaded;
}

template <class Function>
void over_texts(benchmark::State& state, Function function) {
  std::int64_t bytes = 0;
  for (const Text& text : texts()) bytes += text.size();
  for (auto _ : state) {
    for (const Text& text : texts()) benchmark::DoNotOptimize(function(text));
  }
  state.SetBytesProcessed(state.iterations() * bytes);
}

void BM_Tokenize(benchmark::State& state) {
  over_texts(state, [](const Text& text) {
    return towpath::lex::tokenize(text, towpath::lex::Defines::kSplit);
  });
}
BENCHMARK(BM_Tokenize)->Unit(benchmark::kMillisecond);

void BM_Outline(benchmark::State& state) {
  over_texts(state, [](const Text& text) { return towpath::c::outline(text); });
}
BENCHMARK(BM_Outline)->Unit(benchmark::kMillisecond);

void BM_Parse(benchmark::State& state) {
  over_texts(state, [](const Text& text) { return towpath::c::parse(text, Names::builtin()); });
}
BENCHMARK(BM_Parse)->Unit(benchmark::kMillisecond);

}  // namespace
