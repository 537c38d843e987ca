// SPDX-License-Identifier: GPL-2.0-or-later
// Reads makefiles statement by statement: assignments, conditionals, includes, define.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kbuild/expand.h"
#include "kbuild/template.h"

namespace towpath::kbuild {

inline constexpr int kMaxIncludeDepth = 32;
inline constexpr std::size_t kMaxIncludes = 1000;

enum class Flavor { kRecursive, kSimple, kAppend, kIfUndefined, kShell };

struct Assignment {
  Traced name;
  Flavor flavor = Flavor::kRecursive;
  std::size_t value = 0;  // where it begins
};

// Reads `NAME op value` from line[begin...]; false when it is something else.
bool parse_assignment(const Traced& line, std::size_t begin, Assignment& assignment);
// Whether the line, without its comment, is a rule: a ':' outside references that assigns nothing.
bool is_rule(const Traced& line);

class Evaluation {
 public:
  Evaluation(std::string path, const Settings& settings, const SourceTree& tree);

  // All of them return false on an error, which expander().error() tells.
  bool read(const Text& text, const std::string& name);

  Expander& expander() { return expander_; }
  const std::string& path() const { return path_; }

 private:
  // One ifdef ... else ... endif.
  struct Conditional {
    Origin at;
    bool active;     // lines are taken
    bool satisfied;  // a branch has been taken, or none may be
    bool saw_else = false;
  };
  // The state of one file.
  struct File {
    LineReader lines;
    std::vector<Conditional> conditionals;
    bool in_rule = false;  // lines that begin with a tab are recipes
    bool active() const { return conditionals.empty() || conditionals.back().active; }
  };

  bool statement(File& file, const LogicalLine& line);
  bool conditional(File& file, std::string_view word, const Traced& line, std::size_t rest);
  bool condition(std::string_view word, const Traced& line, std::size_t begin, bool& holds);
  bool compare(const Traced& line, std::size_t begin, bool& equal);
  bool define(File& file, const Traced& line, std::size_t begin, bool override_given);
  bool include(const Traced& line, std::size_t begin, bool optional);
  bool include_file(std::string_view name, Origin at, bool optional);
  bool export_names(const Traced& line, std::size_t begin);
  bool other_line(File& file, const Traced& line, std::size_t begin);

  bool assign(const Assignment& assignment, const Traced& value, bool override_given);
  bool expand_name(const Traced& text, std::string& name);

  std::string path_;
  Settings settings_;
  Expander expander_;
  int include_depth_ = 0;
};

}  // namespace towpath::kbuild
