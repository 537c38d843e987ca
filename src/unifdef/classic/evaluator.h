// SPDX-License-Identifier: GPL-2.0-or-later
// The value of an #if expression as the original unifdef finds it: while reading.
#pragma once

#include <optional>
#include <vector>

#include "unifdef/classic/line_scanner.h"
#include "unifdef/classic/symbols.h"
#include "unifdef/classic/trace.h"
#include "unifdef/value.h"

namespace towpath::unifdef::classic {

enum class Truth : std::uint8_t {
  kFalse,
  kTrue,
  kUnknown,
  kError,  // no expression, or divided by what is not certainly something
};

std::string_view name_of(Truth truth);

struct Evaluation {
  Truth truth = Truth::kError;
  bool constant = true;  // without symbols
  Offset end = 0;        // where reading an expression ended; not moved by an error
};

// Numbers are 64 bits wide, signed and without suffix; what follows one is no part of the
// expression. Neither are characters, ?: and a unary plus.
//
// Nothing recurses: Dijkstra's shunting yard again (see ../expression.cc), but evaluating as it
// reads, since what is written behind the place where it gives up must not be read.
class Evaluator {
 public:
  Evaluator(LineScanner& scanner, Symbols& symbols, const Trace& trace)
      : scanner_(scanner), symbols_(symbols), trace_(trace) {}

  // `strict`: && and || of what is unknown are unknown, whatever the other side is.
  Evaluation evaluate(Offset begin, bool strict);

 private:
  static constexpr int kTightest = 9;  // the level of the operators that bind tightest
  static constexpr int kOperand = 10;

  // What waits for an operand to be complete.
  struct Waiting {
    enum class Kind : std::uint8_t { kParenthesis, kUnary, kBinary } kind;
    Operator op = {};
    int level = 0;       // of a binary operator
    bool armed = false;  // has read the operator and not yet its right side
    // The left side, and what the right side last was. An unknown value leaves what was there.
    Truth left = Truth::kError;
    std::uint64_t left_bits = 0;
    std::uint64_t right_bits = 0;
  };

  bool read_operand();
  bool read_leaf();
  bool read_number();
  bool read_defined();
  bool read_symbol();
  bool read_operators(bool& complete);
  bool close_parenthesis();
  bool rise_to(int level);
  void descend_from(int level) const;
  void apply_prefixes();
  void combine(Waiting& waiting);
  void set(Value value);
  bool fail(std::string_view why = {});
  // Nothing is told of what follows a fault.
  template <class... Parts>
  void tell(const Parts&... parts) const {
    if (scanner_.fault().empty()) trace_("eval", parts...);
  }
  void tell_operand(std::string_view what) const { tell(kOperand, " ", what); }

  LineScanner& scanner_;
  Symbols& symbols_;
  const Trace& trace_;
  bool strict_ = false;
  Offset at_ = 0;
  bool constant_ = true;
  Truth truth_ = Truth::kError;
  std::uint64_t bits_ = 0;
  std::vector<Waiting> waiting_;
};

// A number in C's notation, without suffix, at the front of `text`; none if there is no digit. What
// does not fit is the nearest that does. `used` is how much of the text it is.
std::optional<std::int64_t> number_at(std::string_view text, std::size_t& used);

}  // namespace towpath::unifdef::classic
