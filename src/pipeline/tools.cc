// SPDX-License-Identifier: GPL-2.0-or-later
// The original programs as engines: each text goes through a program in a temporary folder.
#include <atomic>
#include <filesystem>
#include <memory>

#include "pipeline/pass.h"
#include "text/diff.h"
#include "tree/program.h"
#include "unifdef/plain.h"

namespace towpath::pipeline {
namespace {

namespace fs = std::filesystem;

// One of the original programs, ready to run.
struct Tool {
  tree::Program program;  // but for the input file, its last argument
  int most_exit_code;     // above it, the program failed
  bool in_place;          // the result is in the input file, not on standard output
  // What is put in the tool's terms before it reads a text, within lines.
  std::function<Edits(const Text&)> preparation = {};
};

// What changed, line by line: the program itself does not tell. It was given `prepared`, which has
// the lines of `before`.
Edits edits_between(const Text& before, const Text& prepared, const Text& after) {
  Edits edits;
  for (const LineChange& change : diff_lines(prepared.bytes(), after.bytes())) {
    edits.push_back({before.line_begin(change.before_begin + 1),
                     before.line_begin(change.before_end + 1),
                     std::string(after.slice(after.line_begin(change.after_begin + 1),
                                             after.line_begin(change.after_end + 1))),
                     {0}});
  }
  return trimmed(before.bytes(), std::move(edits));
}

Pass pass_of(Tool tool, std::shared_ptr<const tree::TemporaryFolder> folder) {
  auto counter = std::make_shared<std::atomic<std::uint64_t>>(0);
  return [tool = std::move(tool), folder = std::move(folder),
          counter = std::move(counter)](const Text& text) -> Result<Passed> {
    // Programs look at the ending of the name, so it stays.
    const fs::path base = folder->path() / std::to_string((*counter)++);
    const fs::path input = base.string() + fs::path(text.name()).extension().string();
    const fs::path output = base.string() + ".out";
    const fs::path errors = base.string() + ".err";
    const Text prepared =
        tool.preparation ? Text(text.name(), applied(text.bytes(), tool.preparation(text))) : text;
    if (auto written = tree::write_temporary(input, prepared.bytes()); !written)
      return written.error();
    tree::Program program = tool.program;
    program.arguments.push_back(input.string());
    const Result<int> exit_code = tree::run(program, output, errors);
    if (!exit_code) return exit_code.error();
    if (*exit_code > tool.most_exit_code) {
      const Result<std::string> said = tree::read_temporary(errors);
      return Error{{text.name()},
                   tool.program.name + " failed with exit code " + std::to_string(*exit_code) +
                       ": " + (said ? said->substr(0, 400) : ""),
                   ""};
    }
    Result<std::string> result = tree::read_temporary(tool.in_place ? input : output);
    if (!result) return result.error();
    std::error_code ignored;
    for (const fs::path& path : {input, output, errors}) fs::remove(path, ignored);

    Passed passed;
    passed.edits = edits_between(text, prepared, Text(text.name(), *std::move(result)));
    if (!passed.edits.empty()) passed.fired.emplace_back(0, passed.edits.size());
    return passed;
  };
}

}  // namespace

Result<Pass> tool_pass(const recipe::Stage& stage) {
  auto folder = tree::TemporaryFolder::make();
  if (!folder) return folder.error();
  const auto put = [&](const char* name, const Text& text) -> Result<std::string> {
    const fs::path path = (*folder)->path() / name;
    if (auto written = tree::write_temporary(path, text.bytes()); !written) return written.error();
    return path.string();
  };

  Tool tool;
  if (const auto* sed = std::get_if<recipe::Sed>(&stage.action)) {
    tool = {{"sed", "sed", {}}, 0, false};
    if (sed->options.extended) tool.program.arguments.push_back("-E");
    if (sed->options.quiet) tool.program.arguments.push_back("-n");
    const Result<std::string> script = put("script.sed", sed->file);
    if (!script) return script.error();
    tool.program.arguments.insert(tool.program.arguments.end(), {"-f", *script});
  } else if (const auto* unifdef = std::get_if<recipe::Unifdef>(&stage.action)) {
    const Result<std::string> definitions = put(
        "definitions.h", Text("definitions.h", unifdef::plain_definitions(unifdef->definitions)));
    if (!definitions) return definitions.error();
    tool = {{"unifdef", "unifdef", {"-k", "-f", *definitions}}, 1, false};
    // In place of the sed rules with which scripts around unifdef do it.
    tool.preparation = [&known = unifdef->definitions](const Text& text) {
      return unifdef::plain_calls(text, known);
    };
  } else {
    const auto& spatch = std::get<recipe::Spatch>(stage.action);
    const Result<std::string> patch = put("patch.cocci", spatch.file);
    if (!patch) return patch.error();
    tool = {{"spatch",
             "coccinelle",
             {"--very-quiet", "--no-show-diff", "--in-place", "--sp-file", *patch}},
            0,
            true};
    if (spatch.hints.size() != 0) {
      const Result<std::string> hints = put("hints.h", spatch.hints);
      if (!hints) return hints.error();
      tool.program.arguments.insert(tool.program.arguments.end(), {"--macro-file", *hints});
    }
  }
  return pass_of(std::move(tool), *std::move(folder));
}

}  // namespace towpath::pipeline
