// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/prototype.h"

#include <algorithm>
#include <optional>

#include "smpl/source.h"
#include "smpl/type.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

struct Range {
  Offset begin;
  Offset end;
};

// The head of a function's definition.
struct Head {
  Range range;  // up to the `{`
  Range name;
  bool typed = false;              // it tells the function's type
  bool old_style = false;          // parameters are declared behind the parentheses
  std::vector<Range> names = {};   // of its parameters
  std::vector<Range> behind = {};  // attributes between the parameters and the `{`
};

Range range_of(const Tree& tree, TokenIndex first, TokenIndex last) {
  return {tree.tokens[first].begin, tree.tokens[last - 1].end()};
}

std::vector<Range> names_in(const Tree& tree, NodeId parameters) {
  std::vector<Range> names;
  for (const Child child : tree.children_of(parameters)) {
    if (child.is_token() || tree.nodes[child.node()].kind != Kind::kParameter) continue;
    const auto name = TypeReader(tree).parameter_name(child.node());
    if (name) names.push_back(range_of(tree, *name, *name + 1));
  }
  return names;
}

std::optional<Head> head_of(const Tree& tree, NodeId function) {
  Head head{};
  bool named = false;
  for (const Child child : tree.children_of(function)) {
    if (child.is_token()) continue;
    const c::Node& node = tree.nodes[child.node()];
    if (node.kind == Kind::kCompound) {
      const TokenIndex first = tree.nodes[function].first;
      head.range = {tree.tokens[first].begin, tree.tokens[node.first].begin};
      return named ? std::optional(head) : std::nullopt;
    }
    if (node.kind == Kind::kSpecifiers) {
      for (const Child word : tree.children_of(child.node()))
        head.typed |= word.is_node() || !is_storage(tree.spelling(word.token()));
    }
    head.old_style |= node.kind == Kind::kDeclaration;
    if (named && node.kind == Kind::kAttribute)
      head.behind.push_back(range_of(tree, node.first, node.last));
    NodeId declarator = child.node();
    while (declarator != c::kNoNode && is_declarator(tree.nodes[declarator].kind)) {
      const NodeId inner = inner_declarator(tree, declarator);
      if (inner != c::kNoNode && tree.nodes[inner].kind == Kind::kIdentifier &&
          tree.nodes[declarator].kind == Kind::kFunctionDeclarator) {
        named = true;
        head.name = range_of(tree, tree.nodes[inner].first, tree.nodes[inner].last);
        for (const Child part : tree.children_of(declarator)) {
          if (part.is_node() && tree.nodes[part.node()].kind == Kind::kParameters)
            head.names = names_in(tree, part.node());
        }
      }
      declarator = inner;
    }
  }
  return std::nullopt;
}

std::vector<Head> heads_of(const Tree& tree) {
  std::vector<Head> heads;
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    if (tree.nodes[id].kind != Kind::kFunction || tree.nodes[id].parent != tree.root) continue;
    if (const auto head = head_of(tree, id)) heads.push_back(*head);
  }
  std::sort(heads.begin(), heads.end(),
            [](const Head& a, const Head& b) { return a.range.begin < b.range.begin; });
  return heads;
}

class Maker {
 public:
  Maker(const SourceRule& rule, const Body& body) : rule_(rule), body_(body) {}

  std::vector<PrototypeRule> make(const Tree& minus, const Tree* plus) const {
    const std::vector<Head> heads = heads_of(minus);
    const std::vector<Head> others = heads_of(plus ? *plus : minus);
    std::vector<PrototypeRule> made;
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const Head& head = heads[i];
      const Head* becomes = nullptr;
      if (mark(head.range.end) == Mark::kContext) {
        const auto at = std::find_if(others.begin(), others.end(), [&](const Head& other) {
          return other.range.end == head.range.end;
        });
        if (at == others.end()) continue;
        becomes = &*at;
      } else if (plus && !others.empty()) {
        if (others.size() != heads.size()) continue;
        becomes = &others[i];
      }
      if (!changes(head, becomes)) continue;
      const std::string_view obstacle = obstacle_to(head, becomes);
      if (!obstacle.empty()) {
        made.push_back(
            {.rule = {}, .function = std::string(code(head.name)), .obstacle = obstacle});
        continue;
      }
      made.push_back(prototype(head, becomes, true));
      if (!head.names.empty()) made.push_back(prototype(head, becomes, false));
    }
    return made;
  }

 private:
  Mark mark(Offset at) const { return body_.mark_at(rule_, at); }
  std::string_view code(Range range) const {
    return std::string_view(body_.code).substr(range.begin, range.end - range.begin);
  }

  std::string_view obstacle_to(const Head& head, const Head* becomes) const {
    const auto is_choice = [&](const Stretch::Gap& gap) {
      return !gap.is_dots && gap.begin < head.range.end && gap.end > head.range.begin;
    };
    if (std::any_of(body_.whole.gaps.begin(), body_.whole.gaps.end(), is_choice))
      return "a disjunction in the head";
    if (head.old_style || (becomes && becomes->old_style))
      return "parameters declared behind the parentheses";
    return {};
  }

  bool changes(const Head& head, const Head* becomes) const {
    const auto has = [&](Range range, Mark wanted) {
      for (Offset at = range.begin; at < range.end; ++at) {
        if (mark(at) == wanted && !is_blank(code({at, at + 1}))) return true;
      }
      return false;
    };
    return has(head.range, Mark::kMinus) || (becomes && has(becomes->range, Mark::kPlus));
  }

  std::string unused_name(std::string name) const {
    while (rule_.find(name) || body_.code.find(name) != std::string::npos) name += '_';
    return name;
  }

  // The lines of the rule with nothing but the head, a `;` in the place of the `{`.
  PrototypeRule prototype(const Head& head, const Head* becomes, bool named) const {
    PrototypeRule made{rule_, std::string(code(head.name))};
    if (const auto meta = rule_.find(made.function)) made.meta = static_cast<std::uint32_t>(*meta);
    made.rule.dependency.reset();
    std::string text = body_.code;
    blank_outside(text, head, becomes);
    // From behind, so that offsets stay right.
    std::vector<std::pair<Range, std::string>> replaced;
    const auto replace = [&](Range range, std::string with) {
      const auto same = [&](const auto& one) { return one.first.begin == range.begin; };
      if (std::none_of(replaced.begin(), replaced.end(), same))
        replaced.emplace_back(range, std::move(with));
    };
    const std::string type = unused_name("any_type");
    for (const Head* one : {&head, becomes}) {
      if (!one) continue;
      replace({one->range.end, one->range.end + 1}, ";");
      for (const Range attribute : one->behind) replace(attribute, "");
      if (!one->typed) replace({one->name.begin, one->name.begin}, type + " ");
    }
    if (!head.typed) made.rule.metavariables.push_back({.name = type, .kind = MetaKind::kType});
    if (!named) {
      for (const Head* one : {&head, becomes}) {
        if (!one) continue;
        for (const Range name : one->names) replace(name, "");
      }
    } else {
      for (const Range name : head.names) {
        const auto meta = rule_.find(code(name));
        if (!meta || rule_.metavariables[*meta].kind != MetaKind::kIdentifier) continue;
        const std::string any = unused_name("any_" + std::string(code(name)));
        if (!made.rule.find(any))
          made.rule.metavariables.push_back({.name = any, .kind = MetaKind::kIdentifier});
        replace(name, any);
      }
    }
    std::sort(replaced.begin(), replaced.end(),
              [](const auto& a, const auto& b) { return a.first.begin > b.first.begin; });
    std::vector<std::string> lines;
    for (std::uint32_t line = rule_.body.line_count(); line > 0; --line) {
      const Offset begin = rule_.body.line_begin(line);
      std::string_view bytes = rule_.body.line(line);
      if (bytes.ends_with('\n')) bytes.remove_suffix(1);
      std::string written = text.substr(begin, bytes.size());
      for (const auto& [range, with] : replaced) {
        if (range.begin >= begin && range.end <= begin + written.size())
          written.replace(range.begin - begin, range.end - range.begin, with);
      }
      const Mark how = body_.marks[line - 1];
      lines.push_back((how == Mark::kMinus ? "-" : how == Mark::kPlus ? "+" : " ") + written);
    }
    std::string whole;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) whole += *line + "\n";
    made.rule.body = Text(rule_.body.name(), std::move(whole));
    return made;
  }

  void blank_outside(std::string& text, const Head& head, const Head* becomes) const {
    for (Offset at = 0; at < text.size(); ++at) {
      if (text[at] == '\n') continue;
      const Head* const kept = mark(at) == Mark::kPlus ? becomes : &head;
      if (!kept || at < kept->range.begin || at > kept->range.end) text[at] = ' ';
    }
  }

  const SourceRule& rule_;
  const Body& body_;
};

}  // namespace

std::vector<PrototypeRule> prototype_rules(const SourceRule& rule, const Body& body,
                                           const Tree& minus, const Tree* plus) {
  return Maker(rule, body).make(minus, plus);
}

}  // namespace towpath::smpl
