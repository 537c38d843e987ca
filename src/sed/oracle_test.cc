// SPDX-License-Identifier: GPL-2.0-or-later
// Random scripts on random inputs, against GNU sed. TOWPATH_SED_CASES sets another number of cases,
// TOWPATH_SED_SEED another seed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "sed/script.h"

namespace towpath::sed {
namespace {

struct Case {
  Options options;
  std::string script;
  std::string input;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Case next() {
    Case result;
    extended_ = below(2) == 0;
    result.options.extended = extended_;
    result.options.quiet = below(8) == 0;
    labels_ = 0;
    const int commands = 1 + below(4);
    for (int i = 0; i < commands; ++i) result.script += command(0) + "\n";
    for (int i = 0; i < labels_; ++i) result.script += ":e" + std::to_string(i) + "\n";
    const int lines = below(7);
    for (int i = 0; i < lines; ++i)
      result.input += line() + (i + 1 < lines || below(5) > 0 ? "\n" : "");
    return result;
  }

 private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  template <class T, std::size_t n>
  std::string pick(const T (&choices)[n]) {
    return choices[below(static_cast<int>(n))];
  }

  std::string line() {
    static const char* const kWords[] = {"a", "b",  "ab", "aa", "abc", "c",    " ",    "  ",  "\t",
                                         "A", "B",  "_",  "1",  ".",   "*",    "foo",  "foo", "bar",
                                         "&", "\\", "^",  "$",  "{",   "\x01", "\xff", "-",   "]"};
    std::string result;
    for (int i = below(7); i > 0; --i) result += pick(kWords);
    return result;
  }

  std::string op(const char* basic, const char* extended) { return extended_ ? extended : basic; }

  std::string bracket() {
    static const char* const kMembers[] = {
        "a", "b",   "a-c", "[:alpha:]", "[:space:]", "[:upper:]", "[:digit:]", " ", "*",
        ".", "\\t", "\\n", "_",         "[:punct:]", "0-9",       "^b",        "\\"};
    std::string result = below(3) == 0 ? "[^" : "[";
    if (below(12) == 0) result += "]";
    for (int i = 1 + below(3); i > 0; --i) result += pick(kMembers);
    if (below(12) == 0) result += "-";
    return result + "]";
  }

  std::string atom(int depth) {
    switch (below(depth < 2 ? 20 : 15)) {
      case 0:
        return ".";
      case 1:
      case 2:
        return bracket();
      case 3: {
        static const char* const kClasses[] = {"\\w",   "\\W",    "\\s",    "\\S", "\\t",
                                               "\\x61", "\\d098", "\\o141", "\\n", "\\.",
                                               "\\*",   "\\$",    "\\^",    "\\-"};
        return pick(kClasses);
      }
      case 4: {
        // GNU sed is not right about anchors inside groups that repeat.
        if (depth > 0) return "a";
        static const char* const kEdges[] = {"\\b", "\\B", "\\<", "\\>", "\\`", "\\'", "^", "$"};
        return pick(kEdges);
      }
      case 5:
        return groups_ > 0 && below(4) == 0 ? "\\" + std::to_string(1 + below(groups_)) : "b";
      case 15:
      case 16:
      case 17: {
        ++groups_;
        std::string inner = choice(depth + 1);
        return op("\\(", "(") + inner + op("\\)", ")");
      }
      default: {
        static const char* const kBytes[] = {"a", "a", "a", "b", "b", "c", "ab", "foo", " ", "A"};
        return pick(kBytes);
      }
    }
  }

  std::string repeat() {
    switch (below(14)) {
      case 0:
      case 1:
        return "*";
      case 2:
        return op("\\+", "+");
      case 3:
        return op("\\?", "?");
      case 4: {
        static const char* const kIntervals[] = {"1", "2", "0,1", "1,", "1,2", ",2", "0", "2,3"};
        return op("\\{", "{") + pick(kIntervals) + op("\\}", "}");
      }
      default:
        return "";
    }
  }

  std::string sequence(int depth) {
    std::string result;
    if (depth == 0 && below(6) == 0) result += "^";
    for (int i = 1 + below(3); i > 0; --i) {
      std::string item = atom(depth);
      // Behind others, \B matches at the end of a line to GNU sed.
      if (item == "\\B" && !result.empty()) item = "b";
      std::string times = repeat();
      // A repetition behind an edge is not the same to GNU sed in an address and in s.
      const bool is_edge = item.size() == 2 && item[0] == '\\' &&
                           std::string_view("bB<>`'").find(item[1]) != std::string_view::npos;
      if (is_edge) times.clear();
      // In (a+){,2} glibc gives the first round as little as it can, other than in (a+){1,2}.
      if (item.back() == ')' && times.find("{,") != times.npos) times.clear();
      result += item + times;
    }
    if (depth == 0 && below(6) == 0) result += "$";
    return result;
  }

  std::string choice(int depth) {
    std::string result = sequence(depth);
    while (below(5) == 0) result += op("\\|", "|") + (below(12) == 0 ? "" : sequence(depth));
    return result;
  }

  std::string regex() {
    groups_ = 0;
    if (below(14) == 0) return "";
    return choice(0);
  }

  std::string regex_address() {
    std::string result = below(8) == 0 ? "\\," + regex() + "," : "/" + regex() + "/";
    if (below(8) == 0) result += "I";
    if (below(8) == 0) result += "M";
    return result;
  }

  std::string address() {
    switch (below(6)) {
      case 0:
        return std::to_string(1 + below(4));
      case 1:
        return "$";
      case 2:
        return std::to_string(below(3)) + "~" + std::to_string(below(3));
      default:
        return regex_address();
    }
  }

  std::string addresses() {
    std::string result;
    switch (below(7)) {
      case 0:
      case 1:
        break;
      case 2:
        result = "0," + regex_address();
        break;
      case 3:
      case 4: {
        result = address() + ",";
        switch (below(5)) {
          case 0:
            result += "+" + std::to_string(below(3));
            break;
          case 1:
            result += "~" + std::to_string(below(4));
            break;
          case 2:
            result += std::to_string(1 + below(4));
            break;
          case 3:
            result += "$";
            break;
          default:
            result += regex_address();
        }
        break;
      }
      default:
        result = address();
    }
    if (!result.empty() && below(6) == 0) result += "!";
    return result;
  }

  std::string replacement() {
    static const char* const kParts[] = {"x",   "y",   "&",   "&",   "\\1", "\\2",   "\\n",  "\\t",
                                         "\\U", "\\L", "\\u", "\\l", "\\E", "\\&",   "\\\\", "\\\n",
                                         "foo", "",    "\\0", "a",   "b",   "\\x41", "\\1"};
    std::string result;
    for (int i = below(4); i > 0; --i) {
      std::string part = pick(kParts);
      if (part.size() == 2 && part[1] >= '1' && part[1] <= '9' && part[1] - '0' > groups_ &&
          below(30) > 0) {
        part = "&";
      }
      result += part;
    }
    return result;
  }

  std::string substitution() {
    const std::string pattern = regex();
    std::string flags;
    if (below(3) == 0) flags += "g";
    if (below(8) == 0) flags += "p";
    if (below(8) == 0) flags += std::to_string(1 + below(3));
    if (below(10) == 0) flags += "I";
    if (below(10) == 0) flags += "M";
    return "s/" + pattern + "/" + replacement() + "/" + flags;
  }

  std::string command(int depth) {
    switch (below(depth < 2 ? 31 : 28)) {
      case 0:
      case 1:
        return addresses() + "d";
      case 2: {
        static const char* const kPlain[] = {"D", "P", "z", "=", "l", "l 5", "n",
                                             "N", "x", "g", "G", "h", "H",   "p"};
        return addresses() + pick(kPlain);
      }
      case 3: {
        static const char* const kPlain[] = {"n", "N", "x", "g", "G", "h", "H", "p"};
        return addresses() + pick(kPlain);
      }
      case 4: {
        static const char* const kIdioms[] = {
            "$!N; /^\\n$/!P; D", "$!N;P;D", "1!G;h;$!d", "N;N;s/\\n/,/g",  "H;$!d;x",
            "$!N;$!D",           "n;d",     "x;p;x",     "/a/{N;s/\\n//}", "h;N;G"};
        return pick(kIdioms);
      }
      case 5: {
        static const char* const kTexts[] = {"i foo",    "a bar",      "c baz",  "i\\\nx\\\ny",
                                             "a\\\n  z", "a\\  k\\tq", "c\\\nw", "a\\",
                                             "i\\t",     "a p\\\nq"};
        return addresses() + pick(kTexts);
      }
      case 6:
        return addresses() + "y/abc/" + (below(2) == 0 ? "bca" : "x\\ny") + "/";
      case 7:
        return address() + (below(2) == 0 ? "q" : "Q");
      case 8: {
        static const char* const kBranches[] = {"b", "t", "T"};
        return addresses() + pick(kBranches) + " e" + std::to_string(labels_++);
      }
      case 9:
        // A loop that ends: each round takes an `a` or a `b` away.
        ++loops_;
        return ":l" + std::to_string(loops_) + "\ns/[ab]/" + (below(2) == 0 ? "x" : "") + "/;tl" +
               std::to_string(loops_);
      case 28:
      case 29:
      case 30: {
        std::string result = addresses() + "{";
        for (int i = 1 + below(3); i > 0; --i) result += command(depth + 1) + "\n";
        return result + "}";
      }
      default:
        return (below(3) == 0 ? addresses() : "") + substitution();
    }
  }

  std::mt19937_64 random_;
  bool extended_ = false;
  int groups_ = 0;
  int labels_ = 0;
  int loops_ = 0;
};

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Outcome {
  bool finished = false;  // false: it ran out of time or space
  bool ok = false;
  std::string output;
};

Outcome run_gnu_sed(const Case& test, const std::filesystem::path& folder) {
  const auto script = folder / "script";
  const auto input = folder / "input";
  const auto output = folder / "output";
  write_file(script, test.script);
  write_file(input, test.input);
  const pid_t child = fork();
  if (child == 0) {
    const rlimit seconds{1, 1};
    const rlimit bytes{1 << 20, 1 << 20};
    setrlimit(RLIMIT_CPU, &seconds);
    setrlimit(RLIMIT_FSIZE, &bytes);
    setenv("LC_ALL", "C", 1);
    dup2(open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    dup2(open("/dev/null", O_WRONLY), 2);
    const std::string options = std::string("-") + (test.options.extended ? "E" : "") +
                                (test.options.quiet ? "n" : "") + "s";
    const char* const arguments[] = {"sed",          options.c_str(), "-f",
                                     script.c_str(), input.c_str(),   nullptr};
    execvp("sed", const_cast<char* const*>(arguments));
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) && WEXITSTATUS(status) != 127,
          WIFEXITED(status) && WEXITSTATUS(status) == 0, read_file(output)};
}

Outcome run_towpath(const Case& test, std::string& error) {
  const Result<Script> script = Script::parse(Text("script", test.script), test.options);
  if (!script) {
    error = to_string(script.error());
    return {.finished = true, .ok = false, .output = ""};
  }
  const Text text("input", test.input);
  const Result<Edits> edits = run(*script, text);
  if (!edits) {
    error = to_string(edits.error());
    return {.finished = true, .ok = false, .output = ""};
  }
  EXPECT_TRUE(well_formed(*edits, text.size()));
  for (const Edit& edit : *edits) {
    EXPECT_FALSE(edit.rules.empty()) << test.script << "\n--- input\n" << test.input;
    for (const RuleIndex rule : edit.rules) EXPECT_LT(rule, script->rules().size());
  }
  return {.finished = true, .ok = true, .output = applied(test.input, *edits)};
}

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

TEST(Oracle, GnuSedDoesTheSame) {
  std::string pattern = (std::filesystem::temp_directory_path() / "sed-oracle-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const std::filesystem::path folder = pattern;
  Generator generator(setting("TOWPATH_SED_SEED", 1));
  int successes = 0;
  int failures = 0;
  const std::uint64_t cases = setting("TOWPATH_SED_CASES", 3000);
  for (std::uint64_t i = 0; i < cases && failures < 20; ++i) {
    const Case test = generator.next();
    const Outcome expected = run_gnu_sed(test, folder);
    if (!expected.finished) continue;
    std::string error;
    const Outcome actual = run_towpath(test, error);
    successes += expected.ok ? 1 : 0;
    // GNU sed says so only where the command is reached.
    if (test.script.find("s//") != std::string::npos &&
        error.find("invalid reference") != std::string::npos) {
      continue;
    }
    if (actual.ok == expected.ok && (!expected.ok || actual.output == expected.output)) continue;
    ++failures;
    ADD_FAILURE() << "case " << i << (test.options.extended ? " -E" : "")
                  << (test.options.quiet ? " -n" : "") << "\n--- script\n"
                  << test.script << "--- input\n"
                  << test.input << "--- GNU sed " << (expected.ok ? "" : "fails") << "\n"
                  << expected.output << "--- ours " << error << "\n"
                  << actual.output << "---";
  }
  std::filesystem::remove_all(folder);
  EXPECT_GT(successes, static_cast<int>(cases / 2));
}

}  // namespace
}  // namespace towpath::sed
