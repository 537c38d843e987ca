// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/pack.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "tree/beneath.h"
#include "tree/big_endian.h"
#include "tree/sha1.h"

namespace towpath::tree {
namespace {

constexpr char kPack[] = "pack";
constexpr char kIndex[] = "pack-index";
constexpr std::uint32_t kVersion = 2;
constexpr std::uint64_t kLargeOffset =
    0x8000'0000;  // from here on offsets have a table of their own

struct DeflateEnd {
  void operator()(z_stream* stream) const { deflateEnd(stream); }
};

void append_be32(std::string& out, std::uint32_t value) {
  std::array<std::uint8_t, 4> bytes;
  put_be32(bytes.data(), value);
  out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void append_checksum(std::string& out) {
  const Sha1Digest sum = sha1({reinterpret_cast<const std::uint8_t*>(out.data()), out.size()});
  out.append(reinterpret_cast<const char*>(sum.data()), sum.size());
}

// The head of an entry: type and size, the size's lowest 4 bits first and then 7 a byte, each byte
// but the last with its highest bit set.
std::string entry_head(std::uint64_t size) {
  std::string head;
  std::uint64_t byte = std::uint64_t{GIT_OBJECT_BLOB} << 4 | (size & 0x0f);
  for (size >>= 4; size != 0; size >>= 7) {
    head += static_cast<char>(byte | 0x80);
    byte = size & 0x7f;
  }
  head += static_cast<char>(byte);
  return head;
}

// As git chooses it for packs: pack.compression, else core.compression; else the fastest, since git
// packs anew in its own time.
int compression_level(git_repository* repository) {
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository) != 0) return Z_BEST_SPEED;
  const std::unique_ptr<git_config, Freed<git_config_free>> config(raw);
  std::int32_t level = Z_BEST_SPEED;
  if (git_config_get_int32(&level, raw, "pack.compression") != 0 &&
      git_config_get_int32(&level, raw, "core.compression") != 0) {
    return Z_BEST_SPEED;
  }
  return level >= Z_DEFAULT_COMPRESSION && level <= Z_BEST_COMPRESSION ? level : Z_BEST_SPEED;
}

}  // namespace

Result<BlobPack> BlobPack::open(git_repository* repository, std::size_t slots) {
  GitOdb odb = git_make<GitOdb>(git_repository_odb, repository);
  git_buf objects = {};
  if (odb == nullptr ||
      git_repository_item_path(&objects, repository, GIT_REPOSITORY_ITEM_OBJECTS) != 0) {
    return git_failure(git_repository_path(repository), "cannot open the object store");
  }
  std::string folder(objects.ptr, objects.size);
  git_buf_dispose(&objects);
  return BlobPack(std::move(odb), folder + "pack", compression_level(repository), slots);
}

Status BlobPack::add(std::size_t slot, const git_oid& id, std::string_view bytes,
                     const std::string& name) {
  if (git_odb_exists_ext(odb_.get(), &id, GIT_ODB_LOOKUP_NO_REFRESH) != 0) return Done{};
  z_stream stream = {};
  if (deflateInit(&stream, level_) != Z_OK) return Error{{name}, "cannot set up zlib", ""};
  const std::unique_ptr<z_stream, DeflateEnd> owner(&stream);
  std::string out = entry_head(bytes.size());
  const std::size_t head = out.size();
  out.resize(head + deflateBound(&stream, bytes.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data()) + head;
  stream.avail_out = static_cast<uInt>(out.size() - head);
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return Error{{name}, "cannot compress", ""};
  out.resize(out.size() - stream.avail_out);

  Entry& entry = entries_[slot];
  entry.id = id;
  entry.crc = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size())));
  entry.bytes = std::move(out);
  return Done{};
}

// The index: how many ids begin with no more than each byte; the ids; checksums; offsets.
std::string BlobPack::index_of(const std::vector<Entry*>& sorted, std::string_view checksum) {
  std::string index = "\377tOc";
  append_be32(index, kVersion);
  for (std::size_t byte = 0, count = 0; byte < 256; ++byte) {
    while (count < sorted.size() && sorted[count]->id.id[0] <= byte) ++count;
    append_be32(index, static_cast<std::uint32_t>(count));
  }
  for (const Entry* entry : sorted) {
    index.append(reinterpret_cast<const char*>(entry->id.id), GIT_OID_RAWSZ);
  }
  for (const Entry* entry : sorted) append_be32(index, entry->crc);
  std::string large;
  for (const Entry* entry : sorted) {
    if (entry->offset < kLargeOffset) {
      append_be32(index, static_cast<std::uint32_t>(entry->offset));
      continue;
    }
    append_be32(index, static_cast<std::uint32_t>(kLargeOffset | large.size() / 8));
    append_be32(large, static_cast<std::uint32_t>(entry->offset >> 32));
    append_be32(large, static_cast<std::uint32_t>(entry->offset));
  }
  index += large;
  index += checksum;
  append_checksum(index);
  return index;
}

Status BlobPack::keep(int aside) {
  std::vector<Entry*> sorted;
  for (Entry& entry : entries_) {
    if (!entry.bytes.empty()) sorted.push_back(&entry);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Entry* a, const Entry* b) { return git_oid_cmp(&a->id, &b->id) < 0; });
  // Files with the same bytes are one blob.
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (git_oid_equal(&sorted[i - 1]->id, &sorted[i]->id) != 0) sorted[i]->bytes.clear();
  }
  std::erase_if(sorted, [](const Entry* entry) { return entry->bytes.empty(); });
  if (sorted.empty()) return Done{};

  std::string pack = "PACK";
  append_be32(pack, kVersion);
  append_be32(pack, static_cast<std::uint32_t>(sorted.size()));
  for (Entry& entry : entries_) {
    entry.offset = pack.size();
    pack += entry.bytes;
    entry.bytes = std::string();
  }
  append_checksum(pack);
  const std::string_view checksum = std::string_view(pack).substr(pack.size() - GIT_OID_RAWSZ);

  Status written = write_new(aside, kPack, pack, 0444);
  if (written.ok()) written = write_new(aside, kIndex, index_of(sorted, checksum), 0444);
  if (!written.ok()) {
    Error error = std::move(written).error();
    error.where.file = folder_;
    return error;
  }
  if (mkdir(folder_.c_str(), 0777) < 0 && errno != EEXIST) {
    return system_error(folder_, "cannot make folder", errno);
  }
  git_oid name;
  git_oid_fromraw(&name, reinterpret_cast<const unsigned char*>(checksum.data()));
  const std::string path = folder_ + "/pack-" + to_hex(name);
  // Git finds a pack by its index, which therefore comes last.
  if (renameat(aside, kPack, AT_FDCWD, (path + ".pack").c_str()) < 0 ||
      renameat(aside, kIndex, AT_FDCWD, (path + ".idx").c_str()) < 0) {
    return system_error(path, "cannot move the pack into place", errno);
  }
  return Done{};
}

}  // namespace towpath::tree
