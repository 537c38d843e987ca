// SPDX-License-Identifier: GPL-2.0-or-later
// The first byte is a set of options, what follows up to the first NUL byte a definitions file, the
// rest a source. Whatever they are, the edits must be well formed; without edits nothing was
// altered; and the trace, with which no line is skipped, must not change them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "unifdef/classic/classic.h"

namespace {

using towpath::Text;
using towpath::unifdef::classic::Outcome;
using towpath::unifdef::classic::Unifdef;

void require(bool holds) {
  if (!holds) std::abort();
}

Outcome run(unsigned options, const Text& definitions, const Text& source, bool trace) {
  Unifdef unifdef;
  if (trace) unifdef.trace().start([](const std::string&) {});
  unifdef.line_options = {.blank = (options & 1) != 0,
                          .compress = (options & 3) == 2,
                          .complement = (options & 4) != 0,
                          .number = (options & 8) != 0};
  unifdef.reading_options = {.constants = (options & 16) != 0,
                             .strict_logic = (options & 32) != 0,
                             .keep_multiline = (options & 64) != 0,
                             .plain_text = (options & 128) != 0};
  if (unifdef.read_definitions(definitions)) return {};
  unifdef.symbols().add({"IGNORED", nullptr, true});
  unifdef.symbols().resolve_names();
  return unifdef.process(source, "in.c");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t split = std::min(input.find('\0'), input.size());
  const Text definitions("d.h", std::string(input.substr(0, split)));
  const Text source("in.c", std::string(input.substr(std::min(split + 1, input.size()))));

  const Outcome outcome = run(data[0], definitions, source, false);
  require(towpath::well_formed(outcome.edits, source.size()));
  require(!outcome.altered || !outcome.edits.empty());
  const Outcome traced = run(data[0], definitions, source, true);
  require(applied(source.bytes(), traced.edits) == applied(source.bytes(), outcome.edits));
  require(traced.altered == outcome.altered);
  require(traced.error.has_value() == outcome.error.has_value());
  if (traced.error) require(to_string(*traced.error) == to_string(*outcome.error));
  return 0;
}
