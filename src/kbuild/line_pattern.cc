// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/line_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace towpath::kbuild {
namespace {

constexpr std::uint32_t kMatchLimit = 1'000'000;

struct MatchState {
  explicit MatchState(const pcre2_code* code)
      : data(pcre2_match_data_create_from_pattern(code, nullptr)),
        context(pcre2_match_context_create(nullptr)) {
    pcre2_set_match_limit(context, kMatchLimit);
  }
  ~MatchState() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
  }
  MatchState(const MatchState&) = delete;
  MatchState& operator=(const MatchState&) = delete;

  pcre2_match_data* data;
  pcre2_match_context* context;
};

}  // namespace

Result<LinePattern> LinePattern::parse(std::string_view pattern) {
  LinePattern parsed;
  parsed.pattern_ = pattern;
  if (pattern.empty())
    return Error{{}, "the pattern is empty", "an empty pattern would match every line"};
  if (pattern.size() < 2 || !pattern.starts_with('/') || !pattern.ends_with('/')) return parsed;
  const std::string_view body = pattern.substr(1, pattern.size() - 2);
  int code = 0;
  PCRE2_SIZE at = 0;
  pcre2_code* const compiled =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(body.data()), body.size(), 0, &code, &at, nullptr);
  if (!compiled) {
    PCRE2_UCHAR message[256];
    pcre2_get_error_message(code, message, sizeof message);
    return Error{{},
                 "in `" + parsed.pattern_ + "`, after " + std::to_string(at) +
                     " characters: " + reinterpret_cast<const char*>(message),
                 ""};
  }
  parsed.compiled_ =
      std::shared_ptr<const void>(compiled, [](pcre2_code* owned) { pcre2_code_free(owned); });
  return parsed;
}

bool LinePattern::matches(std::string_view line) const {
  if (!compiled_) return line.find(pattern_) != std::string_view::npos;
  const auto* const code = static_cast<const pcre2_code*>(compiled_.get());
  const MatchState state(code);
  return pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(line.data()), line.size(), 0, 0, state.data,
                     state.context) >= 0;
}

}  // namespace towpath::kbuild
