// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/header.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

constexpr std::uint32_t kMaxDepth = 100;

// `depends on`: `||` binds less tightly than `&&`.
class DependencyReader {
 public:
  DependencyReader(TokenReader& reader, const Context& context)
      : reader_(reader), context_(context) {}

  Result<Dependency> read() {
    if (reader_.at("forall")) return reader_.unsupported("`depends on forall`");
    reader_.take("exists");
    return list(Dependency::Op::kOr);
  }

 private:
  using Op = Dependency::Op;

  Result<Dependency> list(Op op) {
    Result<Dependency> first = op == Op::kOr ? list(Op::kAnd) : single();
    const std::string_view sign = op == Op::kOr ? "||" : "&&";
    if (!first || !reader_.at(sign)) return first;
    Dependency all{.op = op};
    all.parts.push_back(std::move(*first));
    while (reader_.take(sign)) {
      Result<Dependency> part = op == Op::kOr ? list(Op::kAnd) : single();
      if (!part) return part;
      all.parts.push_back(std::move(*part));
    }
    return all;
  }

  Result<Dependency> single() {
    if (++depth_ > kMaxDepth) return reader_.error("dependencies nested too deeply");
    if (reader_.take("!")) {
      Result<Dependency> part = single();
      if (part) negate(*part);
      --depth_;
      return part;
    }
    if (reader_.take("(")) {
      Result<Dependency> part = list(Op::kOr);
      if (part && !reader_.take(")")) return reader_.error("expected `)`");
      --depth_;
      return part;
    }
    --depth_;
    if (reader_.at("file") && reader_.word(1) == "in") return file();
    Op op = Op::kMatched;
    if (reader_.is_name(1)) {
      if (reader_.take("ever"))
        op = Op::kEver;
      else if (reader_.take("never"))
        op = Op::kNever;
    }
    if (!reader_.is_name()) return reader_.error("expected the name of a rule");
    Dependency dependency{.op = op};
    const std::string_view name = reader_.word();
    if (context_.is_virtual(name)) {
      dependency.defined = context_.is_defined(name);
    } else if ((dependency.rule = context_.find_rule(name)) == kNone) {
      return reader_.error("no rule before this one is called " + std::string(name),
                           "rules for a mode are declared by `virtual patch`");
    }
    reader_.next();
    return dependency;
  }

  Result<Dependency> file() {
    reader_.next();
    reader_.next();
    if (!reader_.is_string()) return reader_.error("expected a file's name in quotes");
    Dependency dependency{.op = Op::kFile};
    dependency.file = reader_.word().substr(1, reader_.word().size() - 2);
    reader_.next();
    return dependency;
  }

  // By De Morgan.
  static void negate(Dependency& dependency) {
    switch (dependency.op) {
      case Op::kMatched:
        dependency.op = Op::kNotMatched;
        break;
      case Op::kNotMatched:
        dependency.op = Op::kMatched;
        break;
      case Op::kEver:
        dependency.op = Op::kNever;
        break;
      case Op::kNever:
        dependency.op = Op::kEver;
        break;
      case Op::kFile:
        dependency.op = Op::kOtherFile;
        break;
      case Op::kOtherFile:
        dependency.op = Op::kFile;
        break;
      case Op::kAnd:
      case Op::kOr:
        dependency.op = dependency.op == Op::kAnd ? Op::kOr : Op::kAnd;
        for (Dependency& part : dependency.parts) negate(part);
        break;
    }
  }

  TokenReader& reader_;
  const Context& context_;
  std::uint32_t depth_ = 0;
};

bool is_header_word(std::string_view word) {
  return word == "disable" || word == "depends" || word == "extends" || word == "using" ||
         word == "exists" || word == "forall" || word == "expression" || word == "identifier" ||
         word == "type";
}

Status read_disabled(TokenReader& reader, SourceRule& rule) {
  do {
    reader.next();
    if (!reader.is_name()) return reader.error("expected the name of an isomorphism");
    rule.disabled.emplace_back(reader.word());
    reader.next();
  } while (reader.at(","));
  return Done{};
}

// `script:python`, `initialize:python`, `finalize:python`.
Status read_script(TokenReader& reader, SourceRule& rule) {
  Script script;
  if (reader.at("initialize")) {
    script.phase = Script::Phase::kInitialize;
  } else if (reader.at("finalize")) {
    script.phase = Script::Phase::kFinalize;
  } else if (!reader.at("script")) {
    return reader.error("expected `script`, `initialize` or `finalize` before the `:`");
  }
  reader.next();
  reader.next();
  Result<std::string> language = reader.name("a scripting language");
  if (!language) return std::move(language).error();
  script.language = std::move(*language);
  rule.script = std::move(script);
  return Done{};
}

// Whether some part of the dependency asks for a refused rule.
bool asks_refused(const Dependency& dependency, const std::vector<SourceRule>& rules) {
  if (dependency.rule != kNone && rules[dependency.rule].refused) return true;
  return std::any_of(dependency.parts.begin(), dependency.parts.end(),
                     [&](const Dependency& part) { return asks_refused(part, rules); });
}

}  // namespace

bool depends_on_refused(const SourceRule& rule, const Context& context) {
  const std::vector<SourceRule>& rules = context.known.rules;
  if (rule.dependency && asks_refused(*rule.dependency, rules)) return true;
  return std::any_of(rule.metavariables.begin(), rule.metavariables.end(),
                     [&](const Metavariable& meta) {
                       const std::uint32_t from = context.find_rule(meta.from_rule);
                       return !meta.optional && from != kNone && rules[from].refused;
                     });
}

std::uint32_t Context::find_rule(std::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? kNone : found->second;
}

void Context::add(SourceRule rule) {
  by_name.insert_or_assign(rule.name, static_cast<std::uint32_t>(known.rules.size()));
  known.rules.push_back(std::move(rule));
}

bool Context::is_virtual(std::string_view name) const {
  return std::find(virtual_rules.begin(), virtual_rules.end(), name) != virtual_rules.end();
}

bool Context::is_defined(std::string_view name) const {
  return std::any_of(definitions.begin(), definitions.end(),
                     [&](const Definition& one) { return one.name == name; });
}

bool TokenReader::at(std::string_view text) const {
  if (text == "@@") return word() == "@" && word(1) == "@";
  std::size_t ahead = 0;
  for (std::size_t done = 0; done < text.size(); ++ahead) {
    if (ahead > 0 && peek(ahead).begin != peek(ahead - 1).end()) return false;
    const std::string_view part = word(ahead);
    if (part.empty() || text.substr(done, part.size()) != part) return false;
    done += part.size();
  }
  return true;
}

bool TokenReader::take(std::string_view text) {
  if (!at(text)) return false;
  for (std::size_t done = 0; done < text.size(); next()) done += word().size();
  return true;
}

Result<std::string> TokenReader::name(std::string_view what) {
  if (!is_name()) return error("expected " + std::string(what));
  std::string found(word());
  next();
  return found;
}

Result<NamedFile> TokenReader::file() {
  if (!is_string()) return error("expected a file's name in quotes");
  NamedFile found{std::string(word().substr(1, word().size() - 2)), here()};
  next();
  return found;
}

Status read_using(TokenReader& reader, std::vector<NamedFile>& files) {
  do {
    reader.next();
    Result<NamedFile> file = reader.file();
    if (!file) return std::move(file).error();
    files.push_back(std::move(*file));
  } while (reader.at(","));
  return Done{};
}

Status read_header(TokenReader& reader, const Context& context, SourceRule& rule) {
  rule.place = reader.here();
  rule.name = "rule starting on line " + std::to_string(rule.place.line);
  reader.next();
  if (reader.is_name() && (!is_header_word(reader.word()) || reader.word(1) == ":")) {
    if (reader.word(1) == ":") {
      if (Status status = read_script(reader, rule); !status) return status;
    }
    if (reader.is_name() && !is_header_word(reader.word())) {
      rule.name = reader.word();
      reader.next();
    }
    if (rule.script) check_language(rule.script->language, rule.place, rule);
  }
  while (!reader.take("@")) {
    if (reader.ended()) {
      return Error{rule.place, "the rule's header is not closed", "write @ after it"};
    }
    if (reader.at("disable")) {
      if (Status status = read_disabled(reader, rule); !status) return status;
    } else if (reader.at("using")) {
      if (Status status = read_using(reader, rule.isomorphisms); !status) return status;
    } else if (reader.at("depends") && reader.word(1) == "on") {
      reader.next();
      reader.next();
      Result<Dependency> dependency = DependencyReader(reader, context).read();
      if (!dependency) return std::move(dependency).error();
      rule.dependency = std::move(*dependency);
    } else if (reader.take("exists")) {
      rule.paths = Paths::kExists;
    } else if (reader.take("forall")) {
      rule.paths = Paths::kForall;
    } else if (reader.take("expression")) {
      rule.kind = RuleKind::kExpression;
    } else if (reader.take("identifier")) {
      rule.kind = RuleKind::kIdentifier;
    } else if (reader.take("extends")) {
      rule.extends = context.find_rule(reader.word());
      if (rule.extends == kNone) {
        return reader.error("no rule before this one is called " + std::string(reader.word()));
      }
      reader.next();
    } else {
      return reader.unsupported("`" + std::string(reader.word()) + "` in a rule's header");
    }
  }
  if (rule.extends != kNone) {
    Dependency matched{.op = Dependency::Op::kMatched, .rule = rule.extends};
    if (rule.dependency) {
      Dependency both{.op = Dependency::Op::kAnd};
      both.parts = {std::move(*rule.dependency), std::move(matched)};
      rule.dependency = std::move(both);
    } else {
      rule.dependency = std::move(matched);
    }
  }
  return Done{};
}

}  // namespace towpath::smpl
