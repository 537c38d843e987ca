// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/constraint_reader.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace towpath::smpl {

namespace {

using Op = Constraint::Op;

// Only a quote needs its backslash: all others are the regular expression's own.
std::string unescaped(std::string_view quoted) {
  std::string text;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted.substr(i).starts_with("\\\"")) ++i;
    // What a backslash is before is no quote's.
    if (quoted.substr(i).starts_with("\\\\")) text += quoted[i++];
    text += quoted[i];
  }
  return text;
}

// The same in Perl's way: in OCaml's `Str`, a backslash makes parentheses and bars special, and
// without one they and braces mean themselves.
std::string from_ocaml(std::string_view source) {
  std::string text;
  bool in_brackets = false;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const char ch = source[i];
    if (in_brackets) {
      in_brackets = ch != ']' || source[i - 1] == '[';
      if (ch == '\\' || ch == '[') text += '\\';
    } else if (ch == '\\' && i + 1 < source.size()) {
      ++i;
      if (std::string_view("()|").find(source[i]) == std::string_view::npos) text += ch;
      text += source[i];
      continue;
    } else if (std::string_view("()|{}").find(ch) != std::string_view::npos) {
      text += '\\';
    } else {
      in_brackets = ch == '[';
    }
    text += ch;
  }
  return text;
}

// `1...3`, however the dots are spaced.
std::optional<std::pair<std::uint64_t, std::uint64_t>> range_of(TokenText text) {
  std::erase(text, ' ');
  const std::size_t dots = text.find("...");
  if (dots == std::string::npos) return std::nullopt;
  std::pair<std::uint64_t, std::uint64_t> range;
  const char* const end = text.data() + text.size();
  const auto low = std::from_chars(text.data(), text.data() + dots, range.first);
  const auto high = std::from_chars(text.data() + dots + 3, end, range.second);
  const bool read = low.ec == std::errc() && low.ptr == text.data() + dots &&
                    high.ec == std::errc() && high.ptr == end;
  return read ? std::optional(range) : std::nullopt;
}

}  // namespace

Result<Operand> ConstraintReader::metavariable() {
  Metavariable meta{.name = "", .kind = MetaKind::kIdentifier, .place = reader_.here()};
  meta.from_rule = reader_.word();
  reader_.next();
  reader_.next();
  Result<std::string> name = reader_.name("the name of a metavariable of that rule");
  if (!name) return std::move(name).error();
  meta.from_name = *name;
  meta.name = meta.from_rule + "." + *name;
  meta.optional = true;
  if (const auto known = rule_.find(meta.name))
    return Operand{.meta = static_cast<std::uint32_t>(*known)};
  if (Status status = tie(context_, meta, true); !status) return std::move(status).error();
  rule_.metavariables.push_back(std::move(meta));
  return Operand{.meta = static_cast<std::uint32_t>(rule_.metavariables.size() - 1)};
}

TokenText ConstraintReader::code() {
  TokenText text;
  while (!reader_.ended() && !reader_.at(",") && !reader_.at("}") && !reader_.at(";") &&
         !reader_.at("&&") && !reader_.at("||") && !reader_.at("##")) {
    if (!text.empty()) text += ' ';
    text += reader_.word();
    reader_.next();
  }
  return text;
}

// A name that is no metavariable is code.
Result<Operand> ConstraintReader::operand(MetaKind kind) {
  Operand operand;
  if (reader_.is_name() && reader_.word(1) == ".") {
    Result<Operand> inherited = metavariable();
    if (!inherited) return inherited;
    operand = *inherited;
  } else if (const auto known = reader_.is_name() ? rule_.find(reader_.word()) : std::nullopt) {
    operand.meta = static_cast<std::uint32_t>(*known);
    reader_.next();
  } else if (is_operator(kind)) {
    operand.text = reader_.word();
    reader_.next();
    return operand;
  }
  // A type's metavariable may be a part of a type: `T *`.
  if (operand.meta != kNone && kind != MetaKind::kType) return operand;
  operand.text = code();
  if (operand.meta == kNone && operand.text.empty()) return reader_.error("expected a value");
  if (kind == MetaKind::kCount) operand.range = range_of(operand.text);
  return operand;
}

Result<ScriptExpression> ConstraintReader::script() {
  Result<ScriptExpression> read =
      read_script_expression(reader_, [&]() -> Result<ScriptExpression::Parameter> {
        Result<Operand> one = operand(MetaKind::kIdentifier);
        if (!one) return std::move(one).error();
        if (one->meta == kNone) return reader_.error("expected the name of a metavariable");
        const Metavariable& meta = rule_.metavariables[one->meta];
        return ScriptExpression::Parameter{meta.from_name.empty() ? meta.name : meta.from_name,
                                           one->meta};
      });
  if (read) check_language(read->language, read->place, rule_);
  return read;
}

Status ConstraintReader::operands(Constraint& constraint, MetaKind kind) {
  const bool several = reader_.take("{");
  do {
    Result<Operand> one = operand(kind);
    if (!one) return std::move(one).error();
    constraint.operands.push_back(std::move(*one));
  } while (several && reader_.take(","));
  if (several && !reader_.take("}")) return reader_.error("expected `,` or `}`");
  return Done{};
}

Status ConstraintReader::constraint(MetaKind kind, Constraint& constraint) {
  static constexpr std::pair<std::string_view, Op> kSigns[] = {
      {"=~", Op::kLike},   {"!~", Op::kUnlike}, {"!=", Op::kNoneOf},
      {"<=", Op::kWithin}, {"==", Op::kOneOf},  {"=", Op::kOneOf},
  };
  const auto sign = std::find_if(std::begin(kSigns), std::end(kSigns),
                                 [&](const auto& one) { return reader_.take(one.first); });
  if (sign == std::end(kSigns)) return reader_.error("expected a constraint");
  constraint.op = sign->second;
  if (constraint.op != Op::kLike && constraint.op != Op::kUnlike) return operands(constraint, kind);
  if (!reader_.is_string()) return reader_.error("expected a regular expression in quotes");
  const std::string_view quoted = reader_.word();
  std::string source = unescaped(quoted.substr(1, quoted.size() - 2));
  if (context_.ocaml_regexps) source = from_ocaml(source);
  auto regex = Regex::compile(source, reader_.here());
  if (!regex) return std::move(regex).error();
  constraint.regex = std::move(*regex);
  reader_.next();
  return Done{};
}

Status ConstraintReader::constraints(Metavariable& meta) {
  std::vector<std::vector<Constraint>> ways(1);
  const auto more = [&] {
    return reader_.at("=") || reader_.at("!") || reader_.at("<=") || reader_.at(":") ||
           reader_.at("!=") || reader_.at("==");
  };
  for (bool expected = more(); expected;) {
    Constraint one;
    if (reader_.take(":")) {
      Result<ScriptExpression> test = script();
      if (!test) return std::move(test).error();
      test->parameters.push_back({meta.name, kNone});
      own_scripts_.push_back(std::make_shared<ScriptExpression>(std::move(*test)));
      one.op = Op::kScript;
      one.script = own_scripts_.back();
    } else if (Status status = constraint(meta.kind, one); !status) {
      return status;
    }
    ways.back().push_back(std::move(one));
    const bool other_way = reader_.take("||");
    if (other_way) ways.emplace_back();
    expected = other_way || reader_.take("&&") || more();
  }
  if (ways.size() == 1) {
    meta.constraints = std::move(ways[0]);
  } else {
    meta.constraints.push_back({.op = Op::kEither, .ways = std::move(ways)});
  }
  return Done{};
}

void ConstraintReader::settle(std::uint32_t meta) {
  for (const auto& script : own_scripts_) script->parameters.back().meta = meta;
  own_scripts_.clear();
}

// Of one string alone, a number makes each name another.
Status ConstraintReader::seed(Metavariable& meta) {
  if (!reader_.take("=")) return Done{};
  if (reader_.at("script")) {
    Result<ScriptExpression> maker = script();
    if (!maker) return std::move(maker).error();
    meta.maker = std::make_shared<const ScriptExpression>(std::move(*maker));
    return Done{};
  }
  do {
    if (reader_.is_string()) {
      meta.seed.push_back(
          {.text = std::string(reader_.word().substr(1, reader_.word().size() - 2))});
      reader_.next();
      continue;
    }
    Result<Operand> one = operand(meta.kind);
    if (!one) return std::move(one).error();
    meta.seed.push_back(std::move(*one));
  } while (reader_.take("##"));
  return Done{};
}

}  // namespace towpath::smpl
