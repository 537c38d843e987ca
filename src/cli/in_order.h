// SPDX-License-Identifier: GPL-2.0-or-later
// Work on many things at once, told in their order.
#pragma once

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <utility>

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
  const auto worker = [&](int) {
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
  tbb::task_arena arena(jobs > 0 ? jobs : tbb::task_arena::automatic);
  arena.execute([&] { tbb::parallel_for(0, arena.max_concurrency(), worker); });
}

}  // namespace towpath::cli
