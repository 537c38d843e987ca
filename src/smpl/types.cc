// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/types.h"

#include <algorithm>
#include <array>
#include <span>

#include "smpl/same_token.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

// From the narrowest to the widest, as the usual arithmetic conversions order them.
constexpr std::array<std::string_view, 17> kRanks = {
    "_Bool", "char",           "signed char", "unsigned char",
    "short", "unsigned short", "int",         "unsigned int",
    "long",  "unsigned long",  "long long",   "unsigned long long",
    "float", "double",         "long double", "",
    ""};
constexpr std::size_t kIntRank = 6;

std::size_t rank_of(const TypeRef& type) {
  if (is_kind(type, Type::Kind::kTagged)) return kIntRank;
  const auto at = std::find(kRanks.begin(), kRanks.end(), type->name);
  return static_cast<std::size_t>(at - kRanks.begin());
}

NodeId node_child(const Tree& tree, NodeId parent, std::size_t index) {
  for (const Child child : tree.children_of(parent)) {
    if (!tree.significant(child) || child.is_token()) continue;
    if (index-- == 0) return child.node();
  }
  return c::kNoNode;
}

std::string_view operator_of(const Tree& tree, NodeId node) {
  for (const Child child : tree.children_of(node)) {
    if (child.is_token() && tree.significant(child)) return tree.spelling(child.token());
  }
  return {};
}

// The type of a number with so many `L`s: where the sizes are known, the first of C90's list for it
// that has room; a `long long` where none has.
std::string integer_type(std::string_view text, int longs, bool is_unsigned, IntegerBits bits) {
  const auto named = [](bool without_sign, int length) {
    const std::string_view name = length > 1 ? "long long" : length == 1 ? "long" : "int";
    return (without_sign ? "unsigned " : "") + std::string(name);
  };
  const auto value = number_of(text);
  if (bits.of_int == 0 || longs > 1 || !value) return named(is_unsigned, longs);
  const bool decimal = !text.starts_with('0');
  const auto fits = [&](std::uint32_t size) { return size > 63 || *value >> size == 0; };
  for (int length = longs; length < 2; ++length) {
    const std::uint32_t size = length == 0 ? bits.of_int : bits.of_long;
    if (!is_unsigned && fits(size - 1)) return named(false, length);
    if ((is_unsigned || !decimal || length == 1) && fits(size)) return named(true, length);
  }
  return named(false, 2);
}

bool is_comparison(std::string_view word) {
  return word == "==" || word == "!=" || word == "<" || word == ">" || word == "<=" ||
         word == ">=" || word == "&&" || word == "||";
}

}  // namespace

const Declarations& Types::declarations() {
  if (file_) return (*file_)();
  if (!collected_) collect();
  return own_;
}

// Where a declarator's declaration is seen: in the block, loop or function that it is in.
void Types::collect() {
  collected_ = true;
  const Tree& tree = subject_.tree();
  if (!file_) own_.add(tree);
  const TypeReader reader(tree);
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    const c::Node& node = tree.nodes[id];
    if (node.kind != Kind::kInitDeclarator && node.kind != Kind::kParameter) continue;
    if (node.parent == c::kNoNode) continue;
    const NodeId declaration = node.kind == Kind::kParameter ? id : node.parent;
    NodeId scope = node.parent;
    if (node.kind == Kind::kParameter) {
      while (scope != c::kNoNode && (tree.nodes[scope].kind == Kind::kParameters ||
                                     is_declarator(tree.nodes[scope].kind))) {
        scope = tree.nodes[scope].parent;
      }
      if (scope == c::kNoNode || tree.nodes[scope].kind != Kind::kFunction) continue;
    } else {
      if (tree.nodes[declaration].kind != Kind::kDeclaration) continue;
      scope = tree.nodes[declaration].parent;
      if (scope == c::kNoNode || tree.nodes[scope].kind == Kind::kTranslationUnit) continue;
    }
    const std::span<const Child> parts = tree.children_of(declaration);
    if (parts.empty() || parts[0].is_token() ||
        tree.nodes[parts[0].node()].kind != Kind::kSpecifiers) {
      continue;
    }
    const NodeId declarator = node_child(tree, id, node.kind == Kind::kParameter ? 1 : 0);
    if (declarator == c::kNoNode) continue;
    const auto declared = reader.declared(reader.specifiers(parts[0].node()), declarator);
    if (!declared.name) continue;
    locals_[tree.spelling(*declared.name)].push_back(
        {*declared.name, tree.nodes[scope].last, declared.type,
         has_word(tree, parts[0].node(), "static") || has_word(tree, parts[0].node(), "extern")});
  }
  for (auto& [name, list] : locals_) {
    std::sort(list.begin(), list.end(), [](const Local& a, const Local& b) { return a.at < b.at; });
  }
}

// The last declaration before the place whose scope has not ended is the innermost.
const Types::Local* Types::local(NodeId identifier) {
  if (!collected_) collect();
  const TokenIndex token = subject_.tree().nodes[identifier].first;
  const auto found = locals_.find(subject_.tree().spelling(token));
  if (found == locals_.end()) return nullptr;
  for (auto at = found->second.rbegin(); at != found->second.rend(); ++at) {
    if (at->at <= token && token < at->last) return &*at;
  }
  return nullptr;
}

// What is kept from call to call counts as global, and a macro's parameter as local.
bool Types::is_local(NodeId identifier) {
  if (const Local* found = local(identifier)) return !found->is_static;
  const Tree& tree = subject_.tree();
  const std::string_view name = tree.spelling(tree.nodes[identifier].first);
  NodeId node = identifier;
  while (node != c::kNoNode && tree.nodes[node].kind != Kind::kDefine)
    node = tree.nodes[node].parent;
  if (node == c::kNoNode) return false;
  for (const Child child : tree.children_of(node)) {
    if (child.is_token() || tree.nodes[child.node()].kind != Kind::kMacroParameters) continue;
    for (const Child parameter : tree.children_of(child.node())) {
      const c::TokenIndex token =
          parameter.is_token() ? parameter.token() : tree.nodes[parameter.node()].first;
      if (tree.spelling(token) == name) return true;
    }
  }
  return false;
}

TypeRef Types::of(NodeId expression) {
  const auto known = known_.find(expression);
  if (known != known_.end()) return known->second;
  TypeRef type = type_of(expression);
  known_.emplace(expression, type);
  return type;
}

TypeRef Types::of_constant(TokenIndex token) const {
  const std::string_view text = subject_.tree().spelling(token);
  if (text.find('\'') != std::string_view::npos) return basic_type("char");
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (text.find_first_of(hex ? ".pP" : ".eE") != std::string_view::npos) {
    if (text.ends_with('f') || text.ends_with('F')) return basic_type("float");
    return basic_type(text.ends_with('l') || text.ends_with('L') ? "long double" : "double");
  }
  const std::string_view suffix =
      text.substr(std::min(text.size(), text.find_last_not_of("uUlL") + 1));
  const auto longs =
      std::count(suffix.begin(), suffix.end(), 'l') + std::count(suffix.begin(), suffix.end(), 'L');
  const bool is_unsigned = suffix.find_first_of("uU") != std::string_view::npos;
  return basic_type(integer_type(text, static_cast<int>(longs), is_unsigned, bits_));
}

TypeRef Types::pointed_to(const TypeRef& type) {
  const TypeRef resolved = declarations().resolved(type);
  if (!resolved) return nullptr;
  if (resolved->kind == Type::Kind::kFunction) return resolved;
  // What qualifies an array, qualifies its elements.
  if (resolved->kind == Type::Kind::kArray && resolved->of)
    return qualified(resolved->of, resolved->of->qualifiers | resolved->qualifiers);
  return resolved->kind == Type::Kind::kPointer ? resolved->of : nullptr;
}

TypeRef Types::of_prefix(NodeId expression) {
  const Tree& tree = subject_.tree();
  const std::string_view word = tree.spelling(tree.nodes[expression].first);
  const NodeId operand = node_child(tree, expression, 0);
  if (word == "!") return basic_type("int");
  if (word == "&&") return pointer_to(basic_type("void"));
  if (operand == c::kNoNode) return nullptr;
  if (word == "&") return pointer_to(of(operand));
  if (word == "*") return pointed_to(of(operand));
  return of(operand);
}

// What the usual arithmetic conversions make of two operands, nothing being narrower than an int.
TypeRef Types::common(const TypeRef& a, const TypeRef& b) {
  const TypeRef left = declarations().resolved(a);
  const TypeRef right = declarations().resolved(b);
  if (!is_arithmetic(left) || !is_arithmetic(right)) return nullptr;
  const std::size_t x = rank_of(left);
  const std::size_t y = rank_of(right);
  if (std::max(x, y) <= kIntRank) return basic_type("int");
  return unqualified(x >= y ? a : b);
}

TypeRef Types::of_binary(NodeId expression) {
  const Tree& tree = subject_.tree();
  const std::string_view word = operator_of(tree, expression);
  if (is_comparison(word)) return basic_type("int");
  const NodeId left = node_child(tree, expression, 0);
  const NodeId right = node_child(tree, expression, 1);
  if (left == c::kNoNode || right == c::kNoNode) return nullptr;
  const TypeRef a = of(left);
  const TypeRef b = of(right);
  if (word == "+" || word == "-") {
    const TypeRef pointer = pointed_to(a);
    const TypeRef other = pointed_to(b);
    if (pointer && other) return word == "-" ? named_type("ptrdiff_t") : nullptr;
    if (pointer)
      return is_kind(declarations().resolved(a), Type::Kind::kArray) ? pointer_to(pointer) : a;
    if (other)
      return is_kind(declarations().resolved(b), Type::Kind::kArray) ? pointer_to(other) : b;
  }
  return common(a, b);
}

TypeRef Types::field_of(const Declarations::Fields& fields, std::string_view name, int depth) {
  constexpr int kDeepest = 20;
  for (const auto& [field, type] : fields) {
    if (field == name) return type;
    if (!field.empty() || depth > kDeepest || !is_kind(type, Type::Kind::kTagged)) continue;
    const Declarations::Fields* const inner =
        type->fields ? type->fields.get() : declarations().fields(type->name);
    if (!inner) continue;
    if (TypeRef found = field_of(*inner, name, depth + 1)) return found;
  }
  return nullptr;
}

TypeRef Types::of_member(NodeId expression) {
  const Tree& tree = subject_.tree();
  const NodeId object = node_child(tree, expression, 0);
  const NodeId name = node_child(tree, expression, 1);
  if (object == c::kNoNode || name == c::kNoNode) return nullptr;
  TypeRef type = of(object);
  if (operator_of(tree, expression) == "->") type = pointed_to(type);
  type = declarations().resolved(type);
  if (!is_kind(type, Type::Kind::kTagged)) return nullptr;
  const Declarations::Fields* const fields =
      type->fields ? type->fields.get() : declarations().fields(type->name);
  if (!fields) return nullptr;
  const TypeRef field = field_of(*fields, tree.spelling(tree.nodes[name].first), 0);
  // A member of something constant is constant.
  return field ? qualified(field, field->qualifiers | type->qualifiers) : nullptr;
}

TypeRef Types::type_of(NodeId expression) {
  const Tree& tree = subject_.tree();
  const c::Node& node = tree.nodes[expression];
  const auto of_child = [&](std::size_t index) {
    const NodeId child = node_child(tree, expression, index);
    return child == c::kNoNode ? nullptr : of(child);
  };
  switch (node.kind) {
    case Kind::kConstant:
      return of_constant(node.first);
    case Kind::kString:
      return array_of(basic_type("char"));
    case Kind::kIdentifier: {
      if (const Local* found = local(expression)) return found->type;
      const std::string_view name = tree.spelling(node.first);
      if (TypeRef declared = declarations().variable(name)) return declared;
      return name == "NULL" ? pointer_to(basic_type("void")) : nullptr;
    }
    case Kind::kParen: {
      const NodeId inner = node_child(tree, expression, 0);
      return inner == c::kNoNode || tree.nodes[inner].kind == Kind::kTypeName ? nullptr : of(inner);
    }
    case Kind::kCall: {
      TypeRef function = declarations().resolved(of_child(0));
      if (is_kind(function, Type::Kind::kPointer)) function = declarations().resolved(function->of);
      return is_kind(function, Type::Kind::kFunction) ? function->of : nullptr;
    }
    case Kind::kIndex:
      return pointed_to(of_child(0));
    case Kind::kMember:
      return of_member(expression);
    case Kind::kPostfix:
      return of_child(0);
    case Kind::kPrefix:
      return of_prefix(expression);
    case Kind::kSizeof:
      return named_type("size_t");
    case Kind::kCast:
    case Kind::kCompoundLiteral: {
      const NodeId name = node_child(tree, expression, 0);
      return name == c::kNoNode ? nullptr : TypeReader(tree).type_name(name);
    }
    case Kind::kBinary:
      return of_binary(expression);
    case Kind::kConditional: {
      const TypeRef then = of_child(1);
      const TypeRef other = of_child(2);
      const TypeRef both = common(then, other);
      if (both || !then || !other) return both ? both : then ? then : other;
      // Beside a pointer, a number may only be the null pointer.
      const bool is_number = is_arithmetic(declarations().resolved(then));
      if (is_number == is_arithmetic(declarations().resolved(other))) return then;
      const NodeId number = node_child(tree, expression, is_number ? 1 : 2);
      return tree.spelling(tree.nodes[number].first) == "0" ? (is_number ? other : then) : nullptr;
    }
    case Kind::kAssign:
      return of_child(0);
    case Kind::kComma:
      return of_child(1);
    case Kind::kStatementExpression: {
      const std::span<const Child> parts = tree.children_of(node_child(tree, expression, 0));
      for (auto at = parts.rbegin(); at != parts.rend(); ++at) {
        if (at->is_token()) continue;
        if (tree.nodes[at->node()].kind != Kind::kExpressionStatement) return nullptr;
        return of(tree.children_of(at->node()).front().node());
      }
      return nullptr;
    }
    default:
      return nullptr;
  }
}

bool fits(const TypeRef& pattern, const TypeRef& type, const Declarations& declarations, bool exact,
          const std::function<bool(std::uint32_t meta, const TypeRef& type)>& bind) {
  if (!pattern) return true;
  if (!type) return false;
  if (pattern->kind == Type::Kind::kMeta) {
    if ((pattern->qualifiers & ~type->qualifiers) != 0) return false;
    // What it stands for already may be the meaning of a typedef's name.
    const TypeRef own = qualified(type, type->qualifiers & ~pattern->qualifiers);
    return bind(pattern->meta, own) ||
           (is_kind(own, Type::Kind::kNamed) && bind(pattern->meta, declarations.resolved(own)));
  }
  const auto qualifiers_fit = [&](const TypeRef& found) {
    return exact ? pattern->qualifiers == found->qualifiers
                 : (pattern->qualifiers & ~found->qualifiers) == 0;
  };
  // A typedef's name in the code stands for itself and for its meaning.
  constexpr int kLongestChain = 100;  // a typedef may name itself
  TypeRef found = type;
  for (int i = 0; i < kLongestChain; ++i) {
    const bool same_name =
        pattern->name == found->name ||
        (pattern->kind == Type::Kind::kTagged && pattern->name.find(' ') == std::string::npos &&
         found->name.starts_with(pattern->name));
    if (pattern->kind == found->kind && same_name && qualifiers_fit(found)) {
      if (pattern->meta != kNoMeta) {
        const std::size_t tag = found->name.find(' ');
        return tag != std::string::npos &&
               bind(pattern->meta, named_type(found->name.substr(tag + 1)));
      }
      return fits(pattern->of, found->of, declarations, exact, bind);
    }
    if (found->kind != Type::Kind::kNamed) return false;
    const TypeRef meaning = declarations.named(found->name);
    if (!meaning) return false;
    found = qualified(meaning, meaning->qualifiers | found->qualifiers);
  }
  return false;
}

}  // namespace towpath::smpl
