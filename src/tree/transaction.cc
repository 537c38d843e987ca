// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/transaction.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

namespace towpath::tree {

// The steps' operations, as the journal has them.
namespace operation {
constexpr char kRemove = 'u';
constexpr char kRemoveFolder = 'r';
constexpr char kMove = 'm';
constexpr char kMoveToHome = 'h';
}  // namespace operation

namespace {

constexpr char kJournalHead[] = "towpath journal 3";
constexpr std::size_t kPartsOfStep = 4;  // operation, from, to, inode
constexpr char kRun[] = "run";
constexpr char kDraft[] = "journal.draft";
constexpr char kJournal[] = "journal";    // there while steps may have to be carried out
constexpr char kFinished[] = "finished";  // the journal after that
constexpr char kOwner[] =
    "owner";  // holds the path of git's lock, and is that lock by a second name
constexpr int kPatienceForTowpath = 10'000;  // in milliseconds
constexpr int kPatienceForGit = 1'000;
constexpr int kPause = 5;

void pause_briefly() {
  const timespec pause = {0, kPause * 1'000'000L};
  nanosleep(&pause, nullptr);
}

const char* base_name(const char* path) {
  const char* const slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

// Opens the folder that holds `path`, without allocating. An fd, or -errno.
int open_parent(int root, const char* path) {
  char folder[PATH_MAX];
  const std::size_t base = static_cast<std::size_t>(base_name(path) - path);
  const std::size_t size = base == 0 ? 0 : base - 1;
  if (size >= sizeof folder) return -ENAMETOOLONG;
  std::memcpy(folder, path, size);
  folder[size] = '\0';
  return open_beneath(root, folder, O_PATH | O_DIRECTORY | O_CLOEXEC, Reach::kSameMount);
}

bool exists(int folder, const char* name) {
  struct stat stat;
  return fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) == 0;
}

// The inode of what lies there; 0 for nothing.
ino_t inode_of(int folder, const char* name) {
  struct stat stat;
  return fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 ? stat.st_ino : 0;
}

// Whether files can be renamed from one folder to the other.
bool same_mount(int a, int b) {
  struct statx stat[2];
  const int folders[2] = {a, b};
  for (int i = 0; i < 2; ++i) {
    if (statx(folders[i], "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID, &stat[i]) < 0) {
      return false;
    }
  }
  const bool ids = (stat[0].stx_mask & stat[1].stx_mask & STATX_MNT_ID) != 0;
  return stat[0].stx_dev_major == stat[1].stx_dev_major &&
         stat[0].stx_dev_minor == stat[1].stx_dev_minor &&
         (!ids || stat[0].stx_mnt_id == stat[1].stx_mnt_id);
}

}  // namespace

// What the steps share while they are carried out: neighbours mostly lie in the same folder.
struct Places {
  // The folder of `path` beneath `root`; -errno where there is none.
  int parent(int root, const std::string& path) {
    const std::size_t size = static_cast<std::size_t>(base_name(path.c_str()) - path.c_str());
    const std::string_view wanted = std::string_view(path).substr(0, size);
    if (folder && last_root == root && last == wanted) return folder.get();
    const int opened = open_parent(root, path.c_str());
    folder = Fd(opened < 0 ? -1 : opened);
    last_root = root;
    last = wanted;
    return opened;
  }

  Fd folder;
  int last_root = -1;
  std::string_view last;  // the path up to its last component
};

Result<Transaction> Transaction::enter(const Site& site, bool create) {
  Transaction transaction;
  transaction.site_ = site;
  transaction.root_ = Fd(open(site.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!transaction.root_) return system_error(site.root, "cannot open", errno);
  transaction.home_ = Fd(open(site.home.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!transaction.home_) return system_error(site.home, "cannot open", errno);
  const std::string where = site.home + '/' + site.state;
  if (create) {
    for (std::size_t end = 0; end != std::string::npos;) {
      end = site.state.find('/', end + 1);
      const std::string folder = site.state.substr(0, end);
      const Fd parent(open_parent(transaction.home(), folder.c_str()));
      if (mkdirat(parent.get(), base_name(folder.c_str()), 0777) < 0 && errno != EEXIST) {
        return system_error(site.home + '/' + folder, "cannot make folder", errno);
      }
    }
  }
  const int state = open_beneath(transaction.home(), site.state.c_str(),
                                 O_RDONLY | O_DIRECTORY | O_CLOEXEC, Reach::kSameMount);
  if (!create && state == -ENOENT) return transaction;
  if (state < 0) return system_error(where, "cannot open", -state);
  transaction.state_ = Fd(state);
  if (!create && !exists(state, kRun)) return transaction;

  transaction.lock_ =
      Fd(openat(state, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666));
  if (!transaction.lock_) return system_error(where + "/lock", "cannot open", errno);
  for (int waited = 0; flock(transaction.lock_.get(), LOCK_EX | LOCK_NB) < 0; waited += kPause) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return system_error(where + "/lock", "cannot lock", errno);
    }
    if (waited >= kPatienceForTowpath) {
      return Error{{site.root}, "another towpath is at work here", "wait until it is done"};
    }
    pause_briefly();
  }
  return transaction;
}

Result<Transaction::Left> Transaction::recover(const Site& site) {
  Result<Transaction> transaction = enter(site, false);
  if (!transaction.ok()) return std::move(transaction).error();
  if (!transaction->lock_) return Left::kNone;
  return transaction->clean_up();
}

Result<Transaction::Left> Transaction::clean_up() {
  run_ = Fd(openat(state_.get(), kRun, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!run_) {
    if (errno == ENOENT) return Left::kNone;
    return system_error(site_.home + '/' + site_.state + '/' + kRun, "cannot open", errno);
  }
  if (exists(run_.get(), kJournal)) {
    if (Status loaded = load_journal(); !loaded.ok()) {
      run_ = Fd();
      return std::move(loaded).error();
    }
    if (Status finished = finish([] {}); !finished.ok()) return std::move(finished).error();
    return Left::kFinished;
  }
  const bool finished = exists(run_.get(), kFinished);
  discard();
  run_ = Fd();
  return finished ? Left::kFinished : Left::kDiscarded;
}

Result<Transaction> Transaction::begin(const Site& site) {
  Result<Transaction> transaction = enter(site, true);
  if (!transaction.ok()) return transaction;
  if (Result<Left> left = transaction->clean_up(); !left.ok()) return std::move(left).error();
  const int state = transaction->state_.get();
  const std::string where = site.home + '/' + site.state + '/' + kRun;
  if (mkdirat(state, kRun, 0700) < 0) return system_error(where, "cannot make folder", errno);
  transaction->run_ = Fd(openat(state, kRun, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!transaction->run_) return system_error(where, "cannot open", errno);
  if (!same_mount(transaction->root(), transaction->aside())) {
    return Error{{site.root},
                 "lies on another file system than " + site.home +
                     ", so that files cannot be moved into place at once",
                 "make a commit instead"};
  }
  return transaction;
}

Transaction::~Transaction() {
  if (run_) discard();
}

Status Transaction::lock(const std::string& path) {
  const std::string where = site_.home + '/' + path;
  if (Status written = write_new(run_.get(), kOwner, path, 0666); !written.ok()) return written;
  const int opened = open_parent(home(), path.c_str());
  if (opened < 0) return system_error(where, "cannot lock", -opened);
  const Fd folder(opened);
  for (int waited = 0; linkat(run_.get(), kOwner, folder.get(), base_name(path.c_str()), 0) < 0;
       waited += kPause) {
    if (errno != EEXIST) return system_error(where, "cannot lock", errno);
    if (waited >= kPatienceForGit) {
      return Error{{where},
                   "another git process holds this lock",
                   "if there is none, one was killed: remove the file"};
    }
    pause_briefly();
  }
  return Done{};
}

void Transaction::remove(const std::string& path) {
  steps_.push_back({operation::kRemove, "", path});
}
void Transaction::remove_folder(const std::string& path) {
  steps_.push_back({operation::kRemoveFolder, "", path});
}
void Transaction::move(const std::string& aside, const std::string& path) {
  steps_.push_back({operation::kMove, aside, path});
}
void Transaction::move_to_home(const std::string& aside, const std::string& path) {
  steps_.push_back({operation::kMoveToHome, aside, path});
}

// The journal: NUL-terminated strings, a head and then kPartsOfStep for each step.
Status Transaction::commit(const std::function<void()>& afterwards) {
  std::string journal(kJournalHead, sizeof kJournalHead);
  for (Step& step : steps_) {
    if (!step.from.empty()) step.inode = inode_of(aside(), step.from.c_str());
    for (const std::string& part :
         {std::string(1, step.operation), step.from, step.to, std::to_string(step.inode)}) {
      journal.append(part.c_str(), part.size() + 1);
    }
  }
  if (Status written = write_new(run_.get(), kDraft, journal, 0666); !written.ok()) {
    return written;
  }
  return finish(afterwards);
}

Status Transaction::load_journal() {
  const std::string where = site_.home + '/' + site_.state + "/run/journal";
  const Fd fd(openat(run_.get(), kJournal, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) return system_error(where, "cannot open", errno);
  const Result<Content> content = read_all(fd.get(), where);
  if (!content.ok()) return content.error();
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < content->bytes.size();) {
    const std::size_t end = content->bytes.find('\0', at);
    if (end == std::string::npos) break;
    parts.push_back(content->bytes.substr(at, end - at));
    at = end + 1;
  }
  if (parts.size() % kPartsOfStep != 1 || parts.front() != kJournalHead) {
    return Error{{where}, "this is no journal of this version of towpath", ""};
  }
  steps_.clear();
  for (std::size_t i = 1; i < parts.size(); i += kPartsOfStep) {
    Step step = {parts[i].empty() ? '\0' : parts[i][0], std::move(parts[i + 1]),
                 std::move(parts[i + 2]), std::strtoull(parts[i + 3].c_str(), nullptr, 10)};
    // A tree from elsewhere may bring a journal with it: that one must not reach further than the
    // tree.
    const bool in_tree = step.operation != operation::kMoveToHome;
    if (step.from.find('/') != std::string::npos || !check_path(step.to).ok() ||
        (in_tree && names_git(step.to))) {
      return Error{{where}, "the journal names a path out of the tree", "remove it"};
    }
    steps_.push_back(std::move(step));
  }
  return Done{};
}

// Carries the steps out in a child of its own session, and waits for it.
Status Transaction::finish(const std::function<void()>& afterwards) {
  Outcome outcome;
  int ends[2] = {-1, -1};
  const pid_t child = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
  if (child == 0) {
    // Other threads' locks may be held for ever here: system calls only, nothing is allocated.
    setsid();
    signal(SIGPIPE, SIG_IGN);
    outcome = carry_out(afterwards);
    [[maybe_unused]] const ssize_t told = ::write(ends[1], &outcome, sizeof outcome);
    _exit(0);
  }
  const Fd reading(ends[0]);
  { const Fd writing(ends[1]); }
  bool told = false;
  if (child > 0) {
    ssize_t got;
    do {
      got = ::read(reading.get(), &outcome, sizeof outcome);
    } while (got < 0 && errno == EINTR);
    told = got == static_cast<ssize_t>(sizeof outcome);
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  // No child could be made, or it was killed: each step can be done again.
  if (!told) outcome = carry_out(afterwards);
  if (!outcome.final) {
    return system_error(site_.home + '/' + site_.state, "cannot make the journal final",
                        outcome.failure);
  }
  run_ = Fd();  // never to be discarded now
  if (outcome.failure == 0) return Done{};
  const std::string& path = outcome.at < steps_.size() ? steps_[outcome.at].to : site_.state;
  Error error = system_error(path, "cannot move into place", outcome.failure);
  error.hint = "nothing is lost: put this right and run again, which finishes the work";
  return error;
}

Transaction::Outcome Transaction::carry_out(const std::function<void()>& afterwards) const {
  Outcome outcome;
  // A journal that is no draft any more is final.
  if (renameat(run_.get(), kDraft, run_.get(), kJournal) < 0 && errno != ENOENT) {
    outcome.failure = errno;
    return outcome;
  }
  outcome.final = true;
  if (!exists(run_.get(), kJournal)) {  // a child carried it out, and was killed only then
    leave();
    return outcome;
  }
  Places places;
  for (; outcome.at < steps_.size(); ++outcome.at) {
    outcome.failure = carry_out(steps_[outcome.at], places);
    if (outcome.failure != 0) return outcome;
  }
  // The order matters: who finds a journal does all steps again, which must not be while others may
  // work.
  if (renameat(run_.get(), kJournal, run_.get(), kFinished) < 0 && errno != ENOENT) {
    outcome.failure = errno;
    return outcome;
  }
  afterwards();
  leave();
  return outcome;
}

int Transaction::carry_out(const Step& step, Places& places) const {
  switch (step.operation) {
    case operation::kRemove:
    case operation::kRemoveFolder: {
      const bool file = step.operation == operation::kRemove;
      const int folder = places.parent(root(), step.to);
      if (folder < 0) return folder == -ENOENT || folder == -ENOTDIR ? 0 : -folder;
      if (unlinkat(folder, base_name(step.to.c_str()), file ? 0 : AT_REMOVEDIR) == 0) return 0;
      return errno == ENOENT || (!file && errno != EIO) ? 0 : errno;
    }
    case operation::kMove:
      return rename_into(root(), step, places);
    case operation::kMoveToHome:
      return rename_into(home(), step, places);
    default:
      return EINVAL;
  }
}

// Where a file replaces another, the two change places: a rename that replaces a file would have
// ext4 write the new one out first (auto_da_alloc), milliseconds each, while the tree is neither as
// before nor finished. The file's inode tells whether that has been done already.
int Transaction::rename_into(int base, const Step& step, Places& places) const {
  const int folder = places.parent(base, step.to);
  const char* const from = step.from.c_str();
  const char* const to = base_name(step.to.c_str());
  int failure = -folder;
  if (folder >= 0) {
    struct stat there;
    const bool replaces =
        fstatat(folder, to, &there, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(there.st_mode);
    if (replaces && there.st_ino == step.inode) return 0;
    if (replaces && renameat2(run_.get(), from, folder, to, RENAME_EXCHANGE) == 0) return 0;
    if (renameat(run_.get(), from, folder, to) == 0) return 0;
    failure = errno;
  }
  // No longer there: moved when the step was done the first time.
  return failure == ENOENT && !exists(run_.get(), from) ? 0 : failure;
}

// Gives git's lock back, if this transaction took it. Allocates nothing.
void Transaction::unlock() const {
  char path[PATH_MAX];
  const Fd owner(openat(run_.get(), kOwner, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!owner) return;
  const ssize_t size = ::read(owner.get(), path, sizeof path - 1);
  if (size <= 0) return;
  path[size] = '\0';
  const int opened = open_parent(home(), path);
  if (opened < 0) return;
  const Fd folder(opened);
  struct stat ours;
  struct stat lock;
  if (fstat(owner.get(), &ours) == 0 &&
      fstatat(folder.get(), base_name(path), &lock, AT_SYMLINK_NOFOLLOW) == 0 &&
      ours.st_ino == lock.st_ino && ours.st_dev == lock.st_dev) {
    unlinkat(folder.get(), base_name(path), 0);
  }
}

// Gives the lock back and takes the run's folder away, in which no more is left than this and the
// files that were replaced.
void Transaction::leave() const {
  unlock();
  for (const Step& step : steps_) {
    if (step.inode != 0) unlinkat(run_.get(), step.from.c_str(), 0);
  }
  for (const char* const name : {kOwner, kFinished}) unlinkat(run_.get(), name, 0);
  unlinkat(state_.get(), kRun, AT_REMOVEDIR);
}

void Transaction::discard() const {
  namespace fs = std::filesystem;
  std::error_code failure;
  fs::directory_iterator entry(fs::path(site_.home) / site_.state / kRun, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    const fs::path name = entry->path().filename();
    // How a lock is known to be ours, and a run to be finished.
    if (name == kOwner || name == kFinished) continue;
    std::error_code ignored;
    fs::remove_all(entry->path(), ignored);
  }
  leave();
}

}  // namespace towpath::tree
