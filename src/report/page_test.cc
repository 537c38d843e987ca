// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/page.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <nlohmann/json.hpp>
#include <random>

#include "report/flow.h"
#include "report/packed.h"
#include "report/sides.h"

namespace towpath::report {
namespace {

using nlohmann::json;
using pipeline::Carriage;
using pipeline::Carried;

std::string unpacked(std::string_view text, std::size_t size) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    bits = bits << 6 | static_cast<std::uint32_t>(kDigits.find(c));
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 255);
  }
  std::string out(size, '\0');
  uLongf got = size;
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &got,
                       reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
            Z_OK);
  out.resize(got);
  return out;
}

TEST(Packed, KeepsEveryByte) {
  std::mt19937 random(5);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string text = packed(bytes);
    EXPECT_EQ(text.size() % 4, 0u);
    EXPECT_EQ(unpacked(text, size + 1), bytes);
  }
}

Carried carried(const std::string& path, std::string_view bytes) {
  Carried file;
  file.source_path = "src/" + path;
  file.source = Text(file.source_path, std::string(bytes));
  file.text = Text(path, std::string(bytes));
  return file;
}

// What one side of a file's parts spells.
std::string side(const nlohmann::ordered_json& parts, std::size_t index) {
  std::string out;
  for (const auto& part : parts) {
    out += (part.is_string() ? part : part[index]).get<std::string>();
  }
  return out;
}

TEST(Sides, SpellBothTextsAndNameTheRules) {
  Carried file = carried("a.c", "one\ntwo\nthree\n");
  file.edit({{0, 3, "ONE", {4}}});
  file.edit({{4, 8, "", {7}}});
  const auto parts = sides(file);
  EXPECT_EQ(side(parts, 0), "one\ntwo\nthree\n");
  EXPECT_EQ(side(parts, 1), "ONE\nthree\n");
  EXPECT_EQ(json(parts), json::parse(R"([["one","ONE",[4]],"\n",["two\n","",[7]],"three\n"])"));
}

TEST(Sides, JoinNeighboursOfTheSameRules) {
  Carried file = carried("a.c", "1\n2\n3\n4\n");
  file.edit({{0, 2, "", {4}}, {2, 4, "", {4}}, {4, 6, "", {5}}});
  EXPECT_EQ(json(sides(file)), json::parse(R"([["1\n2\n","",[4]],["3\n","",[5]],"4\n"])"));
}

TEST(Sides, OfRandomEditsSpellBothTexts) {
  std::mt19937 random(11);
  const auto below = [&](std::size_t end) { return static_cast<Offset>(random() % end); };
  for (int round = 0; round < 300; ++round) {
    Carried file = carried("a.c", "int a;\nint b;\n\n\treturn;\nlast");
    for (RuleIndex pass = 0; pass < 4; ++pass) {
      Edits edits;
      for (Offset at = below(8); at < file.text.size(); at += 1 + below(9)) {
        const Offset end = std::min(file.text.size(), at + below(6));
        edits.push_back({at, end, std::string(below(3), '\n') + "x", {pass}});
        at = end;
      }
      file.edit(edits);
    }
    const auto parts = sides(file);
    EXPECT_EQ(side(parts, 0), file.source.bytes());
    EXPECT_EQ(side(parts, 1), file.text.bytes());
  }
}

class FlowTest : public testing::Test {
 protected:
  FlowTest() {
    // Two files collected, one of them patched before and cut by sed; one dropped; one made; the
    // target's own.
    carriage_.report.stages = {{"patches", "p"},
                               {"collect", "collect"},
                               {"sed", "s"},
                               {"prune", "prune"},
                               {"kbuild", "k"}};
    carriage_.report.rules = {{0, "hunk", {}}, {2, "d", {}}, {3, "unused", {}}};
    Carried file = carried("a.c", "1\n2\n3\n");
    file.stage = 1;
    file.edit({{6, 6, "4\n", {0}}});
    file.edit({{0, 2, "", {1}}, {4, 6, "", {1}}});
    carriage_.files.emplace("a.c", file);
    Carried dropped = carried("b.h", "1\n2\n");
    dropped.stage = 1;
    carriage_.dropped.emplace("b.h", dropped);
    carriage_.report.dropped.push_back({"b.h", "nothing includes it", 3});
    Carried made = carried("Kconfig", "config\n");
    made.from = Carried::From::kRecipe;
    made.stage = 4;
    carriage_.files.emplace("Kconfig", made);
    Carried extended = carried("fs/Kconfig", "config\n");
    extended.from = Carried::From::kTarget;
    extended.stage = 4;
    carriage_.files.emplace("fs/Kconfig", extended);
  }
  Carriage carriage_;
};

TEST_F(FlowTest, CountsWhatIsUnderWayAfterEachStage) {
  EXPECT_THAT(flow(carriage_), testing::ElementsAre(Level{0, 0}, Level{2, 6}, Level{2, 4},
                                                    Level{1, 2}, Level{2, 3}));
}

TEST_F(FlowTest, CountsEditsByRule) {
  EXPECT_THAT(edits_by_rule(carriage_.files.at("a.c").lineage),
              testing::ElementsAre(std::pair(0, 1), std::pair(1, 2)));
}

TEST_F(FlowTest, ThePageHasTheRunsFiguresAndNoTextAsItIs) {
  const Content content{carriage_,
                        R"({"recipe":"<b>demo","seconds":1.5,"stages":[{"name":"s","seconds":2}]})",
                        "ledger.toml",
                        {{"orphans",
                          "lost",
                          {{"orphans", {"a.c", 1, 1}, "</script>", {}, {}}},
                          evidence::Compared{5, 3, 1}}},
                        {Text("n.sed", "s/a/b/\n")}};
  const std::string html = page(content);
  EXPECT_EQ(html, page(content));
  EXPECT_EQ(html.find("<b>demo"), std::string::npos);
  const std::string mark = "id=\"index\">";
  const std::size_t begin = html.find(mark) + mark.size();
  const json index =
      json::parse(unpacked(html.substr(begin, html.find('<', begin) - begin), 1 << 16));
  EXPECT_EQ(index["run"], json::parse(R"({"recipe":"<b>demo","stages":[{"name":"s"}]})"));
  EXPECT_EQ(index["ledger"], "ledger.toml");
  EXPECT_EQ(index["checks"][0]["findings"][0]["message"], "</script>");
  EXPECT_EQ(index["checks"][0]["compared"],
            json::parse(R"({"functions":5,"equal":3,"explained":1})"));
  std::vector<std::string> states;
  for (const json& file : index["files"]) states.push_back(file["state"]);
  EXPECT_THAT(states, testing::ElementsAre("made", "changed", "extended", "dropped"));
  EXPECT_EQ(index["files"][1]["rules"], json::parse("[[0,1],[1,2]]"));
  for (const char* id : {"file-0", "file-1", "file-2", "recipe-0"}) {
    EXPECT_NE(html.find(std::string("id=\"") + id + '"'), std::string::npos) << id;
  }
}

}  // namespace
}  // namespace towpath::report
