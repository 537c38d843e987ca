// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/includes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace towpath::kbuild {
namespace {

std::string names(std::string_view text) {
  std::string shown;
  for (const Include& include : includes(text))
    shown += (include.quoted ? "\"" : "<") + std::string(include.name) + " ";
  return shown;
}

TEST(Includes, FindsDirectivesOnly) {
  EXPECT_EQ(names("#include <a.h>\n  # \tinclude \"b/c.h\"\n#include_next<d.h>\n"),
            "<a.h \"b/c.h <d.h ");
  EXPECT_EQ(names("#include \\\n <a.h>\n/* x */ #include <b.h>\n# /* x */ include /**/ <c.h>\n"),
            "<a.h <b.h <c.h ");
  EXPECT_EQ(names("// #include <a.h>\n/* \n#include <b.h>\n*/\nint x; #include <c.h>\n"), "");
  EXPECT_EQ(names("// a \\\n#include <a.h>\n#include <b.h>\n"), "<b.h ");
  EXPECT_EQ(names("char *s = \"/*\";\n#include <a.h>\nchar c = '\"';\n#include <b.h>\n"),
            "<a.h <b.h ");
  EXPECT_EQ(names("#error don't /* x\n#include <a.h>\n"), "<a.h ");
  EXPECT_EQ(names("#include MACRO\n#include <a.h\n#includes <b.h>\n#define x #include\n#"), "");
  EXPECT_EQ(names("#if 0\n#include <a.h>\n#endif"), "<a.h ");
}

Glob glob(const char* pattern) {
  return *Glob::parse(pattern);
}

// Files by name, with the text of each.
std::string pruned(const std::map<std::string, std::string>& tree,
                   const std::vector<PruneRule>& rules) {
  std::vector<IncludingFile> files;
  for (const auto& [path, text] : tree) files.push_back({path, includes(text)});
  std::string shown;
  for (const Pruned& header : prune(files, rules)) {
    shown += std::to_string(header.round) + ":" + files[header.file].path;
    if (header.last_user != Pruned::kNoUser) shown += "<-" + files[header.last_user].path;
    shown += " ";
  }
  return shown;
}

TEST(Prune, DropsToAFixedPoint) {
  const std::vector<PruneRule> rules = {
      {"fs/include",
       {{glob("fs/"), "", Delimiters::kAngles}, {glob("fs/include/"), "", Delimiters::kQuotes}}},
      {"include/uapi", {{glob("fs/"), "uapi/", Delimiters::kAngles}}}};
  EXPECT_EQ(
      pruned({{"fs/a.c", "#include <used.h>\n#include \"quoted.h\"\n#include <uapi/u.h>\n"},
              {"fs/include/used.h", "#include \"used_too.h\"\n"},
              {"fs/include/used_too.h", ""},
              {"fs/include/quoted.h", ""},
              {"fs/include/chain1.h", "#include <chain2.h>\n"},
              {"fs/include/chain2.h", "#include <uapi/v.h>\n"},
              {"fs/include/ring1.h", "#include <ring2.h>\n"},
              {"fs/include/ring2.h", "#include <ring1.h>\n"},
              {"fs/other.h", ""},
              {"include/uapi/u.h", ""},
              {"include/uapi/v.h", ""}},
             rules),
      "1:fs/include/chain1.h 1:fs/include/quoted.h 2:fs/include/chain2.h<-fs/include/chain1.h "
      "3:include/uapi/v.h<-fs/include/chain2.h ");
}

// The definition itself: drop what nothing that is left needs, until nothing changes.
TEST(Prune, AgreesWithTheDefinition) {
  std::mt19937 random(1);
  const std::vector<PruneRule> rules = {
      {"h", {{glob("c/"), "x/", Delimiters::kBoth}, {glob("h/"), "", Delimiters::kQuotes}}}};
  for (int round = 0; round < 300; ++round) {
    std::map<std::string, std::string> tree;
    const int headers = 12;
    for (int i = 0; i < headers; ++i) {
      for (std::uint32_t n = random() % 3; n > 0; --n)
        tree["h/" + std::to_string(i) + ".h"] +=
            "#include \"" + std::to_string(random() % headers) + ".h\"\n";
      tree["h/" + std::to_string(i) + ".h"] += "\n";
    }
    tree["c/a.c"] = "#include <x/" + std::to_string(random() % headers) + ".h>\n";

    auto left = tree;
    for (bool changed = true; changed;) {
      changed = false;
      for (int i = 0; i < headers; ++i) {
        const std::string name = std::to_string(i) + ".h";
        bool needed = left["c/a.c"].find("<x/" + name) != std::string::npos;
        for (const auto& [path, text] : left)
          needed = needed || text.find("\"" + name) != std::string::npos;
        if (!needed && left.erase("h/" + name) > 0) changed = true;
      }
    }
    std::vector<IncludingFile> files;
    for (const auto& [path, text] : tree) files.push_back({path, includes(text)});
    auto got = tree;
    for (const Pruned& header : prune(files, rules)) got.erase(files[header.file].path);
    ASSERT_EQ(got, left);

    // A chain is reason enough by itself.
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto chain = needed_by(files, rules, files[i].path);
      if (!chain) continue;
      ASSERT_TRUE(left.contains(files[i].path));
      auto alone = files;
      for (std::size_t j = 0; j < alone.size(); ++j) {
        if (std::find(chain->begin(), chain->end(), j) == chain->end()) alone[j].includes.clear();
      }
      for (const Pruned& header : prune(alone, rules)) ASSERT_NE(header.file, i);
    }
  }
}

TEST(Prune, TellsWhatNeedsAHeader) {
  const std::vector<PruneRule> rules = {
      {"h", {{glob("c/"), "", Delimiters::kAngles}, {glob("h/"), "", Delimiters::kQuotes}}}};
  const std::map<std::string, std::string> tree = {{"c/a.c", "#include <one.h>\n"},
                                                   {"c/b.c", "#include <far.h>\n"},
                                                   {"h/far.h", "#include \"farther.h\"\n"},
                                                   {"h/farther.h", "#include \"two.h\"\n"},
                                                   {"h/one.h", "#include \"two.h\"\n"},
                                                   {"h/ring.h", "#include \"ring.h\"\n"},
                                                   {"h/two.h", ""}};
  std::vector<IncludingFile> files;
  for (const auto& [path, text] : tree) files.push_back({path, includes(text)});
  const auto chain = needed_by(files, rules, "h/two.h");
  ASSERT_TRUE(chain && chain->size() == 2);
  EXPECT_EQ(files[chain->front()].path, "h/one.h");
  EXPECT_EQ(files[chain->back()].path, "c/a.c");
  EXPECT_EQ(needed_by(files, rules, "c/a.c"), std::vector<std::size_t>());
  EXPECT_FALSE(needed_by(files, rules, "h/ring.h"));
}

}  // namespace
}  // namespace towpath::kbuild
