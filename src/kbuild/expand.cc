// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/expand.h"

#include <algorithm>

#include "kbuild/template.h"
#include "kbuild/word_pattern.h"

namespace towpath::kbuild {
namespace {

// The bracket that closes text[open], counting only brackets of its own kind, as make does.
std::size_t closing(std::string_view text, std::size_t open) {
  const char opens = text[open];
  const char closes = opens == '(' ? ')' : '}';
  std::size_t depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    if (text[at] == opens) ++depth;
    if (text[at] == closes && --depth == 0) return at;
  }
  return std::string_view::npos;
}

// The arguments text[begin, end), at most `most` of them unless 0, split at commas outside brackets
// of the kind that the reference has.
std::vector<WordRange> split_arguments(std::string_view text, std::size_t begin, std::size_t end,
                                       std::size_t most) {
  const char opens = begin < text.size() && text[end] == '}' ? '{' : '(';
  const char closes = opens == '{' ? '}' : ')';
  std::vector<WordRange> arguments;
  std::size_t depth = 0;
  for (std::size_t at = begin; at < end; ++at) {
    if (text[at] == opens) ++depth;
    if (text[at] == closes && depth > 0) --depth;
    if (text[at] == ',' && depth == 0 && (most == 0 || arguments.size() + 1 < most)) {
      arguments.push_back({begin, at});
      begin = at + 1;
    }
  }
  arguments.push_back({begin, end});
  return arguments;
}

bool is_number(std::string_view name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool Expander::fail(Origin at, std::string message, std::string hint) {
  if (!error_) error_ = Error{place(at), std::move(message), std::move(hint)};
  return false;
}

bool Expander::fail(Origin at, const Error& error) {
  return fail(at, to_string(Error{error.where, error.message, ""}), error.hint);
}

bool Expander::charge(std::size_t bytes, Origin at) {
  if (error_) return false;
  work_ += bytes + 1;
  if (work_ <= kMaxWork) return true;
  return fail(at, "expanding the makefile takes too much work (more than " +
                      std::to_string(kMaxWork >> 20) + " MiB of text)");
}

bool Expander::require_decided(const Traced& text) {
  const auto name = find_template_name(text.bytes());
  if (!name) return true;
  const Origin at = text.origin(name->begin);
  Error error = undecided(
      place(at),
      std::string_view(text.bytes()).substr(name->begin + 1, name->end - name->begin - 2));
  return fail(at, std::move(error.message), std::move(error.hint));
}

std::uint32_t Expander::add_source(Text text) {
  sources_.push_back(std::move(text));
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

Place Expander::place(Origin origin) const {
  if (origin.source < sources_.size()) return sources_[origin.source].place(origin.offset);
  return sources_.empty() ? Place{} : Place{sources_[0].name()};
}

const Variable* Expander::find(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

void Expander::undefine(std::string_view name) {
  const auto found = variables_.find(name);
  if (found != variables_.end()) variables_.erase(found);
}

// `hidden` is set when `name` is an argument that the call did not give: empty, whatever lies
// outside.
const Traced* Expander::find_in_scopes(std::string_view name, bool& hidden) const {
  const bool number = is_number(name) && name.size() < 6;
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    if (!scope->call && scope->name == name) return &scope->value;
    if (!scope->call || !number) continue;
    const std::size_t index = std::stoul(std::string(name));
    if (index < scope->arguments.size() && std::to_string(index) == name)
      return &scope->arguments[index];
    hidden = true;
    return nullptr;
  }
  return nullptr;
}

bool Expander::expand_variable(std::string_view name, Origin at, Traced& out) {
  bool hidden = false;
  if (const Traced* local = find_in_scopes(name, hidden)) {
    out.append(*local);
    return charge(local->size(), at);
  }
  const auto found = hidden ? variables_.end() : variables_.find(name);
  if (found == variables_.end()) return charge(0, at);
  Variable& variable = found->second;
  if (!variable.recursive) {
    out.append(variable.value);
    return charge(variable.value.size(), at);
  }
  if (variable.expanding)
    return fail(at, "variable `" + std::string(name) + "` refers to itself", "use `:=`");
  variable.expanding = true;
  const bool done = expand(variable.value, out);
  variable.expanding = false;
  return done;
}

bool Expander::expand(const Traced& text, std::size_t begin, std::size_t end, Traced& out) {
  const std::string_view bytes = std::string_view(text.bytes()).substr(0, end);
  if (!charge(end - begin, text.origin(begin))) return false;
  if (depth_ >= kMaxDepth) return fail(text.origin(begin), "references are nested too deeply");
  ++depth_;
  while (begin < end && !error_) {
    const std::size_t dollar = std::min(bytes.find('$', begin), end);
    out.append(text, begin, dollar);
    if (dollar == end) break;
    const Origin at = text.origin(dollar);
    begin = dollar + 2;
    if (begin > end || bytes[dollar + 1] == '$') {
      out.append("$", at);
    } else if (bytes[dollar + 1] == '(' || bytes[dollar + 1] == '{') {
      const std::size_t close = closing(bytes, dollar + 1);
      if (close == std::string_view::npos) {
        fail(at, "this reference has no end", "add `)` or `}`");
        break;
      }
      expand_reference(text, begin, close, at, out);
      begin = close + 1;
    } else if (!is_space(bytes[dollar + 1])) {
      expand_variable(bytes.substr(dollar + 1, 1), at, out);
    }
    if (out.size() > kMaxValue)
      fail(at, "the value grows beyond " + std::to_string(kMaxValue >> 10) + " KiB");
  }
  --depth_;
  return !error_;
}

// What stands between the brackets of a reference: a function and its arguments, a name, or a name
// and a substitution.
bool Expander::expand_reference(const Traced& text, std::size_t begin, std::size_t end, Origin at,
                                Traced& out) {
  const std::string_view bytes = text.bytes();
  const std::size_t space = bytes.find_first_of(" \t\n", begin);
  if (space < end) {
    if (const Function* function = find_function(bytes.substr(begin, space - begin))) {
      std::size_t first = space;
      while (first < end && is_space(bytes[first])) ++first;
      if (!function->run) {
        return fail(
            at, "$(" + std::string(function->name) + ") is not run, and so has no value",
            "when another variable leads here, such as KERNELRELEASE, or its value is known, "
            "give it under `variables` in the recipe");
      }
      Call call{*this, text, split_arguments(bytes, first, end, function->max_arguments), at, out};
      if (call.arguments.size() < function->min_arguments) {
        return fail(at, "$(" + std::string(function->name) + ") needs " +
                            std::to_string(function->min_arguments) + " arguments");
      }
      return function->run(call);
    }
  }

  Traced name;
  if (!expand(text, begin, end, name)) return false;
  const std::string_view reference = name.bytes();
  const std::size_t colon = reference.find(':');
  const std::size_t equals = colon == std::string_view::npos ? colon : reference.find('=', colon);
  if (equals == std::string_view::npos) {
    return require_decided(name) && expand_variable(reference, at, out);
  }
  std::string from(reference.substr(colon + 1, equals - colon - 1));
  std::string by(reference.substr(equals + 1));
  if (!WordPattern(from).has_stem()) {
    from.insert(0, "%");
    by.insert(0, "%");
  }
  Traced value;
  if (!expand_variable(reference.substr(0, colon), at, value)) return false;
  substitute_words(value, WordPattern(from), by, out);
  return charge(value.size() * (1 + by.size() / 8), at);
}

}  // namespace towpath::kbuild
