// SPDX-License-Identifier: GPL-2.0-or-later
// Random sources, resolved by us and by the real unifdef. TOWPATH_ORACLE_CASES and
// TOWPATH_ORACLE_SEED in the environment ask for a longer or another run.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "unifdef/oracle_cases.h"
#include "unifdef/resolve.h"

namespace towpath::unifdef {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  unsigned below(unsigned limit) { return static_cast<unsigned>(engine_() % limit); }
  bool one_in(unsigned n) { return below(n) == 0; }
  template <std::size_t n>
  std::string pick(const char* const (&choices)[n]) {
    return choices[below(n)];
  }

 private:
  std::mt19937_64 engine_;
};

// The same source in two spellings: one that unifdef can read, and one which goes on over lines
// where C lets it. Texts of both are written in step.
struct Source {
  std::string plain;
  std::string odd;

  Source& operator+=(const std::string& both) {
    plain += both;
    odd += both;
    return *this;
  }
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : dice_(seed) {}

  // K0 to K5 may be known; U0 to U3 never are.
  std::string definitions() {
    std::string lines;
    for (unsigned i = 0; i < 6; ++i) {
      const std::string name = "K" + std::to_string(i);
      known_[i] = static_cast<Known>(dice_.below(4));
      if (known_[i] == Known::kUndefined) lines += "#undef " + name + "\n";
      if (known_[i] == Known::kNothing) lines += "#define " + name + "\n";
      if (known_[i] != Known::kNumber) continue;
      const bool alias = i > 0 && known_[i - 1] == Known::kNumber && dice_.one_in(3);
      lines +=
          "#define " + name + " " +
          (alias ? "K" + std::to_string(i - 1) : dice_.pick({"0", "1", "2", "-1", "0x10", "010"})) +
          "\n";
    }
    return lines;
  }

  Source source() {
    source_ = {};
    lines_ = 0;
    block(0);
    if (dice_.one_in(10)) {  // no newline at the end
      source_ += "last";
    } else if (dice_.one_in(10)) {
      directive("ifdef", symbol());
      source_ += "#endif";
    }
    return source_;
  }

 private:
  enum class Known : std::uint8_t { kNo, kUndefined, kNothing, kNumber };

  void block(int depth) {
    for (unsigned items = dice_.below(depth == 0 ? 8 : 4); items-- > 0;) {
      if (depth < 6 && dice_.one_in(depth == 0 ? 2 : 3)) {
        conditional(depth);
      } else {
        text_line();
      }
    }
  }

  void conditional(int depth) {
    switch (dice_.below(5)) {
      case 0:
        directive("ifdef", symbol());
        break;
      case 1:
        directive("ifndef", symbol());
        break;
      default:
        directive("if", expression(3));
    }
    block(depth + 1);
    while (dice_.one_in(3)) {
      directive("elif", expression(2));
      block(depth + 1);
    }
    if (dice_.one_in(2)) {
      directive("else", dice_.one_in(8) ? "junk" : "");
      block(depth + 1);
    }
    directive("endif", "");
  }

  // `operand` has its blanks marked as '\1' where there must be one and '\2' where there may be.
  void directive(const std::string& keyword, const std::string& operand) {
    if (dice_.one_in(10)) source_ += "/* before */";
    if (dice_.one_in(5)) source_ += dice_.pick({" ", "\t", "  "});
    source_ += "#";
    if (dice_.one_in(4)) blanks(false);
    source_ += keyword;
    if (!operand.empty()) blanks(true);
    for (const char c : operand) {
      if (c == '\1') {
        blanks(true);
      } else if (c == '\2') {
        if (dice_.one_in(4)) blanks(false);
      } else {
        source_ += std::string(1, c);
      }
    }
    if (dice_.one_in(20)) {
      source_.plain += " /* long */";
      source_.odd += "/* long\n#endif\n */";
    } else if (dice_.one_in(8)) {
      source_ += dice_.pick({" /* after */", " // after", " ", "/**/"});
    }
    source_ += "\n";
  }

  void blanks(bool needed) {
    const std::string common = dice_.pick({" ", " ", " ", "  ", "\t", "/* # */", " /* \" */ "});
    source_ += common;
    if (dice_.one_in(4)) {
      source_.plain += " ";
      source_.odd += dice_.pick({" \\\n", "\\\r\n\\\n ", "/*\n*/", "/\\\n* \\\n#else\n *\\\n/"});
    }
    if (needed && common.empty()) source_ += " ";
  }

  void text_line() {
    const std::string id = std::to_string(++lines_);
    switch (dice_.below(14)) {
      case 0:
        source_ += "/* comment " + id + "\n#if K0\n * \" ' */ x\n";
        break;
      case 1:
        source_ += "char *s" + id + " = \"#if \\\" /* \\\\\"; char c = '\"'; c = '\\'';\n";
        break;
      case 2:
        source_ += "#define M" + id + "(x) #x \\\n#if K0 \\\n  more\n";
        break;
      case 3:
        source_ += "y" + id + " \\\n#endif\n";
        break;
      case 4:
        source_ += "// comment " + id + " \" /* '\n";
        break;
      case 5:
        source_ += "\n";
        break;
      case 6:
        source_ += "# include <a/b" + id + ".h>\n";
        break;
      case 7:
        source_ += "s" + id + " = \"a\\\n#endif\\\n\";\n";
        break;
      case 8:
        source_ += "x" + id + " #if K0\n";
        break;
      case 9:
        source_ += "// comment " + id + " \\\n#else\n";
        break;
      default:
        source_ += "line " + id + ";\n";
    }
  }

  std::string symbol() {
    return dice_.one_in(3) ? "U" + std::to_string(dice_.below(4))
                           : "K" + std::to_string(dice_.below(6));
  }

  std::string expression(int depth) {
    if (depth == 0 || dice_.one_in(4)) return operand();
    switch (dice_.below(8)) {
      case 0:
        return "!\2" + operand();
      case 1:
        return "(\2" + expression(depth - 1) + "\2)";
      case 2:
        return "!(" + expression(depth - 1) + ")";
      case 3:
        return operand() + "\2" + dice_.pick({"==", "!=", "<", ">", "<=", ">="}) + "\2" + operand();
      default:
        return expression(depth - 1) + "\2" + dice_.pick({"&&", "||"}) + "\2" +
               expression(depth - 1);
    }
  }

  std::string operand() {
    switch (dice_.below(9)) {
      case 0:
        return dice_.pick({"0", "1", "2", "0x10", "8"});
      case 1:
        return "defined(\2" + symbol() + "\2)";
      case 2:
        return "defined\1" + symbol();
      case 3: {
        // C takes the call of an undefined symbol for an error; the two of us differ.
        const unsigned i = dice_.below(6);
        const std::string name = known_[i] == Known::kUndefined ? "U1" : "K" + std::to_string(i);
        return name + "(\2" + operand() + "\2)";
      }
      case 4:
        return dice_.one_in(6) ? dice_.pick({"", "(", ")", "\"s\"", "1 2", "&&"}) : symbol();
      default:
        return symbol();
    }
  }

  Dice dice_;
  Source source_;
  Known known_[6] = {};
  int lines_ = 0;
};

class Oracle {
 public:
  Oracle() {
    std::string pattern = (std::filesystem::temp_directory_path() / "unifdef-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Oracle() { std::filesystem::remove_all(folder_); }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  // What `unifdef -k -f` makes of `source`; nothing if it refuses.
  std::optional<std::string> run(const std::string& definitions, const std::string& source) const {
    std::ofstream(folder_ / "d.h") << definitions;
    std::ofstream(folder_ / "in.c") << source;
    const std::string symbols = folder_ / "d.h", input = folder_ / "in.c", output = folder_ / "out";
    std::string words[] = {"unifdef", "-k", "-f", symbols, input};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed =
        ::posix_spawnp(&child, "unifdef", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(failed, 0) << "cannot run unifdef";
    int status = 0;
    if (failed != 0 || ::waitpid(child, &status, 0) != child) return std::nullopt;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) return std::nullopt;
    std::ifstream in(output, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
  }

 private:
  std::filesystem::path folder_;
};

std::string ours(const Definitions& definitions, const std::string& source) {
  const Text text("in.c", source);
  const Result<Resolution> result = resolve(text, definitions, {.simplify = false});
  if (!result.ok()) return to_string(result.error());
  if (!well_formed(result->edits, text.size())) return "edits are not well formed";
  return applied(source, result->edits);
}

// Without what the two spellings of a source may differ in: splices, comments, blanks, empty lines.
std::string bare(const std::string& text) {
  std::string joined;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool splice = text[i] == '\\' &&
                        (text.compare(i + 1, 1, "\n") == 0 || text.compare(i + 1, 2, "\r\n") == 0);
    if (splice) {
      i = text.find('\n', i);
    } else {
      joined += text[i];
    }
  }
  std::string result;
  for (std::size_t i = 0; i < joined.size();) {
    const char c = joined[i];
    std::size_t end = i + 1;
    if (c == '"' || c == '\'') {
      while (end < joined.size() && joined[end] != c) end += joined[end] == '\\' ? 2 : 1;
      ++end;
      result += joined.substr(i, end - i);
    } else if (joined.compare(i, 2, "/*") == 0) {
      end = joined.find("*/", i + 2) + 2;
    } else if (joined.compare(i, 2, "//") == 0) {
      end = std::min(joined.find('\n', i), joined.size());
    } else if (c == '\n') {
      if (!result.empty() && result.back() != '\n') result += c;
    } else if (c != ' ' && c != '\t' && c != '\r') {
      result += c;
    }
    i = end;
  }
  return result;
}

TEST(UnifdefOracle, AgreesOnRandomSources) {
  const auto [cases, first] = oracle_cases(3000);
  const Oracle oracle;
  std::uint64_t changed = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    Generator generator(seed);
    const std::string lines = generator.definitions();
    const Source source = generator.source();
    const Result<Definitions> definitions = Definitions::parse(Text("d.h", lines));
    ASSERT_TRUE(definitions.ok()) << lines;
    const std::optional<std::string> theirs = oracle.run(lines, source.plain);
    ASSERT_TRUE(theirs) << "seed " << seed << ": unifdef refuses\n" << lines << source.plain;
    EXPECT_EQ(ours(*definitions, source.plain), *theirs) << "seed " << seed << "\n"
                                                         << lines << "----\n"
                                                         << source.plain;
    EXPECT_EQ(bare(ours(*definitions, source.odd)), bare(*theirs))
        << "seed " << seed << ", the odd spelling\n"
        << lines << "----\n"
        << source.odd;
    changed += *theirs != source.plain;
    if (::testing::Test::HasFailure()) break;
  }
  EXPECT_GT(changed, cases / 2);
}

}  // namespace
}  // namespace towpath::unifdef
