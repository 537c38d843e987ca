// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "cparse/parse.h"
#include "cparse/word.h"

namespace towpath::c {
namespace {

using lex::Token;
using lex::TokenKind;

constexpr std::string_view kTypes[] = {
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "s8",
    "s16",
    "s32",
    "s64",
    "s128",
    "__u8",
    "__u16",
    "__u32",
    "__u64",
    "__s8",
    "__s16",
    "__s32",
    "__s64",
    "__le16",
    "__le32",
    "__le64",
    "__be16",
    "__be32",
    "__be64",
    "__sum16",
    "__wsum",
    "bool",
    "uint",
    "ulong",
    "ushort",
    "u_char",
    "u_short",
    "u_int",
    "u_long",
    "uchar",
    "FILE",
    "DIR",
    "va_list",
    "__va_list",
    "__builtin_va_list",
    "__kernel_size_t",
    "wchar",
    "cpumask_var_t",
};

constexpr std::string_view kAttributes[] = {
    "__init",
    "__exit",
    "__initdata",
    "__initconst",
    "__exitdata",
    "__devinit",
    "__devexit",
    "__devinitdata",
    "__devinitconst",
    "__devexitdata",
    "__cpuinit",
    "__cpuexit",
    "__cpuinitdata",
    "__net_init",
    "__net_exit",
    "__net_initdata",
    "__meminit",
    "__meminitdata",
    "__memexit",
    "__ref",
    "__refdata",
    "__refconst",
    "__init_or_module",
    "__initdata_or_module",
    "__init_memblock",
    "__user",
    "__kernel",
    "__iomem",
    "__percpu",
    "__rcu",
    "__force",
    "__nocast",
    "__safe",
    "__private",
    "__bitwise",
    "__packed",
    "__aligned",
    "__section",
    "__used",
    "__unused",
    "__maybe_unused",
    "__always_unused",
    "__must_check",
    "__weak",
    "__alias",
    "__pure",
    "__const_attr",
    "__cold",
    "__hot",
    "__deprecated",
    "__printf",
    "__scanf",
    "__malloc",
    "__noreturn",
    "__noclone",
    "__visible",
    "__always_inline",
    "__sched",
    "__lockfunc",
    "__kprobes",
    "__irq_entry",
    "__exception_irq_entry",
    "__read_mostly",
    "__ro_after_init",
    "__cacheline_aligned",
    "__cacheline_aligned_in_smp",
    "____cacheline_aligned",
    "____cacheline_aligned_in_smp",
    "__page_aligned_data",
    "__page_aligned_bss",
    "__acquires",
    "__releases",
    "__must_hold",
    "__cond_lock",
    "__counted_by",
    "__randomize_layout",
    "__no_randomize_layout",
    "__designated_init",
    "__assume_aligned",
    "__attribute_const__",
    "__naked",
    "__nonstring",
    "__mode",
    "__gnu_inline",
    "__flatten",
    "__no_sanitize_address",
    "__no_kasan_or_inline",
    "__no_kcsan",
    "__noinitretpoline",
    "__nosavedata",
    "__latent_entropy",
    "__compiletime_error",
    "__compiletime_warning",
    "__alloc_size",
    "__cdecl",
    "__stdcall",
    "__free",
    "__cleanup",
    "__bpf_kfunc",
    "__setup_str",
    "__cpuidle",
    "__entry_text",
    "asmlinkage",
    "notrace",
    "noinline",
    "noinline_for_stack",
    "noinstr",
    "nokprobe_inline",
    "fastcall",
    "STATIC",
    "INLINE",
    "EXPORT",
    "randomized_struct_fields_start",
    "__xipram",
};

constexpr std::string_view kIterators[] = {
    "list_for_each_entry",
    "hlist_for_each_entry",
    "for_each_possible_cpu",
    "for_each_online_cpu",
    "do_each_thread",
    "rbtree_postorder_for_each_entry_safe",
    "forever",
    "scoped_guard",
    "scoped_cond_guard",
};

constexpr std::string_view kDeclarers[] = {
    "LIST_HEAD",
    "HLIST_HEAD",
    "LLIST_HEAD",
    "DECLARE_BITMAP",
    "DECLARE_WAITQUEUE",
    "DEFINE_WAIT",
    "DECLARE_COMPLETION",
    "DECLARE_COMPLETION_ONSTACK",
    "DECLARE_WAIT_QUEUE_HEAD_ONSTACK",
    "DECLARE_WORK",
    "DEFINE_MUTEX",
    "DEFINE_SPINLOCK",
    "KUNIT_DEFINE_ACTION",
    "SHASH_DESC_ON_STACK",
    "SYNC_SKCIPHER_REQUEST_ON_STACK",
    "SKCIPHER_REQUEST_ON_STACK",
    "AHASH_REQUEST_ON_STACK",
    "DECLARE_FLEX_ARRAY",
    "BLOCKING_NOTIFIER_HEAD",
    "ATOMIC_NOTIFIER_HEAD",
    "RAW_NOTIFIER_HEAD",
};

// A `#define` line: tokens [first, last), the kDefine token first; the body is [body, last).
struct DefineLine {
  std::size_t name;
  std::size_t body;
  std::size_t last;
  bool function_like;
};

// Reads a body's tokens to tell the macro's role.
class BodyReader {
 public:
  BodyReader(std::span<const Word> words, const DefineLine& define, const Names& names,
             const Text& text, std::span<const Token> tokens)
      : words_(words),
        text_(text),
        tokens_(tokens),
        names_(names),
        at_(define.body),
        last_(define.last) {}

  bool attributes_only() {
    while (at_ != last_) {
      if (words_[at_] == Word::kAttribute && word(at_ + 1) == Word::kLeftParen) {
        at_ = past_group(at_ + 1);
      } else if (words_[at_] == Word::kStorage && spelling(at_) != "extern") {
        ++at_;
      } else if (words_[at_] == Word::kIdentifier &&
                 names_.find(spelling(at_)) == Role::kAttribute) {
        ++at_;
        if (word(at_) == Word::kLeftParen) at_ = past_group(at_);
      } else {
        return false;
      }
    }
    return true;
  }

  // `for (...)`, `if (...) {} else`, `while (...) if (...)`: a statement has yet to follow.
  bool loop_head() {
    bool any = false;
    while (at_ != last_) {
      const Word head = words_[at_];
      if (head == Word::kElse && any) {
        ++at_;
        continue;
      }
      if (head == Word::kLeftBrace && any && word(at_ + 1) == Word::kRightBrace) {
        at_ += 2;
        if (word(at_) != Word::kElse) return false;
        continue;
      }
      if (any && head == Word::kIdentifier && word(at_ + 1) == Word::kLeftParen &&
          past_group(at_ + 1) == last_) {
        return true;
      }
      if (head != Word::kFor && head != Word::kWhile && head != Word::kIf) return false;
      if (word(at_ + 1) != Word::kLeftParen) return false;
      at_ = past_group(at_ + 1);
      any = true;
    }
    return any;
  }

  // Words of a type and stars, no name that could be a variable's.
  bool type_only() {
    bool type = false;
    for (; at_ != last_; ++at_) {
      switch (words_[at_]) {
        case Word::kTypeWord:
          type = true;
          break;
        case Word::kStruct:
        case Word::kEnum:
          if (word(at_ + 1) != Word::kIdentifier) return false;
          ++at_;
          type = true;
          break;
        case Word::kQualifier:
          break;
        case Word::kStar:
          if (!type) return false;
          break;
        case Word::kIdentifier:
          if (type || names_.find(spelling(at_)) != Role::kType) return false;
          type = true;
          break;
        default:
          return false;
      }
    }
    return type;
  }

 private:
  Word word(std::size_t i) const { return i < last_ ? words_[i] : Word::kEnd; }
  std::string_view spelling(std::size_t i) const {
    return text_.slice(tokens_[i].begin, tokens_[i].end());
  }
  std::size_t past_group(std::size_t open) const {
    std::size_t depth = 0;
    for (std::size_t i = open; i != last_; ++i) {
      if (words_[i] == Word::kLeftParen) ++depth;
      if (words_[i] == Word::kRightParen && --depth == 0) return i + 1;
    }
    return last_;
  }

  std::span<const Word> words_;
  const Text& text_;
  std::span<const Token> tokens_;
  const Names& names_;
  std::size_t at_;
  std::size_t last_;
};

// Looks for typedefs and `#define`s in tokens.
class RoleFinder {
 public:
  RoleFinder(const Text& text, std::span<const Token> tokens, bool hints)
      : text_(text), tokens_(tokens), words_(words_of(text, tokens)), hints_(hints) {}

  Names run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (words_[i] == Word::kDefine) {
        define(i);
      } else if (words_[i] == Word::kTypedef && !tokens_[i].in_define) {
        type_definition(i);
      }
    }
    return std::move(names_);
  }

 private:
  std::string_view spelling(std::size_t i) const {
    return text_.slice(tokens_[i].begin, tokens_[i].end());
  }

  void define(std::size_t at) {
    DefineLine line{.name = at + 1, .body = at + 2, .last = at + 1, .function_like = false};
    while (tokens_[line.last].in_define) ++line.last;
    if (line.last == line.name || words_[line.name] != Word::kIdentifier) return;
    if (line.body != line.last && words_[line.body] == Word::kLeftParen &&
        tokens_[line.body].begin == tokens_[line.name].end()) {
      line.function_like = true;
      while (line.body != line.last && words_[line.body] != Word::kRightParen) ++line.body;
      if (line.body != line.last) ++line.body;
    }
    if (const auto role = role_of(line)) names_.set(spelling(line.name), *role);
  }

  std::optional<Role> role_of(const DefineLine& line) const {
    const auto body = [&](const Names& names) {
      return BodyReader(words_, line, names, text_, tokens_);
    };
    if (line.body == line.last) {
      // The usual empty function-like macro is a debug statement compiled out.
      if (line.function_like && !hints_) return std::nullopt;
      // An empty one is often a constant that only `#ifdef` reads; then its role never matters.
      return Role::kAttribute;
    }
    if (body(Names::builtin()).attributes_only()) return Role::kAttribute;
    if (body(Names::builtin()).loop_head()) return Role::kIterator;
    if (!line.function_like && body(Names::builtin()).type_only()) return Role::kType;
    if (hints_) return hinted(line);
    return std::nullopt;
  }

  // Coccinelle's hint headers say `MACROSTATEMENT`, `MACRODECL`, `YACFE_ITERATOR`… by name too.
  std::optional<Role> hinted(const DefineLine& line) const {
    const Word first = words_[line.body];
    if (first == Word::kIdentifier && line.last == line.body + 1) {
      const std::string_view word = spelling(line.body);
      if (word == "MACROSTATEMENT") return Role::kStatement;
      if (word == "YACFE_ITERATOR") return Role::kIterator;
      if (word == "YACFE_DECLARATOR") return Role::kDeclarer;
    }
    if (is_specifier(first)) return Role::kDeclarer;
    if (is_statement(first) || first == Word::kLeftBrace ||
        words_[line.last - 1] == Word::kSemicolon) {
      return Role::kStatement;
    }
    return std::nullopt;
  }

  // The names that a typedef declares: the last identifier of each declarator outside braces and
  // parameters, so of `typedef int (*f)(int a), g[N];` f and g.
  void type_definition(std::size_t at) {
    std::size_t name = 0;
    int braces = 0;
    int nested = 0;
    bool named = false;  // a parenthesis or bracket has closed since the name
    for (std::size_t i = at + 1; i < tokens_.size(); ++i) {
      switch (words_[i]) {
        case Word::kLeftBrace:
          ++braces;
          break;
        case Word::kRightBrace:
          if (--braces < 0) return;
          break;
        case Word::kLeftParen:
        case Word::kLeftBracket:
          ++nested;
          // `(*name`: the name stands inside.
          if (braces == 0 && nested == 1 && words_[i + 1] == Word::kStar) {
            while (i + 1 < tokens_.size() && words_[i + 1] == Word::kStar) ++i;
            if (words_[i + 1] == Word::kIdentifier) {
              name = i + 1;
              named = true;
            }
          }
          break;
        case Word::kRightParen:
        case Word::kRightBracket:
          --nested;
          if (braces == 0 && nested == 0 && name != 0) named = true;
          break;
        case Word::kAttribute:
          named = named || name != 0;
          break;
        case Word::kIdentifier:
          if (braces == 0 && nested == 0 && !named && !tokens_[i].in_define &&
              names_.find(spelling(i)) != Role::kAttribute &&
              Names::builtin().find(spelling(i)) != Role::kAttribute) {
            name = i;
          }
          break;
        case Word::kComma:
        case Word::kSemicolon:
          if (braces != 0 || nested != 0) break;
          if (name != 0) names_.set(spelling(name), Role::kType);
          name = 0;
          named = false;
          if (words_[i] == Word::kSemicolon) return;
          break;
        case Word::kTypedef:
        case Word::kEnd:
          return;
        default:
          break;
      }
    }
  }

  const Text& text_;
  std::span<const Token> tokens_;
  std::vector<Word> words_;
  bool hints_;
  Names names_;
};

}  // namespace

std::size_t Names::Hash::operator()(std::string_view name) const {
  return std::hash<std::string_view>()(name);
}

const Names& Names::builtin() {
  static const Names names = [] {
    Names result;
    for (const std::string_view name : kTypes) result.set(name, Role::kType);
    for (const std::string_view name : kAttributes) result.set(name, Role::kAttribute);
    for (const std::string_view name : kIterators) result.set(name, Role::kIterator);
    for (const std::string_view name : kDeclarers) result.set(name, Role::kDeclarer);
    return result;
  }();
  return names;
}

Names Names::from_hints(const Text& header) {
  return RoleFinder(header, lex::tokenize(header, lex::Defines::kSplit), true).run();
}

Names Names::from_text(const Text& text, std::span<const Token> tokens) {
  return RoleFinder(text, tokens, false).run();
}

void Names::set(std::string_view name, Role role) {
  roles_.insert_or_assign(std::string(name), role);
}

std::optional<Role> Names::find(std::string_view name) const {
  const auto found = roles_.find(name);
  if (found == roles_.end()) return std::nullopt;
  return found->second;
}

void Names::merge(const Names& other) {
  for (const auto& [name, role] : other.roles_) roles_.insert_or_assign(name, role);
}

}  // namespace towpath::c
