// SPDX-License-Identifier: GPL-2.0-or-later
// The command line of unifdef, as the original reads it.
#pragma once

#include <string>
#include <vector>

namespace towpath::cli {

// What getopt_long gives for options that the original does not have.
enum class LongOption : int { kAll = 256, kFull, kHelp };

struct UnifdefOption {
  int code;              // a letter or a LongOption
  const char* name;      // as written, with its dashes
  const char* argument;  // what its argument is called; nullptr: it has none
  const char* help;
};
// In the order in which people look for them.
const std::vector<UnifdefOption>& unifdef_options();

struct UnifdefWords {
  struct Setting {
    int code;
    std::string argument;
  };
  std::vector<Setting> settings;  // in the order given
  std::vector<std::string> files;
  bool misused = false;  // getopt has told what is wrong with what follows the last setting
};

// `words[0]` is what messages call the program. Reads with getopt(3), which has a state of its own:
// not twice at a time.
UnifdefWords read_unifdef_words(std::vector<std::string> words);

// The two lines that the original gives for an answer to misuse.
std::string unifdef_usage();
std::string unifdef_help();

}  // namespace towpath::cli
