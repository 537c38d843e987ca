// SPDX-License-Identifier: GPL-2.0-or-later
// Git blobs for many files, made on all cores.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"
#include "tree/git.h"

namespace towpath::tree {

// The id that git gives a blob of these bytes.
git_oid blob_id(std::string_view bytes);

// Writes loose objects as git does, but first to a folder of the caller's, so that a killed process
// leaves no part of one in the repository. Blobs are stored byte for byte, without filters.
class BlobWriter {
 public:
  // `aside` is an open folder on the repository's file system. Both must outlive it.
  static Result<BlobWriter> open(git_repository* repository, int aside);

  // Writes the blob aside unless the repository has it. May be called from several threads at once,
  // each time with another `name`.
  Status write(const git_oid& id, std::string_view bytes, const std::string& name) const;
  // Moves a blob that write() may have written into the repository.
  Status keep(const git_oid& id, const std::string& name) const;

 private:
  BlobWriter(GitOdb odb, std::string objects, int level, int aside)
      : odb_(std::move(odb)), objects_(std::move(objects)), level_(level), aside_(aside) {}

  GitOdb odb_;
  std::string objects_;
  int level_;
  int aside_;
};

}  // namespace towpath::tree
