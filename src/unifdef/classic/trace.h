// SPDX-License-Identifier: GPL-2.0-or-later
// What -d tells while it happens.
#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <string_view>

namespace towpath::unifdef::classic {

// Messages go to a sink, one at a time; without a sink nothing is put together.
class Trace {
 public:
  using Sink = std::function<void(const std::string&)>;

  void start(Sink sink) { sink_ = std::move(sink); }
  bool on() const { return sink_ != nullptr; }

  // Texts and whole numbers, one after the other.
  template <class... Parts>
  void operator()(const Parts&... parts) const {
    if (!on()) return;
    std::string message;
    (add(message, parts), ...);
    sink_(message);
  }

 private:
  static void add(std::string& message, std::integral auto number) {
    message += std::to_string(number);
  }
  static void add(std::string& message, std::string_view text) { message += text; }

  Sink sink_;
};

}  // namespace towpath::unifdef::classic
