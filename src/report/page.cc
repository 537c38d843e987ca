// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/page.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>

#include <nlohmann/json.hpp>

#include "report/flow.h"
#include "report/packed.h"
#include "report/sides.h"
#include "report/skeleton.h"

namespace towpath::report {
namespace {

using pipeline::Carried;
using Json = nlohmann::ordered_json;

// Names may hold any bytes; what is not UTF-8 is replaced.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// One file of the page, which is one of the result or one that was dropped.
struct Shown {
  const Carried* file;
  const pipeline::DroppedFile* dropped = nullptr;
};

std::vector<Shown> shown_files(const pipeline::Carriage& carriage) {
  std::vector<Shown> files;
  for (const auto& [path, file] : carriage.files) files.push_back({&file});
  for (const pipeline::DroppedFile& dropped : carriage.report.dropped) {
    files.push_back({&carriage.dropped.at(dropped.path), &dropped});
  }
  return files;
}

// What became of it, in the words of the run's figures.
const char* state_of(const Shown& shown) {
  if (shown.dropped != nullptr) return "dropped";
  if (shown.file->from == Carried::From::kRecipe) return "made";
  if (shown.file->from == Carried::From::kTarget) return "extended";
  return shown.file->lineage.unchanged() ? "untouched" : "changed";
}

const char* name_of(Carried::From from) {
  switch (from) {
    case Carried::From::kSource:
      return "source";
    case Carried::From::kRecipe:
      return "recipe";
    case Carried::From::kTarget:
      return "target";
  }
  return "";
}

Json json_of(const Shown& shown) {
  const Carried& file = *shown.file;
  std::uint64_t edits = 0;
  for (const Edits& pass : file.lineage.passes()) edits += pass.size();
  return {{"path", file.text.name()},
          {"source", file.source_path},
          {"from", name_of(file.from)},
          {"state", state_of(shown)},
          {"reason", shown.dropped != nullptr ? shown.dropped->reason : ""},
          {"stage", file.stage},
          {"before", file.source.line_count()},
          {"after", file.text.line_count()},
          {"edits", edits},
          {"rules", edits_by_rule(file.lineage)}};
}

Json json_of(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

Json json_of(const Check& check) {
  Json findings = Json::array();
  for (const evidence::Finding& finding : check.findings) {
    findings.push_back({{"place", json_of(finding.place)},
                        {"message", finding.message},
                        {"source", finding.source.file.empty() ? Json() : json_of(finding.source)},
                        {"rule", finding.rule ? Json(*finding.rule) : Json()},
                        {"in_comment", finding.in_comment},
                        {"wanted", finding.wanted},
                        {"found", finding.found}});
  }
  Json json = {
      {"name", check.name}, {"description", check.description}, {"findings", std::move(findings)}};
  if (check.compared) {
    json["compared"] = {{"functions", check.compared->functions},
                        {"equal", check.compared->equal},
                        {"explained", check.compared->explained}};
  }
  return json;
}

// All but the texts. A rule's run-wide index counts through the rules of `run`, stage by stage.
Json index_of(const Content& content, const std::vector<Shown>& files) {
  Json index;
  index["run"] = Json::parse(content.run);
  // The same run takes another time each time.
  index["run"].erase("seconds");
  for (Json& stage : index["run"]["stages"]) stage.erase("seconds");
  index["ledger"] = content.ledger ? Json(*content.ledger) : Json();
  index["flow"] = Json::array();
  for (const Level& level : flow(content.carriage)) {
    index["flow"].push_back({{"files", level.files}, {"lines", level.lines}});
  }
  index["files"] = Json::array();
  for (const Shown& shown : files) index["files"].push_back(json_of(shown));
  index["checks"] = Json::array();
  for (const Check& check : content.checks) index["checks"].push_back(json_of(check));
  index["recipe"] = Json::array();
  for (const Text& file : content.recipe) index["recipe"].push_back(file.name());
  return index;
}

}  // namespace

std::string page(const Content& content) {
  const std::vector<Shown> files = shown_files(content.carriage);
  std::vector<std::string> texts(files.size());
  tbb::parallel_for(std::size_t{0}, files.size(),
                    [&](std::size_t i) { texts[i] = packed(dumped(sides(*files[i].file))); });
  std::string out(kBeforeData);
  const auto add = [&out](const std::string& id, const std::string& data) {
    out += fmt::format("<script type=\"text/plain\" id=\"{}\">{}</script>\n", id, data);
  };
  add("index", packed(dumped(index_of(content, files))));
  for (std::size_t i = 0; i < texts.size(); ++i) add(fmt::format("file-{}", i), texts[i]);
  for (std::size_t i = 0; i < content.recipe.size(); ++i) {
    add(fmt::format("recipe-{}", i), packed(dumped(content.recipe[i].bytes())));
  }
  out += kAfterData;
  return out;
}

}  // namespace towpath::report
