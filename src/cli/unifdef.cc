// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/unifdef.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "cli/compiler_symbols.h"
#include "cli/files.h"
#include "cli/unifdef_engine.h"
#include "cli/unifdef_words.h"
#include "cli/version.h"

namespace towpath::cli {
namespace {

using Setting = UnifdefWords::Setting;

constexpr int kTrouble = 2;
constexpr const char* kStandard = "-";

int complain(std::string_view message) {
  fmt::print(stderr, "unifdef: {}\n", message);
  return kTrouble;
}

int complain_of_usage() {
  fmt::print(stderr, "{}", unifdef_usage());
  return kTrouble;
}

int print_help() {
  fmt::print("{}", unifdef_help());
  return 0;
}

int print_version() {
  fmt::print(stderr, "Version: towpath-{}, does as unifdef-2.12\n", kVersion);
  return 0;
}

bool given(const UnifdefWords& words, int code) {
  return std::any_of(words.settings.begin(), words.settings.end(),
                     [code](const Setting& setting) { return setting.code == code; });
}
bool given(const UnifdefWords& words, LongOption option) {
  return given(words, static_cast<int>(option));
}

// One run of the command.
class Run {
 public:
  explicit Run(UnifdefWords words)
      : words_(std::move(words)),
        engine_(given(words_, LongOption::kFull) ? full_unifdef() : classic_unifdef()) {}

  int run() {
    int code = treat_all();
    if (const std::optional<std::string> listing = engine_->listing()) {
      const Status written = write_standard_output(*listing, {}, "[symbols]");
      if (!written) code = complain(to_string(written.error()));
    }
    return code;
  }

 private:
  int treat_all() {
    if (given(words_, LongOption::kAll)) {
      if (const std::optional<int> code = assume_all()) return *code;
    }
    for (const Setting& setting : words_.settings) {
      if (const std::optional<int> code = take(setting)) return *code;
    }
    if (words_.misused) return complain_of_usage();
    if (const char* clash = find_clash()) return complain(clash);
    engine_->end_settings();

    std::vector<std::string> inputs = words_.files;
    if (inputs.empty()) inputs.emplace_back(kStandard);
    if (!in_place_ && !output_) output_ = kStandard;
    for (const std::string& input : inputs) {
      if (const int code = treat(input, output_.value_or(input)); code != 0) return code;
    }
    return exit_mode_ == 0 ? (altered_ ? 1 : 0) : exit_mode_ == 1 ? (altered_ ? 0 : 1) : 0;
  }

  // An exit code if the option, or what is wrong with it, ends the program.
  std::optional<int> take(const Setting& setting) {
    switch (setting.code) {
      case 'h':
      case static_cast<int>(LongOption::kHelp):
        return print_help();
      case 'V':
        return print_version();
      case 'I':
      case static_cast<int>(LongOption::kAll):
      case static_cast<int>(LongOption::kFull):
        return std::nullopt;
      case 'M':
        if (!setting.argument.empty()) backup_suffix_ = setting.argument;
        [[fallthrough]];
      case 'm':
        in_place_ = true;
        return std::nullopt;
      case 'o':
        output_ = setting.argument;
        return std::nullopt;
      case 'x':
        exit_mode_ = std::atoi(setting.argument.c_str());
        if (exit_mode_ < 0 || exit_mode_ > 2) return complain_of_usage();
        return std::nullopt;
      default: {
        const std::optional<std::string> problem = engine_->set(setting);
        if (!problem) return std::nullopt;
        return problem->empty() ? complain_of_usage() : complain(*problem);
      }
    }
  }

  const char* find_clash() const {
    const std::size_t files = words_.files.size();
    const bool blanks = given(words_, 'b') || given(words_, 'l');
    if (blanks && given(words_, 'B')) return "-B and -b are mutually exclusive";
    if (engine_->listing() && (output_ || in_place_ || files > 1)) {
      return "-s only works with one input file";
    }
    if (files > 1 && output_) return "-o cannot be used with multiple input files";
    if (files > 1 && !in_place_) return "multiple input files require -m or -M";
    if (files == 0 && in_place_) return "-m requires an input file";
    return nullptr;
  }

  // All symbols in the file's conditions are what the compiler knows of them, or undefined.
  std::optional<int> assume_all() {
    if (words_.files.size() != 1 || words_.files[0] == kStandard) {
      return complain("--all takes one file");
    }
    const std::string& file = words_.files[0];
    const Result<Text> text = read_input(file);
    if (!text) return complain(to_string(text.error()));
    const std::unique_ptr<UnifdefEngine> lister = classic_unifdef();
    lister->set({'s', ""});
    std::vector<std::string> options;
    for (const Setting& setting : words_.settings) {
      if (setting.code == 't' || setting.code == 'e') lister->set(setting);
      const bool compilers = setting.code == 'D' || setting.code == 'U' || setting.code == 'I';
      if (compilers)
        options.push_back(fmt::format("-{}{}", static_cast<char>(setting.code), setting.argument));
    }
    const UnifdefOutcome outcome = lister->process(*text, "");
    if (outcome.error) return complain(*outcome.error);
    const Result<Text> known = compiler_symbols(options, file);
    if (!known) return complain(to_string(known.error()));
    std::set<std::string> undefined;
    const std::string listing = *lister->listing();
    for (std::string_view rest = listing; !rest.empty();) {
      const std::size_t newline = rest.find('\n');
      undefined.emplace(rest.substr(0, newline));
      rest.remove_prefix(newline + 1);
    }
    const auto problem = engine_->assume({undefined.begin(), undefined.end()}, *known);
    if (problem) return complain(*problem);
    return std::nullopt;
  }

  // 0, or the exit code of an error.
  int treat(const std::string& input, const std::string& output) {
    const Result<Text> text = read_input(input);
    if (!text) return complain(to_string(text.error()));
    const bool standard_input = input == kStandard;
    const UnifdefOutcome outcome = engine_->process(*text, standard_input ? "" : input);
    altered_ = altered_ || outcome.altered;
    if (outcome.error) complain(*outcome.error);
    if (outcome.error && !outcome.truncated) return kTrouble;
    // No file that is there gets half of a text.
    if (!outcome.error || output == kStandard || !exists(output)) {
      if (Status put = write(*text, outcome, input, output); !put) {
        return complain(to_string(put.error()));
      }
    }
    return outcome.error ? complain("Output may be truncated") : 0;
  }

  Status write(const Text& text, const UnifdefOutcome& outcome, const std::string& input,
               const std::string& output) const {
    if (engine_->listing()) return Done{};
    const bool untouched = !outcome.altered && backup_suffix_.empty() && same_file(input, output);
    if (output != kStandard && untouched) return Done{};
    if (output == kStandard) {
      return write_standard_output(text.bytes(), outcome.edits, text.name());
    }
    return write_output(output, text.bytes(), outcome.edits, text.name(), backup_suffix_);
  }

  const UnifdefWords words_;
  std::unique_ptr<UnifdefEngine> engine_;
  bool in_place_ = false;
  std::string backup_suffix_;
  std::optional<std::string> output_;
  int exit_mode_ = 0;
  bool altered_ = false;
};

}  // namespace

std::optional<std::vector<std::string>> unifdef_words(int argc, char** argv) {
  if (argc < 1) return std::nullopt;
  std::vector<std::string> words(argv, argv + argc);
  const std::string name = words[0].substr(words[0].rfind('/') + 1);
  if (name == "unifdefall") words.insert(words.begin() + 1, "--all");
  if (name == "unifdef" || name == "unifdefall") return words;
  if (argc < 2 || words[1] != "unifdef") return std::nullopt;
  words.erase(words.begin());
  return words;
}

void declare_unifdef(CLI::App& root) {
  CLI::App* app = root.add_subcommand(
      "unifdef", "Removes conditionals that known symbols decide, with the options of unifdef");
  app->set_help_flag();
  for (const UnifdefOption& option : unifdef_options()) {
    if (option.argument == nullptr) {
      app->add_flag(option.name, option.help);
    } else {
      app->add_option_function<std::string>(
          option.name, [](const std::string&) {}, option.help);
    }
  }
}

int run_unifdef(std::vector<std::string> words) {
  return Run(read_unifdef_words(std::move(words))).run();
}

}  // namespace towpath::cli
