// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include "sed/input.h"
#include "sed/pattern_space.h"
#include "sed/prefilter.h"
#include "sed/program.h"
#include "sed/selection.h"
#include "sed/substitute.h"
#include "sed/unambiguous.h"
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

class Interpreter {
 public:
  Interpreter(const Program& program, const Text& text)
      : program_(program),
        source_(text.bytes()),
        input_(text),
        prefilter_(program, text),
        weave_(source_),
        space_(source_),
        selection_(program, input_, space_, prefilter_, matcher_),
        work_left_(kWorkBase + kWorkPerByte * source_.size()),
        max_space_(kSpaceBase + kSpacePerByte * source_.size()),
        max_made_(kMadeBase + kMadePerByte * source_.size()) {}

  Result<Edits> run() {
    if (source_.empty()) return Edits();
    while (!quit_ && !failed_) {
      if (!restart_) {
        if (prefilter_.can_skip() && !selection_.any_open()) skip_lines();
        if (input_.is_last_line()) break;
        read_line();
      }
      restart_ = false;
      cycle();
      if (!restart_) flush_appended();
    }
    if (failed_) return std::move(error_);
    return weave_.finish(quit_rules_);
  }

 private:
  enum class Next { kGoOn, kJump, kEndCycle };

  // --- Failures and limits

  Next fail(Error error) {
    if (!failed_) error_ = std::move(error);
    failed_ = true;
    return Next::kEndCycle;
  }
  std::string this_line() const { return to_string(input_.place()); }
  Next fail_size(const Command& command) {
    return fail({command.place, "the script makes its text grow too large at " + this_line(),
                 "look for a loop that adds to its own result"});
  }

  bool spend(std::uint64_t work, const Command& command) {
    if (work > work_left_) {
      fail({command.place, "the script does not come to an end at " + this_line(),
            "look for a loop that never leaves"});
      return false;
    }
    work_left_ -= work;
    return true;
  }

  // --- Input

  // The next line comes in place of the pattern space.
  void read_line() {
    next_line();
    space_.read(input_.begin(), input_.end());
  }
  void next_line() {
    input_.read_line();
    has_newline_ = input_.has_newline();
    substituted_ = false;
  }

  // Passes over lines at which nothing can happen.
  void skip_lines() {
    const Offset candidate = prefilter_.next_candidate(input_.next(), matcher_);
    Offset begin = static_cast<Offset>(source_.size());
    if (candidate < source_.size()) {
      const std::size_t newline =
          candidate == 0 ? source_.npos : source_.rfind('\n', candidate - 1);
      begin = newline == source_.npos ? 0 : static_cast<Offset>(newline + 1);
    }
    if (begin <= input_.next()) return;
    if (program_.quiet) {
      weave_.make(weave_.passed(), begin, "", {program_.quiet_rule});
    } else {
      start_output({});
      weave_.copy(input_.next(), begin, {});
      missing_newline_ = source_[begin - 1] != '\n';
    }
    input_.skip_to(begin);
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
    } else if (input_.has_newline()) {
      weave_.copy(input_.end(), input_.end() + 1, rules);
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
    const Offset end = input_.end() + (input_.has_newline() ? 1 : 0);
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

  // --- Commands

  void cycle() {
    const auto count = static_cast<std::uint32_t>(program_.commands.size());
    for (std::uint32_t at = 0; at < count;) {
      const Command& command = program_.commands[at];
      // A substitution that cannot match is told by its literals before its address is looked at.
      if (command.name == 's' && command.range == kNone &&
          !selection_.may_match(command.substitution->regex)) {
        ++at;
        continue;
      }
      if (!spend(kStepCost, command)) return;
      const Result<bool> selected = selection_.selects(command);
      if (!selected.ok()) {
        fail(selected.error());
        return;
      }
      if (*selected == command.negated) {
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
        if (input_.is_last_line()) {
          print_by_default();
          return quit({});
        }
        print_by_default();
        flush_appended();
        read_line();
        return Next::kGoOn;
      case 'N':
        // Where there is no next line, GNU sed prints the pattern space all the same.
        if (input_.is_last_line()) {
          print_by_default();
          return quit({});
        }
        flush_appended();
        next_line();
        space_.read_more(input_.begin(), input_.end());
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
        return write_line(command, std::to_string(input_.number()));
      case 'l':
        return write_line(command, unambiguous(space_.bytes(), command.number));
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
        print_by_default();
        start_output({command.rule});  // q ends the last line, n, N and Q do not
        return quit({command.rule});
      case 'Q':
        appended_.clear();
        return quit({command.rule});
      default:
        return Next::kGoOn;  // v
    }
  }

  Next quit(RuleList rules) {
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
    const Regex* const regex = selection_.regex(substitution.regex);
    if (regex == nullptr) return fail(no_previous_regex(command));
    if (substitution.highest_group > regex->groups()) {
      return fail({command.place,
                   "invalid reference \\" + std::to_string(substitution.highest_group) +
                       " on `s' command's RHS",
                   ""});
    }
    const std::size_t size = space_.bytes().size();
    if (!spend(size / kSearchDiscount, command)) return Next::kEndCycle;
    switch (substitute(substitution, *regex, command.rule, max_space_, matcher_, space_)) {
      case Substituted::kNo:
        return Next::kGoOn;
      case Substituted::kGaveUp:
        return fail(too_many_steps(*regex, input_.place()));
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
    const bool inside = !command.negated && selection_.is_open(command);
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

  const Program& program_;
  std::string_view source_;
  Input input_;
  Matcher matcher_;
  Prefilter prefilter_;
  Weave weave_;

  PatternSpace space_;
  bool has_newline_ = true;  // whether a newline belongs behind the pattern space
  std::string hold_;
  RuleList hold_rules_;
  bool hold_has_newline_ = true;

  Selection selection_;
  std::vector<const Command*> appended_;
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
