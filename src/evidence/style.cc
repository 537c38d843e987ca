// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's checkpatch.pl reads the difference between source and result, of which it looks at
// the lines that were added; and the reverse difference, which tells what it has to say of the
// source's own.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "evidence/check.h"
#include "evidence/located.h"
#include "text/diff.h"
#include "tree/parallel.h"
#include "tree/program.h"

namespace towpath::evidence {

namespace {

namespace fs = std::filesystem;
using pipeline::Carriage;
using pipeline::Carried;

struct Complaint {
  std::uint32_t line;
  std::string type;  // "WARNING:LONG_LINE"
  std::string message;
};

// `PATH:LINE: LEVEL:TYPE: MESSAGE`, if it is about that file.
std::optional<Complaint> complaint_of(std::string_view line, const std::string& path) {
  if (!line.starts_with(path + ":")) return std::nullopt;
  line.remove_prefix(path.size() + 1);
  Complaint complaint{};
  const auto number = std::from_chars(line.data(), line.data() + line.size(), complaint.line);
  if (number.ec != std::errc()) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(number.ptr - line.data()));
  if (!line.starts_with(": ")) return std::nullopt;
  line.remove_prefix(2);
  const std::size_t end = line.find(": ");
  if (end == std::string_view::npos) return std::nullopt;
  complaint.type = line.substr(0, end);
  complaint.message = line.substr(end + 2);
  return complaint;
}

class Checker {
 public:
  Checker(const fs::path& script, const fs::path& folder) : script_(script), folder_(folder) {}

  // Of the lines that `after` has and `before` has not.
  Result<std::vector<Complaint>> complaints(const std::string& path, std::string_view before,
                                            std::string_view after, const std::string& id) const {
    const fs::path patch = folder_ / (id + ".patch");
    const fs::path output = folder_ / (id + ".out");
    const fs::path errors = folder_ / (id + ".err");
    if (Status status = tree::write_temporary(patch, unified_diff(path, before, path, after));
        !status) {
      return status.error();
    }
    const tree::Program perl{
        .name = "perl",
        .package = "perl",
        .arguments = {script_.string(), "--no-tree", "--no-signoff", "--no-summary", "--terse",
                      "--showfile", "--show-types", patch.filename().string()},
        .folder = folder_};
    const Result<int> code = tree::run(perl, output, errors);
    if (!code) return code.error();
    const auto said = tree::read_temporary(output);
    if (!said) return said.error();
    std::vector<Complaint> found;
    std::string_view left = *said;
    while (!left.empty()) {
      const std::size_t end = std::min(left.find('\n'), left.size());
      if (auto one = complaint_of(left.substr(0, end), path)) found.push_back(*std::move(one));
      left.remove_prefix(std::min(end + 1, left.size()));
    }
    // 1: it has complaints, of which those about no line are none of ours.
    if (*code == 0 || (*code == 1 && !said->empty())) return found;
    const auto why = tree::read_temporary(errors);
    return Error{{script_.string()},
                 "failed on " + path + ": " + (why ? why->substr(0, 400) : std::string()),
                 ""};
  }

 private:
  const fs::path& script_;
  const fs::path& folder_;
};

// Its findings: complaints about lines that rules shaped, but for those of a kind that the source's
// lines have had already.
Result<std::vector<Finding>> look_at(const Checker& checker, const Carried& file,
                                     const std::string& id) {
  const std::string& path = file.text.name();
  const auto now = checker.complaints(path, file.source.bytes(), file.text.bytes(), id);
  if (!now) return now.error();
  if (now->empty()) return std::vector<Finding>{};
  const auto before = checker.complaints(path, file.text.bytes(), file.source.bytes(), id);
  if (!before) return before.error();
  std::set<std::pair<std::uint32_t, std::string_view>> had;
  for (const Complaint& complaint : *before) had.emplace(complaint.line, complaint.type);

  std::vector<Finding> findings;
  const History history(file);
  for (const Complaint& complaint : *now) {
    if (complaint.line == 0 || complaint.line > file.text.line_count()) continue;
    const Trace trace = history.back({complaint.line, complaint.line});
    if (trace.shaped.empty()) continue;
    bool old = false;
    for (const Lines& lines : trace.source_lines) {
      for (std::uint32_t line = lines.first; line <= lines.last && !trace.inserted; ++line) {
        old = old || had.contains({line, complaint.type});
      }
    }
    if (old) continue;
    findings.push_back(located("style", trace, complaint.type + ": " + complaint.message));
  }
  return findings;
}

}  // namespace

Result<std::vector<Finding>> style(const Carriage& carriage, const fs::path& kernel) {
  const fs::path script = fs::absolute(kernel) / "scripts" / "checkpatch.pl";
  if (std::error_code failed; !fs::is_regular_file(script, failed)) {
    return Error{{script.string()}, "there is no such script", "name a kernel tree with --kernel"};
  }
  const auto folder = tree::TemporaryFolder::make();
  if (!folder) return folder.error();
  std::vector<const Carried*> files;
  for (const auto& [path, file] : carriage.files) {
    const bool is_c = path.ends_with(".c") || path.ends_with(".h");
    if (is_c && file.from == Carried::From::kSource && !file.lineage.unchanged()) {
      files.push_back(&file);
    }
  }
  const Checker checker(script, (*folder)->path());
  std::vector<std::vector<Finding>> found(files.size());
  Status status = tree::for_each_index(files.size(), [&](std::size_t i) -> Status {
    auto findings = look_at(checker, *files[i], std::to_string(i));
    if (!findings) return findings.error();
    found[i] = *std::move(findings);
    return Done{};
  });
  if (!status) return status.error();
  std::vector<Finding> all;
  for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
  return all;
}

}  // namespace towpath::evidence
