// SPDX-License-Identifier: GPL-2.0-or-later
// The script's notation, as chapters 3 to 6 of the GNU sed manual describe it.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "sed/address.h"
#include "sed/prefilter.h"
#include "sed/program.h"
#include "sed/replacement.h"
#include "sed/scanner.h"

namespace towpath::sed {
namespace {

constexpr std::uint32_t kDefaultLineLength = 70;

// Commands that change the text by themselves, so that edits may name them.
bool makes_edits(char name) {
  return std::string_view("sdDpPyaicqQ=lzgGx").find(name) != std::string_view::npos;
}

class Parser {
 public:
  Parser(const Text& script, const Options& options)
      : in_(script), addresses_(in_, options.extended, program_), extended_(options.extended) {
    program_.quiet = options.quiet;
  }

  Result<Program> parse() {
    const std::string_view source = in_.script().bytes();
    if (source == "#n" || source.starts_with("#n\n")) program_.quiet = true;
    while (!in_.failed()) {
      in_.skip_to_command();
      if (in_.at_end()) break;
      command();
    }
    if (!in_.failed() && !open_blocks_.empty()) {
      in_.fail(program_.commands[open_blocks_.back()].place, "unmatched `{'");
    }
    if (!in_.failed()) link();
    if (in_.failed()) return in_.error();
    if (program_.quiet) {
      program_.quiet_rule = static_cast<std::uint32_t>(program_.rules.size());
      program_.rules.push_back({{in_.script().name(), 1, 1}, "#n", false});
    }
    prepare_prefilter(program_);
    return std::move(program_);
  }

 private:
  // --- Commands

  void command() {
    const std::size_t begin = in_.position();
    Command command;
    command.place = in_.here();
    addresses_.addresses(command);
    if (in_.failed()) return;
    if (in_.at_end()) return in_.fail("missing command");
    command.name = in_.next();
    const bool has_address = command.first.kind != Address::Kind::kAbsent;
    if (command.name == '}') return close_block(has_address || command.negated);
    if (command.name == ':') {
      if (has_address) return in_.fail(command.place, ": wants no addresses");
      return label();
    }
    if (command.second.kind != Address::Kind::kAbsent) {
      if (command.name == 'q' || command.name == 'Q') {
        return in_.fail(command.place, "command takes one address only");
      }
      command.range = program_.ranges++;
    }
    arguments(command);
    if (in_.failed()) return;
    if (makes_edits(command.name)) {
      command.rule = static_cast<std::uint32_t>(program_.rules.size());
      std::string_view source = in_.since(begin);
      while (!source.empty() && (source.back() == '\n' || source.back() == ';'))
        source.remove_suffix(1);
      const bool silent = command.name == 'p' || command.name == 'P' || command.name == 'D';
      program_.rules.push_back({command.place, std::string(source), silent});
    }
    resolve_empty_regexes(command);
    if (!in_.failed()) program_.commands.push_back(std::move(command));
  }

  void close_block(bool has_address) {
    if (has_address) return in_.fail("} wants no addresses");
    if (open_blocks_.empty()) return in_.fail("unexpected `}'");
    program_.commands[open_blocks_.back()].target = next_command();
    open_blocks_.pop_back();
    in_.end_command();
  }

  std::uint32_t next_command() const {
    return static_cast<std::uint32_t>(program_.commands.size());
  }

  void label() {
    const Place where = in_.here();
    const std::string name = in_.word();
    if (name.empty()) return in_.fail(where, "\":\" lacks a label");
    if (!labels_.emplace(name, next_command()).second) {
      in_.fail(where, "label `" + name + "' is defined twice");
    }
  }

  void arguments(Command& command) {
    switch (command.name) {
      case '{':
        open_blocks_.push_back(next_command());
        return;
      case 'd':
      case 'D':
      case 'p':
      case 'P':
      case 'n':
      case 'N':
      case 'h':
      case 'H':
      case 'g':
      case 'G':
      case 'x':
      case '=':
      case 'z':
        return in_.end_command();
      case 's':
        return substitution(command);
      case 'y':
        return transliteration(command);
      case 'a':
      case 'i':
      case 'c':
        return text(command);
      case 'b':
      case 't':
      case 'T':
        command.text = in_.word();
        return;
      case 'l':
        in_.skip_spaces();
        command.number =
            is_digit(in_.peek())
                ? static_cast<std::uint32_t>(std::min<std::uint64_t>(in_.number(), 1u << 30))
                : kDefaultLineLength;
        return in_.end_command();
      case 'q':
      case 'Q':
        in_.skip_spaces();
        if (is_digit(in_.peek()) && in_.number() != 0) {
          in_.fail(std::string("the exit code of ") + command.name + " would be lost",
                   "leave it out");
        }
        return in_.end_command();
      case 'v':
        return version();
      case 'e':
      case 'F':
      case 'r':
      case 'R':
      case 'w':
      case 'W':
        return in_.fail(command.place,
                        std::string("command `") + command.name + "' would reach outside the tree",
                        "a recipe's scripts may only change the text");
      default:
        return in_.fail(std::string("unknown command: `") + command.name + "'");
    }
  }

  // v VERSION: an error if sed is older. This layer follows 4.9.
  void version() {
    in_.skip_spaces();
    const std::string wanted = in_.word();
    char* end = nullptr;
    const long major = std::strtol(wanted.c_str(), &end, 10);
    const long minor = *end == '.' ? std::strtol(end + 1, &end, 10) : 0;
    if (major > 4 || (major == 4 && minor > 9)) in_.fail("expected newer version of sed");
    in_.end_command();
  }

  // The empty expression is the one used last. Where that is plain from the script, as in /a/s//b/
  // and /a/{s//b/}, it is settled here, which leaves the prefilter free to pass other expressions
  // over.
  void resolve_empty_regexes(Command& command) {
    std::uint32_t last = kLastRegex;
    const std::uint32_t index = next_command();
    const bool is_target = std::any_of(labels_.begin(), labels_.end(),
                                       [&](const auto& label) { return label.second == index; });
    if (index > 0 && !open_blocks_.empty() && open_blocks_.back() == index - 1 && !is_target) {
      const Command& block = program_.commands[index - 1];
      if (block.second.kind == Address::Kind::kAbsent) last = block.first.regex;
    }
    if (command.first.regex == kLastRegex && last != kNone) command.first.regex = last;
    if (command.first.kind == Address::Kind::kRegex) last = command.first.regex;
    if (command.second.kind != Address::Kind::kAbsent) last = kLastRegex;
    if (!command.substitution) return;
    Substitution& substitution = *command.substitution;
    if (substitution.regex == kLastRegex && last != kNone) substitution.regex = last;
    if (substitution.regex < program_.regexes.size() &&
        substitution.highest_group > program_.regexes[substitution.regex].groups()) {
      in_.fail(command.place, "invalid reference \\" + std::to_string(substitution.highest_group) +
                                  " on `s' command's RHS");
    }
  }

  // --- s and y

  void substitution(Command& command) {
    if (in_.at_end() || in_.next_is('\n')) return in_.fail("unterminated `s' command");
    const char delimiter = in_.next();
    const Place regex_place = in_.here();
    std::string pattern;
    std::string replacement;
    const bool whole =
        in_.delimited(delimiter, true, pattern) && in_.delimited(delimiter, false, replacement);
    if (!whole) return in_.fail(command.place, "unterminated `s' command");
    Substitution result;
    RegexFlags flags{.extended = extended_};
    substitution_flags(result, flags);
    if (in_.failed()) return;
    result.regex = addresses_.regex(pattern, flags, regex_place);
    parse_replacement(replacement, result);
    command.substitution = std::move(result);
  }

  void substitution_flags(Substitution& result, RegexFlags& flags) {
    bool has_number = false;
    for (;;) {
      in_.skip_spaces();
      const char c = in_.peek();
      if (is_digit(c)) {
        if (has_number) return in_.fail("multiple number options to `s' command");
        has_number = true;
        const std::uint64_t count = in_.number();
        if (count == 0) return in_.fail("number option to `s' command may not be zero");
        result.first = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 0xffffffff));
        continue;
      }
      switch (c) {
        case 'g':
          if (result.all) return in_.fail("multiple `g' options to `s' command");
          result.all = true;
          break;
        case 'p':
          if (result.print) return in_.fail("multiple `p' options to `s' command");
          result.print = true;
          break;
        case 'i':
        case 'I':
          flags.ignore_case = true;
          break;
        case 'm':
        case 'M':
          flags.multiline = true;
          break;
        case 'e':
        case 'w':
          return in_.fail(std::string("flag `") + c + "' of `s' would reach outside the tree",
                          "a recipe's scripts may only change the text");
        default:
          return in_.end_command();
      }
      in_.next();
    }
  }

  void transliteration(Command& command) {
    if (in_.at_end() || in_.next_is('\n')) return in_.fail("unterminated `y' command");
    const char delimiter = in_.next();
    std::string from;
    std::string to;
    if (!in_.delimited(delimiter, false, from) || !in_.delimited(delimiter, false, to)) {
      return in_.fail(command.place, "unterminated `y' command");
    }
    from = without_escapes(from);
    to = without_escapes(to);
    if (in_.failed()) return;
    if (from.size() != to.size()) {
      return in_.fail(command.place, "strings for `y' command are different lengths");
    }
    std::array<char, 256> map;
    std::array<bool, 256> set{};
    for (int c = 0; c < 256; ++c) map[c] = static_cast<char>(c);
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto c = static_cast<unsigned char>(from[i]);
      if (!std::exchange(set[c], true)) map[c] = to[i];
    }
    command.map = map;
    in_.end_command();
  }

  // --- a, i, c

  // `a text`, `a\text`, and `a\` with the text on the lines behind it; white space before the text
  // counts only behind a backslash.
  void text(Command& command) {
    in_.skip_spaces();
    if (in_.at_end()) return in_.fail("expected \\ after `a', `c' or `i'");
    if (in_.take('\\')) {
      if (in_.at_end()) return;
      in_.take('\n');
    }
    std::string& out = command.text;
    while (!in_.at_end() && !in_.next_is('\n')) {
      if (!in_.take('\\')) {
        out += in_.next();
        continue;
      }
      if (in_.at_end()) break;
      const int literal = in_.byte_escape();
      out += literal >= 0 ? static_cast<char>(literal) : in_.next();
    }
    in_.take('\n');
    out += '\n';
  }

  // --- Branches

  void link() {
    const auto end = next_command();
    for (Command& command : program_.commands) {
      if (command.name != 'b' && command.name != 't' && command.name != 'T') continue;
      if (command.text.empty()) {
        command.target = end;
        continue;
      }
      const auto label = labels_.find(command.text);
      if (label == labels_.end()) {
        return in_.fail(command.place, "can't find label for jump to `" + command.text + "'");
      }
      command.target = label->second;
    }
  }

  Scanner in_;
  Program program_;
  AddressParser addresses_;
  bool extended_;
  std::vector<std::uint32_t> open_blocks_;
  std::map<std::string, std::uint32_t> labels_;
};

}  // namespace

Result<Script> Script::parse(const Text& script, const Options& options) {
  Result<Program> program = Parser(script, options).parse();
  if (!program) return std::move(program).error();
  return Script(std::make_shared<const Program>(std::move(*program)));
}

std::span<const Rule> Script::rules() const {
  return program_->rules;
}

}  // namespace towpath::sed
