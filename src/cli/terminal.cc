// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

namespace towpath::cli {
namespace {

constexpr std::chrono::milliseconds kPatience{500};
constexpr std::chrono::milliseconds kFrame{100};
constexpr std::uint64_t kBarWidth = 40;

const char* code(Colour colour) {
  switch (colour) {
    case Colour::kRed:
      return "31";
    case Colour::kGreen:
      return "32";
    case Colour::kYellow:
      return "33";
    case Colour::kCyan:
      return "36";
    case Colour::kBold:
      return "1";
  }
  return "0";
}

void print_located(const char* kind, Colour colour, const Error& error) {
  std::string line = "towpath: " + coloured(kind, colour, STDERR_FILENO) + ": ";
  const std::string place = to_string(error.where);
  if (!place.empty()) line += coloured(place, Colour::kBold, STDERR_FILENO) + ": ";
  line += error.message;
  if (!error.hint.empty()) line += "\n  hint: " + error.hint;
  fmt::print(stderr, "{}\n", line);
}

}  // namespace

bool has_colours(int descriptor) {
  const char* none = std::getenv("NO_COLOR");
  if (none != nullptr && *none != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal == nullptr || std::strcmp(terminal, "dumb") == 0) return false;
  return ::isatty(descriptor) == 1;
}

std::string coloured(std::string_view text, Colour colour, int descriptor) {
  if (!has_colours(descriptor)) return std::string(text);
  return fmt::format("\033[{}m{}\033[0m", code(colour), text);
}

void print_error(const Error& error) {
  print_located("error", Colour::kRed, error);
}

void print_warning(const Error& warning) {
  print_located("warning", Colour::kYellow, warning);
}

ProgressBar::ProgressBar(const pipeline::Progress& progress) : progress_(progress) {
  if (::isatty(STDERR_FILENO) == 1) thread_ = std::thread([this] { show(); });
}

ProgressBar::~ProgressBar() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  finished_.notify_one();
  thread_.join();
}

void ProgressBar::show() {
  std::unique_lock lock(mutex_);
  const auto finished = [this] { return done_; };
  if (finished_.wait_for(lock, kPatience, finished)) return;
  do {
    const std::uint64_t total = std::max<std::uint64_t>(progress_.total, 1);
    const std::uint64_t done = std::min<std::uint64_t>(progress_.done, total);
    const std::uint64_t filled = done * kBarWidth / total;
    fmt::print(stderr, "\r[{:=<{}}{: <{}}] {}/{} files", "", filled, "", kBarWidth - filled, done,
               progress_.total.load());
    std::fflush(stderr);
  } while (!finished_.wait_for(lock, kFrame, finished));
  fmt::print(stderr, "\r\033[K");
}

}  // namespace towpath::cli
