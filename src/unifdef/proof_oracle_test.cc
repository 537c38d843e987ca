// SPDX-License-Identifier: GPL-2.0-or-later
// Proofs of right and of damaged results, beside a tiny preprocessor that tries all assignments.
// TOWPATH_ORACLE_CASES and TOWPATH_ORACLE_SEED in the environment ask for a longer or another run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <sstream>

#include "unifdef/oracle_cases.h"
#include "unifdef/proof.h"
#include "unifdef/resolve.h"

namespace towpath::unifdef {
namespace {

// The defined symbols and their values.
using World = std::map<std::string, int>;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// C's #if expressions with `defined X`, symbols, numbers, !, ==, !=, >, &, |, &&, ||, parentheses.
class Evaluator {
 public:
  Evaluator(const std::string& text, const World& world) : world_(world) {
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i + 1;
      if (is_word(text[i])) {
        while (end < text.size() && is_word(text[end])) ++end;
      } else if (const std::string pair = text.substr(i, 2);
                 pair == "&&" || pair == "||" || pair == "==" || pair == "!=") {
        ++end;
      }
      if (text[i] != ' ' && text[i] != '\n') tokens_.push_back(text.substr(i, end - i));
      i = end;
    }
    tokens_.emplace_back();
  }

  const std::vector<std::string>& tokens() const { return tokens_; }  // and an empty one

  // What is no expression is false.
  bool holds() {
    const int value = either();
    return !bad_ && next().empty() && value != 0;
  }

 private:
  const std::string& next() const { return tokens_[at_]; }
  bool take(const char* token) {
    const bool taken = next() == token;
    if (taken) ++at_;
    return taken;
  }

  int either() {
    int value = both();
    while (take("||")) value = (both() != 0) | (value != 0);
    return value;
  }
  int both() {
    int value = bit_or();
    while (take("&&")) value = (bit_or() != 0) & (value != 0);
    return value;
  }
  int bit_or() {
    int value = bit_and();
    while (take("|")) value |= bit_and();
    return value;
  }
  int bit_and() {
    int value = equal();
    while (take("&")) value &= equal();
    return value;
  }
  int equal() {
    for (int value = greater();;) {
      if (take("==")) {
        value = value == greater();
      } else if (take("!=")) {
        value = value != greater();
      } else {
        return value;
      }
    }
  }
  int greater() {
    int value = operand();
    while (take(">")) value = value > operand();
    return value;
  }
  int operand() {
    if (take("!")) return operand() == 0;
    if (take("(")) {
      const int value = either();
      bad_ = bad_ || !take(")");
      return value;
    }
    if (take("defined")) {
      const bool parenthesis = take("(");
      const bool found = world_.count(word()) != 0;
      bad_ = bad_ || (parenthesis && !take(")"));
      return found;
    }
    const std::string name = word();
    if (!name.empty() && std::isdigit(static_cast<unsigned char>(name[0]))) {
      char* end = nullptr;
      const long number = std::strtol(name.c_str(), &end, 0);
      bad_ = bad_ || (*end != '\0' && std::string(end) != "U");
      return static_cast<int>(number);
    }
    if (take("(")) {  // a call of something that is no macro; as elsewhere, worth 0
      for (int open = 1; open > 0 && !next().empty(); ++at_) {
        open += next() == "(" ? 1 : next() == ")" ? -1 : 0;
      }
      return 0;
    }
    const auto found = world_.find(name);
    return found == world_.end() ? 0 : found->second;
  }
  std::string word() {
    if (next().empty() || !is_word(next()[0])) {
      bad_ = true;
      return "";
    }
    return tokens_[at_++];
  }

  const World& world_;
  std::vector<std::string> tokens_;
  std::size_t at_ = 0;
  bool bad_ = false;
};

// What a preprocessor keeps of a text that has neither comments nor continued lines.
class Preprocessor {
 public:
  explicit Preprocessor(World world) : world_(std::move(world)) {}

  // Nothing if conditionals do not pair up.
  std::optional<std::string> run(const std::string& source) && {
    std::string kept;
    for (std::size_t at = 0, end; at < source.size(); at = end) {
      end = std::min(source.find('\n', at), source.size() - 1) + 1;
      const std::string line = source.substr(at, end - at);
      const bool there = levels_.empty() || levels_.back().now;
      std::string keyword, operand;
      split(line, keyword, operand);
      if (keyword == "if" || keyword == "ifdef" || keyword == "ifndef") {
        const bool holds = there && is_true(keyword, operand);
        levels_.push_back({there, holds, holds, false});
      } else if (keyword == "elif" || keyword == "elifdef" || keyword == "elifndef" ||
                 keyword == "else") {
        if (levels_.empty() || levels_.back().has_else) return std::nullopt;
        Level& level = levels_.back();
        level.has_else = keyword == "else";
        level.now =
            level.outer && !level.taken && (level.has_else || is_true(keyword.substr(2), operand));
        level.taken = level.taken || level.now;
      } else if (keyword == "endif") {
        if (levels_.empty()) return std::nullopt;
        levels_.pop_back();
      } else if (there) {
        kept += line;
        if (keyword == "define" || keyword == "undef") change(keyword == "define", operand);
      }
    }
    return levels_.empty() ? std::optional(kept) : std::nullopt;
  }

 private:
  struct Level {
    bool outer;
    bool taken;
    bool now;
    bool has_else;
  };

  static void split(const std::string& line, std::string& keyword, std::string& operand) {
    std::size_t at = line.find_first_not_of(' ');
    if (at == std::string::npos || line[at] != '#') return;
    at = std::min(line.find_first_not_of(' ', at + 1), line.size());
    std::size_t end = at;
    while (end < line.size() && is_word(line[end])) ++end;
    keyword = line.substr(at, end - at);
    operand = line.substr(end);
  }

  bool is_true(const std::string& keyword, const std::string& operand) const {
    Evaluator evaluator(operand, world_);
    if (keyword == "if") return evaluator.holds();
    const bool symbol = evaluator.tokens().size() == 2 && is_word(evaluator.tokens()[0][0]);
    return symbol && (world_.count(evaluator.tokens()[0]) != 0) == (keyword == "ifdef");
  }

  void change(bool define, const std::string& operand) {
    std::istringstream words(operand);
    std::string name;
    int value = 0;
    words >> name >> value;
    world_.erase(name);
    if (define) world_[name] = value;
  }

  World world_;
  std::vector<Level> levels_;
};

constexpr const char* kDefinitions = "#define K0 1\n#undef K1\n#define K2 3\n";
constexpr int kUnknown = 3;
constexpr int kWorlds = 4 * 4 * 4;

// U0 to U2 are undefined, 0, 1 or 4.
World world(int number) {
  World world{{"K0", 1}, {"K2", 3}};
  for (int i = 0; i < kUnknown; ++i, number /= 4) {
    if (number % 4 != 0) world["U" + std::to_string(i)] = number % 4 == 3 ? 4 : number % 4 - 1;
  }
  return world;
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  std::string source() {
    changes_symbols_ = one_in(3);
    lines_ = 0;
    out_.clear();
    block(0);
    if (one_in(8)) out_ += "last";
    return out_;
  }

  // One small thing wrong, anywhere, but no comment, literal or continued line.
  std::string damaged(std::string text) {
    if (text.empty()) return "x\n";
    const std::size_t at = below(text.size());
    const std::size_t line = text.rfind('\n', at == 0 ? 0 : at - 1) + 1;
    const std::size_t begin = line > at ? 0 : line;
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    switch (below(9)) {
      case 0:
        return text.erase(at, 1);
      case 1:
        return text.replace(at, 1, 1, "aU01 #!\n"[below(8)]);
      case 2:
        return text.insert(at, 1, "aU01 #!\n"[below(8)]);
      case 3:
        return text.erase(begin, end - begin);
      case 4:
        return text.insert(begin, text.substr(begin, end - begin));
      case 5:
        return swapped(text, "ifdef", "ifndef");
      case 6:
        return swapped(text, "elif", "if");
      case 7:
        return swapped(text, one_in(2) ? "&&" : "||", one_in(2) ? "||" : "&&");
      default: {  // two lines in another order
        const std::size_t after = std::min(text.find('\n', end), text.size() - 1) + 1;
        if (after <= end || text[end - 1] != '\n' || text[after - 1] != '\n')
          return text.erase(at, 1);
        const std::string first = text.substr(begin, end - begin);
        return text.replace(begin, after - begin, text.substr(end, after - end) + first);
      }
    }
  }

  Edits damaged(Edits edits, std::size_t size) {
    Edit& edit = edits[below(edits.size())];
    switch (below(5)) {
      case 0:
        edit.end = edit.begin;
        edit.replacement.clear();
        break;
      case 1:
        if (edit.begin > 0) --edit.begin;
        break;
      case 2:
        if (edit.end > edit.begin) ++edit.begin;
        break;
      case 3:
        if (edit.end < size) ++edit.end;
        break;
      default:
        if (edit.end > edit.begin) --edit.end;
    }
    return edits;
  }

  bool changes_symbols() const { return changes_symbols_; }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::size_t below(std::size_t limit) { return engine_() % limit; }

  std::string swapped(std::string text, const std::string& from, const std::string& to) {
    std::size_t at = text.find(from, below(text.size()));
    if (at == std::string::npos) at = text.find(from);
    return at == std::string::npos ? text.erase(text.size() / 2, 1)
                                   : text.replace(at, from.size(), to);
  }

  void block(int depth) {
    for (std::size_t items = below(depth == 0 ? 7 : 4); items-- > 0;) {
      if (depth < 4 && one_in(2)) {
        conditional(depth);
      } else if (changes_symbols_ && one_in(4)) {
        const std::string name = " U" + std::to_string(below(kUnknown));
        out_ += one_in(3) ? "#undef" + name + "\n"
                          : "#define" + name + " " + std::to_string(below(3)) + "\n";
      } else {
        // Often the same line, so that what is kept may be the same for another reason.
        out_ += "line " + std::to_string(one_in(3) ? 0 : ++lines_) + ";\n";
      }
    }
  }

  void conditional(int depth) {
    const std::size_t kind = below(4);
    out_ += kind == 0   ? "#ifdef " + symbol()
            : kind == 1 ? "#ifndef " + symbol()
                        : "# if " + expression(3);
    out_ += '\n';
    block(depth + 1);
    while (one_in(3)) {
      out_ += (one_in(6) ? "#elifdef " + symbol() : "#elif " + expression(2)) + '\n';
      block(depth + 1);
    }
    if (one_in(2)) {
      out_ += "#else\n";
      block(depth + 1);
    }
    out_ += "#endif\n";
  }

  std::string symbol() {
    return one_in(2) ? "U" + std::to_string(below(kUnknown)) : "K" + std::to_string(below(3));
  }

  std::string expression(int depth) {
    if (depth == 0 || one_in(4)) return operand();
    switch (below(6)) {
      case 0:
        return "!" + operand();
      case 1:
        return "!(" + expression(depth - 1) + ")";
      case 2:
        return "(" + expression(depth - 1) + ")";
      default:
        return expression(depth - 1) + (one_in(2) ? " && " : " || ") + expression(depth - 1);
    }
  }

  std::string operand() {
    switch (below(5)) {
      case 0:
        return "defined(" + symbol() + ")";
      case 1:
        return "defined " + symbol();
      case 2:
        return "(" + symbol() + (one_in(2) ? " > " : " == ") + std::to_string(below(4)) + ")";
      default:
        return symbol();
    }
  }

  std::mt19937_64 engine_;
  std::string out_;
  int lines_ = 0;
  bool changes_symbols_ = false;
};

// The world that an assignment of `defined X` and `X` describes; nothing if it is of other things,
// or of symbols that change.
std::optional<World> world_of(const std::vector<Assumption>& assignment) {
  World world{{"K0", 1}, {"K2", 3}};
  std::map<std::string, bool> seen;
  for (const Assumption& assumption : assignment) {
    if (!seen.try_emplace(assumption.condition, assumption.holds).second) return std::nullopt;
  }
  for (const char* prefix : {"defined ", ""}) {  // a value may follow
    for (const Assumption& assumption : assignment) {
      std::string name = assumption.condition;
      if (name.starts_with("defined ") != (*prefix != '\0')) continue;
      name = name.substr(std::string(prefix).size());
      if (name.size() != 2 || name[0] != 'U') return std::nullopt;
      if (assumption.holds) world[name] = 1;
      if (!assumption.holds && *prefix == '\0' && world.count(name) != 0) world[name] = 0;
    }
  }
  return world;
}

class ProofOracle : public ::testing::Test {
 protected:
  // Some world in which the preprocessor keeps something else.
  static bool differ(const std::string& before, const std::string& after) {
    for (int number = 0; number < kWorlds; ++number) {
      if (Preprocessor(world(number)).run(before) != Preprocessor(world(number)).run(after))
        return true;
    }
    return false;
  }

  // Requires a proof to fail if the texts differ, and the difference it tells to be one.
  void check(const Generator& generator, const std::string& before, const std::string& after) {
    const Proof proof = prove(Text("a.c", before), definitions_, Text("a.c", after));
    const bool wrong = differ(before, after);
    wrong_ += wrong;
    ASSERT_FALSE(proof.sampled);
    ASSERT_TRUE(!wrong || !proof.holds()) << "a difference is missed\n"
                                          << before << "----\n"
                                          << after;
    if (proof.holds() || generator.changes_symbols() || !proof.difference->message.empty()) return;
    const std::optional<World> shown = world_of(proof.difference->assignment);
    if (!shown) return;
    ++shown_;
    ASSERT_NE(Preprocessor(*shown).run(before), Preprocessor(*shown).run(after))
        << "no difference: " << to_string(to_error(*proof.difference)) << '\n'
        << before << "----\n"
        << after;
  }

  const Definitions definitions_ = *Definitions::parse(Text("symbols.h", kDefinitions));
  std::uint64_t wrong_ = 0;
  std::uint64_t shown_ = 0;
};

TEST_F(ProofOracle, CatchesEveryDamage) {
  const auto [cases, first] = oracle_cases(400);
  std::uint64_t damaged = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    Generator generator(seed);
    const std::string source = generator.source();
    const Text before("a.c", source);
    const Result<Resolution> resolution = resolve(before, definitions_);
    ASSERT_TRUE(resolution.ok()) << source;
    const std::string after = applied(source, resolution->edits);
    const Proof proof = prove(before, definitions_, Text("a.c", after));
    ASSERT_TRUE(proof.holds()) << to_string(to_error(*proof.difference)) << '\n'
                               << source << "----\n"
                               << after;
    ASSERT_FALSE(proof.sampled);
    ASSERT_FALSE(differ(source, after)) << source << "----\n" << after;
    for (int i = 0; i < 8; ++i, ++damaged) check(generator, source, generator.damaged(after));
    for (int i = 0; i < 4 && !resolution->edits.empty(); ++i) {
      const Edits edits = generator.damaged(resolution->edits, source.size());
      if (!well_formed(edits, before.size())) continue;
      ++damaged;
      check(generator, source, applied(source, edits));
    }
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(wrong_, damaged / 2);
  EXPECT_GT(shown_, damaged / 20);
  RecordProperty("damaged", std::to_string(damaged));
  RecordProperty("wrong", std::to_string(wrong_));
  RecordProperty("shown", std::to_string(shown_));
}

}  // namespace
}  // namespace towpath::unifdef
