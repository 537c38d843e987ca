// SPDX-License-Identifier: GPL-2.0-or-later
// The declarations of metavariables.
#include <algorithm>

#include "smpl/constraint_reader.h"
#include "smpl/header.h"

namespace towpath::smpl {

namespace {

constexpr std::size_t kMaxMetavariables = 2'000;  // each is looked for in all of the rule

class DeclarationReader {
 public:
  DeclarationReader(TokenReader& reader, Context& context, SourceRule& rule)
      : reader_(reader), context_(context), rule_(rule), behind_(reader, context, rule) {}

  Status read() {
    if (reader_.ended() || (!reader_.is_name() && !reader_.at("{"))) {
      return reader_.error("expected a declaration of metavariables or the @@ that ends them",
                           "a declaration is for instance `expression E;`");
    }
    const Place place = reader_.here();
    const std::string kind(reader_.word());
    const std::string_view second = reader_.word(1);
    const std::string_view third = reader_.word(2);
    if (second == "list" && third != ";" && third != ",") {
      for (const auto& [word, meta] : kLists) {
        if (kind == word) return metavariables(meta, 2);
      }
      return reader_.unsupported("`" + kind + " list`");
    }
    if (kind == "fresh" && second == "identifier") return metavariables(MetaKind::kFresh, 2);
    if (kind == "position" && second == "any") return metavariables(MetaKind::kPosition, 2);
    if (kind == "declarer" && second == "name") return words(c::Role::kDeclarer, 2);
    if (kind == "iterator" && second == "name") return words(c::Role::kIterator, 2);
    if (kind == "binary" && second == "operator")
      return metavariables(MetaKind::kBinaryOperator, 2);
    if (kind == "assignment" && second == "operator")
      return metavariables(MetaKind::kAssignOperator, 2);
    if (kind == "unary" && second == "operator") return metavariables(MetaKind::kUnaryOperator, 2);
    if (kind == "attribute" && second == "name") return words(c::Role::kAttribute, 2);
    if (second == "idexpression" && (kind == "local" || kind == "global")) {
      return typed({.kind = MetaKind::kIdExpression,
                    .scope = kind == "local" ? Scope::kLocal : Scope::kGlobal},
                   2);
    }
    if (kind == "local" && second == "function") {
      skip(2);
      return metavariables({.kind = MetaKind::kIdentifier, .scope = Scope::kLocal});
    }
    if (kind == "idexpression") return typed({.kind = MetaKind::kIdExpression}, 1);
    if (kind == "expression") return typed({.kind = MetaKind::kExpression}, 1);
    if (kind == "constant") return typed({.kind = MetaKind::kConstant}, 1);
    if (kind == "symbol") return words(c::Role::kExpression, 1);
    if (kind == "typedef") return words(c::Role::kType, 1);
    for (const auto& [word, meta] : kKinds) {
      if (kind == word) return metavariables(meta, 1);
    }
    if (std::find(std::begin(kOtherKinds), std::end(kOtherKinds), kind) != std::end(kOtherKinds)) {
      return reader_.unsupported("metavariables declared as `" + kind + "`");
    }
    return typed({.kind = MetaKind::kExpression}, 0);
  }

 private:
  static constexpr std::pair<std::string_view, MetaKind> kKinds[] = {
      {"identifier", MetaKind::kIdentifier},
      {"function", MetaKind::kIdentifier},
      // What stands where an expression may; a name is one everywhere.
      {"metavariable", MetaKind::kExpression},
      {"statement", MetaKind::kStatement},
      {"type", MetaKind::kType},
      {"position", MetaKind::kPosition},
      {"comments", MetaKind::kComments},
      {"declaration", MetaKind::kDeclaration},
      {"attribute", MetaKind::kAttribute},
      {"iterator", MetaKind::kIterator},
      {"declarer", MetaKind::kDeclarer},
      {"parameter", MetaKind::kParameter},
      {"initializer", MetaKind::kInitializer},
      {"field", MetaKind::kField},
      {"initialiser", MetaKind::kInitializer},
      {"enumerator", MetaKind::kEnumerator},
      {"pragmainfo", MetaKind::kPragmaInfo},
      {"format", MetaKind::kFormat},
  };

  // What the language has beside types.
  static constexpr std::string_view kOtherKinds[] = {
      "binary", "assignment", "local", "global", "fresh", "script",
  };

  static constexpr std::pair<std::string_view, MetaKind> kLists[] = {
      {"expression", MetaKind::kExpressionList},
      {"parameter", MetaKind::kParameterList},
      {"initializer", MetaKind::kInitializerList},
      {"initialiser", MetaKind::kInitializerList},
      {"field", MetaKind::kFieldList},
      {"statement", MetaKind::kStatementList},
      {"enumerator", MetaKind::kEnumeratorList},
      {"format", MetaKind::kFormatList},
  };

  void skip(int count) {
    for (; count > 0; --count) reader_.next();
  }

  Status words(c::Role role, int skipped) {
    skip(skipped);
    do {
      Result<std::string> name = reader_.name("a name");
      if (!name) return std::move(name).error();
      rule_.names.emplace_back(*name, role);
    } while (reader_.take(","));
    return end();
  }

  Status end() {
    if (reader_.take(";")) return Done{};
    return reader_.error("expected `,` or `;`");
  }

  Status metavariables(MetaKind kind, int skipped) {
    skip(skipped);
    Metavariable length{.name = "", .kind = MetaKind::kCount, .place = reader_.here()};
    if (is_list(kind) || kind == MetaKind::kFormatList) {
      if (Status status = read_length(length); !status) return status;
    }
    return metavariables({.kind = kind, .count_meta = length.count_meta, .count = length.count});
  }

  // Metavariables whose type may stand before their names: `struct s *x, y;`, `{int, long} x;`.
  Status typed(Metavariable like, int skipped) {
    skip(skipped);
    const Place place = reader_.here();
    std::size_t length = 0;
    for (int depth = 0;; ++length) {
      const std::string_view word = reader_.word(length);
      if (word.empty() || word == ";") break;
      depth += word == "{" || word == "[" || word == "(";
      depth -= word == "}" || word == "]" || word == ")";
      if (depth == 0 && length > 0 && word != "}" && word != "]" && word != ")" && word != "*" &&
          word != "." && !reader_.is_name(length)) {
        break;
      }
    }
    // What is left before the name, which may be that of another rule's.
    if (length == 0) return reader_.error("expected the name of a metavariable");
    --length;
    if (length > 1 && reader_.word(length - 1) == ".") length -= 2;
    if (length > 0) {
      const bool several = reader_.take("{");
      std::size_t end = reader_.position() + length - several;
      do {
        std::string code;
        TypeReader::Metavariables metas;
        while (reader_.position() < end && !(several && (reader_.at(",") || reader_.at("}")))) {
          if (reader_.is_name() && reader_.word(1) == ".") {
            Result<std::uint32_t> inherited = inherited_type(several);
            if (!inherited) return std::move(inherited).error();
            const std::string name = "type_" + std::to_string(*inherited);
            metas.emplace_back(name, *inherited);
            code += name + " ";
            continue;
          }
          if (Status status = take_extended_type(); !status) return status;
          code += std::string(reader_.word()) + " ";
          reader_.next();
        }
        Result<TypeRef> type = read_type(code, std::move(metas), place);
        if (!type) return std::move(type).error();
        like.types.push_back(std::move(*type));
      } while (several && reader_.take(","));
      if (several && !reader_.take("}")) return reader_.error("expected `,` or `}`");
    }
    return metavariables(like);
  }

  // A type's metavariable of the rule that this one extends becomes one of this, too.
  Status take_extended_type() {
    if (rule_.extends == kNone || !reader_.is_name() || rule_.find(reader_.word())) return Done{};
    const SourceRule& from = context_.known.rules[rule_.extends];
    const auto found = from.find(reader_.word());
    if (!found || from.metavariables[*found].kind != MetaKind::kType) return Done{};
    Metavariable meta{.name = std::string(reader_.word()), .kind = MetaKind::kType};
    meta.place = reader_.here();
    meta.from_rule = from.name;
    meta.from_name = meta.name;
    if (Status status = tie(context_, meta, false); !status) return status;
    rule_.metavariables.push_back(std::move(meta));
    return Done{};
  }

  // One of several need not stand for anything.
  Result<std::uint32_t> inherited_type(bool one_of_several) {
    Result<Operand> type = behind_.operand(MetaKind::kIdentifier);
    if (!type) return std::move(type).error();
    Metavariable& meta = rule_.metavariables[type->meta];
    meta.optional = one_of_several;
    meta.kind = MetaKind::kType;
    return type->meta;
  }

  Result<TypeRef> read_type(const std::string& code, TypeReader::Metavariables metas,
                            const Place& place) {
    if (code.find_first_not_of("* ") == std::string::npos) {
      TypeRef type;  // any
      for (const char ch : code) {
        if (ch == '*')
          type = std::make_shared<const Type>(Type{.kind = Type::Kind::kPointer, .of = type});
      }
      return type;
    }
    c::Names names = c::Names::builtin();
    for (std::size_t i = 0; i < rule_.metavariables.size(); ++i) {
      if (rule_.metavariables[i].kind != MetaKind::kType) continue;
      metas.emplace_back(rule_.metavariables[i].name, static_cast<std::uint32_t>(i));
    }
    for (const auto& [name, meta] : metas) names.set(name, c::Role::kType);
    for (std::size_t i = 0; i < rule_.metavariables.size(); ++i) {
      if (rule_.metavariables[i].kind != MetaKind::kIdentifier) continue;
      metas.emplace_back(rule_.metavariables[i].name, static_cast<std::uint32_t>(i));
    }
    // `struct *x` is a pointer to any structure, which C has no words for.
    std::string whole = code;
    const std::size_t end = whole.find_first_of(" ");
    const std::string first = whole.substr(0, end);
    const bool untagged = (first == "struct" || first == "union" || first == "enum") &&
                          whole.find_first_not_of("* ", end) == std::string::npos;
    if (untagged) whole.replace(0, end, "int");
    const auto tree = c::parse_fragment(Text("type", whole), c::Goal::kTypeName, names);
    if (!tree) return Error{place, "no such type: " + code, ""};
    TypeRef type = TypeReader(*tree, &metas).type_name(tree->root);
    if (!type) return Error{place, "no such type: " + code, ""};
    return untagged ? with_tag(type, first) : type;
  }

  static TypeRef with_tag(const TypeRef& type, const std::string& tag) {
    if (!is_kind(type, Type::Kind::kPointer))
      return std::make_shared<const Type>(Type{.kind = Type::Kind::kTagged, .name = tag});
    return pointer_to(with_tag(type->of, tag));
  }

  // Up to the semicolon; all are like `like`.
  Status metavariables(const Metavariable& like) {
    const MetaKind kind = like.kind;
    do {
      const Place place = reader_.here();
      Result<std::string> name = reader_.name("the name of a metavariable");
      if (!name) return std::move(name).error();
      Metavariable meta = like;
      meta.name = *name;
      meta.place = place;
      if (reader_.take(".")) {
        Result<std::string> inherited = reader_.name("the name of a metavariable of that rule");
        if (!inherited) return std::move(inherited).error();
        meta.from_rule = *name;
        meta.name = meta.from_name = *inherited;
        if (Status status = tie(context_, meta, false); !status) return status;
      }
      if (rule_.metavariables.size() == kMaxMetavariables)
        return Error{place, "too many metavariables in one rule", ""};
      if (rule_.find(meta.name)) {
        return Error{place, "metavariable declared twice: " + meta.name, ""};
      }
      if (Status status = kind == MetaKind::kFresh ? behind_.seed(meta) : behind_.constraints(meta);
          !status) {
        return status;
      }
      behind_.settle(static_cast<std::uint32_t>(rule_.metavariables.size()));
      rule_.metavariables.push_back(std::move(meta));
    } while (reader_.take(","));
    return end();
  }

  // `[3]`, `[n]` or `[r.n]` behind `list`.
  Status read_length(Metavariable& length) {
    if (!reader_.take("[")) return Done{};
    const std::string digits(reader_.word());
    if (digits.find_first_not_of("0123456789") == std::string::npos && digits.size() < 9) {
      length.count = static_cast<std::uint32_t>(std::stoul(digits));
      skip(1);
    } else {
      Result<std::string> name = reader_.name("the length of a list, or a name for it");
      if (!name) return std::move(name).error();
      length.name = *name;
      if (reader_.take(".")) {
        Result<std::string> inherited = reader_.name("the name of a metavariable of that rule");
        if (!inherited) return std::move(inherited).error();
        length.from_rule = *name;
        length.name = length.from_name = *inherited;
        if (Status status = tie(context_, length, false); !status) return status;
      }
      if (Status status = behind_.constraints(length); !status) return status;
      const std::optional<std::size_t> known = rule_.find(length.name);
      length.count_meta = static_cast<std::uint32_t>(known.value_or(rule_.metavariables.size()));
      if (!known) rule_.metavariables.push_back(length);
    }
    if (!reader_.take("]")) return reader_.error("expected `]`");
    return Done{};
  }

  TokenReader& reader_;
  Context& context_;
  SourceRule& rule_;
  ConstraintReader behind_;
};

}  // namespace

Status tie(Context& context, Metavariable& meta, bool takes_kind) {
  if (meta.from_rule == "virtual") {
    context.known.virtual_names.push_back(meta.from_name);
    for (std::size_t i = 0; i < context.definitions.size(); ++i) {
      if (context.definitions[i].name == meta.from_name)
        meta.import = static_cast<std::uint32_t>(i);
    }
    return Done{};
  }
  const std::uint32_t rule = context.find_rule(meta.from_rule);
  if (rule == kNone) {
    return Error{meta.place, "no rule before this one is called " + meta.from_rule, ""};
  }
  SourceRule& source = context.known.rules[rule];
  const std::optional<std::size_t> found = source.find(meta.from_name);
  if (!found) {
    return Error{meta.place, meta.from_rule + " has no metavariable " + meta.from_name, ""};
  }
  Metavariable& origin = source.metavariables[*found];
  if (takes_kind) meta.kind = origin.kind;
  if (!origin.from_rule.empty()) {
    meta.import = origin.import;
  } else {
    if (origin.exported == kNone) origin.exported = context.known.exports++;
    meta.import = origin.exported;
  }
  return Done{};
}

// Those that the rule declares itself go before.
Status inherit_all(Context& context, SourceRule& rule) {
  const std::vector<lex::Token> tokens = lex::tokenize(rule.body);
  // Tying may mark a metavariable of the rule that is extended.
  const std::vector<Metavariable> known = context.known.rules[rule.extends].metavariables;
  for (const Metavariable& one : known) {
    const bool is_used = std::any_of(tokens.begin(), tokens.end(), [&](const lex::Token& token) {
      return rule.body.slice(token.begin, token.end()) == one.name;
    });
    if (!is_used || rule.find(one.name)) continue;
    Metavariable meta{.name = one.name, .kind = one.kind, .place = rule.place};
    meta.from_rule = context.known.rules[rule.extends].name;
    meta.from_name = one.name;
    if (Status status = tie(context, meta, false); !status) return status;
    rule.metavariables.push_back(std::move(meta));
  }
  return Done{};
}

Status read_declarations(TokenReader& reader, Context& context, SourceRule& rule) {
  while (!reader.take("@@")) {
    if (Status status = DeclarationReader(reader, context, rule).read(); !status) return status;
  }
  return Done{};
}

}  // namespace towpath::smpl
