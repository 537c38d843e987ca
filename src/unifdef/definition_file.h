// SPDX-License-Identifier: GPL-2.0-or-later
// The formats of files that define symbols; see Definitions::read.
#pragma once

#include <string_view>

#include "text/result.h"
#include "text/text.h"
#include "unifdef/definitions.h"
#include "unifdef/token.h"

namespace towpath::unifdef {

// The head of a macro, "NAME" or "NAME(a, b, ...)", at the front of `tokens`, of which it takes
// `used`. An empty name: neither.
Definition read_macro_head(const Tokens& tokens, std::size_t& used);

Status read_header(const Text& text, Definitions& definitions);

bool is_kernel_config(std::string_view bytes);
Status read_kernel_config(const Text& text, Definitions& definitions);
// The macros with which kernel code asks for what a configuration says.
void add_kernel_macros(const Place& place, Definitions& definitions);

}  // namespace towpath::unifdef
