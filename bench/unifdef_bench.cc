// SPDX-License-Identifier: GPL-2.0-or-later
// How fast directives are found and conditionals resolved and proved, beside a plain pass over the
// same bytes. The source is made here, with about as many comments, literals and directives as the
// kernel's have.
//
// Files* measure the same, in processor time, over real files: TOWPATH_BENCH_FILES names a list of
// them, one a line, and TOWPATH_BENCH_SYMBOLS a definitions file.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "lex/directive.h"
#include "unifdef/proof.h"
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

std::string read_file(const std::string& path) {
  std::string bytes;
  const int file = ::open(path.c_str(), O_RDONLY);
  struct stat status = {};
  if (file < 0 || ::fstat(file, &status) != 0) std::abort();
  bytes.resize(static_cast<std::size_t>(status.st_size));
  const ssize_t got = ::read(file, bytes.data(), bytes.size());
  if (got != static_cast<ssize_t>(bytes.size())) std::abort();
  ::close(file);
  return bytes;
}

// Sums up processor time.
class Stopwatch {
 public:
  void start() { started_ = now(); }
  void stop() { seconds_ += now() - started_; }
  double seconds() const { return seconds_; }

 private:
  static double now() {
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  }

  double started_ = 0;
  double seconds_ = 0;
};

// Calls `use(path, symbols, watch)`, which gives the size of what it read, for each of the files.
template <class Use>
void over_files(benchmark::State& state, Use use) {
  const char* const list = std::getenv("TOWPATH_BENCH_FILES");
  const char* const symbols = std::getenv("TOWPATH_BENCH_SYMBOLS");
  if (list == nullptr || symbols == nullptr) {
    state.SkipWithError("TOWPATH_BENCH_FILES and TOWPATH_BENCH_SYMBOLS name no files");
    return;
  }
  const Definitions known = *Definitions::parse(Text(symbols, read_file(symbols)));
  std::vector<std::string> paths;
  std::ifstream in(list);
  for (std::string path; std::getline(in, path);) paths.push_back(path);
  std::int64_t bytes = 0;
  for (auto _ : state) {
    Stopwatch watch;
    for (const std::string& path : paths) bytes += use(path, known, watch);
    state.SetIterationTime(watch.seconds());
  }
  state.SetBytesProcessed(bytes);
}

void FilesRead(benchmark::State& state) {
  over_files(state, [](const std::string& path, const Definitions&, Stopwatch& watch) {
    watch.start();
    const std::string bytes = read_file(path);
    benchmark::DoNotOptimize(std::memchr(bytes.data(), '\0', bytes.size()));
    watch.stop();
    return bytes.size();
  });
}
BENCHMARK(FilesRead)->UseManualTime()->Unit(benchmark::kMillisecond);

void FilesReadAndResolve(benchmark::State& state) {
  over_files(state, [](const std::string& path, const Definitions& known, Stopwatch& watch) {
    watch.start();
    const Text text(path, read_file(path));
    benchmark::DoNotOptimize(towpath::unifdef::resolve(text, known));
    watch.stop();
    return text.size();
  });
}
BENCHMARK(FilesReadAndResolve)->UseManualTime()->Unit(benchmark::kMillisecond);

void FilesResolve(benchmark::State& state) {
  over_files(state, [](const std::string& path, const Definitions& known, Stopwatch& watch) {
    const Text text(path, read_file(path));
    watch.start();
    benchmark::DoNotOptimize(towpath::unifdef::resolve(text, known));
    watch.stop();
    return text.size();
  });
}
BENCHMARK(FilesResolve)->UseManualTime()->Unit(benchmark::kMillisecond);

void FilesProve(benchmark::State& state) {
  over_files(state, [](const std::string& path, const Definitions& known, Stopwatch& watch) {
    const Text before(path, read_file(path));
    const auto resolution = towpath::unifdef::resolve(before, known);
    if (!resolution) return before.size();
    const Text after(path, towpath::applied(before.bytes(), resolution->edits));
    watch.start();
    benchmark::DoNotOptimize(towpath::unifdef::prove(before, known, after));
    watch.stop();
    return before.size();
  });
}
BENCHMARK(FilesProve)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
