// SPDX-License-Identifier: GPL-2.0-or-later
// Random texts and options, for the original unifdef and for ours. Without TOWPATH_UNIFDEF the
// original is Debian's, version 2.10, and what only 2.12 knows is left out; with it, it is built
// from that clone of fanf2/unifdef. TOWPATH_ORACLE_CASES and TOWPATH_ORACLE_SEED ask for a longer
// or another run.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "cli/unifdef_engine.h"
#include "unifdef/oracle_cases.h"

namespace towpath::cli {
namespace {

namespace fs = std::filesystem;
using Setting = UnifdefWords::Setting;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

struct Case {
  std::vector<Setting> settings;
  std::string definitions;  // of the settings that are -f
  std::string source;
};

// What a program writes and returns.
struct Answer {
  std::string output;
  std::string messages;
  int code = 0;
  bool crashed = false;
};

class Generator {
 public:
  // `modern`: all that unifdef 2.12 knows.
  Generator(std::uint64_t seed, bool modern) : random_(seed), modern_(modern) {}

  Case make() {
    Case made;
    for (unsigned i = below(5); i-- > 0;) made.settings.push_back(symbol_setting());
    if (one_in(3)) {
      made.settings.push_back({'f', "d.h"});
      made.definitions = definitions();
    }
    for (const char option : std::string_view("cektnK")) {
      if (one_in(option == 't' ? 12 : 6)) made.settings.push_back({option, ""});
    }
    if (one_in(4)) made.settings.push_back({one_in(2) ? 'b' : 'B', ""});
    const bool lists = one_in(15);
    if (lists) made.settings.push_back({one_in(2) ? 's' : 'S', ""});
    // 2.10 tells of fewer levels. Of raw strings, and of listed symbols, the original's trace tells
    // what lies behind tables.
    trace_ = modern_ && !lists && one_in(15);
    if (trace_) made.settings.push_back({'d', ""});
    std::shuffle(made.settings.begin(), made.settings.end(), random_);
    wild_ = modern_ && one_in(4);
    newline_ = one_in(8) ? "\r\n" : "\n";
    source_.clear();
    for (unsigned i = below(12); i-- > 0;) item(0);
    if (one_in(8)) source_ += one_in(2) ? "last" : "#endif";
    made.source = source_;
    return made;
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  bool one_in(unsigned n) { return below(n) == 0; }
  template <std::size_t n>
  std::string pick(const char* const (&choices)[n]) {
    return choices[below(n)];
  }

  std::string symbol() { return pick({"A", "B", "C", "D", "X", "Y", "LONGER_NAME"}); }
  std::string value() {
    return pick({"", "0", "1", "2", "-3", "0x10", "010", "1u", "A", "B", "C", "D", "junk()"});
  }

  Setting symbol_setting() {
    const bool defines = !one_in(3);
    std::string word = one_in(40) ? "" : symbol();
    if (defines && !one_in(3)) word += "=" + value();
    if (one_in(8)) return {'i', (defines ? "D" : "U") + word};
    return {defines ? 'D' : 'U', word};
  }

  std::string definitions() {
    std::string lines;
    for (unsigned i = below(5); i-- > 0;) {
      switch (below(14)) {
        case 0:
          lines += pick({"\n", "int x;\n", "/* comment\n#define A 7\n*/\n", "// note\n"});
          break;
        case 1:
          lines += "#define " + symbol() + "(x) (x)\n";
          break;
        case 2:
          lines += " /**/ # /**/ define /**/ " + symbol() + " /**/ " + value() + " \r\n";
          break;
        case 3:
          lines += pick(
              {"#define A 1 /* c */\n", "#define A \"s\" 2\n", "#undef A /* multi\nline */\n"});
          break;
        case 4:
          if (one_in(6)) {
            lines += pick({"#define\n", "#undef \n", "#include <x>\n", "#define A \\\n1\n",
                           "#define A 'x\n", "#\n", "/* open\n"});
          }
          break;
        default:
          lines += one_in(4) ? "#undef " + symbol() + "\n"
                             : "#define " + symbol() + " " + value() + "\n";
      }
    }
    if (one_in(20) && !lines.empty()) lines.pop_back();
    return lines;
  }

  void item(int depth) {
    if (depth < 5 && one_in(depth == 0 ? 2 : 3)) {
      conditional(depth);
    } else {
      text_line();
    }
  }

  void block(int depth) {
    for (unsigned i = below(4); i-- > 0;) item(depth + 1);
  }

  void conditional(int depth) {
    switch (below(5)) {
      case 0:
        directive("ifdef", symbol());
        break;
      case 1:
        directive("ifndef", symbol());
        break;
      default:
        directive("if", expression(3));
    }
    block(depth);
    while (one_in(3)) {
      directive("elif", expression(2));
      block(depth);
    }
    if (one_in(2)) {
      directive("else", one_in(8) ? "junk" : "");
      block(depth);
    }
    if (wild_ && one_in(40)) directive(pick({"elif A", "else", "endif", "endif"}), "");
    if (!wild_ || !one_in(40)) directive("endif", one_in(12) ? symbol() : "");
  }

  // Odd layout is what 2.10 and 2.12 differ in.
  void directive(const std::string& keyword, const std::string& operand) {
    const bool odd = wild_ && one_in(8);
    if (one_in(8)) source_ += pick({" ", "\t", "  ", "/* before */", "/**/ "});
    if (odd && one_in(6))
      source_ += pick({"/*\n*/", "/* a\nb */ ", "\\\n", "\f", "/\\\n**/", "x", "\r"});
    source_ += "#";
    if (one_in(5)) source_ += pick({" ", "\t", "/**/", " /* c */ "});
    if (odd && one_in(6)) source_ += pick({"\\\n", "/*\n*/", "\f", "\\\r\n ", "/*\n\n*/"});
    if (odd && one_in(20)) {
      source_ += keyword.substr(0, 2) + "\\\n" + keyword.substr(2);
    } else {
      source_ += keyword;
    }
    if (!operand.empty()) source_ += pick({" ", " ", " ", "\t", "  ", "/**/", " /* c */ "});
    source_ += operand;
    if (one_in(8)) source_ += pick({" ", " /* after */", "\t", " // after"});
    if (odd && one_in(2)) {
      source_ += pick({" /* long\n */", " /* long\n\n */", "/* a\n b */ ", " \\\n", "\\\n\\\n",
                       " // after \\\n", "/* a\n b */ x", "\\\n x", " /\\\n/ x", " /* *\\\n/",
                       " \"s\"", " 'c'", " \v", " junk \\\n", " /* a */ /* b\n */"});
      if (one_in(12)) source_ += std::string(4070 + below(60), ' ');
    }
    source_ += newline_;
  }

  void text_line() {
    const std::string id = std::to_string(++lines_);
    switch (below(wild_ ? 30 : modern_ ? 19 : 16)) {
      case 0:
        source_ += "/* comment " + id + newline_ + "#if A" + newline_ + " * \" ' */ x";
        break;
      case 1:
        source_ += "char *s" + id + " = \"#if \\\" /* \\\\\"; char c = '\"'; c = '\\'';";
        break;
      case 2:
        source_ += "#define M" + id + "(x) #x \\" + newline_ + "#if A \\" + newline_ + "  more";
        break;
      case 3:
        source_ += "y" + id + " \\" + newline_ + "#endif";
        break;
      case 4:
        source_ += "// comment " + id + " \" /* '";
        break;
      case 5:
      case 6:
      case 7:
        source_ += one_in(4) ? " \t" : "";
        break;
      case 8:
        source_ += "#include <a/b" + id + ".h>";
        break;
      case 9:
        source_ += "s" + id + " = \"a\\" + newline_ + "#endif\\" + newline_ + "\";";
        break;
      case 10:
        source_ += "x" + id + " #if A";
        break;
      case 11:
        source_ += "// comment " + id + " \\" + newline_ + "#else";
        break;
      // Only 2.12 takes these for what they are.
      case 16:
        source_ += pick(
            {"#", " # ", "# \\", "#define \\", "#/**/", "#-", "#error don't /*'*/", "# 12 \"f\""});
        break;
      case 17:
        if (!trace_) source_ += "r = R\"(\n#if A\n ' \" )\"; " + id;
        break;
      case 18:
        source_ += pick({"/\\\n/ c", "/\\\n* c *\\\n/", "/\\\nx", "/**/ /* *\\\n\\\n/",
                         "/* **\\\n/", "\\", "\\\\", "/", "*/"});
        break;
      case 19:
        source_ += pick({"'", "\"", "it's", "1'000", "\"\\", "'\\\n'"});
        if (!one_in(8)) source_ += " '\"' ";
        break;
      case 20:
        if (one_in(10)) source_ += std::string(4000 + below(200), one_in(2) ? ' ' : 'x');
        break;
      case 21:
        source_ += pick({"\\\n\n", " \\\n", "/* */ \\\n", "\xe9t\xe9", "\f", "\v x", "\r", "a\rb"});
        break;
      case 22:
        if (one_in(8)) source_ += "/* open " + id;
        break;
      default:
        source_ += "line " + id + ";";
    }
    source_ += newline_;
  }

  std::string expression(int depth) {
    if (depth == 0 || one_in(4)) return operand();
    switch (below(modern_ ? 13 : 8)) {
      case 0:
        return "!" + blank() + operand();
      case 1:
        return "(" + blank() + expression(depth - 1) + blank() + ")";
      case 2:
        return "!(" + expression(depth - 1) + ")";
      case 3:
        return operand() + blank() + pick({"==", "!=", "<", ">", "<=", ">="}) + blank() + operand();
      case 8:
      case 9:
        return expression(depth - 1) + blank() +
               pick({"+", "-", "*", "/", "%", "&", "|", "^", "==", "!=", "<", ">", "<=", ">="}) +
               blank() + expression(depth - 1);
      case 10:
        return pick({"~", "-", "!", "+"}) + blank() + expression(depth - 1);
      case 11:  // by how much a value can be shifted
        return "(" + expression(depth - 1) + pick({"<<", ">>"}) + blank() +
               pick({"0", "1", "5", "63"}) + ")";
      default:
        return expression(depth - 1) + blank() + pick({"&&", "||"}) + blank() +
               expression(depth - 1);
    }
  }

  std::string blank() {
    if (modern_ && one_in(60)) return pick({"\\\n", "/*\n*/", "//", "\\\r\n"});
    return pick({"", " ", " ", " ", "\t", "/**/"});
  }

  std::string operand() {
    switch (below(10)) {
      case 0:
        return pick({"0", "1", "2", "0x10", "8", "010"});
      case 1:
        return "defined(" + blank() + symbol() + blank() + ")";
      case 2:
        return "defined " + symbol();
      case 3:
        return symbol() + "(" + operand() + ")";
      case 4:
        if (one_in(4)) {
          return pick({"", "(", ")", "\"s\"", "'x'", "1 2", "&&", "1UL", "0xg",
                       "99999999999999999999", "=", "defined(", "defined", "f(a,(b)", "f(a,(b)) ",
                       "1?2:3", "9223372036854775807", "?", "08"});
        }
        return symbol();
      default:
        return symbol();
    }
  }

  std::mt19937_64 random_;
  bool modern_;
  bool wild_ = false;  // lays things out so that the original often refuses
  bool trace_ = false;
  std::string newline_;
  std::string source_;
  int lines_ = 0;
};

class Original {
 public:
  Original() {
    std::string pattern = (fs::temp_directory_path() / "unifdef-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    fs::current_path(folder_);
    if (const char* clone = std::getenv("TOWPATH_UNIFDEF")) build(clone);
  }
  ~Original() {
    fs::current_path(before_);
    fs::remove_all(folder_);
  }
  Original(const Original&) = delete;
  Original& operator=(const Original&) = delete;

  bool modern() const { return modern_; }

  Answer answer(const Case& asked) const {
    std::ofstream("d.h", std::ios::binary) << asked.definitions;
    std::ofstream("in.c", std::ios::binary) << asked.source;
    std::vector<std::string> words{"unifdef"};
    for (const Setting& setting : asked.settings) {
      words.push_back(std::string("-") + static_cast<char>(setting.code));
      const bool has_argument =
          std::string_view("DUif").find(static_cast<char>(setting.code)) != std::string_view::npos;
      if (has_argument) words.push_back(setting.argument);
    }
    words.emplace_back("in.c");
    Answer answer;
    const int status = spawn(program_, words);
    answer.crashed = !WIFEXITED(status);
    answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    answer.output = read_file("out");
    answer.messages = read_file("err");
    return answer;
  }

 private:
  void build(const fs::path& clone) {
    std::ofstream("version.h") << "\"\"\n";
    const fs::path made = folder_ / "peer";
    const int status = spawn("cc", {"cc", "-O2", "-w", "-I", folder_.string(), "-o", made.string(),
                                    (before_ / clone / "unifdef.c").string()});
    EXPECT_EQ(status, 0) << "cannot build unifdef: " << read_file("err");
    program_ = made.string();
    modern_ = true;
  }

  int spawn(const std::string& program, std::vector<std::string> words) const {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const auto& [descriptor, name] : {std::pair(1, "out"), std::pair(2, "err")}) {
      posix_spawn_file_actions_addopen(&actions, descriptor, name, O_WRONLY | O_CREAT | O_TRUNC,
                                       0600);
    }
    pid_t child = 0;
    const int failed =
        ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(failed, 0) << "cannot run " << program;
    int status = -1;
    if (failed == 0) ::waitpid(child, &status, 0);
    return status;
  }

  fs::path before_ = fs::current_path();
  fs::path folder_;  // the current one, meanwhile
  std::string program_ = "unifdef";
  bool modern_ = false;
};

Answer ours(const Case& asked) {
  Answer answer;
  const std::unique_ptr<UnifdefEngine> engine = classic_unifdef();
  const auto run = [&] {
    for (const Setting& setting : asked.settings) {
      if (const auto problem = engine->set(setting)) {
        answer.code = 2;
        answer.messages = "unifdef: " + *problem + "\n";
        return;
      }
    }
    engine->end_settings();
    const Text text("in.c", asked.source);
    const UnifdefOutcome outcome = engine->process(text, "in.c");
    EXPECT_TRUE(well_formed(outcome.edits, text.size()));
    if (!engine->listing()) answer.output = applied(asked.source, outcome.edits);
    answer.code = outcome.altered ? 1 : 0;
    if (!outcome.error) return;
    answer.code = 2;
    answer.messages = "unifdef: " + *outcome.error + "\nunifdef: Output may be truncated\n";
  };
  const bool traces = std::any_of(asked.settings.begin(), asked.settings.end(),
                                  [](const Setting& setting) { return setting.code == 'd'; });
  if (traces) ::testing::internal::CaptureStderr();
  run();
  if (traces) answer.messages = ::testing::internal::GetCapturedStderr() + answer.messages;
  if (engine->listing()) answer.output = *engine->listing();
  return answer;
}

std::string described(const Case& asked) {
  std::string out = "unifdef";
  for (const Setting& setting : asked.settings) {
    out += std::string(" -") + static_cast<char>(setting.code) + setting.argument;
  }
  return out + "\n---- d.h\n" + asked.definitions + "---- in.c\n" + asked.source;
}

TEST(UnifdefClassicOracle, AgreesOnRandomTexts) {
  const auto [cases, first] = unifdef::oracle_cases(500);
  const Original original;
  std::uint64_t changed = 0;
  std::uint64_t refused = 0;
  std::uint64_t crashes = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    const Case asked = Generator(seed, original.modern()).make();
    Answer theirs = original.answer(asked);
    Answer answer = ours(asked);
    if (theirs.crashed) {
      ++crashes;
      continue;
    }
    if (!original.modern()) {
      // 2.12 begins some of its messages with a capital letter, and tells by its exit code that a
      // directive became another one though no line went.
      for (std::string* messages : {&theirs.messages, &answer.messages}) {
        std::transform(messages->begin(), messages->end(), messages->begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      }
      if (theirs.code == 0 && theirs.output != asked.source) theirs.code = answer.code;
    }
    EXPECT_EQ(answer.messages, theirs.messages);
    EXPECT_EQ(answer.output, theirs.output);
    EXPECT_EQ(answer.code, theirs.code);
    changed += theirs.code == 1;
    refused += theirs.code == 2;
    if (::testing::Test::HasFailure()) {
      ADD_FAILURE() << "seed " << seed << "\n" << described(asked);
      break;
    }
  }
  RecordProperty("changed", static_cast<int>(changed));
  RecordProperty("refused", static_cast<int>(refused));
  RecordProperty("crashes", static_cast<int>(crashes));
  EXPECT_GT(changed, cases / 5);
  EXPECT_LT(refused, cases * 3 / 5);
  EXPECT_LT(crashes, cases / 50 + 2);
}

}  // namespace
}  // namespace towpath::cli
