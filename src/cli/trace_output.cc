// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/trace_output.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace towpath::cli {
namespace {

using evidence::Lines;
using evidence::Trace;
using pipeline::Carriage;
using Json = nlohmann::ordered_json;

const char* name_of(pipeline::Carried::From from) {
  switch (from) {
    case pipeline::Carried::From::kSource:
      return "source";
    case pipeline::Carried::From::kRecipe:
      return "recipe";
    case pipeline::Carried::From::kTarget:
      return "target";
  }
  return "";
}

std::string text_of(const std::string& file, const std::vector<Lines>& lines) {
  std::string out = file;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += i == 0 ? ":" : ", ";
    out += lines[i].first == lines[i].last ? std::to_string(lines[i].first)
                                           : fmt::format("{}-{}", lines[i].first, lines[i].last);
  }
  return out;
}

// Writes traces for people.
class Writer {
 public:
  explicit Writer(const Carriage& carriage) : carriage_(carriage) {}

  void write(const Answer& answer) {
    const Trace& trace = answer.trace;
    const bool gone = trace.lines.empty();
    heading(gone ? (trace.dropped.empty() ? "not in the result" : trace.path)
                 : (trace.removed ? "removed before " : "") + text_of(trace.path, trace.lines));
    if (!trace.dropped.empty()) line("dropped: " + trace.dropped);
    const auto file = carriage_.files.find(trace.path);
    if (file != carriage_.files.end() && !trace.removed) code(file->second.text, trace.lines);
    source(trace);
    for (const evidence::Shaping& shaping : trace.shaped) rule(shaping);
    for (const tree::Blamed& one : answer.commits) {
      line(fmt::format("{:.12} {:%Y-%m-%d} {}: {}", one.commit, fmt::gmtime(one.time), one.author,
                       one.subject));
    }
  }

 private:
  static constexpr std::size_t kShownLines = 8;

  void line(const std::string& text) { fmt::print("  {}\n", text); }
  void heading(const std::string& text) {
    fmt::print("{}\n", coloured(text, Colour::kBold, STDOUT_FILENO));
  }

  void code(const Text& text, const std::vector<Lines>& lines) {
    std::size_t shown = 0;
    for (const Lines& range : lines) {
      for (std::uint32_t at = range.first; at <= range.last; ++at) {
        if (++shown > kShownLines) {
          line("    …");
          return;
        }
        std::string_view bytes = text.line(at);
        if (bytes.ends_with('\n')) bytes.remove_suffix(1);
        line(fmt::format("    {}", bytes));
      }
    }
  }

  void source(const Trace& trace) {
    using From = pipeline::Carried::From;
    const std::string place = text_of(trace.source_path, trace.source_lines);
    if (trace.from != From::kSource) {
      line(fmt::format("from the {}: {}", name_of(trace.from), place));
    } else if (trace.inserted) {
      line("put before " + place);
    } else {
      line("from " + place);
    }
    if (!trace.inserted) code(file_of(carriage_, trace).source, trace.source_lines);
  }

  void rule(const evidence::Shaping& shaping) {
    const pipeline::RuleReport& rule = carriage_.report.rules[shaping.rule];
    line(fmt::format("{} {}: {}", carriage_.report.stages[rule.stage].kind, to_string(rule.place),
                     coloured(rule.name, Colour::kCyan, STDOUT_FILENO)));
    change('-', shaping.before, Colour::kRed);
    change('+', shaping.after, Colour::kGreen);
  }

  void change(char sign, std::string_view text, Colour colour) {
    std::size_t shown = 0;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      if (++shown > kShownLines) {
        line("    …");
        return;
      }
      line("    " +
           coloured(fmt::format("{}{}", sign, text.substr(0, end)), colour, STDOUT_FILENO));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  const Carriage& carriage_;
};

Json json_of(const std::vector<Lines>& lines) {
  Json out = Json::array();
  for (const Lines& range : lines) out.push_back({range.first, range.last});
  return out;
}

Json json_of(const Carriage& carriage, const Answer& answer) {
  const Trace& trace = answer.trace;
  Json rules = Json::array();
  for (const evidence::Shaping& shaping : trace.shaped) {
    const pipeline::RuleReport& rule = carriage.report.rules[shaping.rule];
    const pipeline::StageReport& stage = carriage.report.stages[rule.stage];
    rules.push_back({{"stage", stage.name},
                     {"kind", stage.kind},
                     {"name", rule.name},
                     {"file", rule.place.file},
                     {"line", rule.place.line},
                     {"before", shaping.before},
                     {"after", shaping.after}});
  }
  Json commits = Json::array();
  for (const tree::Blamed& one : answer.commits) {
    commits.push_back({{"lines", {one.first, one.last}},
                       {"commit", one.commit},
                       {"author", one.author},
                       {"time", one.time},
                       {"subject", one.subject}});
  }
  return {{"target", {{"file", trace.path}, {"lines", json_of(trace.lines)}}},
          {"removed", trace.removed},
          {"dropped", trace.dropped},
          {"from", name_of(trace.from)},
          {"source", {{"file", trace.source_path}, {"lines", json_of(trace.source_lines)}}},
          {"inserted", trace.inserted},
          {"rules", std::move(rules)},
          {"commits", std::move(commits)}};
}

}  // namespace

const pipeline::Carried& file_of(const Carriage& carriage, const Trace& trace) {
  const auto file = carriage.files.find(trace.path);
  return file != carriage.files.end() ? file->second : carriage.dropped.at(trace.path);
}

void print(const Carriage& carriage, const std::vector<Answer>& answers) {
  Writer writer(carriage);
  for (const Answer& answer : answers) writer.write(answer);
}

std::string json_of(const Carriage& carriage, const std::vector<Answer>& answers) {
  Json out = Json::array();
  for (const Answer& answer : answers) out.push_back(json_of(carriage, answer));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace towpath::cli
