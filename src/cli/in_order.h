// SPDX-License-Identifier: GPL-2.0-or-later
// Work on many things at once, told in their order.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace towpath::cli {

// Calls `work(i)` for each i below `count`, begun in order, on up to `jobs` threads (0: one a
// core), and hands each result to `tell(i, result)`, one at a time and in order, as soon as those
// before are told. Work may wait for work of lower numbers: that has begun.
template <class Work, class Tell>
void in_order(std::size_t count, int jobs, const Work& work, const Tell& tell) {
  using Outcome = decltype(work(std::size_t{0}));
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::map<std::size_t, Outcome> waiting;
  std::size_t told = 0;
  const auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      Outcome outcome = work(i);
      const std::lock_guard lock(mutex);
      waiting.emplace(i, std::move(outcome));
      for (auto at = waiting.begin(); at != waiting.end() && at->first == told;
           at = waiting.erase(at), ++told) {
        tell(told, at->second);
      }
    }
  };
  // Threads of their own, as work may wait for other work.
  const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1u);
  const std::size_t wanted = jobs > 0 ? static_cast<std::size_t>(jobs) : cores;
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(wanted, count); ++i) threads.emplace_back(worker);
  worker();
}

}  // namespace towpath::cli
