// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "text/result.h"
#include "text/text.h"

namespace towpath::smpl {

// A file that a semantic patch names, by the name as written there.
struct NamedFile {
  std::string name;
  Place place;  // of the name; Place::file is the semantic patch
};

// Reads such a file. An empty function reads none.
using Files = std::function<Result<Text>(const NamedFile& file)>;

Result<Text> read_named(const Files& files, const NamedFile& file);

}  // namespace towpath::smpl
