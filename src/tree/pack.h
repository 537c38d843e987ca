// SPDX-License-Identifier: GPL-2.0-or-later
// New blobs for a git repository, written as one pack (gitformat-pack(5), version 2 of both files):
// two files in place of one a blob, since making files is what takes a run's time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"
#include "tree/git.h"

namespace towpath::tree {

class BlobPack {
 public:
  // Room for one blob in each of `slots`. `repository` must outlive it.
  static Result<BlobPack> open(git_repository* repository, std::size_t slots);

  // Compresses the blob unless the repository has it. Blobs are stored byte for byte, without
  // filters or deltas. May be called from several threads at once, each time with another slot.
  // `name` is for messages.
  Status add(std::size_t slot, const git_oid& id, std::string_view bytes, const std::string& name);

  // Writes the blobs in the order of their slots and moves them into the repository, once; the same
  // blobs make the same pack. `aside` is an open folder on the repository's file system: killed
  // meanwhile, at most the pack without its index is left in the repository, which git passes over.
  Status keep(int aside);

 private:
  struct Entry {
    git_oid id = {};
    std::string bytes;  // as in the pack; empty: none
    std::uint64_t offset = 0;
    std::uint32_t crc = 0;
  };

  static std::string index_of(const std::vector<Entry*>& sorted, std::string_view checksum);

  BlobPack(GitOdb odb, std::string folder, int level, std::size_t slots)
      : odb_(std::move(odb)), folder_(std::move(folder)), level_(level), entries_(slots) {}

  GitOdb odb_;
  std::string folder_;  // objects/pack
  int level_;           // of compression
  std::vector<Entry> entries_;
};

}  // namespace towpath::tree
