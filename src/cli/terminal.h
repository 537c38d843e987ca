// SPDX-License-Identifier: GPL-2.0-or-later
// What is for people's eyes only: colours and a progress bar, where there is a terminal.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "pipeline/pipeline.h"
#include "text/result.h"

namespace towpath::cli {

enum class Colour { kRed, kGreen, kYellow, kCyan, kBold };

// Whether a stream's file descriptor is a terminal that wants colours (https://no-color.org is
// heard).
bool has_colours(int descriptor);

// Wraps text in a colour for `descriptor`, or leaves it as it is.
std::string coloured(std::string_view text, Colour colour, int descriptor);

// "towpath: error: PLACE: MESSAGE" and the hint on a line of its own, on standard error.
void print_error(const Error& error);
void print_warning(const Error& warning);

// Shows how far a run is, on standard error, once it has taken half a second. Ends with its scope.
class ProgressBar {
 public:
  explicit ProgressBar(const pipeline::Progress& progress);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

 private:
  void show();

  const pipeline::Progress& progress_;
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
  std::thread thread_;  // only on a terminal
};

}  // namespace towpath::cli
