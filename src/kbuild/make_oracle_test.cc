// SPDX-License-Identifier: GPL-2.0-or-later
// Random makefiles, evaluated here and by GNU make: the same values, or errors on both sides.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "kbuild/makefile.h"
#include "kbuild/memory_tree.h"

namespace towpath::kbuild {
namespace {

constexpr const char* kNames[] = {"alpha", "beta", "gamma-y", "gamma-", "delta", "list", "fn", "x"};

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::string makefile(int statements) {
    std::string text;
    for (int i = 0; i < statements; ++i) text += statement(2);
    return text;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  bool chance(int percent) { return static_cast<int>(pick(100)) < percent; }

  std::string name() { return kNames[pick(std::size(kNames))]; }
  std::string space() { return chance(15) ? (chance(50) ? "  " : " \\\n\t ") : " "; }

  std::string word() {
    static constexpr const char* kWords[] = {
        "a.o", "b.o", "src/c.c", "d",    "e/",   "./f.S", "y", "n", "%.o", "%.c", "2",
        "g.h", "a%b", "//h.o",   "../i", ".cfg", "a.b/c", "%", "1", "#",   "\\#"};
    return kWords[pick(std::size(kWords))];
  }

  std::string text(int depth) {
    std::string made;
    for (std::size_t i = pick(4); i > 0; --i) made += (made.empty() ? "" : space()) + piece(depth);
    return made;
  }

  std::string piece(int depth) {
    if (depth <= 0 || chance(45)) return word();
    if (chance(8)) return "$$";
    if (chance(10)) return "$x" + word();
    if (chance(12)) return word() + reference(depth - 1);
    return reference(depth - 1);
  }

  std::string reference(int depth) {
    const bool braces = chance(20);
    return (braces ? "${" : "$(") + inside(depth) + (braces ? "}" : ")");
  }

  std::string inside(int depth) {
    const std::string t = text(depth);
    switch (pick(30)) {
      case 0:
        return "addprefix " + piece(depth) + "," + t;
      case 1:
        return "addsuffix " + piece(depth) + "," + t;
      case 2:
        return "patsubst " + piece(depth) + "," + piece(depth) + "," + t;
      case 3:
        return "subst " + piece(depth) + "," + piece(depth) + "," + t;
      case 4:
        return "filter " + text(depth) + "," + t;
      case 5:
        return "filter-out " + text(depth) + "," + t;
      case 6:
        return "sort " + t;
      case 7:
        return "strip " + t;
      case 8:
        return "notdir " + t;
      case 9:
        return "dir " + t;
      case 10:
        return "basename " + t;
      case 11:
        return "suffix " + t;
      case 12:
        return "foreach x," + t + "," + text(depth);
      case 13:
        return "if " + t + "," + text(depth) + (chance(70) ? "," + text(depth) : "");
      case 14:
        return "or " + t + "," + text(depth);
      case 15:
        return "and " + t + "," + text(depth);
      case 16:
        return "word " + std::to_string(pick(4)) + "," + t;
      case 17:
        return "words " + t;
      case 18:
        return "wordlist " + std::to_string(1 + pick(3)) + "," + std::to_string(pick(5)) + "," + t;
      case 19:
        return chance(50) ? "firstword " + t : "lastword " + t;
      case 20:
        return "join " + t + "," + text(depth);
      case 21:
        return calls_ ? "call fn," + t + "," + text(depth) : "x";
      case 22:
        return "findstring " + piece(depth) + "," + t;
      case 23:
        return name() + ":.o=.c";
      case 24:
        return name() + ":%.o=" + word();
      case 25:
        return "gamma-$(" + name() + ")";
      case 26:
        return chance(50) ? "1" : "2";
      case 27:
        return "wildcard *.o src/* " + word() + " */?.c";
      case 28:
        return chance(80) ? "lastword $(MAKEFILE_LIST)" : "unknown " + t;
      default:
        return name();
    }
  }

  std::string operation() {
    static constexpr const char* kOperators[] = {"=", ":=", "+=", "+=", "?=", "::=", " =", " := "};
    return kOperators[pick(std::size(kOperators))];
  }

  std::string comment() { return chance(12) ? (chance(50) ? " # text $(x" : "#a=b") : ""; }

  std::string condition(int depth) {
    static constexpr const char* kEqual[] = {"ifeq", "ifneq"};
    switch (pick(5)) {
      case 0:
        return "ifdef " + name();
      case 1:
        return "ifndef " + name();
      case 2:
        return std::string(kEqual[pick(2)]) + " \"" + text(depth) + "\" '" + text(depth) + "'";
      default:
        return std::string(kEqual[pick(2)]) + " (" + piece(depth) + " , " + piece(depth) + ")";
    }
  }

  std::string statement(int depth) {
    switch (pick(depth > 0 ? 14 : 9)) {
      case 0:
        return "  override delta := " + text(2) + "\n";
      case 1:
        return "export " + (chance(50) ? name() : "list = " + text(2)) + "\n";
      case 2:
        return "# comment" + std::string(chance(30) ? " \\\nstill = one\n" : "\n");
      case 3: {
        static constexpr const char* kIncludes[] = {"include sub.mk", "-include nosuch.mk",
                                                    "sinclude sub.mk nosuch", "include $(list)"};
        return std::string(kIncludes[pick(chance(10) ? 4 : 3)]) + "\n";
      }
      case 4:
        if (chance(30)) return "rule: x = 3\n";
        return "rule: a.o\n\t@echo $(shell no)\n\talpha = no\n";
      case 9:
      case 10: {
        std::string made = condition(2) + "\n" + statement(depth - 1) + statement(depth - 1);
        if (chance(30)) made += "else " + condition(1) + "\n" + statement(depth - 1);
        if (chance(50)) made += "else" + comment() + "\n" + statement(depth - 1);
        return made + (chance(98) ? "endif\n" : "else\nelse\n");
      }
      case 11:
        return "define list" + std::string(chance(40) ? " :=" : "") + "\n" + text(1) + "\n# " +
               text(1) + "\nendef\n";
      case 12:
        return "undefine " + name() + "\n";
      default: {
        const std::string variable = name();
        calls_ = variable != "fn";  // make would call itself until it crashes
        // Make would expand what it then does not assign, because the recipe or `override`
        // prevails.
        const std::string value = text(variable == "beta" || variable == "delta" ? 0 : 3);
        calls_ = true;
        return (chance(20) ? "  " : "") + variable + operation() + value + comment() + "\n";
      }
    }
  }

  std::mt19937 random_;
  bool calls_ = true;
};

class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "towpath-make-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  // What make prints; `ok` tells whether it succeeded.
  std::string make(bool& ok) const {
    const std::string command = "cd " + path_.string() +
                                " && env -i PATH=\"$PATH\" make -rR -f Makefile towpath-print "
                                "beta='from the recipe' 2>/dev/null";
    std::FILE* pipe = popen(command.c_str(), "r");
    std::string output;
    char buffer[4096];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe))
      output.append(buffer, got);
    ok = pclose(pipe) == 0;
    return output;
  }

 private:
  std::filesystem::path path_;
};

TEST(MakeOracle, RandomMakefiles) {
  const std::pair<std::string, std::string> files[] = {
      {"sub.mk", "delta += sub.o\nx ?= $(lastword $(MAKEFILE_LIST))\n"},
      {"a.o", ""},
      {"b.o", ""},
      {"src/c.c", ""},
      {"src/h.h", ""}};
  Folder folder;
  MemoryTree tree;
  for (const auto& [name, bytes] : files) {
    folder.write(name, bytes);
    tree.add(name, bytes);
  }
  Settings settings;
  settings.variables["beta"] = "from the recipe";
  int failed = 0;
  int succeeded = 0;
  for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
    const std::string makefile = Generator(seed).makefile(8);
    std::string printing = makefile;
    for (const char* name : kNames)
      printing += "\n$(info <" + std::string(name) + "=$(" + name + ")>)";
    folder.write("Makefile", printing + "\ntowpath-print: ;\n");
    tree.add("Makefile", makefile);
    bool ok = false;
    const std::string expected = folder.make(ok);

    auto made = Makefile::evaluate(**tree.read("Makefile"), settings, tree);
    std::string got;
    std::string error = made.ok() ? "" : to_string(made.error());
    for (const char* name : kNames) {
      if (!made.ok() || !error.empty()) break;
      const auto value = made->value(name);
      if (value.ok()) {
        got += "<" + std::string(name) + "=" + *value + ">\n";
      } else {
        error = to_string(value.error());
      }
    }
    ASSERT_EQ(error.empty(), ok) << "seed " << seed << "\n"
                                 << makefile << "\n"
                                 << error << expected;
    (ok ? succeeded : failed)++;
    if (!ok) continue;
    const std::size_t values = expected.find("<alpha=");
    ASSERT_NE(values, std::string::npos);
    const std::string tail = expected.substr(values, expected.rfind(">\n") + 2 - values);
    ASSERT_EQ(tail, got) << "seed " << seed << "\n" << makefile;
  }
  EXPECT_GT(succeeded, 500);
  EXPECT_GT(failed, 50);
}

}  // namespace
}  // namespace towpath::kbuild
