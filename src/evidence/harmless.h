// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a makefile that came from a source may be given to make. Nothing of a source is run, but
// what kbuild is told there ends up in the commands of compilers.
#pragma once

#include "text/result.h"
#include "text/text.h"

namespace towpath::evidence {

// An error at the first line that could have anything else run than the kernel's own makefiles and
// the compiler: that is no assignment to a variable that lists objects, folders or flags, and no
// conditional; has $(shell …) or one of its kind, or what the shell would take for more than a
// word; or tells the compiler to load or start something.
Status harmless(const Text& makefile);

}  // namespace towpath::evidence
