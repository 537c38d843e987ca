// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include "sed/pattern_space.h"
#include "sed/prefilter.h"
#include "sed/program.h"
#include "sed/substitute.h"
#include "sed/weave.h"

namespace towpath::sed {
namespace {

// Limits, for a text of `size` bytes. Work counts bytes moved or searched, and kStepCost for a
// command. A script that copies every line through every command a few hundred times stays below
// them.
constexpr std::uint64_t kWorkBase = std::uint64_t{1} << 28;
constexpr std::uint64_t kWorkPerByte = 1000;
constexpr std::uint64_t kStepCost = 32;
constexpr std::uint64_t kPieceCost = 256;
constexpr std::uint64_t kSearchDiscount =
    8;  // searching a byte costs this much less than moving it
constexpr std::size_t kSpaceBase = std::size_t{16} << 20;
constexpr std::size_t kSpacePerByte = 4;
constexpr std::size_t kMadeBase = std::size_t{64} << 20;
constexpr std::size_t kMadePerByte = 8;

struct Range {
  enum class State : std::uint8_t { kInactive, kActive, kClosed };
  State state = State::kInactive;
  std::uint64_t last = 0;  // the last line, if the second address says so
};

class Interpreter {
 public:
  Interpreter(const Program& program, const Text& text)
      : program_(program),
        text_(text),
        source_(text.bytes()),
        prefilter_(program, text),
        weave_(source_),
        space_(source_),
        ranges_(program.ranges),
        work_left_(kWorkBase + kWorkPerByte * source_.size()),
        max_space_(kSpaceBase + kSpacePerByte * source_.size()),
        max_made_(kMadeBase + kMadePerByte * source_.size()) {
    for (const Command& command : program.commands) {
      const bool from_zero = command.range != kNone && command.first.kind == Address::Kind::kLine &&
                             command.first.number == 0;
      if (from_zero) set_state(ranges_[command.range], Range::State::kActive);
    }
  }

  Result<Edits> run() {
    if (source_.empty()) return Edits();
    while (!quit_ && !failed_) {
      if (!restart_) {
        if (prefilter_.can_skip() && active_ranges_ == 0) skip_lines();
        if (next_line_ >= source_.size()) break;
        read_line();
        space_.read(line_begin_, line_end_);
        has_newline_ = line_has_newline();
      }
      restart_ = false;
      cycle();
      flush_appended();
    }
    if (failed_) return std::move(error_);
    return weave_.finish(quit_rules_);
  }

 private:
  enum class Next { kGoOn, kJump, kEndCycle };

  // --- Failures and limits

  Next fail(const Place& where, std::string message, std::string hint) {
    if (!failed_) error_ = {where, std::move(message), std::move(hint)};
    failed_ = true;
    return Next::kEndCycle;
  }
  std::string this_line() const { return to_string(Place{text_.name(), line_of_space(), 0}); }
  std::uint32_t line_of_space() const { return text_.line_of(line_begin_); }

  Next fail_match(const Regex& regex) {
    return fail(regex.place(),
                "the regular expression takes too many steps to match at " + this_line(),
                "write it without repetitions inside repetitions");
  }
  Next fail_size(const Command& command) {
    return fail(command.place, "the script makes its text grow too large at " + this_line(),
                "look for a loop that adds to its own result");
  }

  bool spend(std::uint64_t work, const Command& command) {
    if (work > work_left_) {
      fail(command.place, "the script does not come to an end at " + this_line(),
           "look for a loop that never leaves");
      return false;
    }
    work_left_ -= work;
    return true;
  }

  // --- Input

  bool is_last_line() const { return next_line_ >= source_.size(); }
  bool line_has_newline() const { return next_line_ > line_end_; }

  void read_line() {
    line_begin_ = next_line_;
    const std::size_t newline = source_.find('\n', next_line_);
    const bool whole = newline != source_.npos;
    line_end_ = static_cast<Offset>(whole ? newline : source_.size());
    next_line_ = line_end_ + (whole ? 1 : 0);
    substituted_ = false;
    if (number_known_) ++number_;
  }

  std::uint64_t line_number() {
    if (!std::exchange(number_known_, true)) number_ = text_.line_of(line_begin_);
    return number_;
  }

  // Passes over lines at which nothing can happen.
  void skip_lines() {
    const Offset candidate = prefilter_.next_candidate(next_line_, matcher_);
    Offset begin = static_cast<Offset>(source_.size());
    if (candidate < source_.size()) {
      const std::size_t newline =
          candidate == 0 ? source_.npos : source_.rfind('\n', candidate - 1);
      begin = newline == source_.npos ? 0 : static_cast<Offset>(newline + 1);
    }
    if (begin <= next_line_) return;
    if (program_.quiet) {
      weave_.make(weave_.passed(), begin, "", {program_.quiet_rule});
    } else {
      start_output({});
      weave_.copy(next_line_, begin, {});
      missing_newline_ = source_[begin - 1] != '\n';
    }
    next_line_ = begin;
    number_known_ = false;
  }

  // --- Output

  // A last line without newline gets it when more is written.
  void start_output(const RuleList& rules) {
    if (std::exchange(missing_newline_, false)) weave_.insert("\n", rules);
  }

  void print(const RuleList& rules) {
    start_output(rules);
    space_.write(space_.bytes().size(), weave_);
    end_line(rules);
  }

  // The newline behind the pattern space.
  void end_line(const RuleList& rules) {
    if (!has_newline_) {
      missing_newline_ = true;
    } else if (line_has_newline()) {
      weave_.copy(line_end_, line_end_ + 1, rules);
    } else {
      weave_.insert("\n", rules);
    }
  }

  void print_by_default() {
    if (!program_.quiet) return print(space_.rules());
    drop({program_.quiet_rule});
  }

  // The pattern space goes without having been written.
  void drop(RuleList rules) {
    RuleList all = space_.rules();
    add_rules(all, rules);
    const Offset end = line_end_ + (line_has_newline() ? 1 : 0);
    if (end > weave_.passed()) weave_.make(space_.begin(), end, "", all);
  }

  void write_text(const Command& command) {
    const RuleList rules{command.rule};
    start_output(rules);
    weave_.insert(command.text, rules);
  }

  void flush_appended() {
    for (const Command* command : appended_) {
      if (!command->text.empty()) write_text(*command);
    }
    appended_.clear();
  }

  // --- Addresses

  void set_state(Range& range, Range::State state) {
    active_ranges_ += (state == Range::State::kActive ? 1u : 0u) -
                      (range.state == Range::State::kActive ? 1u : 0u);
    range.state = state;
  }

  const Regex* regex_of(std::uint32_t regex, const Command& command) {
    if (regex == kLastRegex) {
      if (last_regex_ == kNone) {
        fail(command.place, "no previous regular expression", "");
        return nullptr;
      }
      regex = last_regex_;
    }
    last_regex_ = regex;
    return &program_.regexes[regex];
  }

  bool may_match(std::uint32_t regex) {
    if (regex >= program_.regexes.size() || !space_.unchanged()) return true;
    return prefilter_.may_match(regex, space_.begin(), space_.end());
  }

  bool matches(const Address& address, const Command& command) {
    switch (address.kind) {
      case Address::Kind::kLine:
        return line_number() == address.number;
      case Address::Kind::kStep:
        return line_number() >= address.number &&
               (line_number() - address.number) % address.step == 0;
      case Address::Kind::kLast:
        return is_last_line();
      case Address::Kind::kRegex: {
        if (!may_match(address.regex)) return false;
        const Regex* const regex = regex_of(address.regex, command);
        if (regex == nullptr) return false;
        const auto outcome = matcher_.test(*regex, space_.bytes());
        if (outcome == Matcher::Outcome::kGaveUp) fail_match(*regex);
        return outcome == Matcher::Outcome::kMatch;
      }
      default:
        return false;
    }
  }

  bool selects(const Command& command) {
    if (command.first.kind == Address::Kind::kAbsent) return true;
    if (command.range == kNone) return matches(command.first, command);
    Range& range = ranges_[command.range];
    return range.state == Range::State::kActive ? continues(range, command)
                                                : begins(range, command);
  }

  bool begins(Range& range, const Command& command) {
    const std::uint64_t first = command.first.number;
    const bool by_number = command.first.kind == Address::Kind::kLine;
    if (by_number) {
      // Where n or N read past the line, the range begins late; but it begins once only.
      if (range.state == Range::State::kClosed || line_number() < first) return false;
    } else if (!matches(command.first, command)) {
      return false;
    }
    const Address& second = command.second;
    switch (second.kind) {
      case Address::Kind::kLine:
        range.last = second.number;
        break;
      case Address::Kind::kPlus:
        range.last = line_number() + second.number;
        break;
      case Address::Kind::kMultiple:
        range.last = second.number == 0 ? 0 : (line_number() / second.number + 1) * second.number;
        break;
      default:
        set_state(range, Range::State::kActive);
        return true;
    }
    // Up to a line that is not later: this line only.
    const bool goes_on = line_number() < range.last;
    set_state(range, goes_on ? Range::State::kActive : Range::State::kClosed);
    return goes_on || !by_number || line_number() == first || line_number() == range.last;
  }

  bool continues(Range& range, const Command& command) {
    switch (command.second.kind) {
      case Address::Kind::kLast:
      case Address::Kind::kRegex:
        if (matches(command.second, command)) set_state(range, Range::State::kClosed);
        return true;
      default:
        if (line_number() >= range.last) set_state(range, Range::State::kClosed);
        // Where n or N read past the end, GNU sed still takes this line with +N and ~N.
        return command.second.kind != Address::Kind::kLine || line_number() <= range.last;
    }
  }

  // --- Commands

  void cycle() {
    const auto count = static_cast<std::uint32_t>(program_.commands.size());
    for (std::uint32_t at = 0; at < count;) {
      const Command& command = program_.commands[at];
      // A substitution that cannot match is told by its literals before its address is looked at.
      if (command.name == 's' && command.range == kNone &&
          !may_match(command.substitution->regex)) {
        ++at;
        continue;
      }
      if (!spend(kStepCost, command)) return;
      const bool selected = selects(command) != command.negated;
      if (failed_) return;
      if (!selected) {
        at = command.name == '{' ? command.target : at + 1;
        continue;
      }
      const Next next = execute(command);
      if (next == Next::kEndCycle) return;
      at = next == Next::kJump ? command.target : at + 1;
    }
    print_by_default();
  }

  Next execute(const Command& command) {
    switch (command.name) {
      case '{':
        return Next::kGoOn;
      case 's':
        return substitute_command(command);
      case 'd':
        drop({command.rule});
        return Next::kEndCycle;
      case 'D':
        return delete_first_line(command);
      case 'p':
        print({command.rule});
        space_.blame(command.rule);
        return check_made(command);
      case 'P':
        return print_first_line(command);
      case 'n':
        if (is_last_line()) return quit(/*print=*/true, {});
        print_by_default();
        flush_appended();
        read_line();
        space_.read(line_begin_, line_end_);
        has_newline_ = line_has_newline();
        return Next::kGoOn;
      case 'N':
        // Where there is no next line, GNU sed prints the pattern space all the same.
        if (is_last_line()) return quit(/*print=*/true, {});
        flush_appended();
        read_line();
        space_.read_more(line_begin_, line_end_);
        has_newline_ = line_has_newline();
        return check_space(command);
      case 'h':
      case 'H':
      case 'g':
      case 'G':
      case 'x':
        return hold_command(command);
      case 'y':
        if (!spend(space_.bytes().size(), command)) return Next::kEndCycle;
        space_.map(*command.map, command.rule);
        return Next::kGoOn;
      case 'a':
        appended_.push_back(&command);
        return Next::kGoOn;
      case 'i':
        write_text(command);
        return check_made(command);
      case 'c':
        return change(command);
      case '=':
        return write_line(command, std::to_string(line_number()));
      case 'l':
        return write_line(command, unambiguous(command.number));
      case 'z': {
        RuleList rules = space_.rules();
        add_rule(rules, command.rule);
        space_.assign("", std::move(rules));
        return Next::kGoOn;
      }
      case 'b':
        return Next::kJump;
      case 't':
        return std::exchange(substituted_, false) ? Next::kJump : Next::kGoOn;
      case 'T':
        return std::exchange(substituted_, false) ? Next::kGoOn : Next::kJump;
      case 'q':
        return quit(/*print=*/true, {command.rule});
      case 'Q':
        appended_.clear();
        return quit(/*print=*/false, {command.rule});
      default:
        return Next::kGoOn;  // v
    }
  }

  Next quit(bool print, RuleList rules) {
    if (print) print_by_default();
    if (!rules.empty()) start_output(rules);  // q ends the last line, n and N do not
    quit_ = true;
    quit_rules_ = std::move(rules);
    return Next::kEndCycle;
  }

  Next check_space(const Command& command) {
    return space_.bytes().size() > max_space_ || hold_.size() > max_space_ ? fail_size(command)
                                                                           : Next::kGoOn;
  }
  Next check_made(const Command& command) {
    return weave_.made() > max_made_ ? fail_size(command) : Next::kGoOn;
  }

  Next substitute_command(const Command& command) {
    const Substitution& substitution = *command.substitution;
    const Regex* const regex = regex_of(substitution.regex, command);
    if (regex == nullptr) return Next::kEndCycle;
    if (substitution.highest_group > regex->groups()) {
      return fail(command.place,
                  "invalid reference \\" + std::to_string(substitution.highest_group) +
                      " on `s' command's RHS",
                  "");
    }
    const std::size_t size = space_.bytes().size();
    if (!spend(size / kSearchDiscount, command)) return Next::kEndCycle;
    switch (substitute(substitution, *regex, command.rule, max_space_, matcher_, space_)) {
      case Substituted::kNo:
        return Next::kGoOn;
      case Substituted::kGaveUp:
        return fail_match(*regex);
      case Substituted::kTooLarge:
        return fail_size(command);
      case Substituted::kYes:
        break;
    }
    substituted_ = true;
    if (!spend(size + space_.bytes().size() + kPieceCost * space_.pieces(), command))
      return Next::kEndCycle;
    if (substitution.print) {
      print({command.rule});
      space_.blame(command.rule);
    }
    return check_made(command);
  }

  Next delete_first_line(const Command& command) {
    const std::size_t newline = space_.bytes().find('\n');
    if (newline == std::string_view::npos) {
      drop({command.rule});
      return Next::kEndCycle;
    }
    if (!spend(space_.unchanged() ? 1 : space_.bytes().size(), command)) return Next::kEndCycle;
    space_.remove_front(newline + 1, command.rule, weave_);
    restart_ = true;
    return Next::kEndCycle;
  }

  Next print_first_line(const Command& command) {
    const std::size_t newline = space_.bytes().find('\n');
    if (newline == std::string_view::npos) {
      print({command.rule});
    } else {
      start_output({command.rule});
      space_.write(newline + 1, weave_);
    }
    space_.blame(command.rule);
    return check_made(command);
  }

  Next hold_command(const Command& command) {
    if (!spend(space_.bytes().size() + hold_.size(), command)) return Next::kEndCycle;
    RuleList rules = hold_rules_;
    if (command.rule != kNone) add_rule(rules, command.rule);
    switch (command.name) {
      case 'h':
        hold_ = space_.bytes();
        hold_rules_ = space_.rules();
        hold_has_newline_ = has_newline_;
        break;
      case 'H':
        hold_ += '\n';
        hold_ += space_.bytes();
        add_rules(hold_rules_, space_.rules());
        hold_has_newline_ = has_newline_;
        break;
      case 'g':
        space_.assign(hold_, std::move(rules));
        has_newline_ = hold_has_newline_;
        break;
      case 'G':
        space_.append("\n" + hold_, std::move(rules));
        has_newline_ = hold_has_newline_;
        break;
      case 'x': {
        std::string old(space_.bytes());
        RuleList old_rules = space_.rules();
        add_rule(old_rules, command.rule);
        space_.assign(std::exchange(hold_, std::move(old)), std::move(rules));
        hold_rules_ = std::move(old_rules);
        std::swap(has_newline_, hold_has_newline_);
        break;
      }
      default:
        break;
    }
    return check_space(command);
  }

  Next change(const Command& command) {
    const bool inside = command.range != kNone && !command.negated &&
                        ranges_[command.range].state == Range::State::kActive;
    drop({command.rule});
    if (!inside && !command.text.empty()) write_text(command);
    return Next::kEndCycle;
  }

  Next write_line(const Command& command, std::string line) {
    line += '\n';
    if (!spend(line.size(), command)) return Next::kEndCycle;
    start_output({command.rule});
    weave_.insert(line, {command.rule});
    return check_made(command);
  }

  // The pattern space as l shows it, folded to lines of `length` bytes; 0 and 1 mean not at all.
  std::string unambiguous(std::uint32_t length) const {
    constexpr std::string_view kPlain = "\\\a\b\f\n\r\t\v";
    constexpr std::string_view kNames = "\\abfnrtv";
    std::string out;
    std::size_t in_line = 0;
    for (const char c : space_.bytes()) {
      const auto byte = static_cast<unsigned char>(c);
      std::string shown;
      const std::size_t named = kPlain.find(c);
      if (named != kPlain.npos) {
        shown = {'\\', kNames[named]};
      } else if (byte >= 32 && byte < 127) {
        shown = c;
      } else {
        shown = {'\\', static_cast<char>('0' + (byte >> 6)),
                 static_cast<char>('0' + (byte >> 3 & 7)), static_cast<char>('0' + (byte & 7))};
      }
      if (length > 1 && in_line + shown.size() > length - 1) {
        out += "\\\n";
        in_line = 0;
      }
      out += shown;
      in_line += shown.size();
    }
    return out + '$';
  }

  const Program& program_;
  const Text& text_;
  std::string_view source_;
  Matcher matcher_;
  Prefilter prefilter_;
  Weave weave_;

  PatternSpace space_;
  bool has_newline_ = true;  // whether a newline belongs behind the pattern space
  std::string hold_;
  RuleList hold_rules_;
  bool hold_has_newline_ = true;

  Offset next_line_ = 0;   // where input goes on
  Offset line_begin_ = 0;  // the line read last, without its newline
  Offset line_end_ = 0;
  std::uint64_t number_ = 0;  // of that line, if known
  bool number_known_ = false;

  std::vector<Range> ranges_;
  std::uint32_t active_ranges_ = 0;
  std::vector<const Command*> appended_;
  std::uint32_t last_regex_ = kNone;
  bool substituted_ = false;
  bool missing_newline_ = false;
  bool restart_ = false;  // D: the next cycle goes on with what is left
  bool quit_ = false;
  RuleList quit_rules_;

  std::uint64_t work_left_;
  std::size_t max_space_;
  std::size_t max_made_;
  bool failed_ = false;
  Error error_;
};

}  // namespace

Result<Edits> run(const Script& script, const Text& text) {
  return Interpreter(script.program(), text).run();
}

}  // namespace towpath::sed
