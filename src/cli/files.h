// SPDX-License-Identifier: GPL-2.0-or-later
// Whole files, in and out.
#pragma once

#include <string>
#include <string_view>

#include "text/edit.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::cli {

// `path` "-" is standard input, which is named "[stdin]". Errors are worded as the original
// unifdef's, and have no place of their own; likewise of the next two.
Result<Text> read_input(const std::string& path);

// Writes what `edits`, which are well formed, make of `before`. `input` is what that is, for the
// error.
Status write_standard_output(std::string_view before, const Edits& edits, const std::string& input);

// Likewise to a file. One that exists is replaced by a rename, with its permissions, and never seen
// half-written; with `backup_suffix` it is kept under another name.
Status write_output(const std::string& path, std::string_view before, const Edits& edits,
                    const std::string& input, const std::string& backup_suffix);

// All of a file, beside it first, so that a reader sees the old or the new one. Permissions stay.
Status write_file(const std::string& path, std::string_view bytes);

// Whether both are there and the same file.
bool same_file(const std::string& a, const std::string& b);
bool exists(const std::string& path);

}  // namespace towpath::cli
