// SPDX-License-Identifier: GPL-2.0-or-later
// The headers that C files include, read for what they declare: each once, whoever asks.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "cparse/parse.h"
#include "kbuild/includes.h"
#include "smpl/declarations.h"

namespace towpath::cli {

struct HeaderOptions {
  enum class Which {
    kNone,
    kLocal,      // beside the file; and, in the folders, of the file's own name
    kAll,        // in the folders, too
    kRecursive,  // and those that these include
  };
  Which which = Which::kLocal;
  std::vector<std::string> folders;  // -I
  std::vector<std::string> always;   // --include
};

class Headers {
 public:
  // `names` are what is known of names in C.
  Headers(HeaderOptions options, c::Names names);
  ~Headers();

  // Adds what the file's headers declare. Headers that cannot be read, or that are neither below
  // the current folder, the file's own nor one of -I, are passed over: links and names in a source
  // tree lead nowhere else. Safe to call from several threads.
  void add(const Text& file, smpl::Declarations& declarations);

 private:
  struct Header;
  // What is done for one file.
  struct One {
    const Text& file;
    std::vector<std::string> folders;  // canonical: headers are below one of them
    std::set<std::string> seen;        // canonical paths
    smpl::Declarations& declarations;
  };

  static void allow(const std::filesystem::path& folder, std::vector<std::string>& folders);
  static std::string allowed(const std::filesystem::path& path,
                             const std::vector<std::string>& folders);
  void add_includes(const std::vector<kbuild::Include>& includes, const std::string& from,
                    One& one);
  void add_header(const std::string& path, One& one);
  std::string found(const kbuild::Include& include, const std::string& from, const One& one) const;
  std::shared_ptr<Header> header(const std::string& path);

  const HeaderOptions options_;
  const c::Names names_;
  std::vector<std::string> allowed_;  // the folders, whichever the file
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Header>> known_;  // by canonical path
};

}  // namespace towpath::cli
