// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/pipeline.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace towpath::pipeline {
namespace {

namespace fs = std::filesystem;

// A source tree that is a map.
class MemorySource : public tree::SourceTree {
 public:
  explicit MemorySource(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  Result<std::vector<tree::Entry>> list(std::string_view prefix) const override {
    std::vector<tree::Entry> entries;
    for (const auto& [path, bytes] : files_) {
      if (path.starts_with(prefix)) entries.push_back({path, tree::Entry::Kind::kFile, false});
    }
    return entries;
  }
  Result<tree::File> read(std::string_view path) const override {
    const auto file = files_.find(std::string(path));
    if (file == files_.end()) return Error{{std::string(path)}, "no such file", ""};
    return tree::File{file->first, Text(file->first, file->second), false};
  }
  Result<tree::SourceIdentity> identity() const override {
    return tree::SourceIdentity{"c0ffee", "v1-1-gc0ffee", false, 1};
  }

 private:
  std::map<std::string, std::string> files_;
};

class PipelineTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(testing::TempDir()) /
        ("pipeline-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
  }

  Result<Carriage> carry_with(const std::string& stages, std::map<std::string, std::string> source,
                              std::map<std::string, std::string> target = {},
                              Options options = {}) {
    write("towpath.toml", "name = 'n'\nowns = ['fs/n/']\n" + stages);
    auto recipe = recipe::load(folder_);
    if (!recipe) return recipe.error();
    recipe_ = std::make_unique<recipe::Recipe>(*std::move(recipe));
    const MemorySource tree(std::move(source));
    const TargetReader reader = [&](const std::string& path) -> Result<std::optional<tree::File>> {
      const auto file = target.find(path);
      if (file == target.end()) return std::optional<tree::File>();
      return std::optional<tree::File>({path, Text(path, file->second), false});
    };
    Progress progress;
    return carry(*recipe_, tree, reader, options, progress);
  }

  fs::path folder_;
  std::unique_ptr<recipe::Recipe> recipe_;
};

constexpr const char* kTakeAll =
    "[[stage]]\nkind = 'collect'\n[[stage.take]]\nfrom = 'src'\nto = 'fs/n'\nfiles = ['**']\n";

std::string bytes_of(const Carriage& carriage, const std::string& path) {
  const auto file = carriage.files.find(path);
  return file == carriage.files.end() ? "(none)" : std::string(file->second.text.bytes());
}

TEST_F(PipelineTest, StagesActInOrderAndLineageTracesThem) {
  write("c.h", "#undef SERVER\n");
  write("n.sed", "s/old/new/\n");
  write("r.cocci", "@ ret @\nexpression E;\n@@\n-RETURN(E);\n+return E;\n");
  const auto carriage = carry_with(
      std::string(kTakeAll) +
          "[[stage]]\nkind = 'unifdef'\ndefinitions = 'c.h'\n"
          "[[stage]]\nkind = 'sed'\nscript = 'n.sed'\n"
          "[[stage]]\nkind = 'spatch'\npatch = 'r.cocci'\n",
      {{"src/a.c", "#ifdef SERVER\nint x;\n#endif\nint f(void)\n{\n\tRETURN(old());\n}\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  EXPECT_EQ(bytes_of(*carriage, "fs/n/a.c"), "int f(void)\n{\n\treturn new();\n}\n");
  const Carried& file = carriage->files.at("fs/n/a.c");
  EXPECT_EQ(file.source_path, "src/a.c");
  EXPECT_EQ(applied(file.source.bytes(), file.lineage.composed()), file.text.bytes());
  for (const char* rule : {"SERVER", "s/old/new/", "ret"}) {
    const auto& rules = carriage->report.rules;
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const RuleReport& report) { return report.name == rule; });
    ASSERT_NE(found, rules.end()) << rule;
    EXPECT_GE(found->fired, 1u) << rule;
  }
}

TEST_F(PipelineTest, ReportsWhatIsLeftUndecidedButNoIncludeGuards) {
  write("c.h", "#define A\n");
  const auto carriage = carry_with(
      std::string(kTakeAll) + "[[stage]]\nkind = 'unifdef'\ndefinitions = 'c.h'\n",
      {{"src/a.h",
        "#ifdef A\n#endif\n#ifndef A_H\n#define A_H\n#ifdef B\nint b;\n#endif\n#endif\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  ASSERT_EQ(carriage->report.undecided.size(), 1u);
  EXPECT_EQ(carriage->report.undecided[0].symbol, "B");
  EXPECT_EQ(carriage->report.undecided[0].places.at(0), (Place{"fs/n/a.h", 3, 0}));
}

TEST_F(PipelineTest, TellsWhatIsMeantToStayFromWhatIsNot) {
  write("c.h", "#undef A\n");
  const auto carriage =
      carry_with("stay = ['CONFIG_*', 'OLD']\n" + std::string(kTakeAll) +
                     "[[stage]]\nkind = 'unifdef'\ndefinitions = ['c.h']\n",
                 {{"src/a.c", "#ifdef CONFIG_X\nint x;\n#endif\n#if OPEN > 1\nint y;\n#endif\n"},
                  {"src/b.h", "#define OPEN 2\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  const auto& undecided = carriage->report.undecided;
  ASSERT_EQ(undecided.size(), 2u);
  EXPECT_TRUE(undecided[0].meant_to_stay);
  EXPECT_EQ(undecided[0].defined, std::nullopt);
  EXPECT_FALSE(undecided[1].meant_to_stay);
  EXPECT_EQ(undecided[1].defined, (Place{"fs/n/b.h", 1, 0}));
  ASSERT_EQ(carriage->report.warnings.size(), 1u);
  EXPECT_EQ(carriage->report.warnings[0].message, "no conditional depends on OLD");
}

TEST_F(PipelineTest, TellsWhatTheCodeContradicts) {
  write("c.h", "#define A 1\n#undef B\n");
  const auto carriage = carry_with("contradictions = ['B', 'OLD_*']\n" + std::string(kTakeAll) +
                                       "[[stage]]\nkind = 'unifdef'\ndefinitions = ['c.h']\n",
                                   {{"src/a.c", "#if A\n#define A 2\n#endif\n#define B\n"},
                                    {"src/b.h", "#ifdef X\n#ifndef X\nint x;\n#endif\n#endif\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  const auto& found = carriage->report.contradictions;
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].place, (Place{"fs/n/a.c", 1, 2}));
  EXPECT_EQ(found[0].other.line, 1u);
  EXPECT_FALSE(found[0].declared);
  EXPECT_TRUE(found[1].declared);
  EXPECT_EQ(found[2].place, (Place{"fs/n/b.h", 2, 2}));
  EXPECT_EQ(found[2].other, (Place{"fs/n/b.h", 1, 0}));
  ASSERT_EQ(carriage->report.warnings.size(), 1u);
  EXPECT_EQ(carriage->report.warnings[0].message, "nothing contradicts OLD_*");
}

TEST_F(PipelineTest, TellsOfConditionalsThatALaterStageUnbalances) {
  write("c.h", "#undef A\n");
  write("s.sed", "/endif/d\n");
  const auto carriage = carry_with(std::string(kTakeAll) +
                                       "[[stage]]\nkind = 'unifdef'\ndefinitions = 'c.h'\n"
                                       "[[stage]]\nkind = 'sed'\nscript = 's.sed'\n",
                                   {{"src/a.c", "#ifdef X\nint x;\n#endif\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  ASSERT_EQ(carriage->report.warnings.size(), 1u);
  EXPECT_EQ(carriage->report.warnings[0].where.line, 1u);
}

TEST_F(PipelineTest, ObjectListsSayWhatIsTaken) {
  const auto carriage = carry_with(
      "[makefiles]\nconditionals = { SERVER = false }\n[[stage]]\nkind = "
      "'collect'\n[[stage.take]]\n"
      "from = 'src'\nto = 'fs/n'\nfiles = ['Makefile.in']\nrename = { 'Makefile.in' = 'Makefile' "
      "}\n"
      "objects = [{ makefile = 'src/Makefile.in', variable = 'n-objs' }]\n",
      {{"src/Makefile.in", "n-objs := a.o\n@SERVER_TRUE@n-objs += server.o\n"},
       {"src/a.c", "int a;\n"},
       {"src/server.c", "int s;\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  EXPECT_EQ(carriage->files.size(), 2u);
  EXPECT_TRUE(carriage->files.contains("fs/n/a.c"));
  EXPECT_TRUE(carriage->files.contains("fs/n/Makefile"));
}

TEST_F(PipelineTest, AMissingSourceFileIsLocatedInTheMakefile) {
  const auto carriage = carry_with(
      "[[stage]]\nkind = 'collect'\n[[stage.take]]\nfrom = 'src'\nto = 'fs/n'\n"
      "objects = [{ makefile = 'src/Kbuild', variable = 'n-y' }]\n",
      {{"src/Kbuild", "n-y := a.o \\\n  gone.o\n"}, {"src/a.c", ""}});
  ASSERT_FALSE(carriage.ok());
  EXPECT_EQ(carriage.error().where, (Place{"src/Kbuild", 2, 3}));
}

TEST_F(PipelineTest, PatchesWorkOnTheSourceBeforeAndOnTheTargetAfter) {
  write("before", "b.patch\n");
  write("b.patch",
        "--- a/src/a.c\n+++ b/src/a.c\n@@ -1,2 +1,2 @@\n-int one;\n+int uno;\n int two;\n");
  write("after", "a.patch\n");
  write("a.patch",
        "--- a/fs/n/a.c\n+++ b/fs/n/a.c\n@@ -1,2 +1,2 @@\n int uno;\n-int two;\n+int due;\n"
        "--- /dev/null\n+++ b/fs/n/new.c\n@@ -0,0 +1 @@\n+int new;\n");
  const auto carriage =
      carry_with("[[stage]]\nkind = 'patches'\nseries = 'before'\n" + std::string(kTakeAll) +
                     "[[stage]]\nkind = 'patches'\nseries = 'after'\n",
                 {{"src/a.c", "int one;\nint two;\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  EXPECT_EQ(bytes_of(*carriage, "fs/n/a.c"), "int uno;\nint due;\n");
  EXPECT_EQ(bytes_of(*carriage, "fs/n/new.c"), "int new;\n");
  const Carried& file = carriage->files.at("fs/n/a.c");
  EXPECT_EQ(file.source.bytes(), "int one;\nint two;\n");
  EXPECT_EQ(applied(file.source.bytes(), file.lineage.composed()), file.text.bytes());
}

TEST_F(PipelineTest, ARejectedHunkStopsTheRunAndIsShown) {
  write("series", "a.patch\n");
  write("a.patch",
        "--- a/fs/n/a.c\n+++ b/fs/n/a.c\n@@ -1,2 +1,2 @@\n-int three;\n+int tre;\n int two;\n");
  const auto carriage =
      carry_with(std::string(kTakeAll) + "[[stage]]\nkind = 'patches'\nseries = 'series'\n",
                 {{"src/a.c", "int one;\nint two;\n"}});
  ASSERT_FALSE(carriage.ok());
  EXPECT_EQ(carriage.error().where.line, 3u);
  EXPECT_NE(carriage.error().message.find("-int three;"), std::string::npos);
}

TEST_F(PipelineTest, PruneDropsHeadersToAFixedPoint) {
  const auto carriage =
      carry_with(std::string(kTakeAll) +
                     "[[stage]]\nkind = 'prune'\n[[stage.rule]]\nheaders = 'fs/n'\n"
                     "needed = [{ by = ['fs/n/'], in = 'quotes' }]\n",
                 {{"src/a.c", "#include \"used.h\"\n"},
                  {"src/used.h", ""},
                  {"src/one.h", "#include \"two.h\"\n"},
                  {"src/two.h", ""}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  EXPECT_EQ(carriage->files.size(), 2u);
  ASSERT_EQ(carriage->report.dropped.size(), 2u);
  EXPECT_EQ(carriage->report.dropped[0].path, "fs/n/one.h");
  EXPECT_EQ(carriage->report.dropped[1].path, "fs/n/two.h");
}

TEST_F(PipelineTest, WhatIsOfInterestComesOutAsEver) {
  write("n.sed", "s/old/new/\n");
  write("series", "a.patch\n");
  write("a.patch",
        "--- a/fs/n/a.c\n+++ b/fs/n/a.c\n@@ -1,2 +1,2 @@\n #include \"new.h\"\n-int a;\n+int b;\n"
        "--- a/fs/n/b.c\n+++ b/fs/n/b.c\n@@ -1 +1 @@\n-int new;\n+int newest;\n");
  const std::string stages = std::string(kTakeAll) +
                             "[[stage]]\nkind = 'sed'\nscript = 'n.sed'\n"
                             "[[stage]]\nkind = 'prune'\n[[stage.rule]]\nheaders = 'fs/n'\n"
                             "needed = [{ by = ['fs/n/'], in = 'quotes' }]\n"
                             "[[stage]]\nkind = 'patches'\nseries = 'series'\n";
  const std::map<std::string, std::string> source = {
      {"src/a.c", "#include \"old.h\"\nint a;\n"},
      {"src/b.c", "int old;\n"},
      {"src/c.c", "#include \"kept.h\"\nint older;\n"},
      {"src/kept.h", ""},
      {"src/new.h", "#include \"user.h\"\n"},
      {"src/old.h", "int old;\n"},
      {"src/user.h", "int old;\n"}};
  const auto whole = carry_with(stages, source);
  ASSERT_TRUE(whole.ok()) << to_string(whole.error());
  for (const char* name : {"fs/n/a.c", "src/a.c", "fs/n/b.c", "fs/n/new.h", "fs/n/user.h"}) {
    const auto part = carry_with(stages, source, {}, {.survey = false, .only = {name}});
    ASSERT_TRUE(part.ok()) << to_string(part.error());
    for (const auto& [path, file] : whole->files) {
      if (path != name && file.source_path != name) continue;
      EXPECT_EQ(bytes_of(*part, path), file.text.bytes()) << name;
      EXPECT_EQ(part->files.at(path).lineage.passes().size(), file.lineage.passes().size());
    }
  }
  // Nothing is known of the others, but by what they need a header.
  const auto code = carry_with(stages, source, {}, {.survey = false, .only = {"fs/n/a.c"}});
  EXPECT_EQ(bytes_of(*code, "fs/n/b.c"), "int old;\n");
  const auto header = carry_with(stages, source, {}, {.survey = false, .only = {"fs/n/kept.h"}});
  EXPECT_TRUE(header->files.contains("fs/n/kept.h"));
  EXPECT_EQ(bytes_of(*header, "fs/n/c.c"), "#include \"kept.h\"\nint newer;\n");
  EXPECT_EQ(bytes_of(*header, "fs/n/b.c"), "int old;\n");
  // What seemed to need it does not include it any more, and then it takes all of them.
  const auto gone = carry_with(stages, source, {}, {.survey = false, .only = {"src/old.h"}});
  EXPECT_TRUE(gone->dropped.contains("fs/n/old.h"));
  EXPECT_EQ(bytes_of(*gone, "fs/n/b.c"), "int newest;\n");
}

TEST_F(PipelineTest, ParentLinesAreAddedOnce) {
  const std::string stages =
      std::string(kTakeAll) +
      "[[stage]]\nkind = 'kbuild'\n[[stage.parents]]\nfile = 'fs/Kconfig'\nafter = 'ceph'\n"
      "line = 'source \"fs/n/Kconfig\"'\n";
  const auto first = carry_with(stages, {{"src/a.c", ""}}, {{"fs/Kconfig", "a\nsource ceph\nb\n"}});
  ASSERT_TRUE(first.ok()) << to_string(first.error());
  EXPECT_EQ(bytes_of(*first, "fs/Kconfig"), "a\nsource ceph\nsource \"fs/n/Kconfig\"\nb\n");
  const auto second =
      carry_with(stages, {{"src/a.c", ""}}, {{"fs/Kconfig", bytes_of(*first, "fs/Kconfig")}});
  ASSERT_TRUE(second.ok()) << to_string(second.error());
  EXPECT_EQ(bytes_of(*second, "fs/Kconfig"), bytes_of(*first, "fs/Kconfig"));
  const auto third = carry_with(stages, {{"src/a.c", ""}}, {{"fs/Kconfig", "a\n"}});
  EXPECT_FALSE(third.ok());
}

TEST_F(PipelineTest, ATargetIsInNoCount) {
  const std::string stages =
      std::string(kTakeAll) +
      "[[stage]]\nkind = 'kbuild'\n[[stage.parents]]\nfile = 'fs/Kconfig'\nafter = 'ceph'\n"
      "line = 'source \"fs/n/Kconfig\"'\n";
  const auto with = carry_with(stages, {{"src/a.c", "\n"}}, {{"fs/Kconfig", "a\nsource ceph\n"}});
  const MemorySource source(std::map<std::string, std::string>{{"src/a.c", "\n"}});
  Progress progress;
  const auto without = carry(*recipe_, source, TargetReader(), {}, progress);
  ASSERT_TRUE(with.ok() && without.ok());
  for (const auto* carriage : {&*with, &*without}) {
    EXPECT_EQ(carriage->report.made, 0u);
    EXPECT_EQ(carriage->report.lines, 1u);
    EXPECT_TRUE(carriage->report.warnings.empty());
  }
  EXPECT_TRUE(with->report.target_warnings.empty());
  ASSERT_EQ(without->report.target_warnings.size(), 1u);
}

TEST_F(PipelineTest, TellsOfRulesThatTheEngineRefuses) {
  write("r.cocci", "@script:ocaml before@\n@@\nlet x = 1\n\n@ depends on before @\n@@\n-f();\n");
  const auto carriage =
      carry_with(std::string(kTakeAll) + "[[stage]]\nkind = 'spatch'\npatch = 'r.cocci'\n",
                 {{"src/a.c", "void g(void)\n{\n\tf();\n}\n"}});
  ASSERT_TRUE(carriage.ok()) << to_string(carriage.error());
  ASSERT_EQ(carriage->report.warnings.size(), 2u);
  EXPECT_EQ(carriage->report.warnings[0].where.line, 1u);
  EXPECT_EQ(carriage->report.warnings[1].where.line, 5u);
}

TEST_F(PipelineTest, ABinaryFileIsRefused) {
  const auto carriage = carry_with(kTakeAll, {{"src/a.c", std::string("int a;\0", 7)}});
  ASSERT_FALSE(carriage.ok());
  EXPECT_EQ(carriage.error().where.file, "src/a.c");
}

TEST_F(PipelineTest, TwoSourcesForOneTargetAreRefused) {
  const auto carriage = carry_with(
      "[[stage]]\nkind = 'collect'\n"
      "[[stage.take]]\nfrom = 'one'\nto = 'fs/n'\nfiles = ['*']\n"
      "[[stage.take]]\nfrom = 'two'\nto = 'fs/n'\nfiles = ['*']\n",
      {{"one/a.c", ""}, {"two/a.c", ""}});
  ASSERT_FALSE(carriage.ok());
  EXPECT_NE(carriage.error().message.find("both 'one/a.c' and 'two/a.c'"), std::string::npos);
}

TEST_F(PipelineTest, TheOriginalToolsGiveTheSame) {
  write("c.h", "#undef SERVER\n#define CLIENT\n");
  write("n.sed", "s/\\bold\\(.*\\)/new\\1/g\n/gone/d\n");
  write("r.cocci", "@ ret @\nexpression E;\n@@\n-RETURN(E);\n+return E;\n");
  const std::string stages = std::string(kTakeAll) +
                             "[[stage]]\nkind = 'unifdef'\ndefinitions = 'c.h'\n"
                             "[[stage]]\nkind = 'sed'\nscript = 'n.sed'\n"
                             "[[stage]]\nkind = 'spatch'\npatch = 'r.cocci'\n";
  std::map<std::string, std::string> source;
  for (int i = 0; i < 6; ++i) {
    const std::string n = std::to_string(i);
    source["src/f" + n + ".c"] =
        "#if defined(SERVER) || " + n + " > 7\nint gone" + n + ";\n#elif defined(CLIENT)\nint f" +
        n + "(void)\n{\n\tif (old)\n\t\tRETURN(" + n + ");\n\tRETURN(old(\"a b\"));\n}\n#endif\n";
  }
  const auto ours = carry_with(stages, source, {}, {false, 1});
  const auto many = carry_with(stages, source, {}, {false, 8});
  const auto theirs = carry_with(stages, source, {}, {true, 2});
  ASSERT_TRUE(ours.ok()) << to_string(ours.error());
  ASSERT_TRUE(many.ok()) << to_string(many.error());
  ASSERT_TRUE(theirs.ok()) << to_string(theirs.error());
  for (const auto& [path, file] : ours->files) {
    EXPECT_EQ(file.text.bytes(), bytes_of(*many, path)) << path;
    EXPECT_EQ(file.text.bytes(), bytes_of(*theirs, path)) << path;
    const Carried& other = theirs->files.at(path);
    EXPECT_EQ(applied(other.source.bytes(), other.lineage.composed()), other.text.bytes());
  }
}

}  // namespace
}  // namespace towpath::pipeline
