// SPDX-License-Identifier: GPL-2.0-or-later
// What stands around scripts: the declarations of their metavariables, and expressions in rules.
#include "smpl/header.h"

namespace towpath::smpl {

namespace {

// What follows `=`: the value of a metavariable that stands for nothing.
Status read_fallback(TokenReader& reader, Metavariable& meta) {
  meta.optional = true;
  if (reader.take("[")) {
    meta.fallback.emplace();
    return reader.take("]") ? Status(Done{}) : Status(reader.error("expected `]`"));
  }
  if (!reader.is_string()) {
    return reader.error("expected a string in quotes, or [] for a position");
  }
  meta.fallback = reader.word().substr(1, reader.word().size() - 2);
  reader.next();
  return Done{};
}

Status read_script_declaration(TokenReader& reader, Context& context, SourceRule& rule) {
  const Place place = reader.here();
  Result<std::string> name = reader.name("a script's variable or the @@ that ends them");
  if (!name) return std::move(name).error();
  if (rule.find(*name)) return Error{place, "metavariable declared twice: " + *name, ""};
  Metavariable meta{.name = *name, .kind = MetaKind::kIdentifier, .place = place};
  if (reader.take("<<")) {
    Result<std::string> from_rule = reader.name("the name of a rule");
    if (!from_rule) return std::move(from_rule).error();
    if (!reader.take(".")) return reader.error("expected `.` and the name of a metavariable");
    Result<std::string> from_name = reader.name("the name of a metavariable of that rule");
    if (!from_name) return std::move(from_name).error();
    meta.from_rule = std::move(*from_rule);
    meta.from_name = std::move(*from_name);
    if (meta.from_rule != kMergedVariables) {
      if (Status status = tie(context, meta, true); !status) return status;
    }
    if (reader.take("=")) {
      if (Status status = read_fallback(reader, meta); !status) return status;
    }
  }
  rule.metavariables.push_back(std::move(meta));
  if (!reader.take(";")) return reader.error("expected `;`");
  return Done{};
}

// Of a script that never runs, only what it would make counts: later rules may inherit it. What
// else there is, such as OCaml's `(x, y) << r.x;`, is passed over.
Status read_refused_declarations(TokenReader& reader, SourceRule& rule) {
  while (!reader.take("@@")) {
    if (reader.ended()) return reader.error("expected the @@ that ends the script's declarations");
    const Place place = reader.here();
    if (reader.is_name() && reader.word(1) == ";")
      rule.metavariables.push_back(
          {.name = std::string(reader.word()), .kind = MetaKind::kIdentifier, .place = place});
    while (!reader.ended() && !reader.at("@@") && !reader.take(";")) reader.next();
  }
  return Done{};
}

}  // namespace

Status read_script_declarations(TokenReader& reader, Context& context, SourceRule& rule) {
  if (rule.refused) return read_refused_declarations(reader, rule);
  while (!reader.take("@@")) {
    if (Status status = read_script_declaration(reader, context, rule); !status) return status;
  }
  return Done{};
}

Result<ScriptExpression> read_script_expression(TokenReader& reader,
                                                const ParameterReader& parameter) {
  ScriptExpression script{.language = {}, .code = {}, .place = reader.here(), .parameters = {}};
  if (!reader.take("script:")) return reader.error("expected `script:python(…) { … }`");
  Result<std::string> language = reader.name("a scripting language");
  if (!language) return std::move(language).error();
  script.language = std::move(*language);
  if (!reader.take("(")) return reader.error("expected `(`");
  if (!reader.take(")")) {
    do {
      Result<ScriptExpression::Parameter> one = parameter();
      if (!one) return std::move(one).error();
      script.parameters.push_back(std::move(*one));
    } while (reader.take(","));
    if (!reader.take(")")) return reader.error("expected `,` or `)`");
  }
  if (!reader.at("{")) return reader.error("expected `{`");
  reader.next();
  script.place = reader.here();
  const Offset begin = reader.offset();
  for (std::uint32_t depth = 1;; reader.next()) {
    if (reader.ended()) return Error{script.place, "the script that begins here is not closed", ""};
    depth += reader.at("{");
    depth -= reader.at("}");
    if (depth == 0) break;
  }
  script.code = reader.slice(begin, reader.offset());
  reader.next();
  return script;
}

void check_language(std::string_view language, const Place& place, SourceRule& rule) {
  if (language == "python" || rule.refused) return;
  rule.refused = Error{
      place, "not supported: scripts in " + std::string(language) + ", in `" + rule.name + "`",
      "rules that depend on it do not run; scripts in python do"};
}

}  // namespace towpath::smpl
