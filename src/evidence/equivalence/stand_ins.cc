// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/equivalence/stand_ins.h"

#include <algorithm>
#include <optional>

namespace towpath::evidence {

namespace {

// Words of a call; where brackets do not pair up, a longer one would be looked for again and again.
constexpr std::size_t kMaxCall = 20000;

// What only a statement, a declaration or a type has.
bool is_operand(const Words& body) {
  static constexpr std::string_view kNone[] = {";",      "{",     "=",        "return", "goto",
                                               "do",     "if",    "for",      "while",  "switch",
                                               "struct", "union", "enum",     "const",  "unsigned",
                                               "static", "break", "continue", "extern"};
  int depth = 0;
  for (const Word& word : body) {
    if (word.is("(") || word.is("[")) ++depth;
    if (word.is(")") || word.is("]")) --depth;
    if (depth == 0 &&
        std::find(std::begin(kNone), std::end(kNone), word.spelling) != std::end(kNone)) {
      return false;
    }
  }
  return true;
}

// One `#define` line: the words after it, up to `end`.
Result<StandIn> read(const Text& text, const Words& words, std::size_t at, std::size_t end) {
  const auto fail = [&](std::size_t i, std::string message, std::string hint = "") -> Error {
    return {text.place(words[std::min(i, words.size() - 1)].at), std::move(message),
            std::move(hint)};
  };
  StandIn one;
  if (at == end || words[at].kind != WordKind::kName) return fail(at, "a name is missing");
  one.name = words[at].spelling;
  const Offset behind = words[at].at + static_cast<Offset>(one.name.size());
  ++at;
  if (at < end && words[at].is("(") && words[at].at == behind) {
    one.has_parameters = true;
    ++at;
    while (at < end && !words[at].is(")")) {
      if (words[at].is("...")) {
        one.variadic = true;
        one.parameters.push_back("__VA_ARGS__");
      } else if (words[at].kind == WordKind::kName) {
        one.parameters.push_back(words[at].spelling);
      } else if (!words[at].is(",")) {
        return fail(at, "'" + std::string(words[at].spelling) + "' is no parameter");
      }
      ++at;
    }
    if (at == end) return fail(at, "the parameters of " + std::string(one.name) + " have no end");
    ++at;
  }
  for (; at < end; ++at) {
    if (words[at].is("#") || words[at].is("##")) {
      return fail(at, "not supported yet: '" + std::string(words[at].spelling) + "' in a stand-in",
                  "write out what it makes");
    }
    one.body.push_back(words[at]);
  }
  one.is_operand = one.has_parameters && is_operand(one.body);
  return one;
}

// A reader over words with the bodies of stand-ins put in front of what is left.
class Expander {
 public:
  Expander(const StandIns& stand_ins, std::size_t& made) : stand_ins_(stand_ins), made_(made) {}

  Words run(const Words& words, std::vector<const StandIn*> hidden) {
    hidden_ = std::move(hidden);
    const std::size_t already = hidden_.size();
    frames_.push_back({&words, {}, 0});
    out_.reserve(words.size());
    while (const Word* word = next()) {
      out_.push_back(*word);
      if (word->kind == WordKind::kDirective && word->is("#define")) {
        // The name that is defined.
        if (const Word* name = next()) out_.push_back(*name);
        continue;
      }
      if (word->kind != WordKind::kName || made_ > StandIns::kMaxMade) continue;
      const StandIn* one = stand_ins_.find(word->spelling);
      if (one == nullptr || is_hidden(one) || hidden_.size() >= 64) continue;
      if (frames_.size() == 1 && stands_already(*one)) continue;
      const Offset at = word->at;
      std::vector<Words> arguments;
      if (one->has_parameters && !take_arguments(*one, arguments)) continue;
      out_.pop_back();
      substitute(*one, at, std::move(arguments));
    }
    hidden_.resize(already);
    return std::move(out_);
  }

 private:
  struct Frame {
    const Words* borrowed;  // the text, or null
    Words owned;
    std::size_t next;

    const Words& words() const { return borrowed != nullptr ? *borrowed : owned; }
  };

  const Word* peek() {
    while (frames_.back().next == frames_.back().words().size()) {
      if (frames_.size() == 1) return nullptr;
      frames_.pop_back();
      hidden_.pop_back();
    }
    return &frames_.back().words()[frames_.back().next];
  }

  // Stays valid until the frame is left: until the next call that returns another word.
  const Word* next() {
    const Word* word = peek();
    if (word != nullptr) ++frames_.back().next;
    return word;
  }

  bool is_hidden(const StandIn* one) const {
    return std::find(hidden_.begin(), hidden_.end(), one) != hidden_.end();
  }

  // Whether the words around the name that was just read are those of the body already.
  bool stands_already(const StandIn& one) const {
    if (one.has_parameters) return false;
    const Words& words = frames_.front().words();
    const std::size_t here = frames_.front().next - 1;
    for (std::size_t own = 0; own < one.body.size(); ++own) {
      if (!one.body[own].is(one.name) || own > here ||
          here - own + one.body.size() > words.size()) {
        continue;
      }
      if (std::equal(one.body.begin(), one.body.end(), words.begin() + (here - own),
                     [](const Word& a, const Word& b) { return a.spelling == b.spelling; })) {
        return true;
      }
    }
    return false;
  }

  // The arguments of a call that begins with the next word; nothing is read if there is none. A
  // call that goes on beyond its frame is read from the frames below as well.
  bool take_arguments(const StandIn& one, std::vector<Words>& arguments) {
    const Word* open = peek();
    if (open == nullptr || !open->is("(")) return false;
    const Frame& frame = frames_.back();
    const Words& words = frame.words();
    std::size_t at = frame.next + 1;
    int depth = 0;
    int lines = 0;  // a call may have directives in it, but none goes on after its own
    Words argument;
    for (;; ++at) {
      if (at == words.size() || at - frame.next > kMaxCall) return false;
      const Word& word = words[at];
      if (word.kind == WordKind::kDirective) ++lines;
      if (word.kind == WordKind::kLineEnd && --lines < 0) return false;
      if (depth == 0 && word.is(")")) break;
      if (word.is("(") || word.is("[") || word.is("{")) ++depth;
      if (word.is(")") || word.is("]") || word.is("}")) --depth;
      const bool last = one.variadic && arguments.size() + 1 == one.parameters.size();
      if (depth == 0 && word.is(",") && !last) {
        arguments.push_back(std::move(argument));
        argument.clear();
      } else {
        argument.push_back(word);
      }
    }
    if (!argument.empty() || !arguments.empty() || !one.parameters.empty()) {
      arguments.push_back(std::move(argument));
    }
    if (one.variadic && arguments.size() + 1 == one.parameters.size()) arguments.emplace_back();
    if (arguments.size() != one.parameters.size()) return false;
    frames_.back().next = at + 1;
    return true;
  }

  void substitute(const StandIn& one, Offset at, std::vector<Words> arguments) {
    for (Words& argument : arguments) argument = Expander(stand_ins_, made_).run(argument, hidden_);
    Words made;
    if (one.is_operand) made.push_back({"(", at, WordKind::kOpen, true});
    for (const Word& word : one.body) {
      const auto parameter = std::find(one.parameters.begin(), one.parameters.end(), word.spelling);
      if (word.kind != WordKind::kName || parameter == one.parameters.end()) {
        made.push_back({word.spelling, at, word.kind, true});
        continue;
      }
      const Words& argument =
          arguments[static_cast<std::size_t>(parameter - one.parameters.begin())];
      const bool alone =
          argument.size() < 2 || (one.variadic && parameter + 1 == one.parameters.end());
      if (!alone) made.push_back({"(", at, WordKind::kOpen, true});
      made.insert(made.end(), argument.begin(), argument.end());
      if (!alone) made.push_back({")", at, WordKind::kClose, true});
    }
    if (one.is_operand) made.push_back({")", at, WordKind::kClose, true});
    made_ += made.size();
    hidden_.push_back(&one);
    frames_.push_back({nullptr, std::move(made), 0});
  }

  const StandIns& stand_ins_;
  std::size_t& made_;
  std::vector<Frame> frames_;
  std::vector<const StandIn*> hidden_;  // one for each frame but the first, after those given
  Words out_;
};

}  // namespace

Result<StandIns> StandIns::parse(const Text& text) {
  StandIns all;
  const Words words = words_of(text, all.pool_);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].is("#define")) {
      return Error{text.place(words[i].at), "a header of stand-ins has nothing but #define lines",
                   "#define RETURN(value) return value"};
    }
    std::size_t end = i;
    while (words[end].kind != WordKind::kLineEnd) ++end;
    auto one = read(text, words, i + 1, end);
    if (!one) return one.error();
    const std::string_view name = one->name;
    if (!all.by_name_.emplace(name, *std::move(one)).second) {
      return Error{text.place(words[i + 1].at), std::string(name) + " is defined already", ""};
    }
    i = end;
  }
  return all;
}

const StandIn* StandIns::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

Words StandIns::expanded(const Words& words) const {
  std::size_t made = 0;
  return Expander(*this, made).run(words, {});
}

}  // namespace towpath::evidence
