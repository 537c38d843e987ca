// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/unifdef_words.h"

#include <fmt/format.h>
#include <getopt.h>

namespace towpath::cli {
namespace {

constexpr int code_of(LongOption option) {
  return static_cast<int>(option);
}

}  // namespace

const std::vector<UnifdefOption>& unifdef_options() {
  static const std::vector<UnifdefOption> options = {
      {'D', "-D", "SYMBOL[=VALUE]", "The symbol is defined, as 1 where no value is given"},
      {'U', "-U", "SYMBOL", "The symbol is not defined"},
      {'i', "-i", "D… or U…", "As -D or -U, and what the symbol controls is no C"},
      {'f', "-f", "FILE", "What the #define and #undef lines of a file say; later over earlier"},
      {'k', "-k", nullptr, "Decide conditions without symbols too, such as #if 0"},
      {'K', "-K", nullptr, "Do not decide && and || by one side alone"},
      {'m', "-m", nullptr, "Write the results to the files themselves"},
      {'M', "-M", "SUFFIX", "Likewise, and keep the old files under names with this ending"},
      {'o', "-o", "FILE", "Write the result to this file"},
      {'b', "-b", nullptr, "Put blank lines in place of removed ones"},
      {'l', "-l", nullptr, "The same"},
      {'B', "-B", nullptr, "Take blank lines around removed ones together"},
      {'n', "-n", nullptr, "Put a #line behind removed lines"},
      {'c', "-c", nullptr, "Keep what would be removed, and remove what would be kept"},
      {'e', "-e", nullptr, "Leave directives over several lines alone"},
      {'t', "-t", nullptr, "The text is no C: it has no comments, strings and continuations"},
      {'s', "-s", nullptr, "List the symbols in conditions, nothing else"},
      {'S', "-S", nullptr, "Likewise, on one line"},
      {'x', "-x", "0|1|2", "Exit code 1 if something changed, if nothing did, or never"},
      {'I', "-I", "DIR", "With --all, where the compiler looks for headers"},
      {'d', "-d", nullptr, "Tell what is done, line by line"},
      {code_of(LongOption::kAll), "--all", nullptr,
       "Resolve all conditionals: symbols are what the C compiler (cc) knows, or undefined"},
      {code_of(LongOption::kFull), "--full", nullptr,
       "Resolve as recipes do: all of C's expressions, any layout, and a proof"},
      {'V', "-V", nullptr, "Print the version"},
      {'h', "-h", nullptr, "Print this"},
      {code_of(LongOption::kHelp), "--help", nullptr, "The same"},
  };
  return options;
}

UnifdefWords read_unifdef_words(std::vector<std::string> words) {
  std::string letters;
  std::vector<option> long_options;
  for (const UnifdefOption& known : unifdef_options()) {
    if (known.code > 255) {
      long_options.push_back({known.name + 2, no_argument, nullptr, known.code});
      continue;
    }
    letters += static_cast<char>(known.code);
    if (known.argument != nullptr) letters += ':';
  }
  long_options.push_back({});

  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int argc = static_cast<int>(words.size());

  UnifdefWords read;
  int code = 0;
  while ((code = ::getopt_long(argc, argv.data(), letters.c_str(), long_options.data(), nullptr)) !=
         -1) {
    if (code == '?') {
      read.misused = true;
      return read;
    }
    read.settings.push_back({code, ::optarg != nullptr ? ::optarg : ""});
  }
  read.files.assign(argv.begin() + ::optind, argv.begin() + argc);
  return read;
}

std::string unifdef_usage() {
  return "usage:\tunifdef [-bBcdehKkmnsStV] [-x{012}] [-Mext] [-opath] \\\n"
         "\t\t[-[i]Dsym[=val]] [-[i]Usym] [-fpath] ... [file] ...\n";
}

std::string unifdef_help() {
  std::string out = unifdef_usage() + "\nRemoves conditionals that known symbols decide.\n\n";
  for (const UnifdefOption& option : unifdef_options()) {
    const std::string name = option.argument == nullptr
                                 ? option.name
                                 : fmt::format("{} {}", option.name, option.argument);
    out += fmt::format("  {:<18} {}\n", name, option.help);
  }
  return out +
         "\nWithout -m, the result of one file, or of standard input, goes to standard output.\n"
         "Exit codes: 0 nothing changed, 1 something did, 2 an error; -x gives others.\n"
         "\nExamples:\n"
         "  unifdef -DCONFIG_PCI -UCONFIG_ISA driver.c > driver-pci.c\n"
         "  unifdef -k -B -m -f symbols.h src/*.c src/*.h\n"
         "  unifdef --full -f include/generated/autoconf.h -M .orig driver.c\n"
         "  unifdef --all -Iinclude driver.c\n";
}

}  // namespace towpath::cli
