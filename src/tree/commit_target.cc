// SPDX-License-Identifier: GPL-2.0-or-later
// The target that is a commit, made in the object store alone.
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "tree/beneath.h"
#include "tree/commit_tree.h"
#include "tree/git.h"
#include "tree/pack.h"
#include "tree/parallel.h"
#include "tree/placing.h"
#include "tree/target.h"
#include "tree/transaction.h"

namespace towpath::tree {
namespace {

constexpr char kState[] = "towpath/commit";

git_filemode_t file_mode(bool executable) {
  return executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
}

class CommitTarget : public Target {
 public:
  // `exists`: the reference does, and `parent` is its commit.
  CommitTarget(Repository repository, Site site, std::string reference, bool advances,
               GitCommit parent, CommitTree tree, Recovery recovery)
      : repository_(std::move(repository)),
        site_(std::move(site)),
        reference_(std::move(reference)),
        advances_(advances),
        parent_(std::move(parent)),
        tree_(std::move(tree)),
        recovery_(recovery) {}

  Recovery recovery() const override { return recovery_; }

  Result<std::optional<File>> read(std::string_view path) const override {
    const std::string name(path);
    if (Status checked = check_path(path); !checked.ok()) return std::move(checked).error();
    const Result<std::optional<Node>> node = look_up(name);
    if (!node.ok()) return node.error();
    if (!*node) return std::optional<File>();
    if ((*node)->mode == GIT_FILEMODE_LINK) {
      return Error{{name}, "is a symbolic link, not a file", ""};
    }
    Result<std::string> bytes = tree_.read((*node)->id, name);
    if (!bytes.ok()) return std::move(bytes).error();
    return std::optional<File>(File{name, Text(name, std::move(*bytes)), (*node)->executable()});
  }

  Result<Plan> plan(std::vector<File> outputs, const std::vector<Glob>& owned) const override {
    if (Status checked = check_outputs(outputs); !checked.ok()) return std::move(checked).error();
    Plan plan;
    plan.basis = to_hex(*git_commit_id(parent_.get()));
    std::set<std::string, std::less<>> gone;
    for (const Glob& glob : owned) {
      const Result<std::vector<Node>> nodes = tree_.list(glob.literal_prefix());
      if (!nodes.ok()) return nodes.error();
      for (const Node& node : *nodes) {
        if (node.mode != GIT_FILEMODE_COMMIT && glob.matches(node.name)) gone.insert(node.name);
      }
    }
    for (File& output : outputs) {
      gone.erase(output.path);
      Change& change = plan.changes.emplace_back();
      change.path = std::move(output.path);
      change.after = std::move(output.text);
      change.executable_after = output.executable;
    }
    for (const std::string& path : gone) {
      Change& change = plan.changes.emplace_back();
      change.path = path;
      change.kind = Change::Kind::kRemove;
    }
    const Status judged =
        for_each_index(plan.changes.size(), [&](std::size_t i) { return judge(plan.changes[i]); });
    if (!judged.ok()) return judged.error();
    std::sort(plan.changes.begin(), plan.changes.end(),
              [](const Change& a, const Change& b) { return a.path < b.path; });
    return plan;
  }

  Result<Published> publish(const Plan& plan, const Publication& publication) override {
    Published published;
    published.commit = to_hex(*git_commit_id(parent_.get()));
    published.reference = reference_;
    if (plan.nothing_to_do()) return published;
    const Result<GitSignature> author = make_author(publication.time);
    if (!author.ok()) return author.error();

    Result<Transaction> transaction = Transaction::begin(site_);
    if (!transaction.ok()) return std::move(transaction).error();
    const Result<git_oid> tree = write_tree(plan, *transaction);
    if (!tree.ok()) return tree.error();
    const Result<git_oid> commit = write_commit(*tree, author->get(), publication.message);
    if (!commit.ok()) return commit.error();
    published.commit = to_hex(*commit);

    if (Status locked = lock_reference(*transaction); !locked.ok()) {
      return std::move(locked).error();
    }
    const Result<std::optional<git_oid>> now = current();
    if (!now.ok()) return now.error();
    if (*now && git_oid_equal(&**now, &*commit) != 0) return published;  // made by an earlier run
    if (advances_ ? !*now || git_oid_equal(&**now, git_commit_id(parent_.get())) == 0
                  : now->has_value() && is_branch()) {
      return Error{{reference_}, "has changed since it was looked at", "run again"};
    }
    if (Status written =
            write_new(transaction->aside(), "reference", published.commit + '\n', 0666);
        !written.ok()) {
      return std::move(written).error();
    }
    transaction->move_to_home("reference", reference_);
    if (Status committed = transaction->commit(); !committed.ok()) {
      return std::move(committed).error();
    }
    published.changed = true;
    return published;
  }

 private:
  bool is_branch() const { return reference_.starts_with("refs/heads/"); }

  // The file or link at `path`; an error where it cannot be one.
  Result<std::optional<Node>> look_up(const std::string& path) const {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string folder = path.substr(0, slash);
      Result<std::optional<Node>> above = tree_.find(folder);
      if (!above.ok() || !*above) return above;
      if ((*above)->mode == GIT_FILEMODE_LINK) {
        return Error{{path},
                     "the way to it leads through a symbolic link: " + folder,
                     "a target is written through none; put a folder in its place"};
      }
      if ((*above)->mode != GIT_FILEMODE_TREE) {
        return Error{{path}, "a file is in the place of a folder: " + folder, "move it away"};
      }
    }
    Result<std::optional<Node>> node = tree_.find(path);
    if (node.ok() && *node && (*node)->mode == GIT_FILEMODE_TREE) {
      return Error{{path}, "a folder is in the place of a file", "move it away"};
    }
    if (node.ok() && *node && (*node)->mode == GIT_FILEMODE_COMMIT) {
      return Error{{path}, "a submodule is in the place of a file", "move it away"};
    }
    return node;
  }

  Status judge(Change& change) const {
    const Result<std::optional<Node>> node = look_up(change.path);
    if (!node.ok()) return node.error();
    if (!*node) {
      change.kind = Change::Kind::kAdd;
      return Done{};
    }
    change.executable_before = (*node)->executable();
    if (change.kind != Change::Kind::kRemove) {
      const git_oid after = blob_id(change.after.bytes());
      if (git_oid_equal(&after, &(*node)->id) != 0 &&
          (*node)->mode == file_mode(change.executable_after)) {
        change.kind = Change::Kind::kSame;
        change.before = change.after;
        return Done{};
      }
      change.kind = Change::Kind::kChange;
    }
    Result<std::string> bytes = tree_.read((*node)->id, change.path);
    if (!bytes.ok()) return std::move(bytes).error();
    change.before = Text(change.path, std::move(*bytes));
    return Done{};
  }

  Result<GitSignature> make_author(std::int64_t time) const {
    const GitSignature configured =
        git_make<GitSignature>(git_signature_default, repository_.get());
    if (configured == nullptr) {
      return Error{{site_.home},
                   "nobody is named as the commit's author",
                   "git config user.name NAME; git config user.email ADDRESS"};
    }
    GitSignature author = git_make<GitSignature>(git_signature_new, configured->name,
                                                 configured->email, git_time_t{time}, 0);
    if (author == nullptr) return git_failure(site_.home, "cannot name the author");
    return author;
  }

  Result<git_oid> write_tree(const Plan& plan, const Transaction& transaction) const {
    Result<BlobPack> blobs = BlobPack::open(repository_.get(), plan.changes.size());
    if (!blobs.ok()) return blobs.error();
    const auto& changes = plan.changes;
    std::vector<git_oid> ids(changes.size());
    const auto has_blob = [&](std::size_t i) {
      return changes[i].kind == Change::Kind::kAdd || changes[i].kind == Change::Kind::kChange;
    };
    const Status written = for_each_index(changes.size(), [&](std::size_t i) -> Status {
      if (!has_blob(i)) return Done{};
      ids[i] = blob_id(changes[i].after.bytes());
      return blobs->add(i, ids[i], changes[i].after.bytes(), changes[i].path);
    });
    if (!written.ok()) return written.error();
    if (Status packed = blobs->keep(transaction.aside()); !packed.ok()) {
      return std::move(packed).error();
    }

    std::vector<git_tree_update> updates;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const char* const path = changes[i].path.c_str();
      if (changes[i].kind == Change::Kind::kRemove) {
        updates.push_back({GIT_TREE_UPDATE_REMOVE, {}, GIT_FILEMODE_BLOB, path});
      } else if (has_blob(i)) {
        updates.push_back(
            {GIT_TREE_UPDATE_UPSERT, ids[i], file_mode(changes[i].executable_after), path});
      }
    }
    const GitTree base = git_make<GitTree>(git_commit_tree, parent_.get());
    git_oid tree = {};
    if (base == nullptr || git_tree_create_updated(&tree, repository_.get(), base.get(),
                                                   updates.size(), updates.data()) != 0) {
      return git_failure(site_.home, "cannot write the tree");
    }
    return tree;
  }

  Result<git_oid> write_commit(const git_oid& tree, const git_signature* author,
                               const std::string& message) const {
    const GitTree whole = git_make<GitTree>(git_tree_lookup, repository_.get(), &tree);
    const git_commit* parent = parent_.get();
    git_oid commit = {};
    if (whole == nullptr ||
        git_commit_create(&commit, repository_.get(), nullptr, author, author, nullptr,
                          message.c_str(), whole.get(), 1, &parent) != 0) {
      return git_failure(site_.home, "cannot write the commit");
    }
    return commit;
  }

  // Takes the reference's lock as git would, so that git's own processes stay away from it.
  Status lock_reference(Transaction& transaction) const {
    for (std::size_t slash = reference_.find('/'); slash != std::string::npos;
         slash = reference_.find('/', slash + 1)) {
      const std::string folder = reference_.substr(0, slash);
      const Fd known(open_beneath(transaction.home(), folder.c_str(),
                                  O_PATH | O_DIRECTORY | O_CLOEXEC, Reach::kSameMount));
      if (!known && mkdirat(transaction.home(), folder.c_str(), 0777) < 0 && errno != EEXIST) {
        return system_error(site_.home + '/' + folder, "cannot make folder", errno);
      }
    }
    return transaction.lock(reference_ + ".lock");
  }

  // Where the reference points; none where there is none.
  Result<std::optional<git_oid>> current() const {
    git_oid id = {};
    const int code = git_reference_name_to_id(&id, repository_.get(), reference_.c_str());
    if (code == GIT_ENOTFOUND) return std::optional<git_oid>();
    if (code != 0) return git_failure(reference_, "cannot read the reference");
    return std::optional<git_oid>(id);
  }

  Repository repository_;
  Site site_;
  std::string reference_;
  bool advances_;  // the parent is where the reference points
  GitCommit parent_;
  CommitTree tree_;
  Recovery recovery_;
};

// Why the branch cannot be made or advanced.
Status check_branch(git_repository* repository, const std::string& branch,
                    const std::string& reference) {
  int valid = 0;
  if (git_branch_name_is_valid(&valid, branch.c_str()) != 0 || valid == 0) {
    return Error{{branch}, "is no name for a branch", ""};
  }
  const Error checked_out = {{branch},
                             "the branch is checked out in a work tree",
                             "write to the work tree instead, or name another branch"};
  const GitReference known =
      git_make<GitReference>(git_reference_lookup, repository, reference.c_str());
  if (known != nullptr) {
    if (git_branch_is_checked_out(known.get()) != 0) return checked_out;
    if (git_reference_type(known.get()) != GIT_REFERENCE_DIRECT) {
      return Error{{branch}, "the branch is a symbolic reference", "name the branch it stands for"};
    }
    return Done{};
  }
  const GitReference head = git_make<GitReference>(git_reference_lookup, repository, "HEAD");
  const char* const target = head == nullptr ? nullptr : git_reference_symbolic_target(head.get());
  if (target != nullptr && reference == target) return checked_out;

  // A branch "a" leaves no room for "a/b", nor the other way round.
  git_reference_iterator* raw = nullptr;
  if (git_reference_iterator_new(&raw, repository) != 0) {
    return git_failure(branch, "cannot list the branches");
  }
  const std::unique_ptr<git_reference_iterator, Freed<git_reference_iterator_free>> others(raw);
  const char* other = nullptr;
  while (git_reference_next_name(&other, raw) == 0) {
    const std::string name = other;
    if (name.starts_with(reference + '/') || reference.starts_with(name + '/')) {
      return Error{{branch}, "the branch " + name + " leaves no room for this name", ""};
    }
  }
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Target>> open_commit_target(const std::string& path,
                                                   const std::string& recipe,
                                                   const std::string& branch) {
  Result<Repository> repository = open_repository(path);
  if (!repository.ok()) return std::move(repository).error();
  if (!repository->below.empty()) {
    return Error{{path}, "is not the top of its work tree", ""};
  }
  std::string home = git_repository_commondir(repository->get());
  while (home.size() > 1 && home.back() == '/') home.pop_back();
  Site site = {home, home, kState};
  const Result<Target::Recovery> left = Transaction::recover(site);
  if (!left.ok()) return left.error();

  const std::string reference = branch.empty() ? "refs/towpath/" + recipe : "refs/heads/" + branch;
  int valid = 0;
  if (git_reference_name_is_valid(&valid, reference.c_str()) != 0 || valid == 0) {
    return Error{{reference}, "is no name for a git reference", ""};
  }
  bool advances = false;
  if (!branch.empty()) {
    if (Status good = check_branch(repository->get(), branch, reference); !good.ok()) {
      return std::move(good).error();
    }
    git_oid tip = {};
    advances = git_reference_name_to_id(&tip, repository->get(), reference.c_str()) == 0;
  }
  const std::string from = (advances ? reference : "HEAD") + "^{commit}";
  GitObject object = git_make<GitObject>(git_revparse_single, repository->get(), from.c_str());
  if (object == nullptr) {
    return Error{{path}, "there is no commit to build on", "make a first commit"};
  }
  GitCommit parent(reinterpret_cast<git_commit*>(object.release()));
  Result<CommitTree> tree = CommitTree::open(repository->get(), *git_commit_tree_id(parent.get()));
  if (!tree.ok()) return std::move(tree).error();
  return std::unique_ptr<Target>(
      std::make_unique<CommitTarget>(std::move(*repository), std::move(site), reference, advances,
                                     std::move(parent), std::move(*tree), *left));
}

}  // namespace towpath::tree
