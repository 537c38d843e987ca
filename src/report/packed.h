// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as a page can hold them: compressed, and spelled in characters that mean nothing in HTML.
#pragma once

#include <string>
#include <string_view>

namespace towpath::report {

// `bytes` in zlib's format (RFC 1950), in base64 (RFC 4648, with padding).
std::string packed(std::string_view bytes);

}  // namespace towpath::report
