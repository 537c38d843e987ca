// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath trace`: where a line of the carried tree comes from, where one of the source went, and
// what a rule did.
#include "evidence/trace.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/terminal.h"
#include "tree/blame.h"

namespace towpath::cli {
namespace {

using evidence::Lines;
using evidence::Trace;
using pipeline::Carriage;
using Json = nlohmann::ordered_json;

struct TraceOptions : Inputs {
  std::vector<std::string> places;
  std::vector<std::string> source_places;
  std::vector<std::string> rules;
  bool blame = false;
  bool json = false;
};

// FILE, FILE:LINE or FILE:FIRST-LAST.
struct Query {
  std::string file;
  std::optional<Lines> lines;
};

Result<Query> query_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return Query{text, {}};
  const char* at = text.data() + colon + 1;
  const char* const end = text.data() + text.size();
  Lines lines{0, 0};
  auto parsed = std::from_chars(at, end, lines.first);
  lines.last = lines.first;
  if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '-') {
    parsed = std::from_chars(parsed.ptr + 1, end, lines.last);
  }
  if (parsed.ec != std::errc() || parsed.ptr != end || lines.first == 0 ||
      lines.last < lines.first) {
    return Error{{text}, "not a place", "FILE, FILE:LINE or FILE:FIRST-LAST; lines count from 1"};
  }
  return Query{text.substr(0, colon), lines};
}

Result<std::vector<Trace>> target_traces(const Carriage& carriage, const std::string& place) {
  const auto query = query_of(place);
  if (!query) return query.error();
  if (!query->lines) return evidence::trace_file(carriage, query->file);
  auto trace = evidence::trace_target(carriage, query->file, *query->lines);
  if (!trace) return trace.error();
  return std::vector{*std::move(trace)};
}

Result<std::vector<Trace>> source_traces(const Carriage& carriage, const std::string& place) {
  const auto query = query_of(place);
  if (!query) return query.error();
  if (!query->lines) {
    return Error{{place}, "which line?", "--source takes FILE:LINE or FILE:FIRST-LAST"};
  }
  return evidence::trace_source(carriage, query->file, *query->lines);
}

// By name, or by the place in the recipe: FILE:LINE, without the folders before the file.
Result<std::vector<Trace>> rule_traces(const Carriage& carriage, const std::string& rule) {
  std::vector<Trace> traces;
  bool known = false;
  const auto& rules = carriage.report.rules;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string place = fmt::format("{}:{}", rules[i].place.file, rules[i].place.line);
    if (rules[i].name != rule && place != rule && !place.ends_with("/" + rule)) continue;
    known = true;
    auto found = evidence::trace_rule(carriage, static_cast<RuleIndex>(i));
    std::move(found.begin(), found.end(), std::back_inserter(traces));
  }
  if (!known) {
    return Error{{rule},
                 "the recipe has no rule of this name or at this place",
                 "`towpath run --verbose` lists them, and `run --json` tells their places"};
  }
  return traces;
}

// Those that are asked about; none where that may be any.
std::vector<std::string> files_of(const TraceOptions& options) {
  std::vector<std::string> files;
  if (!options.rules.empty()) return files;
  for (const auto* places : {&options.places, &options.source_places}) {
    for (const std::string& place : *places) {
      if (const auto query = query_of(place)) files.push_back(query->file);
    }
  }
  return files;
}

// That a trace is about: of the result, or dropped.
const pipeline::Carried& file_of(const Carriage& carriage, const Trace& trace) {
  const auto file = carriage.files.find(trace.path);
  return file != carriage.files.end() ? file->second : carriage.dropped.at(trace.path);
}

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

  void write(const Trace& trace, const std::vector<tree::Blamed>& blamed) {
    const bool gone = trace.lines.empty();
    heading(gone ? (trace.dropped.empty() ? "not in the result" : trace.path)
                 : (trace.removed ? "removed before " : "") + text_of(trace.path, trace.lines));
    if (!trace.dropped.empty()) line("dropped: " + trace.dropped);
    const auto file = carriage_.files.find(trace.path);
    if (file != carriage_.files.end() && !trace.removed) code(file->second.text, trace.lines);
    source(trace);
    for (const evidence::Shaping& shaping : trace.shaped) rule(shaping);
    for (const tree::Blamed& one : blamed) {
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

Json json_of(const Carriage& carriage, const Trace& trace,
             const std::vector<tree::Blamed>& blamed) {
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
  for (const tree::Blamed& one : blamed) {
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

Result<std::vector<tree::Blamed>> blamed(const TraceOptions& options, const Carriage& carriage,
                                         const Trace& trace) {
  std::vector<tree::Blamed> all;
  if (!options.blame || trace.from != pipeline::Carried::From::kSource || trace.inserted) {
    return all;
  }
  const std::string rev = options.rev.empty() ? "HEAD" : options.rev;
  for (const Lines& lines : trace.source_lines) {
    auto found = tree::blame(options.source, rev, trace.source_path,
                             file_of(carriage, trace).source.bytes(), lines.first, lines.last);
    if (!found) return found;
    std::move(found->begin(), found->end(), std::back_inserter(all));
  }
  return all;
}

int failed(const Error& error, ExitCode code) {
  print_error(error);
  return code;
}

int run(const TraceOptions& options) {
  const auto recipe = load_recipe(options);
  if (!recipe) return failed(recipe.error(), kMisused);
  const auto carriage =
      carry(options, *recipe,
            {.jobs = options.jobs, .prove = false, .survey = false, .only = files_of(options)});
  if (!carriage) return failed(carriage.error(), kFailed);

  std::vector<Trace> traces;
  const auto ask = [&](const std::vector<std::string>& questions, const auto& answer) -> Status {
    for (const std::string& question : questions) {
      auto found = answer(*carriage, question);
      if (!found) return found.error();
      std::move(found->begin(), found->end(), std::back_inserter(traces));
    }
    return Done{};
  };
  for (const Status& asked :
       {ask(options.places, target_traces), ask(options.source_places, source_traces),
        ask(options.rules, rule_traces)}) {
    if (!asked) return failed(asked.error(), kFailed);
  }

  Json out = Json::array();
  Writer writer(*carriage);
  for (const Trace& trace : traces) {
    const auto commits = blamed(options, *carriage, trace);
    if (!commits) return failed(commits.error(), kFailed);
    if (options.json) {
      out.push_back(json_of(*carriage, trace, *commits));
    } else {
      writer.write(trace, *commits);
    }
  }
  if (options.json) {
    fmt::print("{}\n", out.dump(2, ' ', false, Json::error_handler_t::replace));
  }
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

}  // namespace

Command add_trace(CLI::App& root) {
  CLI::App* app = root.add_subcommand(
      "trace", "Tells where lines of the carried tree come from, and what became of others");
  auto options = std::make_shared<TraceOptions>();
  add_recipe_argument(*app, *options);
  app->add_option("SRC", options->source, "The project's tree: a folder or a git repository")
      ->required()
      ->type_name("DIR");
  app->add_option("PLACE", options->places,
                  "FILE, FILE:LINE or FILE:FIRST-LAST, by their path in the target")
      ->type_name("FILE:LINE");
  app->add_option("--source", options->source_places,
                  "Lines of the source instead: where they went, or what removed them")
      ->type_name("FILE:LINE")
      ->allow_extra_args(false);
  app->add_option("--rule", options->rules,
                  "Every place that a rule changed; by its name, or FILE:LINE in the recipe")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app->add_flag("--blame", options->blame, "With the commits that last touched the source's lines");
  app->add_flag("--json", options->json, "Print the answers as JSON");
  add_input_options(*app, *options);
  app->callback([options] {
    if (options->places.empty() && options->source_places.empty() && options->rules.empty()) {
      throw CLI::RequiredError("a place, --source or --rule");
    }
  });
  app->footer(
      "Examples:\n"
      "  towpath trace recipes/lustre-2.13 ~/lustre --rev v2_13 fs/lustre/llite/file.c:120\n"
      "      the source line, and each rule that shaped it\n"
      "  towpath trace recipes/lustre-2.13 ~/lustre --source lustre/llite/file.c:140 --blame\n"
      "      where a line of the source went, and who wrote it\n"
      "  towpath trace recipes/lustre-2.13 ~/lustre --rule client.cocci:12\n"
      "      all that one rule did\n"
      "Exit codes: 0 done, 1 no such line or rule, 2 bad usage or recipe.");
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
