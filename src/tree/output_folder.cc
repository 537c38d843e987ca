// SPDX-License-Identifier: GPL-2.0-or-later
// The target that is a plain folder.
#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "tree/beneath.h"
#include "tree/manifest.h"
#include "tree/git.h"
#include "tree/parallel.h"
#include "tree/placing.h"
#include "tree/target.h"
#include "tree/transaction.h"

namespace towpath::tree {
namespace {

constexpr char kState[] = ".towpath";

class OutputFolder : public Target {
 public:
  OutputFolder(std::string path, Fd root, Recovery recovery)
      : path_(std::move(path)), root_(std::move(root)), recovery_(recovery) {}

  Recovery recovery() const override { return recovery_; }

  Result<std::optional<File>> read(std::string_view path) const override {
    const std::string name(path);
    if (Status checked = check_path(path); !checked.ok()) return std::move(checked).error();
    if (!root_) return std::optional<File>();
    Result<std::optional<Found>> found = look(root_.get(), name);
    if (!found.ok()) return std::move(found).error();
    if (!*found) return std::optional<File>();
    if ((*found)->link) return Error{{name}, "is a symbolic link, not a file", ""};
    const bool executable = (*found)->executable();
    return std::optional<File>(File{name, Text(name, std::move((*found)->bytes)), executable});
  }

  // All that the manifest names is ours, whatever the recipe owns now.
  Result<Plan> plan(std::vector<File> outputs, const std::vector<Glob>&) const override {
    if (Status checked = check_outputs(outputs); !checked.ok()) return std::move(checked).error();
    for (const File& output : outputs) {
      if (output.path == kState || output.path.starts_with(std::string(kState) + '/')) {
        return Error{{output.path}, "an output may not lie in \".towpath\"", ""};
      }
    }
    const Result<Manifest> manifest = read_manifest();
    if (!manifest.ok()) return manifest.error();

    std::vector<Change> changes;
    for (File& output : outputs) {
      Change& change = changes.emplace_back();
      change.path = std::move(output.path);
      change.after = std::move(output.text);
      change.executable_after = output.executable;
    }
    for (const auto& [path, written] : manifest->paths()) {
      const auto output = std::lower_bound(
          changes.begin(), changes.begin() + static_cast<std::ptrdiff_t>(outputs.size()), path,
          [](const Change& change, const std::string& wanted) { return change.path < wanted; });
      if (output != changes.begin() + static_cast<std::ptrdiff_t>(outputs.size()) &&
          output->path == path) {
        continue;
      }
      Change& change = changes.emplace_back();
      change.path = path;
      change.kind = Change::Kind::kRemove;
    }
    std::vector<char> uncommitted(changes.size());
    const Status judged = for_each_index(changes.size(), [&](std::size_t i) -> Status {
      const Result<bool> work = judge(*manifest, changes[i]);
      if (!work.ok()) return work.error();
      uncommitted[i] = *work;
      return Done{};
    });
    if (!judged.ok()) return judged.error();

    Plan plan;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (uncommitted[i] != 0) plan.uncommitted.push_back(changes[i].path);
    }
    std::sort(plan.uncommitted.begin(), plan.uncommitted.end());
    std::sort(changes.begin(), changes.end(),
              [](const Change& a, const Change& b) { return a.path < b.path; });
    plan.changes = std::move(changes);
    return plan;
  }

  Result<Published> publish(const Plan& plan, const Publication&) override {
    Published published;
    if (plan.nothing_to_do()) return published;
    if (!plan.uncommitted.empty()) {
      std::string message = "files were changed by somebody else since they were written here:";
      for (const std::string& path : plan.uncommitted) message += "\n  " + path;
      return Error{{path_}, std::move(message), "move them away: a plain folder has no backup"};
    }
    std::error_code failure;
    std::filesystem::create_directories(path_, failure);
    if (failure) return system_error(path_, "cannot make the folder", failure.value());
    if (!root_) root_ = Fd(open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root_) return system_error(path_, "cannot open", errno);

    Result<Transaction> transaction = Transaction::begin({path_, path_, kState});
    if (!transaction.ok()) return std::move(transaction).error();
    const Result<std::vector<std::string>> names = place(plan, *transaction);
    if (!names.ok()) return names.error();
    Result<Manifest> manifest = read_manifest();
    if (!manifest.ok()) return std::move(manifest).error();
    if (Status written = write_aside(plan, *names, *manifest, *transaction); !written.ok()) {
      return std::move(written).error();
    }
    if (Status committed = transaction->commit(); !committed.ok()) {
      return std::move(committed).error();
    }
    published.changed = true;
    return published;
  }

 private:
  Result<Manifest> read_manifest() const {
    const Fd state(root_ ? open_beneath(root_.get(), kState, O_PATH | O_DIRECTORY | O_CLOEXEC,
                                        Reach::kSameMount)
                         : -1);
    if (!state) return Manifest();
    return Manifest::read(state.get(), path_ + '/' + kState);
  }

  // Fills in what is there now; whether that is somebody else's work.
  Result<bool> judge(const Manifest& manifest, Change& change) const {
    if (!root_) {
      change.kind = Change::Kind::kAdd;
      return false;
    }
    Result<std::optional<Found>> found = look(root_.get(), change.path);
    if (!found.ok()) return std::move(found).error();
    const bool removal = change.kind == Change::Kind::kRemove;
    if (!*found) {
      if (!removal) change.kind = Change::Kind::kAdd;
      return false;
    }
    const bool executable = (*found)->executable();
    const bool file = !(*found)->link;
    change.executable_before = executable;
    if (!removal) {
      if (file && executable == change.executable_after &&
          (*found)->bytes == change.after.bytes()) {
        change.kind = Change::Kind::kSame;
        change.before = change.after;
        return false;
      }
      change.kind = Change::Kind::kChange;
    }
    change.before = Text(change.path, std::move((*found)->bytes));
    const auto ours = manifest.paths().find(change.path);
    if (ours == manifest.paths().end() || !ours->second || !file) return true;
    const git_oid now = blob_id(change.before.bytes());
    return git_oid_equal(&now, &ours->second->id) == 0;
  }

  // `names` as place() has them.
  Status write_aside(const Plan& plan, const std::vector<std::string>& names, Manifest& manifest,
                     Transaction& transaction) const {
    const auto& changes = plan.changes;
    std::vector<git_oid> ids(changes.size());
    const Status written = for_each_index(changes.size(), [&](std::size_t i) -> Status {
      const Change& change = changes[i];
      if (change.kind == Change::Kind::kRemove) return Done{};
      ids[i] = blob_id(change.after.bytes());
      if (change.kind == Change::Kind::kSame) return Done{};
      Status status = write_new(transaction.aside(), names[i], change.after.bytes(),
                                change.executable_after ? 0777 : 0666);
      if (status.ok()) return status;
      Error error = std::move(status).error();
      error.where.file = change.path;
      return error;
    });
    if (!written.ok()) return written;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (changes[i].kind == Change::Kind::kRemove) {
        manifest.forget(changes[i].path);
      } else {
        manifest.set(changes[i].path, {{ids[i], changes[i].executable_after}});
      }
    }
    transaction.move_to_home(Manifest::kFile, std::string(kState) + '/' + Manifest::kFile);
    return write_new(transaction.aside(), Manifest::kFile, manifest.to_bytes(), 0666);
  }

  std::string path_;
  Fd root_;  // none before the folder is made
  Recovery recovery_;
};

}  // namespace

Result<std::unique_ptr<Target>> open_output_folder(const std::string& path) {
  namespace fs = std::filesystem;
  set_up_git();
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  Target::Recovery recovery = Target::Recovery::kNone;
  Fd root;
  if (fs::exists(status)) {
    if (!fs::is_directory(status)) return Error{{path}, "is no folder", ""};
    const bool ours = fs::exists(fs::symlink_status(fs::path(path) / kState, failure));
    if (!ours && !fs::is_empty(path, failure)) {
      return Error{{path},
                   "the folder is not empty, and towpath did not write what is in it",
                   "name another"};
    }
    const Result<Target::Recovery> left = Transaction::recover({path, path, kState});
    if (!left.ok()) return left.error();
    recovery = *left;
    root = Fd(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root) return system_error(path, "cannot open", errno);
  }
  return std::unique_ptr<Target>(std::make_unique<OutputFolder>(path, std::move(root), recovery));
}

}  // namespace towpath::tree
