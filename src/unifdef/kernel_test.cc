// SPDX-License-Identifier: GPL-2.0-or-later
// Every .c and .h of a kernel tree, which TOWPATH_LINUX names: none is refused, and each result is
// proved and resolves to itself.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "unifdef/contradictions.h"
#include "unifdef/proof.h"
#include "unifdef/resolve.h"

namespace towpath::unifdef {
namespace {

namespace fs = std::filesystem;

// Of each kind something that the whole tree asks for.
constexpr const char* kDefinitions =
    "#define __KERNEL__ 1\n#undef __cplusplus\n#undef __ASSEMBLY__\n#undef DEBUG\n"
    "#define CONFIG_64BIT 1\n#define CONFIG_SMP 1\n#define CONFIG_NUMA 1\n#undef CONFIG_MMU\n"
    "#define CONFIG_PM 1\n#undef CONFIG_OF\n#define CONFIG_PROC_FS\n#define BITS_PER_LONG 64\n"
    "#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))\n"
    "#define LINUX_VERSION_CODE KERNEL_VERSION(6, 1, 0)\n"
    "#define IS_ENABLED(o) (defined(o) || defined(o ## _MODULE))\n";

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

TEST(Kernel, EveryFileIsResolvedAndProved) {
  const char* const tree = std::getenv("TOWPATH_LINUX");
  if (tree == nullptr) GTEST_SKIP() << "TOWPATH_LINUX does not name a kernel tree";
  const Definitions definitions = *Definitions::parse(Text("symbols.h", kDefinitions));
  std::uint64_t files = 0, changed = 0, problems = 0, sampled = 0, contradictory = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(tree)) {
    const fs::path extension = entry.path().extension();
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    if (extension != ".c" && extension != ".h") continue;
    const Text before(entry.path(), bytes_of(entry.path()));
    const Result<Resolution> resolution = resolve(before, definitions);
    ASSERT_TRUE(resolution.ok()) << to_string(resolution.error());
    ++files;
    problems += resolution->problems.size();
    if (resolution->edits.empty()) continue;
    ++changed;
    const Text after(entry.path(), applied(before.bytes(), resolution->edits));
    const Proof proof = prove(before, definitions, after);
    ASSERT_TRUE(proof.holds()) << to_string(to_error(*proof.difference));
    sampled += proof.sampled;
    const Result<Resolution> again = resolve(after, definitions);
    ASSERT_TRUE(again.ok()) << to_string(again.error());
    ASSERT_TRUE(again->edits.empty()) << entry.path();
    contradictory += !contradictions(after, definitions).empty();
  }
  EXPECT_GT(files, 50'000u);
  EXPECT_GT(changed, 5'000u);
  EXPECT_EQ(problems, 0u);
  EXPECT_EQ(sampled, 0u);
  EXPECT_LT(contradictory, files / 100);
  RecordProperty("files", std::to_string(files));
  RecordProperty("changed", std::to_string(changed));
  RecordProperty("contradictory", std::to_string(contradictory));
}

}  // namespace
}  // namespace towpath::unifdef
