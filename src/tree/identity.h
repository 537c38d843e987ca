// SPDX-License-Identifier: GPL-2.0-or-later
// What a commit is called.
#pragma once

#include "tree/git.h"
#include "tree/source.h"

namespace towpath::tree {

// Not dirty. The description falls back to the id's first twelve digits.
SourceIdentity identify(git_commit* commit);

// Whether tracked files below `repository.below` differ from HEAD, in the work tree or the index.
Result<bool> is_dirty(const Repository& repository, git_commit* head);

}  // namespace towpath::tree
