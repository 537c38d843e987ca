// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/index_file.h"

#include <algorithm>
#include <cstring>

#include "tree/big_endian.h"
#include "tree/sha1.h"

namespace towpath::tree {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kChecksum = 20;
// An entry's fixed part: ten 32-bit numbers of stat data, the id, and 16 bits of flags.
constexpr std::size_t kMtime = 8;
constexpr std::size_t kMode = 24;
constexpr std::size_t kUid = 28;
constexpr std::size_t kSize = 36;
constexpr std::size_t kId = 40;
constexpr std::size_t kFlags = 60;
constexpr std::size_t kFixed = 62;
constexpr std::uint32_t kExtended = 0x4000;
constexpr std::uint32_t kLongName = 0x0fff;
constexpr std::uint32_t kGitlink = 0160000;

std::uint32_t flags_of(const std::uint8_t* entry) {
  return std::uint32_t{entry[kFlags]} << 8 | entry[kFlags + 1];
}

int stage_of(const std::uint8_t* entry) {
  return (entry[kFlags] >> 4) & 3;
}

// Writes the stat data, the first 24 and another 12 bytes of an entry.
void stamp(std::uint8_t* entry, const struct stat& stat) {
  put_be32(entry, static_cast<std::uint32_t>(stat.st_ctim.tv_sec));
  put_be32(entry + 4, static_cast<std::uint32_t>(stat.st_ctim.tv_nsec));
  put_be32(entry + kMtime, static_cast<std::uint32_t>(stat.st_mtim.tv_sec));
  put_be32(entry + 12, static_cast<std::uint32_t>(stat.st_mtim.tv_nsec));
  put_be32(entry + 16, static_cast<std::uint32_t>(stat.st_dev));
  put_be32(entry + 20, static_cast<std::uint32_t>(stat.st_ino));
  put_be32(entry + kUid, stat.st_uid);
  put_be32(entry + 32, stat.st_gid);
  put_be32(entry + kSize, static_cast<std::uint32_t>(stat.st_size));
}

// The number that `version 4` begins a name with: 7 bits a byte, most significant first, and each
// byte that another follows counts one more.
bool read_number(const std::string& bytes, std::uint64_t& at, std::uint64_t end,
                 std::uint64_t& value) {
  value = 0;
  for (int i = 0; at < end; ++i) {
    const std::uint8_t byte = static_cast<std::uint8_t>(bytes[at++]);
    value = (value << 7) | (byte & 0x7f);
    if ((byte & 0x80) == 0) return true;
    if (i == 4) return false;
    ++value;
  }
  return false;
}

void append_number(std::string& out, std::uint64_t value) {
  char reversed[10];
  int size = 0;
  reversed[size++] = static_cast<char>(value & 0x7f);
  while ((value >>= 7) != 0) reversed[size++] = static_cast<char>(0x80 | (--value & 0x7f));
  while (size > 0) out += reversed[--size];
}

// Writes entries one after the other, with the layout of a version.
class EntryWriter {
 public:
  EntryWriter(std::string& out, std::uint32_t version) : out_(out), version_(version) {}

  // `head` is the entry up to its name. Returns where it went.
  std::uint64_t add(std::string_view head, std::string_view path) {
    const std::uint64_t begin = out_.size();
    out_ += head;
    if (version_ == 4) {
      const std::size_t most = std::min(last_.size(), path.size());
      std::size_t common = 0;
      while (common < most && last_[common] == path[common]) ++common;
      append_number(out_, last_.size() - common);
      out_ += path.substr(common);
      out_ += '\0';
      last_ = path;
    } else {
      out_ += path;
      // One to eight NULs, up to a multiple of eight.
      const std::size_t size = out_.size() - begin;
      out_.append(8 - size % 8, '\0');
    }
    ++count_;
    return begin;
  }

  std::uint32_t count() const { return count_; }

 private:
  std::string& out_;
  std::uint32_t version_;
  std::string_view last_;
  std::uint32_t count_ = 0;
};

// The cache-tree extension with every folder on the way to an edited path marked as not valid.
// Nothing if it is damaged.
std::string invalidated_trees(std::string_view data, const std::vector<IndexEdit>& edits) {
  struct Level {
    std::string prefix;
    std::uint64_t left;  // subtrees still to come
  };
  constexpr std::size_t kMaxDepth = 4096;
  std::string out;
  std::vector<Level> levels;
  const auto number = [&](char end, bool& good) {
    const std::size_t stop = data.find(end);
    std::int64_t value = 0;
    std::string_view digits = data.substr(0, stop);
    if (stop == std::string_view::npos || digits.empty() || digits.size() > 10) {
      good = false;
      return value;
    }
    data.remove_prefix(stop + 1);
    const bool negative = digits.front() == '-';
    if (negative) digits.remove_prefix(1);
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') good = false;
      value = value * 10 + (digit - '0');
    }
    return negative ? -value : value;
  };
  do {
    const std::size_t nul = data.find('\0');
    if (nul == std::string_view::npos || levels.size() > kMaxDepth) return {};
    const std::string_view name = data.substr(0, nul);
    data.remove_prefix(nul + 1);
    bool good = true;
    std::int64_t count = number(' ', good);
    const std::int64_t subtrees = number('\n', good);
    const std::size_t id_size = count >= 0 ? kChecksum : 0;
    if (!good || subtrees < 0 || data.size() < id_size) return {};

    std::string prefix;
    if (!levels.empty()) {
      if (levels.back().left == 0) return {};
      --levels.back().left;
      prefix = levels.back().prefix + std::string(name) + '/';
    }
    const auto first = std::lower_bound(
        edits.begin(), edits.end(), prefix,
        [](const IndexEdit& edit, const std::string& wanted) { return edit.path < wanted; });
    if (first != edits.end() && first->path.starts_with(prefix)) count = -1;
    out += name;
    out += '\0';
    out += std::to_string(count) + ' ' + std::to_string(subtrees) + '\n';
    if (count >= 0) out += data.substr(0, id_size);
    data.remove_prefix(id_size);
    levels.push_back({std::move(prefix), static_cast<std::uint64_t>(subtrees)});
    while (!levels.empty() && levels.back().left == 0) levels.pop_back();
  } while (!levels.empty());
  return data.empty() ? out : std::string();
}

}  // namespace

Result<IndexFile> IndexFile::parse(std::string bytes, std::int64_t written,
                                   const std::string& name) {
  const auto damaged = [&] {
    return Error{{name}, "the git index is damaged", "git fsck tells more"};
  };
  IndexFile index;
  index.written_ = written;
  index.bytes_ = std::move(bytes);
  const std::string& data = index.bytes_;
  if (data.empty()) return index;
  if (data.size() < kHeader + kChecksum || !data.starts_with("DIRC")) return damaged();
  index.version_ = get_be32(index.at(4));
  if (index.version_ < 2 || index.version_ > 4) {
    return Error{{name}, "git index version " + std::to_string(index.version_) + " is unknown", ""};
  }
  const std::uint64_t count = get_be32(index.at(8));
  const std::uint64_t end = data.size() - kChecksum;
  if (count > (end - kHeader) / kFixed) return damaged();
  index.slots_.reserve(count);

  std::uint64_t at = kHeader;
  std::string last;  // version 4
  for (std::uint64_t i = 0; i < count; ++i) {
    if (end - at < kFixed) return damaged();
    const std::uint32_t flags = flags_of(index.at(at));
    std::uint64_t name_at = at + kFixed + ((flags & kExtended) != 0 ? 2 : 0);
    Slot slot = {at, name_at, 0};
    if (index.version_ == 4) {
      std::uint64_t strip = 0;
      if (!read_number(data, name_at, end, strip) || strip > last.size()) return damaged();
      const std::size_t nul = data.find('\0', name_at);
      if (nul >= end) return damaged();
      last.resize(last.size() - strip);
      last.append(data, name_at, nul - name_at);
      if (last.size() > 4096) return damaged();
      slot.path_offset = index.paths_.size();
      index.paths_ += last;
      slot.path_size = static_cast<std::uint32_t>(last.size());
      at = nul + 1;
    } else {
      // The flags hold the length of names that are not very long.
      std::uint64_t size = flags & kLongName;
      if (size == kLongName) size = data.find('\0', std::min(name_at, end)) - name_at;
      if (name_at > end || size > end - name_at) return damaged();
      slot.path_size = static_cast<std::uint32_t>(size);
      const std::uint64_t entry_size = name_at + size - at;
      at += entry_size + (8 - entry_size % 8);
      if (at > end) return damaged();
    }
    if (!index.slots_.empty() && index.path(slot) < index.path(index.slots_.back()))
      return damaged();
    index.slots_.push_back(slot);
  }

  index.extensions_ = at;
  while (at < end) {
    if (end - at < 8) return damaged();
    const std::uint64_t size = get_be32(index.at(at + 4));
    if (size > end - at - 8) return damaged();
    if (data[at] < 'A' || data[at] > 'Z') {
      return Error{{name},
                   "the git index has the extension \"" + data.substr(at, 4) +
                       "\", which must be understood",
                   "git update-index --no-split-index, or git sparse-checkout disable"};
    }
    at += 8 + size;
  }
  return index;
}

std::string_view IndexFile::path(const Slot& slot) const {
  return std::string_view(version_ == 4 ? paths_ : bytes_).substr(slot.path_offset, slot.path_size);
}

IndexEntry IndexFile::entry(std::size_t index) const {
  const Slot& slot = slots_[index];
  const std::uint8_t* const begin = at(slot.offset);
  IndexEntry entry = {path(slot), get_be32(begin + kMode), {}, stage_of(begin)};
  std::memcpy(entry.id.id, begin + kId, sizeof entry.id.id);
  return entry;
}

std::size_t IndexFile::lower_bound(std::string_view wanted) const {
  const auto found =
      std::lower_bound(slots_.begin(), slots_.end(), wanted,
                       [&](const Slot& slot, std::string_view b) { return path(slot) < b; });
  return static_cast<std::size_t>(found - slots_.begin());
}

std::optional<IndexEntry> IndexFile::find(std::string_view wanted) const {
  const std::size_t found = lower_bound(wanted);
  if (found == size() || path(slots_[found]) != wanted) return std::nullopt;
  return entry(found);
}

bool IndexFile::is_unchanged(std::string_view wanted, const struct stat& stat) const {
  const std::size_t found = lower_bound(wanted);
  if (found == size() || path(slots_[found]) != wanted) return false;
  // What was written in the second in which the index was may have changed after that.
  if (stat.st_mtim.tv_sec >= written_) return false;
  const std::uint8_t* const begin = at(slots_[found].offset);
  std::uint8_t now[kFixed];
  std::memcpy(now, begin, sizeof now);
  stamp(now, stat);
  return stage_of(begin) == 0 && std::memcmp(now, begin, sizeof now) == 0;
}

IndexFile::Edited IndexFile::edit(const std::vector<IndexEdit>& edits) const {
  Edited edited;
  std::string& out = edited.bytes;
  out.reserve(bytes_.size() + edits.size() * 160 + kHeader + kChecksum);
  out = bytes_.empty() ? std::string("DIRC\0\0\0\2\0\0\0\0", kHeader) : bytes_.substr(0, kHeader);
  EntryWriter writer(out, version_);
  auto slot = slots_.begin();
  const auto copy_until = [&](const std::string* stop) {
    for (; slot != slots_.end() && (stop == nullptr || path(*slot) < *stop); ++slot) {
      const std::uint8_t* const begin = at(slot->offset);
      const std::size_t head = kFixed + ((flags_of(begin) & kExtended) != 0 ? 2 : 0);
      const std::uint64_t to =
          writer.add(std::string_view(bytes_).substr(slot->offset, head), path(*slot));
      // Git looks again at files that changed in the second of the index' own time. The new index
      // has a later one, so that these would pass for unchanged: a size of 0 tells git to look.
      if (static_cast<std::int64_t>(get_be32(begin + kMtime)) >= written_ &&
          get_be32(begin + kMode) != kGitlink) {
        put_be32(reinterpret_cast<std::uint8_t*>(out.data()) + to + kSize, 0);
      }
    }
  };
  for (const IndexEdit& edit : edits) {
    copy_until(&edit.path);
    while (slot != slots_.end() && path(*slot) == edit.path) ++slot;
    if (!edit.blob) continue;
    std::uint8_t head[kFixed] = {};
    put_be32(head + kMode, edit.blob->mode);
    std::memcpy(head + kId, edit.blob->id.id, sizeof edit.blob->id.id);
    const std::size_t flags = std::min<std::size_t>(edit.path.size(), kLongName);
    head[kFlags] = static_cast<std::uint8_t>(flags >> 8);
    head[kFlags + 1] = static_cast<std::uint8_t>(flags);
    stamp(head, edit.blob->stat);
    edited.offsets.push_back(
        writer.add({reinterpret_cast<const char*>(head), sizeof head}, edit.path));
  }
  copy_until(nullptr);
  put_be32(reinterpret_cast<std::uint8_t*>(out.data()) + 8, writer.count());
  append_extensions(out, edits);
  out.append(kChecksum, '\0');
  seal(out);
  return edited;
}

// Keeps what stays true: the trees of folders that no edit touches, and how conflicts were
// resolved. The others (of untracked files, of file-system monitors, of offsets) are caches, which
// git builds anew.
void IndexFile::append_extensions(std::string& out, const std::vector<IndexEdit>& edits) const {
  if (bytes_.empty()) return;
  const std::uint64_t end = bytes_.size() - kChecksum;
  for (std::uint64_t begin = extensions_; begin < end;) {
    const std::string_view name = std::string_view(bytes_).substr(begin, 4);
    const std::uint32_t size = get_be32(at(begin + 4));
    const std::string_view data = std::string_view(bytes_).substr(begin + 8, size);
    std::string kept;
    if (name == "TREE") kept = invalidated_trees(data, edits);
    if (name == "REUC") kept = data;
    if (!kept.empty()) {
      std::uint8_t length[4];
      put_be32(length, static_cast<std::uint32_t>(kept.size()));
      out += name;
      out.append(reinterpret_cast<const char*>(length), sizeof length);
      out += kept;
    }
    begin += 8 + size;
  }
}

bool restamp(std::string& index, std::uint64_t offset, const struct stat& stat) {
  std::uint8_t* const entry = reinterpret_cast<std::uint8_t*>(index.data()) + offset;
  std::uint8_t now[kFixed];
  std::memcpy(now, entry, sizeof now);
  stamp(now, stat);
  // The ctime comes first.
  const bool all_else = std::memcmp(now + kMtime, entry + kMtime, kFixed - kMtime) == 0;
  if (!all_else || std::memcmp(now, entry, kMtime) == 0) return false;
  std::memcpy(entry, now, kMtime);
  return true;
}

void seal(std::string& index) {
  std::uint8_t* const begin = reinterpret_cast<std::uint8_t*>(index.data());
  const std::size_t size = index.size() - kChecksum;
  const Sha1Digest digest = sha1({begin, size});
  std::memcpy(begin + size, digest.data(), kChecksum);
}

}  // namespace towpath::tree
