// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/classic/reading.h"

#include "unifdef/classic/plain_lines.h"

namespace towpath::unifdef::classic {

std::optional<Error> Reading::run() {
  scanner_.read(text_);
  const std::size_t newline = text_.bytes().substr(0, LineScanner::kLongestLine).find('\n');
  const bool crlf =
      newline != std::string_view::npos && newline > 0 && text_.bytes()[newline - 1] == '\r';
  lines_.set_newline(crlf ? "\r\n" : "\n");

  for (;;) {
    skip_plain();
    const Offset begin = line_end();
    if (!scanner_.next_line()) break;
    const Line line = read_line(begin);
    if (!scanner_.fault().empty()) return stop(scanner_.fault(), scanner_.line_number());
    if (!line.problem.empty()) return stop(line.problem, scanner_.line_number());
    if (trace_.on()) {
      trace_("parser line ", scanner_.line_number(), " state ", classic::name_of(scanner_.within),
             " comment ", classic::name_of(scanner_.so_far), " line");
    }
    const std::string_view problem = take(line);
    if (!problem.empty()) return stop(problem, scanner_.line_number());
    if (trace_.on()) {
      trace_("process line ", scanner_.line_number(), " ", name_of(line), " -> ",
             name_of(sections_.back()), " depth ", sections_.size() - 1);
    }
  }

  const std::uint32_t behind = scanner_.end_number();
  if (!outside()) return stop("Premature EOF", behind);
  if (scanner_.within != Within::kCode) return stop("EOF in comment", behind);
  trace_("process line ", behind, " EOF -> ", name_of(sections_.back()), " depth 0");
  return std::nullopt;
}

// The trace has every line, and text that is no C needs no skill.
void Reading::skip_plain() {
  scanner_.plain_text = options_.plain_text || sections_.back().literal;
  const bool fresh = scanner_.within == Within::kCode && scanner_.so_far == LineSoFar::kNothing;
  if (!fresh || scanner_.plain_text || trace_.on()) return;
  if (long_line_ < line_end() || line_end() == 0) {
    long_line_ = find_long_line(text_.bytes(), line_end(), LineScanner::kLongestLine);
  }
  const Offset end = skip_plain_lines(text_.bytes().substr(0, long_line_), line_end());
  if (end == line_end()) return;
  scanner_.skip_to(end);
  if (!lists_) lines_.add_all(end, sections_.back().kept);
}

// The line that begins at `begin`, up to the scanner's limit.
Reading::Line Reading::read_line(Offset begin) {
  const bool began_inside = scanner_.within != Within::kCode;
  Line line;
  line.keyword = scanner_.skip_to_keyword(begin);
  if (line.keyword == line_end()) return line;
  const Offset at = scanner_.skip_word(line.keyword);
  read_conditional(line, text_.slice(line.keyword, at), at);
  if (line.kind == Kind::kText) {
    // The keyword may go on in the next line.
    const std::string_view behind = text_.slice(at, line_end());
    if (behind.starts_with("\\\n") || behind.starts_with("\\\r\n")) {
      line.problem = kObfuscated;
    } else {
      scanner_.skip_line(at);
    }
    return line;
  }
  if (scanner_.so_far == LineSoFar::kNumberSign) join_dangling_line(line);
  if (began_inside || scanner_.so_far != LineSoFar::kNothing) {
    line.obfuscated = true;
    scanner_.so_far = LineSoFar::kText;
  }
  return line;
}

void Reading::read_conditional(Line& line, std::string_view word, Offset at) {
  if (word == "ifdef" || word == "ifndef") {
    line.kind = Kind::kIf;
    at = read_symbol(line, word == "ifdef", at);
  } else if (word == "if" || word == "elif") {
    line.kind = word == "if" ? Kind::kIf : Kind::kElif;
    at = read_expression(line, at);
  } else if (word == "else") {
    line.kind = Kind::kElse;
  } else if (word == "endif") {
    line.kind = Kind::kEndif;
  } else {
    return;
  }
  at = scanner_.skip_blanks(at);
  if (at == line_end()) return;
  scanner_.skip_line(at);
  line.truth = Truth::kUnknown;
  line.ignored = false;
}

Offset Reading::read_symbol(Line& line, bool wants_defined, Offset at) {
  at = scanner_.skip_blanks(at);
  const Offset end = scanner_.skip_word(at);
  if (const Symbol* const symbol = symbols_.find(text_.slice(at, end))) {
    line.truth = (symbol->value != nullptr) == wants_defined ? Truth::kTrue : Truth::kFalse;
    line.ignored = symbol->ignored;
  }
  return end;
}

Offset Reading::read_expression(Line& line, Offset at) {
  const Evaluation evaluation = evaluator_.evaluate(at, options_.strict_logic);
  const bool decides =
      evaluation.truth != Truth::kError && (options_.constants || !evaluation.constant);
  line.truth = decides ? evaluation.truth : Truth::kUnknown;
  return evaluation.end;
}

// The line has no newline that ends it: it is the last one, or goes on in the next.
void Reading::join_dangling_line(Line& line) {
  const Offset end = line_end();
  if (scanner_.extend_line()) {
    trace_("parser concatenate dangling whitespace");
    scanner_.skip_blanks(end);
  } else {
    trace_("parser insert newline at EOF");
    line.lacks_newline = true;
    scanner_.so_far = LineSoFar::kNothing;
  }
}

std::string_view Reading::take(const Line& line) {
  if (line.kind == Kind::kIf) return take_if(line);
  if (line.kind == Kind::kText) {
    put(line, sections_.back().kept);
    return {};
  }
  const bool misplaced = outside() || (sections_.back().last && line.kind != Kind::kEndif);
  switch (line.kind) {
    case Kind::kElif:
      return misplaced ? "Inappropriate #elif" : take_elif(line);
    case Kind::kElse:
      return misplaced ? "Inappropriate #else" : take_else(line);
    default:
      return misplaced ? "Inappropriate #endif" : take_endif(line);
  }
}

std::string_view Reading::take_if(const Line& line) {
  const Section& around = sections_.back();
  const bool certain = line.truth != Truth::kUnknown;
  if (around.kept && certain && line.obfuscated && !options_.keep_multiline) return kObfuscated;
  if (sections_.size() > kMostOpen) return "Too many levels of nesting";
  Section inner;
  inner.literal = around.literal || line.ignored;
  inner.line = scanner_.mark();
  if (!around.kept) {
    inner.kept = false;
    inner.settled = true;
  } else if (!certain || line.obfuscated) {
    inner.open = true;
  } else {
    inner.kept = inner.settled = line.truth == Truth::kTrue;
  }
  put(line, inner.open);
  sections_.push_back(inner);
  return {};
}

std::string_view Reading::take_elif(const Line& line) {
  Section& section = sections_.back();
  const bool inherited = sections_[sections_.size() - 2].literal;
  if (section.settled) {
    if (section.kept && line.obfuscated) return kObfuscated;
    if (section.open) {
      rewrite(line, "endif");
      section.open = false;
    } else {
      put(line, false);
      section.literal = inherited;
    }
    section.kept = false;
    return {};
  }
  Truth truth = line.truth;
  if (line.obfuscated && section.kept) {
    if (truth != Truth::kUnknown && !options_.keep_multiline) return kObfuscated;
    truth = Truth::kUnknown;
  } else if (line.obfuscated && (section.open || truth != Truth::kUnknown)) {
    return kObfuscated;
  }
  if (truth == Truth::kTrue && section.open) {
    rewrite(line, "else");
  } else {
    if (truth == Truth::kUnknown && !section.open) {
      put_as_if(line);
    } else {
      put(line, truth == Truth::kUnknown);
    }
    section.literal = inherited;
  }
  section.kept = truth != Truth::kFalse;
  section.settled = truth == Truth::kTrue;
  section.open = section.open || truth == Truth::kUnknown;
  return {};
}

std::string_view Reading::take_else(const Line& line) {
  Section& section = sections_.back();
  if (line.obfuscated && section.kept == section.settled) return kObfuscated;
  if (section.settled && section.open) {
    rewrite(line, "endif");
    section.open = false;
  } else {
    put(line, section.open);
  }
  section.kept = !section.settled;
  section.last = true;
  return {};
}

std::string_view Reading::take_endif(const Line& line) {
  const Section& section = sections_.back();
  if (line.obfuscated && !(section.kept && section.open)) return kObfuscated;
  put(line, section.open);
  sections_.pop_back();
  return {};
}

void Reading::put(const Line& line, bool stays) {
  if (lists_) return;
  Rewriting newline;
  newline.adds_newline = true;
  lines_.add(line_end(), stays, line.lacks_newline ? std::optional(newline) : std::nullopt);
}

// As `directive` and nothing behind it.
void Reading::rewrite(const Line& line, std::string_view directive) {
  rewrote_ = true;
  if (lists_) return;
  std::string replacement(directive);
  replacement += lines_.newline();
  lines_.add(line_end(), true, Rewriting{line.keyword, line_end(), std::move(replacement), false});
}

// An #elif whose #if went, as wide as it was.
void Reading::put_as_if(const Line& line) {
  if (lists_) return;
  const Offset keyword_end = line.keyword + static_cast<Offset>(std::string_view("elif").size());
  lines_.add(line_end(), true, Rewriting{line.keyword, keyword_end, "if  ", line.lacks_newline});
}

Error Reading::stop(std::string_view message, std::uint32_t line) {
  if (!lists_) lines_.cut();
  std::string what(message);
  if (!outside()) {
    what += " (#if line " + std::to_string(scanner_.number_of(sections_.back().line)) + " depth " +
            std::to_string(sections_.size() - 1) + ")";
  }
  return {{text_.name(), line}, std::move(what), ""};
}

std::string_view Reading::name_of(const Section& section) const {
  if (outside()) return "OUTSIDE";
  if (section.last) return section.open ? "PASS_ELSE" : section.kept ? "TRUE_ELSE" : "FALSE_ELSE";
  if (section.settled && !section.kept) return "FALSE_TRAILER";
  if (section.settled) return section.open ? "TRUE_MIDDLE" : "TRUE_PREFIX";
  if (section.kept) return "PASS_MIDDLE";
  return section.open ? "FALSE_MIDDLE" : "FALSE_PREFIX";
}

std::string Reading::name_of(const Line& line) {
  std::string name = line.obfuscated ? "DODGY " : "";
  switch (line.kind) {
    case Kind::kText:
      return "PLAIN";
    case Kind::kElse:
      return name + "ELSE";
    case Kind::kEndif:
      return name + "ENDIF";
    case Kind::kElif:
      name += line.truth == Truth::kUnknown ? "ELIF" : "EL";
      break;
    case Kind::kIf:
      name += line.truth == Truth::kUnknown ? "IF" : "";
  }
  if (line.truth != Truth::kUnknown) name += classic::name_of(line.truth);
  if (line.ignored) name += "I";
  return name;
}

}  // namespace towpath::unifdef::classic
