// SPDX-License-Identifier: GPL-2.0-or-later
// The original programs as engines: each text goes through a program in a temporary folder.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "pipeline/pass.h"
#include "text/diff.h"
#include "unifdef/plain.h"

namespace towpath::pipeline {
namespace {

namespace fs = std::filesystem;

// A folder of our own below the system's temporary one, removed with all that is in it.
class TemporaryFolder {
 public:
  static Result<std::shared_ptr<const TemporaryFolder>> make() {
    std::error_code failed;
    const fs::path parent = fs::temp_directory_path(failed);
    std::string name = (parent / "towpath-XXXXXX").string();
    if (failed || ::mkdtemp(name.data()) == nullptr) {
      return Error{{parent.string()}, "cannot make a temporary folder", "set TMPDIR"};
    }
    return std::shared_ptr<const TemporaryFolder>(new TemporaryFolder(name));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

Status write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Error{{path.string()}, "cannot write a temporary file", ""};
  return Done{};
}

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return Error{{path.string()}, "cannot read what the program made", ""};
  return std::move(bytes).str();
}

// One of the original programs, ready to run.
struct Tool {
  std::string name;
  std::string package;                 // Debian's
  std::vector<std::string> arguments;  // before the input file
  int most_exit_code;                  // above it, the program failed
  bool in_place;                       // the result is in the input file, not on standard output
  // What is put in the tool's terms before it reads a text, within lines.
  std::function<Edits(const Text&)> preparation = {};
};

// Runs `tool` on `input`, a file; standard output goes to `output`, standard error to `errors`.
Result<int> run_program(const Tool& tool, const fs::path& input, const fs::path& output,
                        const fs::path& errors) {
  std::vector<std::string> words{tool.name};
  words.insert(words.end(), tool.arguments.begin(), tool.arguments.end());
  words.push_back(input.string());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  std::vector<std::string> settings{"LC_ALL=C"};
  for (const char* name : {"PATH", "HOME", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) settings.push_back(std::string(name) + "=" + value);
  }
  std::vector<char*> environment;
  for (std::string& setting : settings) environment.push_back(setting.data());
  environment.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = 0;
  const int failed =
      ::posix_spawnp(&pid, tool.name.c_str(), &actions, nullptr, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed == ENOENT) {
    return Error{{}, tool.name + " is not installed", "apt-get install " + tool.package};
  }
  if (failed != 0) return Error{{}, "cannot run " + tool.name + ": " + std::strerror(failed), ""};
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

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

Pass pass_of(Tool tool, std::shared_ptr<const TemporaryFolder> folder) {
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
    if (auto written = write_file(input, prepared.bytes()); !written) return written.error();
    const Result<int> exit_code = run_program(tool, input, output, errors);
    if (!exit_code) return exit_code.error();
    if (*exit_code > tool.most_exit_code) {
      const Result<std::string> said = read_file(errors);
      return Error{{text.name()},
                   tool.name + " failed with exit code " + std::to_string(*exit_code) + ": " +
                       (said ? said->substr(0, 400) : ""),
                   ""};
    }
    Result<std::string> result = read_file(tool.in_place ? input : output);
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
  auto folder = TemporaryFolder::make();
  if (!folder) return folder.error();
  const auto put = [&](const char* name, const Text& text) -> Result<std::string> {
    const fs::path path = (*folder)->path() / name;
    if (auto written = write_file(path, text.bytes()); !written) return written.error();
    return path.string();
  };

  Tool tool;
  if (const auto* sed = std::get_if<recipe::Sed>(&stage.action)) {
    tool = {"sed", "sed", {}, 0, false};
    if (sed->options.extended) tool.arguments.push_back("-E");
    if (sed->options.quiet) tool.arguments.push_back("-n");
    const Result<std::string> script = put("script.sed", sed->file);
    if (!script) return script.error();
    tool.arguments.insert(tool.arguments.end(), {"-f", *script});
  } else if (const auto* unifdef = std::get_if<recipe::Unifdef>(&stage.action)) {
    const Result<std::string> definitions = put(
        "definitions.h", Text("definitions.h", unifdef::plain_definitions(unifdef->definitions)));
    if (!definitions) return definitions.error();
    tool = {"unifdef", "unifdef", {"-k", "-f", *definitions}, 1, false};
    // In place of the sed rules with which scripts around unifdef do it.
    tool.preparation = [&known = unifdef->definitions](const Text& text) {
      return unifdef::plain_calls(text, known);
    };
  } else {
    const auto& spatch = std::get<recipe::Spatch>(stage.action);
    const Result<std::string> patch = put("patch.cocci", spatch.file);
    if (!patch) return patch.error();
    tool = {"spatch",
            "coccinelle",
            {"--very-quiet", "--no-show-diff", "--in-place", "--sp-file", *patch},
            0,
            true};
    if (spatch.hints.size() != 0) {
      const Result<std::string> hints = put("hints.h", spatch.hints);
      if (!hints) return hints.error();
      tool.arguments.insert(tool.arguments.end(), {"--macro-file", *hints});
    }
  }
  return pass_of(std::move(tool), *std::move(folder));
}

}  // namespace towpath::pipeline
