// SPDX-License-Identifier: GPL-2.0-or-later
// Script: a GNU sed script as a pass from Text to Edits. The meaning is that of GNU sed 4.9 in the
// C locale: characters are bytes, NUL is one like any other.
//
// What reaches outside the text is refused with a located error: the commands e, F, r, R, w, W, the
// flags e and w of s, and exit codes of q and Q, which have nowhere to go.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "text/edit.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::sed {

struct Options {
  bool extended = false;  // -E
  bool quiet = false;     // -n; a first line `#n` means the same
};

// A command that can change the text by itself. The others (labels, braces, b t T, h H n N) have no
// rule. A quiet script has one rule more, for the lines that it leaves out.
struct Rule {
  Place place;
  std::string source;
  bool may_be_silent = false;  // p, P or D, which may well do their work without an edit
};

struct Program;  // in program.h, for this layer only

class Script {
 public:
  static Result<Script> parse(const Text& script, const Options& options);

  std::span<const Rule> rules() const;

  const Program& program() const { return *program_; }

 private:
  explicit Script(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

  std::shared_ptr<const Program> program_;
};

// Runs the script on `text` as on one input file of its own, as `sed -i -f SCRIPT FILE` does. Edits
// name commands by their index in rules(). A Script may run in several threads at once. A script
// that does not come to an end, or whose result or spaces outgrow the limits in interpreter.cc, is
// an error located in the script, or, where an expression is to blame, one that names the text's
// line as well.
Result<Edits> run(const Script& script, const Text& text);

}  // namespace towpath::sed
