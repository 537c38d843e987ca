// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/type.h"

#include <algorithm>
#include <span>

#include "smpl/value.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

std::uint8_t qualifier_of(std::string_view word) {
  if (word == "const" || word == "__const" || word == "__const__") return Type::kConst;
  if (word == "volatile" || word == "__volatile" || word == "__volatile__") return Type::kVolatile;
  if (word == "restrict" || word == "__restrict" || word == "__restrict__") return Type::kRestrict;
  if (word == "_Atomic") return Type::kAtomic;
  return 0;
}

// Gathers the words of an arithmetic type, in whatever order they are written.
class BasicWords {
 public:
  // False if the word is none of a type's.
  bool add(std::string_view word) {
    while (word.starts_with("__") && word.ends_with("__") && word.size() > 4)
      word = word.substr(2, word.size() - 4);
    if (word == "unsigned") {
      unsigned_ = true;
    } else if (word == "signed" || word == "__signed") {
      signed_ = true;
    } else if (word == "long") {
      ++long_;
    } else if (word == "short") {
      short_ = true;
    } else if (word == "int") {
      int_ = true;
    } else if (is_storage(word) || is_qualifier(word) || word == "typedef" || word == "extension") {
      return false;
    } else {
      other_ += other_.empty() ? "" : " ";
      other_ += word;
    }
    any_ = true;
    return true;
  }

  bool any() const { return any_; }

  std::string name() const {
    if (other_ == "char") return unsigned_ ? "unsigned char" : signed_ ? "signed char" : "char";
    if (!other_.empty()) {
      std::string name = long_ > 0 ? "long " + other_ : other_;
      return unsigned_ ? "unsigned " + name : name;
    }
    std::string name = short_ ? "short" : long_ > 1 ? "long long" : long_ > 0 ? "long" : "int";
    return unsigned_ ? "unsigned " + name : name;
  }

 private:
  bool unsigned_ = false;
  bool signed_ = false;
  bool short_ = false;
  bool int_ = false;
  bool any_ = false;
  int long_ = 0;
  std::string other_;
};

Type copy_of(const TypeRef& type) {
  return *type;
}

void put(std::string& text, std::string_view more) {
  if (more.empty()) return;
  if (!text.empty()) text += ' ';
  text += more;
}

std::string qualifier_words(std::uint8_t qualifiers) {
  std::string words;
  if (qualifiers & Type::kConst) put(words, "const");
  if (qualifiers & Type::kVolatile) put(words, "volatile");
  if (qualifiers & Type::kRestrict) put(words, "restrict");
  if (qualifiers & Type::kAtomic) put(words, "_Atomic");
  return words;
}

}  // namespace

bool is_qualifier(std::string_view word) {
  return qualifier_of(word) != 0;
}

bool is_storage(std::string_view word) {
  return word == "static" || word == "extern" || word == "register" || word == "auto" ||
         word == "inline" || word == "__inline" || word == "__inline__" ||
         word == "_Thread_local" || word == "__thread" || word == "_Noreturn";
}

std::string basic_name(std::span<const std::string_view> words) {
  BasicWords basic;
  for (const std::string_view word : words) basic.add(word);
  return basic.any() ? basic.name() : std::string();
}

TypeRef basic_type(std::string name) {
  return std::make_shared<const Type>(Type{.kind = Type::Kind::kBasic, .name = std::move(name)});
}

TypeRef named_type(std::string name) {
  return std::make_shared<const Type>(Type{.kind = Type::Kind::kNamed, .name = std::move(name)});
}

TypeRef pointer_to(TypeRef type) {
  if (!type) return nullptr;
  return std::make_shared<const Type>(Type{.kind = Type::Kind::kPointer, .of = std::move(type)});
}

TypeRef array_of(TypeRef type) {
  if (!type) return nullptr;
  return std::make_shared<const Type>(Type{.kind = Type::Kind::kArray, .of = std::move(type)});
}

TypeRef qualified(const TypeRef& type, std::uint8_t qualifiers) {
  if (!type || type->qualifiers == qualifiers) return type;
  Type copy = copy_of(type);
  copy.qualifiers = qualifiers;
  return std::make_shared<const Type>(std::move(copy));
}

TypeRef unqualified(const TypeRef& type) {
  return qualified(type, 0);
}

bool is_kind(const TypeRef& type, Type::Kind kind) {
  return type && type->kind == kind;
}

bool is_arithmetic(const TypeRef& type) {
  return type && type->name != "void" &&
         (type->kind == Type::Kind::kBasic ||
          (type->kind == Type::Kind::kTagged && type->name.starts_with("enum")));
}

bool same_type(const TypeRef& a, const TypeRef& b) {
  if (a == b) return true;
  if (!a || !b) return false;
  if (a->kind != b->kind || a->qualifiers != b->qualifiers || a->name != b->name ||
      a->meta != b->meta) {
    return false;
  }
  if (a->kind != Type::Kind::kArray && a->detail != b->detail) return false;
  return same_type(a->of, b->of);
}

TypeText type_text(const TypeRef& type) {
  if (!type) return {};
  const std::string qualifiers = qualifier_words(type->qualifiers);
  TypeText text;
  switch (type->kind) {
    case Type::Kind::kPointer: {
      text = type_text(type->of);
      const bool wrapped =
          is_kind(type->of, Type::Kind::kArray) || is_kind(type->of, Type::Kind::kFunction);
      put(text.before, wrapped ? "( *" : "*");
      put(text.before, qualifiers);
      if (wrapped) text.behind = text.behind.empty() ? ")" : ") " + text.behind;
      return text;
    }
    case Type::Kind::kArray:
    case Type::Kind::kFunction: {
      text = type_text(type->of);
      const bool array = type->kind == Type::Kind::kArray;
      std::string suffix = array ? "[" : "(";
      put(suffix, type->detail);
      put(suffix, array ? "]" : ")");
      put(suffix, text.behind);
      text.behind = std::move(suffix);
      return text;
    }
    default:
      put(text.before, qualifiers);
      put(text.before, type->name);
      put(text.before, type->detail);
      return text;
  }
}

bool has_word(const Tree& tree, NodeId specifiers, std::string_view word) {
  for (const Child child : tree.children_of(specifiers)) {
    if (child.is_token() && tree.spelling(child.token()) == word) return true;
  }
  return false;
}

bool is_declarator(Kind kind) {
  switch (kind) {
    case Kind::kPointer:
    case Kind::kArray:
    case Kind::kFunctionDeclarator:
    case Kind::kParenDeclarator:
    case Kind::kBitField:
      return true;
    default:
      return false;
  }
}

// A pointer's is its last child, the other's the first that is a node, but for what stands in
// brackets.
NodeId inner_declarator(const Tree& tree, NodeId declarator) {
  const Kind kind = tree.nodes[declarator].kind;
  for (const Child child : tree.children_of(declarator)) {
    if (!tree.significant(child)) continue;
    if (child.is_token()) {
      if (kind == Kind::kArray || kind == Kind::kFunctionDeclarator || kind == Kind::kBitField)
        return c::kNoNode;
      continue;
    }
    const Kind inner = tree.nodes[child.node()].kind;
    if (inner == Kind::kAttribute) continue;
    if (is_declarator(inner) || inner == Kind::kIdentifier || inner == Kind::kCall)
      return child.node();
    return c::kNoNode;
  }
  return c::kNoNode;
}

std::uint32_t TypeReader::metavariable(std::string_view name) const {
  if (!metavariables_) return kNoMeta;
  for (const auto& [meta, index] : *metavariables_) {
    if (meta == name) return index;
  }
  return kNoMeta;
}

TypeRef TypeReader::tagged(NodeId node) const {
  Type type{.kind = Type::Kind::kTagged};
  type.name = tree_.spelling(tree_.nodes[node].first);
  bool defined = false;
  for (const Child child : tree_.children_of(node)) {
    if (child.is_token()) {
      defined |= tree_.spelling(child.token()) == "{";
    } else if (tree_.nodes[child.node()].kind == Kind::kIdentifier && !defined) {
      const std::string tag =
          token_text(tree_, tree_.nodes[child.node()].first, tree_.nodes[child.node()].last);
      type.meta = metavariable(tag);
      if (type.meta == kNoMeta) type.name += " " + tag;
    }
  }
  if (defined && tree_.nodes[node].kind == Kind::kStruct) {
    type.fields = fields(node);
    // One without a tag is told from others by what it has.
    if (type.name.find(' ') == std::string::npos)
      type.detail = token_text(tree_, tree_.nodes[node].first + 1, tree_.nodes[node].last);
  }
  return std::make_shared<const Type>(std::move(type));
}

std::shared_ptr<const std::vector<Type::Field>> TypeReader::fields(NodeId structure) const {
  auto list = std::make_shared<std::vector<Type::Field>>();
  for (const Child child : tree_.children_of(structure)) {
    if (child.is_token() || tree_.nodes[child.node()].kind != Kind::kField) continue;
    TypeRef base;
    bool named = false;
    for (const Child part : tree_.children_of(child.node())) {
      if (part.is_token()) continue;
      const c::Node& node = tree_.nodes[part.node()];
      if (node.kind == Kind::kSpecifiers) {
        base = specifiers(part.node());
      } else if (node.kind == Kind::kInitDeclarator) {
        named = true;
        const Child declarator = tree_.children_of(part.node()).front();
        if (declarator.is_token()) continue;
        const Declared field = declared(base, declarator.node());
        if (field.name) list->emplace_back(tree_.spelling(*field.name), field.type);
      }
    }
    if (!named && base) list->emplace_back("", base);
  }
  return list;
}

TypeRef TypeReader::specifiers(NodeId specifiers, std::span<const TokenIndex> without) const {
  BasicWords words;
  std::uint8_t qualifiers = 0;
  TypeRef type;
  for (const Child child : tree_.children_of(specifiers)) {
    if (!tree_.significant(child)) continue;
    if (child.is_token()) {
      if (std::find(without.begin(), without.end(), child.token()) != without.end()) continue;
      const std::string_view word = tree_.spelling(child.token());
      const std::uint8_t qualifier = qualifier_of(word);
      qualifiers |= qualifier;
      if (qualifier == 0) words.add(word);
      continue;
    }
    const c::Node& node = tree_.nodes[child.node()];
    switch (node.kind) {
      case Kind::kStruct:
      case Kind::kEnum:
        type = tagged(child.node());
        break;
      case Kind::kIdentifier: {
        std::string name = token_text(tree_, node.first, node.last);
        Type named{.kind = Type::Kind::kNamed, .name = name};
        const std::uint32_t meta = metavariable(name);
        if (meta != kNoMeta) named = Type{.kind = Type::Kind::kMeta, .meta = meta};
        type = std::make_shared<const Type>(std::move(named));
        break;
      }
      case Kind::kTypeof:
      case Kind::kCall:
        type = std::make_shared<const Type>(
            Type{.kind = Type::Kind::kOther, .name = token_text(tree_, node.first, node.last)});
        break;
      default:
        break;
    }
  }
  if (!type && words.any()) type = basic_type(words.name());
  return qualified(type, qualifiers);
}

std::optional<TokenIndex> TypeReader::parameter_name(NodeId parameter) const {
  for (const Child part : tree_.children_of(parameter)) {
    if (part.is_token() || tree_.nodes[part.node()].kind == Kind::kSpecifiers) continue;
    if (const auto name = declared(nullptr, part.node()).name) return name;
  }
  return std::nullopt;
}

TypeReader::Declared TypeReader::declared(TypeRef type, NodeId declarator,
                                          std::uint32_t layers) const {
  for (; layers > 0 && declarator != c::kNoNode && is_declarator(tree_.nodes[declarator].kind);
       --layers) {
    const c::Node& node = tree_.nodes[declarator];
    const NodeId inner = inner_declarator(tree_, declarator);
    switch (node.kind) {
      case Kind::kPointer: {
        std::uint8_t qualifiers = 0;
        for (const Child child : tree_.children_of(declarator)) {
          if (child.is_token()) qualifiers |= qualifier_of(tree_.spelling(child.token()));
        }
        type = qualified(pointer_to(std::move(type)), qualifiers);
        break;
      }
      case Kind::kArray:
      case Kind::kFunctionDeclarator: {
        if (!type) break;
        const bool array = node.kind == Kind::kArray;
        TokenIndex first = (inner == c::kNoNode ? node.first : tree_.nodes[inner].last) + 1;
        Type made{.kind = array ? Type::Kind::kArray : Type::Kind::kFunction};
        made.of = std::move(type);
        made.detail = token_text(tree_, first, node.last - 1);
        type = std::make_shared<const Type>(std::move(made));
        break;
      }
      default:
        break;
    }
    declarator = inner;
  }
  Declared result{std::move(type)};
  if (declarator != c::kNoNode && tree_.nodes[declarator].kind == Kind::kIdentifier)
    result.name = tree_.nodes[declarator].first;
  return result;
}

TypeRef TypeReader::type_name(NodeId type_name) const {
  TypeRef type;
  for (const Child child : tree_.children_of(type_name)) {
    if (child.is_token()) continue;
    const Kind kind = tree_.nodes[child.node()].kind;
    if (kind == Kind::kSpecifiers) {
      type = specifiers(child.node());
    } else if (is_declarator(kind) || kind == Kind::kIdentifier) {
      type = declared(std::move(type), child.node()).type;
    }
  }
  return type;
}

}  // namespace towpath::smpl
