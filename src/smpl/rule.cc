// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/rule.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "lex/token.h"
#include "smpl/header.h"
#include "smpl/subject.h"

namespace towpath::smpl {

namespace {

using lex::Token;
using lex::TokenKind;

// The words of a line of options for the program, `#spatch -D x --jobs 2`; nothing for other lines.
std::optional<std::vector<std::string>> option_words(std::string_view line) {
  if (!line.starts_with('#')) return std::nullopt;
  std::vector<std::string> words;
  for (std::size_t at = 1; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(" \t\r", at);
    if (begin == std::string_view::npos) break;
    at = std::min(line.find_first_of(" \t\r", begin), line.size());
    words.emplace_back(line.substr(begin, at - begin));
  }
  if (words.empty() || words[0] != "spatch") return std::nullopt;
  words.erase(words.begin());
  return words;
}

// What --int-bits and --long-bits say. A `long` is twice as long as an `int` where only one is
// told.
void take_bits(const std::vector<std::string>& options, IntegerBits& bits) {
  for (std::size_t i = 0; i + 1 < options.size(); ++i) {
    const bool is_int = options[i] == "--int-bits";
    if (!is_int && options[i] != "--long-bits") continue;
    std::uint32_t& told = is_int ? bits.of_int : bits.of_long;
    const std::string& digits = options[++i];
    std::from_chars(digits.data(), digits.data() + digits.size(), told);
  }
  if (bits.of_long == 0) bits.of_long = 2 * bits.of_int;
  if (bits.of_int == 0) bits.of_int = bits.of_long / 2;
}

// Of the options, those that say what is defined.
void take_definitions(const std::vector<std::string>& options, Context& context) {
  for (std::size_t i = 0; i + 1 < options.size(); ++i) {
    if (options[i] != "-D") continue;
    const std::string& definition = options[++i];
    const std::size_t equals = definition.find('=');
    const bool has_value = equals != std::string::npos;
    context.definitions.push_back(
        {definition.substr(0, equals), has_value ? definition.substr(equals + 1) : std::string()});
    context.known.given.push_back(context.definitions.back().value);
    context.known.exports = static_cast<std::uint32_t>(context.definitions.size());
  }
}

constexpr std::uint32_t kMaxIncludes = 20;  // in one another

Status read_file(const Text& cocci, const Files& files, std::uint32_t depth, Context& context);

// Reads the rules of another semantic patch: `line` is `#include "name"`.
Status include(std::string_view line, const Place& place, const Files& files, std::uint32_t depth,
               Context& context) {
  const std::size_t begin = line.find('"');
  const std::size_t end = line.rfind('"');
  if (begin == end) return Error{place, "expected a file's name in quotes behind `#include`", ""};
  if (depth == kMaxIncludes) return Error{place, "semantic patches include one another", ""};
  const Result<Text> text =
      read_named(files, {std::string(line.substr(begin + 1, end - begin - 1)), place});
  if (!text) return text.error();
  return read_file(*text, files, depth + 1, context);
}

// Scripts may have SmPL's comments on lines of their own.
std::string script_code(std::string_view written) {
  std::string code(written);
  for (std::size_t line = 0; line < code.size(); line = code.find('\n', line) + 1) {
    const std::size_t at = code.find_first_not_of(" \t", line);
    if (at != std::string::npos && code.compare(at, 2, "//") == 0) code.replace(at, 2, "# ");
    if (code.find('\n', line) == std::string::npos) break;
  }
  return code;
}

// What stands before the first rule: virtual rules, options and other files.
Status read_preamble(const Text& cocci, Offset end, const Files& files, std::uint32_t depth,
                     Context& context) {
  const std::vector<Token> tokens = lex::tokenize(cocci, 0, end, lex::Defines::kWhole);
  TokenReader reader(cocci, tokens);
  std::vector<std::string> options;
  while (!reader.ended()) {
    if (reader.take("virtual")) {
      do {
        Result<std::string> name = reader.name("the name of a virtual rule");
        if (!name) return std::move(name).error();
        context.known.virtual_names.push_back(*name);
        context.virtual_rules.push_back(std::move(*name));
      } while (reader.take(","));
      reader.take(";");
    } else if (const auto words = option_words(reader.word())) {
      options.insert(options.end(), words->begin(), words->end());
      reader.next();
    } else if (reader.at("using")) {
      if (Status status = read_using(reader, context.isomorphisms); !status) return status;
      reader.take(";");
    } else if (directive_word(reader.word()).starts_with("include")) {
      if (Status status = include(reader.word(), reader.here(), files, depth, context); !status) {
        return status;
      }
      reader.next();
    } else if (reader.word().starts_with("#")) {
      return reader.unsupported("`" + std::string(reader.word().substr(0, 20)) + "`");
    } else {
      return reader.error("expected a rule", "a rule begins with @@ or @ name @");
    }
  }
  take_definitions(options, context);
  take_bits(options, context.bits);
  const auto end_of_options = options.end();
  context.ocaml_regexps |=
      std::find(options.begin(), end_of_options, "--ocaml-regexps") != end_of_options;
  return Done{};
}

// Lines that end with "\r\n" are like others. A comment that begins in the first column, where
// every rule has a mark, is none of the code.
Text plain_lines(const Text& cocci) {
  std::string bytes(cocci.bytes());
  std::size_t kept = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes.compare(at, 2, "\r\n") != 0) bytes[kept++] = bytes[at];
  }
  bytes.resize(kept);
  for (std::size_t at = 0; (at = bytes.find("/*", at)) != std::string::npos;) {
    const std::size_t end = bytes.find("*/", at + 2);
    if (end == std::string::npos) break;
    if (at == 0 || bytes[at - 1] == '\n') {
      for (std::size_t i = at; i < end + 2; ++i) bytes[i] = bytes[i] == '\n' ? '\n' : ' ';
    }
    at = end + 2;
  }
  return Text(cocci.name(), std::move(bytes));
}

Status read_file(const Text& written, const Files& files, std::uint32_t depth, Context& context) {
  const bool is_plain = written.bytes().find("/*") == std::string_view::npos &&
                        written.bytes().find('\r') == std::string_view::npos;
  const Text cocci = is_plain ? written : plain_lines(written);
  std::uint32_t line = 1;
  const std::uint32_t line_count = cocci.line_count();
  const auto opens_rule = [&](std::uint32_t number) {
    return number <= line_count && cocci.line(number).starts_with('@');
  };
  while (line <= line_count && !opens_rule(line)) ++line;
  const Offset first = line <= line_count ? cocci.line_begin(line) : cocci.size();
  if (Status status = read_preamble(cocci, first, files, depth, context); !status) {
    return status;
  }
  while (line <= line_count) {
    // A header and its declarations have at most three lines with an `@` in the first column, so
    // the tokens up to there do, and reading all headers takes time linear in the text.
    const Offset begin = cocci.line_begin(line);
    std::uint32_t stop = line + 1;
    for (int seen = 0; stop <= line_count && seen < 2; ++stop) seen += opens_rule(stop);
    const std::vector<Token> tokens =
        lex::tokenize(cocci, begin, cocci.line_begin(stop), lex::Defines::kWhole);
    TokenReader reader(cocci, tokens);
    SourceRule rule;
    rule.isomorphisms = context.isomorphisms;
    rule.bits = context.bits;
    if (Status status = read_header(reader, context, rule); !status) return status;
    const auto read = rule.script ? read_script_declarations : read_declarations;
    if (Status status = read(reader, context, rule); !status) return status;
    if (!rule.refused && depends_on_refused(rule, context)) {
      rule.refused = Error{
          rule.place, "`" + rule.name + "` does not run: it depends on a rule that cannot", ""};
    }
    const Token& after = tokens[reader.position()];
    const Offset closed = tokens[reader.position() - 1].end();
    const std::uint32_t closing_line = cocci.line_of(closed - 1);
    if (after.kind != TokenKind::kEnd && cocci.line_of(after.begin) == closing_line) {
      return Error{cocci.place(after.begin), "the rule's body must begin on a line of its own", ""};
    }
    line = closing_line + 1;
    const std::uint32_t body_begin = line;
    while (line <= line_count && !opens_rule(line)) ++line;
    const Offset from = body_begin <= line_count ? cocci.line_begin(body_begin) : cocci.size();
    const Offset to = line <= line_count ? cocci.line_begin(line) : cocci.size();
    rule.body = Text(cocci.name(), rule.script ? script_code(cocci.slice(from, to))
                                               : std::string(cocci.slice(from, to)));
    rule.body_line = body_begin;
    if (rule.extends != kNone) {
      if (Status status = inherit_all(context, rule); !status) return status;
    }
    context.add(std::move(rule));
  }
  return Done{};
}

void note_asked(const Dependency& dependency, std::vector<SourceRule>& rules) {
  if (dependency.rule != kNone) rules[dependency.rule].asked = true;
  for (const Dependency& part : dependency.parts) note_asked(part, rules);
}

}  // namespace

Result<Text> read_named(const Files& files, const NamedFile& file) {
  if (files) return files(file);
  return Error{file.place, "not supported: files that a semantic patch names are not read here",
               ""};
}

Place SourceRule::place_in_body(Offset at) const {
  Place place = body.place(at);
  place.line += body_line - 1;
  return place;
}

std::optional<std::size_t> SourceRule::find(std::string_view name) const {
  for (std::size_t i = 0; i < metavariables.size(); ++i) {
    if (metavariables[i].name == name) return i;
  }
  return std::nullopt;
}

bool SourceRule::disables(std::string_view isomorphism) const {
  return std::any_of(disabled.begin(), disabled.end(),
                     [&](const std::string& name) { return name == isomorphism || name == "all"; });
}

Result<SourceRules> read_rules(const Text& cocci, const std::vector<Definition>& definitions,
                               const Files& files) {
  Context context{.virtual_rules = {}, .definitions = definitions, .known = {}};
  for (const Definition& one : definitions) context.known.given.push_back(one.value);
  context.known.exports = static_cast<std::uint32_t>(definitions.size());
  if (Status status = read_file(cocci, files, 0, context); !status) {
    return std::move(status).error();
  }
  std::vector<SourceRule>& rules = context.known.rules;
  for (const SourceRule& rule : rules) {
    if (rule.dependency) note_asked(*rule.dependency, rules);
  }
  return std::move(context.known);
}

}  // namespace towpath::smpl
