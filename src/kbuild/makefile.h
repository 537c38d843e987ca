// SPDX-License-Identifier: GPL-2.0-or-later
// What the variables of a kernel module's makefile hold, found out without running make.
//
// Reads Kbuild files, and automake's and autoconf's templates (Makefile.in), as GNU make 4.3 would
// read them after configure; the manual "GNU Make" (chapters 3, 6, 7, 8) is the source of the
// rules. Rules and recipes are passed over. Whatever would run a program ($(shell), !=, $(guile)),
// write a file or make makefile text out of text ($(eval)) is an error where it would be expanded.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"
#include "text/text.h"

namespace towpath::kbuild {

// What the evaluator may see of a tree. Paths are relative to the tree's root, normalised, with
// '/'. What is there but cannot be read is an error, not taken for absent.
class SourceTree {
 public:
  virtual ~SourceTree() = default;
  // A regular file's text, named by its path; nothing when there is no such file.
  virtual Result<std::optional<Text>> read(const std::string& path) const = 0;
  virtual Result<bool> contains(const std::string& path) const = 0;
  // The names, in any order, of what lies in the folder; none when there is no such folder. "" is
  // the root.
  virtual Result<std::vector<std::string>> names(const std::string& folder) const = 0;
};

// What configure and the kernel's configuration would decide, decided by the recipe.
struct Settings {
  // Automake's conditionals by name: {"SERVER", false} leaves out the lines that begin with
  // @SERVER_TRUE@ and keeps those with @SERVER_FALSE@.
  std::map<std::string, bool> conditionals;
  // What stands for @name@. Without an entry, @srcdir@ and @builddir@ are ".", and @top_srcdir@ and
  // @top_builddir@ the way from the makefile's folder up to the root, as automake has them.
  std::map<std::string, std::string> substitutions;
  // Variables as if given on make's command line ({"CONFIG_SMP", "y"}): they prevail over the
  // makefile's own assignments, and are taken as they are, unexpanded.
  std::map<std::string, std::string> variables;
};

struct Word {
  std::string text;
  Place place;  // where it was written; of a word that a function made, the word that it was made
                // from
};

class Evaluation;

class Makefile {
 public:
  // Reads `text`, whose name is its path in the tree, and what it includes. Names of other files
  // are taken from the tree's root, as in the kernel's build, or else from the makefile's folder,
  // as in automake's; a makefile that only configure would make is read from its template. `src`
  // and `obj` are the makefile's folder and `srctree` and `objtree` are "." unless set. A
  // conditional, or a substitution, that nobody decided is an error as soon as anything depends on
  // it. `tree` must outlive the Makefile.
  static Result<Makefile> evaluate(const Text& text, const Settings& settings,
                                   const SourceTree& tree);

  Makefile(Makefile&&) noexcept;
  Makefile& operator=(Makefile&&) noexcept;
  ~Makefile();

  // The makefile's path.
  const std::string& path() const;
  bool defines(std::string_view variable) const;
  // The expanded value; empty for a variable that is not defined.
  Result<std::string> value(std::string_view variable);
  Result<std::vector<Word>> words(std::string_view variable);
  // The words of any text, expanded: words_of("$(MODULES)").
  Result<std::vector<Word>> words_of(std::string_view text);
  // The makefiles that were read, in order.
  std::vector<std::string> files() const;

 private:
  explicit Makefile(std::unique_ptr<Evaluation> evaluation);

  std::unique_ptr<Evaluation> evaluation_;
};

// Whether a path that starts in `folder` stays in the tree, and which file it is: "a/b" and
// "../c.o" give "a/c.o". Nothing for absolute paths and for those that leave the tree.
std::optional<std::string> resolve_path(std::string_view folder, std::string_view path);
// "a/b" of "a/b/c", "" of "c".
std::string_view folder_of(std::string_view path);

}  // namespace towpath::kbuild
