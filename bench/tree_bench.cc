// SPDX-License-Identifier: GPL-2.0-or-later
// Trees of the size of Lustre's client: 284 files, 6.3 MB, among 2,500; the target with 80,000
// others.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tree/source.h"
#include "tree/target.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = fs::temp_directory_path() / "towpath-bench.XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void git(const fs::path& folder, const std::string& arguments) {
  const std::string command = "(cd '" + folder.string() +
                              "' && git -c user.name=b -c user.email=b@b " + arguments +
                              ") > /dev/null 2>&1";
  if (std::system(command.c_str()) != 0) std::abort();
}

// Text that compresses about as C does.
std::string code(std::mt19937& random, std::size_t size) {
  static const char* const words[] = {
      "struct ", "int ",  "return ", "if (", "rc",      " = ",  "->",    ";\n\t",   ") {\n",
      "}\n",     "inode", "lock",    "obd_", "cl_page", "NULL", " != 0", "ptlrpc_", "(env, "};
  std::string text;
  while (text.size() < size) {
    text += words[random() % std::size(words)];
    if (random() % 4 == 0) text += std::to_string(random() % 5000);
  }
  return text;
}

std::vector<File> outputs(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<File> files;
  for (int i = 0; i < 284; ++i) {
    const std::string path =
        "fs/lustre/part" + std::to_string(i % 14) + "/file" + std::to_string(i);
    files.push_back({path, Text(path, code(random, 22'200)), false});
  }
  return files;
}

// A repository with `others` entries in its index and its commit, whose files nobody looks at.
void make_repository(const fs::path& path, int others) {
  fs::create_directories(path);
  git(path, "init -q .");
  {
    std::ofstream list(path / ".git/list");
    for (int i = 0; i < others; ++i) {
      list << "100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\tdrivers/d" << i / 40 << "/file" << i
           << ".c\n";
    }
  }
  git(path, "hash-object -w -t blob /dev/null");
  git(path, "update-index --index-info < .git/list");
  git(path, "add -A fs || true");
  git(path, "commit -q --allow-empty -m base");
}

const std::vector<Glob>& owned() {
  static const std::vector<Glob> globs = {Glob::parse("fs/lustre/").value()};
  return globs;
}

void check(benchmark::State& state, bool good) {
  if (!good) state.SkipWithError("failed");
}

// The 284 files are new: all are written, compressed and staged.
void BM_PublishToWorkTree(benchmark::State& state) {
  const std::vector<File> files = outputs(1);
  for (auto _ : state) {
    state.PauseTiming();
    auto temp = std::make_unique<TempFolder>();
    make_repository(temp->path(), static_cast<int>(state.range(0)));
    state.ResumeTiming();
    auto target = open_work_tree(temp->path()).value();
    const Plan plan = target->plan(files, owned()).value();
    check(state, target->publish(plan, {}).ok());
    state.PauseTiming();
    temp.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_PublishToWorkTree)->Arg(0)->Arg(80'000)->Unit(benchmark::kMillisecond)->Iterations(3);

// What it is measured against.
void BM_CopyAndGitAdd(benchmark::State& state) {
  TempFolder from;
  for (const File& file : outputs(1)) {
    fs::create_directories((from.path() / file.path).parent_path());
    std::ofstream(from.path() / file.path) << file.text.bytes();
  }
  for (auto _ : state) {
    state.PauseTiming();
    auto temp = std::make_unique<TempFolder>();
    make_repository(temp->path(), static_cast<int>(state.range(0)));
    state.ResumeTiming();
    git(temp->path(), "init -q . && cp -r '" + from.path().string() + "'/fs . && git add fs");
    state.PauseTiming();
    temp.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_CopyAndGitAdd)->Arg(0)->Arg(80'000)->Unit(benchmark::kMillisecond)->Iterations(3);

void BM_SecondRun(benchmark::State& state) {
  TempFolder temp;
  make_repository(temp.path(), static_cast<int>(state.range(0)));
  const std::vector<File> files = outputs(1);
  {
    auto target = open_work_tree(temp.path()).value();
    check(state, target->publish(target->plan(files, owned()).value(), {}).ok());
  }
  for (auto _ : state) {
    auto target = open_work_tree(temp.path()).value();
    const Plan plan = target->plan(files, owned()).value();
    check(state, plan.nothing_to_do());
  }
}
BENCHMARK(BM_SecondRun)->Arg(0)->Arg(80'000)->Unit(benchmark::kMillisecond);

void BM_PublishCommit(benchmark::State& state) {
  TempFolder temp;
  make_repository(temp.path(), static_cast<int>(state.range(0)));
  unsigned seed = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const std::vector<File> files = outputs(++seed);
    state.ResumeTiming();
    auto target = open_commit_target(temp.path(), "bench", "bench" + std::to_string(seed)).value();
    const Plan plan = target->plan(files, owned()).value();
    check(state, target->publish(plan, {.message = "bench", .time = 1}).ok());
  }
}
BENCHMARK(BM_PublishCommit)->Arg(80'000)->Unit(benchmark::kMillisecond)->Iterations(10);

void BM_PublishToFolder(benchmark::State& state) {
  const std::vector<File> files = outputs(1);
  for (auto _ : state) {
    state.PauseTiming();
    auto temp = std::make_unique<TempFolder>();
    state.ResumeTiming();
    auto target = open_output_folder(temp->path() / "out").value();
    check(state, target->publish(target->plan(files, {}).value(), {}).ok());
    state.PauseTiming();
    temp.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_PublishToFolder)->Unit(benchmark::kMillisecond)->Iterations(10);

// Sources: TOWPATH_BENCH_SOURCE names a git work tree; without it, the outputs above are one.
class SourceBench : public benchmark::Fixture {
 public:
  void SetUp(const benchmark::State&) override {
    if (const char* const path = std::getenv("TOWPATH_BENCH_SOURCE")) {
      path_ = path;
      return;
    }
    temp_ = std::make_unique<TempFolder>();
    path_ = temp_->path();
    for (const File& file : outputs(1)) {
      fs::create_directories((path_ / file.path).parent_path());
      std::ofstream(path_ / file.path) << file.text.bytes();
    }
    make_repository(path_, 2'200);
    git(path_, "gc");
  }
  void TearDown(const benchmark::State&) override { temp_.reset(); }

  Result<std::unique_ptr<SourceTree>> open(bool commit) const {
    return commit ? open_commit(path_, "HEAD") : open_folder(path_);
  }

 private:
  std::unique_ptr<TempFolder> temp_;
  fs::path path_;
};

BENCHMARK_DEFINE_F(SourceBench, List)(benchmark::State& state) {
  std::size_t entries = 0;
  for (auto _ : state) {
    const auto source = open(state.range(0) != 0).value();
    entries = source->list().value().size();
  }
  state.counters["entries"] = static_cast<double>(entries);
}
BENCHMARK_REGISTER_F(SourceBench, List)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

BENCHMARK_DEFINE_F(SourceBench, Read300)(benchmark::State& state) {
  std::vector<std::string> paths;
  {
    const auto source = open(true).value();
    const std::vector<Entry> entries = source->list().value();
    for (const Entry& entry : entries) {
      if (entry.kind == Entry::Kind::kFile && paths.size() < 300) paths.push_back(entry.path);
    }
  }
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto source = open(state.range(0) != 0).value();
    bytes = 0;
    for (const std::string& path : paths) bytes += source->read(path).value().text.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK_REGISTER_F(SourceBench, Read300)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

BENCHMARK_DEFINE_F(SourceBench, Identity)(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(open(state.range(0) != 0).value()->identity().value());
  }
}
BENCHMARK_REGISTER_F(SourceBench, Identity)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace towpath::tree
