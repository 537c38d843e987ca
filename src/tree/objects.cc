// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/objects.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>

#include "tree/beneath.h"

namespace towpath::tree {
namespace {

struct DeflateEnd {
  void operator()(z_stream* stream) const { deflateEnd(stream); }
};

// The zlib stream of a loose object: a head that names type and size, then the bytes.
Result<std::string> deflate_blob(std::string_view bytes, int level, const std::string& name) {
  const std::string head = "blob " + std::to_string(bytes.size());
  z_stream stream = {};
  if (deflateInit(&stream, level) != Z_OK) return Error{{name}, "cannot set up zlib", ""};
  const std::unique_ptr<z_stream, DeflateEnd> owner(&stream);
  std::string out;
  out.resize(deflateBound(&stream, head.size() + 1 + bytes.size()));
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const auto feed = [&](const char* data, std::size_t size, int flush) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data));
    stream.avail_in = static_cast<uInt>(size);
    return deflate(&stream, flush);
  };
  if (feed(head.c_str(), head.size() + 1, Z_NO_FLUSH) != Z_OK ||
      feed(bytes.data(), bytes.size(), Z_FINISH) != Z_STREAM_END) {
    return Error{{name}, "cannot compress", ""};
  }
  out.resize(out.size() - stream.avail_out);
  return out;
}

// As git chooses it: core.looseCompression, else core.compression, else the fastest.
int compression_level(git_repository* repository) {
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository) != 0) return Z_BEST_SPEED;
  const std::unique_ptr<git_config, Freed<git_config_free>> config(raw);
  std::int32_t level = Z_BEST_SPEED;
  if (git_config_get_int32(&level, raw, "core.loosecompression") != 0 &&
      git_config_get_int32(&level, raw, "core.compression") != 0) {
    return Z_BEST_SPEED;
  }
  return level >= Z_DEFAULT_COMPRESSION && level <= Z_BEST_COMPRESSION ? level : Z_BEST_SPEED;
}

}  // namespace

git_oid blob_id(std::string_view bytes) {
  git_oid id = {};
  git_odb_hash(&id, bytes.data(), bytes.size(), GIT_OBJECT_BLOB);
  return id;
}

Result<BlobWriter> BlobWriter::open(git_repository* repository, int aside) {
  GitOdb odb = git_make<GitOdb>(git_repository_odb, repository);
  git_buf objects = {};
  if (odb == nullptr ||
      git_repository_item_path(&objects, repository, GIT_REPOSITORY_ITEM_OBJECTS) != 0) {
    return git_failure(git_repository_path(repository), "cannot open the object store");
  }
  std::string path(objects.ptr, objects.size);
  git_buf_dispose(&objects);
  return BlobWriter(std::move(odb), std::move(path), compression_level(repository), aside);
}

Status BlobWriter::write(const git_oid& id, std::string_view bytes, const std::string& name) const {
  if (git_odb_exists_ext(odb_.get(), &id, GIT_ODB_LOOKUP_NO_REFRESH) != 0) return Done{};
  const Result<std::string> packed = deflate_blob(bytes, level_, name);
  if (!packed.ok()) return packed.error();
  return write_new(aside_, name, *packed, 0444);
}

Status BlobWriter::keep(const git_oid& id, const std::string& name) const {
  const std::string hex = to_hex(id);
  const std::string folder = objects_ + hex.substr(0, 2);
  const std::string path = folder + '/' + hex.substr(2);
  if (renameat(aside_, name.c_str(), AT_FDCWD, path.c_str()) == 0) return Done{};
  struct stat stat;
  if (errno == ENOENT && fstatat(aside_, name.c_str(), &stat, 0) < 0) return Done{};  // was there
  if (mkdir(folder.c_str(), 0777) < 0 && errno != EEXIST) {
    return system_error(folder, "cannot make folder", errno);
  }
  if (renameat(aside_, name.c_str(), AT_FDCWD, path.c_str()) == 0) return Done{};
  return system_error(path, "cannot move the object into place", errno);
}

}  // namespace towpath::tree
