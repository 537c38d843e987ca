// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/check.h"

#include <gtest/gtest.h>

namespace towpath::evidence {
namespace {

using pipeline::Carriage;
using pipeline::Carried;

class EmptySource : public tree::SourceTree {
 public:
  explicit EmptySource(std::map<std::string, std::string> files = {}) : files_(std::move(files)) {}
  Result<std::vector<tree::Entry>> list(std::string_view) const override {
    std::vector<tree::Entry> entries;
    for (const auto& [path, bytes] : files_) {
      entries.push_back({path, tree::Entry::Kind::kFile, false});
    }
    return entries;
  }
  Result<tree::File> read(std::string_view path) const override {
    const std::string name(path);
    return tree::File{name, Text(name, files_.at(name)), false};
  }
  Result<tree::SourceIdentity> identity() const override { return tree::SourceIdentity{}; }

 private:
  std::map<std::string, std::string> files_;
};

struct Removal {
  std::string code;
  RuleIndex rule;
};

void add(Carriage& carriage, const std::string& path, const std::string& source,
         const std::vector<Removal>& removals = {}) {
  Carried file;
  file.source_path = "src/" + path;
  file.source = Text(file.source_path, source);
  file.text = Text("fs/" + path, source);
  for (const Removal& removal : removals) {
    const auto at = static_cast<Offset>(file.text.bytes().find(removal.code));
    file.edit({{at, at + static_cast<Offset>(removal.code.size()), "", {removal.rule}}});
  }
  carriage.files.emplace("fs/" + path, std::move(file));
}

// Rule 0 is of an unifdef stage, rule 1 of a sed stage.
Carriage empty() {
  Carriage carriage;
  carriage.report.stages.push_back({.kind = "unifdef", .name = "client.h"});
  carriage.report.stages.push_back({.kind = "sed", .name = "tidy.sed"});
  carriage.report.rules.push_back({.stage = 0, .name = "SERVER", .place = {}});
  carriage.report.rules.push_back({.stage = 1, .name = "/FREE/,/}/d", .place = {}});
  return carriage;
}

std::vector<Finding> found(const Carriage& carriage, const recipe::Recipe& recipe = {},
                           std::map<std::string, std::string> source = {}) {
  const auto findings = orphans(recipe, EmptySource(std::move(source)), carriage);
  EXPECT_TRUE(findings.ok());
  return findings.ok() ? *findings : std::vector<Finding>{};
}

TEST(Orphans, AMacroThatARuleDeletedAndAnotherStillUses) {
  Carriage carriage = empty();
  const std::string removed = "#define LIBCFS_FREE(p) kfree(p)\n";
  add(carriage, "a.h", removed + "#define BITMAP_FREE(b) LIBCFS_FREE(b)\n", {{removed, 1}});
  const auto findings = found(carriage);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(to_string(findings[0].place), "fs/a.h:1:24");
  EXPECT_EQ(findings[0].source.line, 1u);
  EXPECT_EQ(findings[0].rule, RuleIndex{1});
  EXPECT_NE(findings[0].message.find("macro LIBCFS_FREE is used here"), std::string::npos);
}

TEST(Orphans, WhatWasDecidedIsNotLost) {
  Carriage carriage = empty();
  const std::string removed = "#define compat(p) old(p)\n";
  add(carriage, "a.h", removed + "int f(void)\n{\n\treturn compat(1);\n}\n", {{removed, 0}});
  EXPECT_TRUE(found(carriage).empty());
}

TEST(Orphans, WhatTheKernelProvidesIsNotLost) {
  Carriage carriage = empty();
  const std::string removed = "#define min_t(p) old(p)\n";
  add(carriage, "a.h", removed + "int f(void)\n{\n\treturn min_t(1);\n}\n", {{removed, 1}});
  recipe::Recipe recipe;
  recipe.provided.push_back({*Glob::parse("min_*"), {}});
  EXPECT_EQ(found(carriage).size(), 1u);
  EXPECT_TRUE(found(carriage, recipe).empty());
}

TEST(Orphans, APrototypeWhoseBodyStayedBehind) {
  Carriage carriage = empty();
  add(carriage, "a.h", "int server(int x);\nint elsewhere(void);\n");
  const auto findings =
      found(carriage, {}, {{"src/server.c", "int server(int x)\n{\n\treturn x;\n}\n"}});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(to_string(findings[0].place), "fs/a.h:1:5");
  EXPECT_EQ(to_string(findings[0].source), "src/server.c:1:5");
}

TEST(Orphans, AnIncludeOfADroppedHeader) {
  Carriage carriage = empty();
  add(carriage, "a.c", "#include <linux/fs.h>\n#include \"gone.h\"\n#include \"../x/there.h\"\n");
  add(carriage, "gone.h", "int x;\n");
  add(carriage, "x/there.h", "int y;\n");
  carriage.dropped.insert(carriage.files.extract("fs/gone.h"));
  const auto findings = found(carriage);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].place.line, 2u);
}

TEST(Orphans, AnIncludeOfAMovedHeaderThatNoStageTakes) {
  Carriage carriage = empty();
  add(carriage, "a.c", "#include <linux/fs.h>\n#include <linux/net/lib.h>\n");
  const auto findings =
      found(carriage, {}, {{"compat/sys/fs.h", "\n"}, {"net/include/net/lib.h", "int x;\n"}});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].place.line, 2u);
  EXPECT_EQ(findings[0].source.file, "net/include/net/lib.h");
}

TEST(Leftovers, InCodeAndInComments) {
  Carriage carriage = empty();
  add(carriage, "a.c",
      "#include <lustre_compat.h>\n/* ENTRY is gone */\nint "
      "f(void)\n{\n\tENTRY;\n\tlog(\"ENTRY\");\n}\n");
  recipe::Recipe recipe;
  for (const char* name : {"ENTRY", "lustre_compat.h"}) {
    recipe.gone.push_back({*Glob::parse(name), {}});
  }
  const auto findings = leftovers(recipe, carriage);
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].place.line, 1u);
  EXPECT_TRUE(findings[1].in_comment);
  EXPECT_EQ(findings[2].place.line, 5u);
  EXPECT_FALSE(findings[2].in_comment);
}

}  // namespace
}  // namespace towpath::evidence
