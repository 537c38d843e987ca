// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/source.h"

#include <cstring>

#include "tree/git.h"

namespace towpath::tree {

bool is_text(std::string_view bytes) {
  return bytes.empty() || std::memchr(bytes.data(), '\0', bytes.size()) == nullptr;
}

Fingerprint fingerprint_of(const File& file) {
  Fingerprint fingerprint;
  const git_oid id = blob_id(file.text.bytes());
  std::memcpy(fingerprint.id.data(), id.id, fingerprint.id.size());
  fingerprint.executable = file.executable;
  return fingerprint;
}

Result<Fingerprint> SourceTree::fingerprint(std::string_view path) const {
  const Result<File> file = read(path);
  if (!file) return file.error();
  return fingerprint_of(*file);
}

}  // namespace towpath::tree
