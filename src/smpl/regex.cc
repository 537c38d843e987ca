// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

namespace towpath::smpl {

namespace {

constexpr std::uint32_t kMaxSteps = 100'000;

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

PCRE2_SPTR bytes_of(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

}  // namespace

struct Regex::Code {
  std::unique_ptr<pcre2_code, Free> compiled;
  std::unique_ptr<pcre2_match_context, Free> limits;
};

Regex::Regex(std::unique_ptr<Code> code) : code_(std::move(code)) {
}
Regex::~Regex() = default;

Result<std::shared_ptr<const Regex>> Regex::compile(std::string_view source, const Place& where) {
  int code = 0;
  PCRE2_SIZE at = 0;
  auto made = std::make_unique<Code>();
  made->compiled.reset(
      pcre2_compile(bytes_of(source), source.size(), PCRE2_NEVER_UTF, &code, &at, nullptr));
  if (!made->compiled) {
    std::array<PCRE2_UCHAR, 256> message{};
    pcre2_get_error_message(code, message.data(), message.size());
    return Error{where,
                 std::string("this regular expression is not understood: ") +
                     reinterpret_cast<const char*>(message.data()),
                 ""};
  }
  made->limits.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(made->limits.get(), kMaxSteps);
  pcre2_set_depth_limit(made->limits.get(), kMaxSteps / 10);
  return std::shared_ptr<const Regex>(new Regex(std::move(made)));
}

bool Regex::found_in(std::string_view text) const {
  const std::unique_ptr<pcre2_match_data, Free> data(pcre2_match_data_create(1, nullptr));
  return pcre2_match(code_->compiled.get(), bytes_of(text), text.size(), 0, 0, data.get(),
                     code_->limits.get()) >= 0;
}

}  // namespace towpath::smpl
