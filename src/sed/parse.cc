// SPDX-License-Identifier: GPL-2.0-or-later
// The script's notation, as chapters 3 to 6 of the GNU sed manual describe it.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "sed/prefilter.h"
#include "sed/program.h"

namespace towpath::sed {
namespace {

constexpr std::uint32_t kDefaultLineLength = 70;
constexpr std::string_view kSpaces = " \t\v\f\r";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Commands that change the text by themselves, so that edits may name them.
bool makes_edits(char name) {
  return std::string_view("sdDpPyaicqQ=lzgGx").find(name) != std::string_view::npos;
}

class Parser {
 public:
  Parser(const Text& script, const Options& options)
      : script_(script), source_(script.bytes()), extended_(options.extended) {
    program_.quiet = options.quiet;
  }

  Result<Program> parse() {
    if (source_ == "#n" || source_.starts_with("#n\n")) program_.quiet = true;
    while (!failed_) {
      skip_to_command();
      if (at_end()) break;
      command();
    }
    if (!failed_ && !open_blocks_.empty()) {
      fail(program_.commands[open_blocks_.back()].place, "unmatched `{'");
    }
    if (!failed_) link();
    if (failed_) return std::move(error_);
    if (program_.quiet) {
      program_.quiet_rule = static_cast<std::uint32_t>(program_.rules.size());
      program_.rules.push_back({{script_.name(), 1, 1}, "#n", false});
    }
    prepare_prefilter(program_);
    return std::move(program_);
  }

 private:
  void fail(const Place& where, std::string message, std::string hint = "") {
    if (failed_) return;
    failed_ = true;
    error_ = {where, std::move(message), std::move(hint)};
  }
  void fail(std::string message, std::string hint = "") {
    fail(here(), std::move(message), std::move(hint));
  }
  Place here() const { return script_.place(static_cast<Offset>(at_)); }

  bool at_end() const { return at_ >= source_.size(); }
  char peek() const { return at_end() ? '\0' : source_[at_]; }
  bool next_is(char c) const { return !at_end() && source_[at_] == c; }
  bool take(char c) { return next_is(c) ? (++at_, true) : false; }
  void skip(std::string_view bytes) {
    at_ = std::min(source_.find_first_not_of(bytes, at_), source_.size());
  }
  void skip_spaces() { skip(kSpaces); }

  void skip_to_command() {
    for (;;) {
      skip(" \t\v\f\r\n;");
      if (!next_is('#')) return;
      at_ = std::min(source_.find('\n', at_), source_.size());
    }
  }

  // Behind a command only a comment, a closing brace or the next command may stand.
  void end_command() {
    skip_spaces();
    if (at_end() || next_is('}') || next_is('#')) return;
    if (!take(';') && !take('\n')) fail("extra characters after command");
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    while (!at_end() && is_digit(peek())) {
      value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(peek() - '0'),
                                      1ull << 60);
      ++at_;
    }
    return value;
  }

  // --- Commands

  void command() {
    const std::size_t begin = at_;
    Command command;
    command.place = here();
    addresses(command);
    if (failed_) return;
    if (at_end()) return fail("missing command");
    command.name = source_[at_++];
    const bool has_address = command.first.kind != Address::Kind::kAbsent;
    if (command.name == '}') return close_block(has_address || command.negated);
    if (command.name == ':') {
      if (has_address) return fail(command.place, ": wants no addresses");
      return label();
    }
    if (command.second.kind != Address::Kind::kAbsent) {
      if (command.name == 'q' || command.name == 'Q') {
        return fail(command.place, "command takes one address only");
      }
      command.range = program_.ranges++;
    }
    arguments(command);
    if (failed_) return;
    if (makes_edits(command.name)) {
      command.rule = static_cast<std::uint32_t>(program_.rules.size());
      std::string_view source = source_.substr(begin, at_ - begin);
      while (!source.empty() && (source.back() == '\n' || source.back() == ';'))
        source.remove_suffix(1);
      const bool silent = command.name == 'p' || command.name == 'P' || command.name == 'D';
      program_.rules.push_back({command.place, std::string(source), silent});
    }
    resolve_empty_regexes(command);
    if (!failed_) program_.commands.push_back(std::move(command));
  }

  void close_block(bool has_address) {
    if (has_address) return fail("} wants no addresses");
    if (open_blocks_.empty()) return fail("unexpected `}'");
    program_.commands[open_blocks_.back()].target = next_command();
    open_blocks_.pop_back();
    end_command();
  }

  std::uint32_t next_command() const {
    return static_cast<std::uint32_t>(program_.commands.size());
  }

  std::string label_name() {
    skip_spaces();
    const std::size_t begin = at_;
    at_ = std::min(source_.find_first_of(" \t\v\f\r\n;}", at_), source_.size());
    return std::string(source_.substr(begin, at_ - begin));
  }

  void label() {
    const Place where = here();
    const std::string name = label_name();
    if (name.empty()) return fail(where, "\":\" lacks a label");
    if (!labels_.emplace(name, next_command()).second) {
      fail(where, "label `" + name + "' is defined twice");
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
        return end_command();
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
        command.text = label_name();
        return;
      case 'l':
        skip_spaces();
        command.number =
            is_digit(peek())
                ? static_cast<std::uint32_t>(std::min<std::uint64_t>(number(), 1u << 30))
                : kDefaultLineLength;
        return end_command();
      case 'q':
      case 'Q':
        skip_spaces();
        if (is_digit(peek()) && number() != 0) {
          fail(std::string("the exit code of ") + command.name + " would be lost", "leave it out");
        }
        return end_command();
      case 'v':
        return version();
      case 'e':
      case 'F':
      case 'r':
      case 'R':
      case 'w':
      case 'W':
        return fail(command.place,
                    std::string("command `") + command.name + "' would reach outside the tree",
                    "a recipe's scripts may only change the text");
      default:
        return fail(std::string("unknown command: `") + command.name + "'");
    }
  }

  // v VERSION: an error if sed is older. This layer follows 4.9.
  void version() {
    skip_spaces();
    const std::string wanted = label_name();
    char* end = nullptr;
    const long major = std::strtol(wanted.c_str(), &end, 10);
    const long minor = *end == '.' ? std::strtol(end + 1, &end, 10) : 0;
    if (major > 4 || (major == 4 && minor > 9)) fail("expected newer version of sed");
    end_command();
  }

  // --- Addresses

  void addresses(Command& command) {
    address(command.first, /*second=*/false);
    if (failed_) return;
    skip_spaces();
    if (command.first.kind != Address::Kind::kAbsent && take(',')) {
      skip_spaces();
      address(command.second, /*second=*/true);
      if (!failed_ && command.second.kind == Address::Kind::kAbsent) return fail("unexpected `,'");
    }
    const bool zero = command.first.kind == Address::Kind::kLine && command.first.number == 0;
    if (!failed_ && zero && command.second.kind != Address::Kind::kRegex) {
      return fail("invalid usage of line address 0");
    }
    skip_spaces();
    if (take('!')) {
      command.negated = true;
      skip_spaces();
      if (next_is('!')) fail("multiple `!'s");
    }
  }

  void address(Address& address, bool second) {
    using Kind = Address::Kind;
    if (next_is('/') || next_is('\\')) {
      if (take('\\') && at_end()) return fail("unterminated address regex");
      address.kind = Kind::kRegex;
      address.regex = address_regex();
    } else if (is_digit(peek())) {
      address.kind = Kind::kLine;
      address.number = number();
      skip_spaces();
      if (take('~')) {
        if (second) return fail("first~step is no second address", "write a line number");
        skip_spaces();
        address.step = number();
        if (address.step > 0) address.kind = Kind::kStep;
      }
    } else if (next_is('+') || next_is('~')) {
      if (!second) return fail("invalid usage of +N or ~N as first address");
      address.kind = next_is('+') ? Kind::kPlus : Kind::kMultiple;
      ++at_;
      skip_spaces();
      if (!is_digit(peek())) return fail("expected a number");
      address.number = number();
    } else if (take('$')) {
      address.kind = Kind::kLast;
    }
  }

  std::uint32_t address_regex() {
    const char delimiter = source_[at_++];
    const Place where = here();
    std::string source;
    if (!delimited(delimiter, /*regex=*/true, source)) {
      fail(where, "unterminated address regex");
      return kNone;
    }
    RegexFlags flags{.extended = extended_};
    for (;; ++at_) {
      skip_spaces();
      if (next_is('I')) {
        flags.ignore_case = true;
      } else if (next_is('M')) {
        flags.multiline = true;
      } else {
        return regex(source, flags, where);
      }
    }
  }

  // Reads up to `delimiter`, which a backslash takes its meaning away from. In an expression \n
  // becomes a newline here already, so that it is one inside brackets too.
  bool delimited(char delimiter, bool regex, std::string& out) {
    while (!at_end()) {
      char c = source_[at_++];
      if (c == delimiter) return true;
      if (c == '\n') return false;
      if (c == '\\') {
        if (at_end()) return false;
        c = source_[at_++];
        if (c == 'n' && regex && delimiter != 'n') {
          c = '\n';
        } else if (c != delimiter || (c == '&' && !regex)) {
          out += '\\';  // `&` would have a meaning of its own in a replacement
        }
      }
      out += c;
    }
    return false;
  }

  std::uint32_t regex(const std::string& source, RegexFlags flags, const Place& where) {
    if (source.empty()) {
      if (flags.ignore_case || flags.multiline)
        fail(where, "cannot specify modifiers on empty regexp");
      return kLastRegex;
    }
    Result<Regex> regex = Regex::compile(source, flags, where);
    if (!regex) {
      fail(regex.error().where, regex.error().message, regex.error().hint);
      return kNone;
    }
    program_.regexes.push_back(std::move(*regex));
    return static_cast<std::uint32_t>(program_.regexes.size() - 1);
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
      fail(command.place, "invalid reference \\" + std::to_string(substitution.highest_group) +
                              " on `s' command's RHS");
    }
  }

  // --- s and y

  void substitution(Command& command) {
    if (at_end() || next_is('\n')) return fail("unterminated `s' command");
    const char delimiter = source_[at_++];
    const Place regex_place = here();
    std::string pattern;
    std::string replacement;
    const bool whole =
        delimited(delimiter, true, pattern) && delimited(delimiter, false, replacement);
    if (!whole) return fail(command.place, "unterminated `s' command");
    Substitution result;
    RegexFlags flags{.extended = extended_};
    substitution_flags(result, flags);
    if (failed_) return;
    result.regex = regex(pattern, flags, regex_place);
    replacement_parts(replacement, result);
    command.substitution = std::move(result);
  }

  void substitution_flags(Substitution& result, RegexFlags& flags) {
    bool has_number = false;
    for (;;) {
      skip_spaces();
      const char c = peek();
      if (is_digit(c)) {
        if (has_number) return fail("multiple number options to `s' command");
        has_number = true;
        const std::uint64_t count = number();
        if (count == 0) return fail("number option to `s' command may not be zero");
        result.first = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 0xffffffff));
        continue;
      }
      switch (c) {
        case 'g':
          if (result.all) return fail("multiple `g' options to `s' command");
          result.all = true;
          break;
        case 'p':
          if (result.print) return fail("multiple `p' options to `s' command");
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
          return fail(std::string("flag `") + c + "' of `s' would reach outside the tree",
                      "a recipe's scripts may only change the text");
        default:
          return end_command();
      }
      ++at_;
    }
  }

  static void add_text(Substitution& result, std::string_view text) {
    if (result.parts.empty() || result.parts.back().group >= 0) result.parts.emplace_back();
    result.parts.back().text += text;
  }
  static void add_group(Substitution& result, int group) {
    result.highest_group = std::max(result.highest_group, group);
    result.parts.push_back({.group = group});
  }

  void replacement_parts(std::string_view source, Substitution& result) {
    using Case = ReplacementPart::Case;
    for (std::size_t at = 0; at < source.size();) {
      const char c = source[at++];
      if (c == '&') {
        add_group(result, 0);
        continue;
      }
      if (c != '\\' || at == source.size()) {
        add_text(result, std::string_view(&c, 1));
        continue;
      }
      const int literal = parse_byte_escape(source, at);
      if (literal >= 0) {
        const char byte = static_cast<char>(literal);
        add_text(result, std::string_view(&byte, 1));
        continue;
      }
      const char escaped = source[at++];
      if (is_digit(escaped)) {
        add_group(result, escaped - '0');
        continue;
      }
      const std::string_view changes = "ULEul";
      const std::size_t change = changes.find(escaped);
      if (change == changes.npos) {
        add_text(result, std::string_view(&escaped, 1));
        continue;
      }
      constexpr Case kCases[] = {Case::kUpper, Case::kLower, Case::kEnd, Case::kUpperNext,
                                 Case::kLowerNext};
      result.parts.push_back({.change = kCases[change]});
      result.changes_case = true;
    }
  }

  void transliteration(Command& command) {
    if (at_end() || next_is('\n')) return fail("unterminated `y' command");
    const char delimiter = source_[at_++];
    std::string from;
    std::string to;
    if (!delimited(delimiter, false, from) || !delimited(delimiter, false, to)) {
      return fail(command.place, "unterminated `y' command");
    }
    from = without_escapes(from);
    to = without_escapes(to);
    if (failed_) return;
    if (from.size() != to.size()) {
      return fail(command.place, "strings for `y' command are different lengths");
    }
    std::array<char, 256> map;
    std::array<bool, 256> set{};
    for (int c = 0; c < 256; ++c) map[c] = static_cast<char>(c);
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto c = static_cast<unsigned char>(from[i]);
      if (!std::exchange(set[c], true)) map[c] = to[i];
    }
    command.map = map;
    end_command();
  }

  std::string without_escapes(std::string_view source) {
    std::string result;
    for (std::size_t at = 0; at < source.size();) {
      if (source[at] != '\\') {
        result += source[at++];
        continue;
      }
      ++at;
      const int literal = parse_byte_escape(source, at);
      if (literal >= 0) {
        result += static_cast<char>(literal);
      } else if (at < source.size() && source[at] == '\\') {
        result += source[at++];
      } else {
        result += '\\';
      }
    }
    return result;
  }

  // --- a, i, c

  // `a text`, `a\text`, and `a\` with the text on the lines behind it; white space before the text
  // counts only behind a backslash.
  void text(Command& command) {
    skip_spaces();
    if (at_end()) return fail("expected \\ after `a', `c' or `i'");
    if (take('\\')) {
      if (at_end()) return;
      take('\n');
    }
    std::string& out = command.text;
    while (!at_end() && !next_is('\n')) {
      if (!take('\\')) {
        out += source_[at_++];
        continue;
      }
      if (at_end()) break;
      const int literal = parse_byte_escape(source_, at_);
      out += literal >= 0 ? static_cast<char>(literal) : source_[at_++];
    }
    take('\n');
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
        return fail(command.place, "can't find label for jump to `" + command.text + "'");
      }
      command.target = label->second;
    }
  }

  Text script_;
  std::string_view source_;
  bool extended_;
  std::size_t at_ = 0;
  Program program_;
  std::vector<std::uint32_t> open_blocks_;
  std::map<std::string, std::uint32_t> labels_;
  bool failed_ = false;
  Error error_;
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
