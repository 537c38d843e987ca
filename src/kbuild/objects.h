// SPDX-License-Identifier: GPL-2.0-or-later
// The source files that a makefile's object list stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kbuild/makefile.h"

namespace towpath::kbuild {

struct SourceFile {
  std::string object;  // as listed: "linux/xarray.o"
  std::string path;    // in the tree: "libcfs/libcfs/linux/xarray.c"
  Place place;         // where the object is listed

  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

// The .c or .S file of each object in `variable`, in order, each once. Objects count from the
// makefile's folder, as in Kbuild; where no source lies there, `folders` (from the tree's root) are
// searched in turn, as with make's VPATH. A word that is no object, an object without source and
// one outside the tree are errors.
Result<std::vector<SourceFile>> objects(Makefile& makefile, std::string_view variable,
                                        const SourceTree& tree,
                                        const std::vector<std::string>& folders = {});

// The source of one object; nothing when the tree has none.
Result<std::optional<std::string>> source_of(std::string_view folder, std::string_view object,
                                             const SourceTree& tree);

}  // namespace towpath::kbuild
