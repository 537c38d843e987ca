// SPDX-License-Identifier: GPL-2.0-or-later
#include "recipe/stages.h"

#include <array>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"

namespace towpath::recipe {
std::string tree_path(Table& table, Placed<std::string> path) {
  std::string& value = path.value;
  while (value.ends_with('/')) value.pop_back();
  if (value == ".") value.clear();
  if (!value.empty() && !kbuild::resolve_path("", value)) {
    table.fail(path.place, "'" + value + "' leads out of the tree", "");
  }
  return value;
}

namespace {

// What the stages that change C code act on, unless they say otherwise.
constexpr const char* kCode = "**/*.[ch]";

Selection selection_of(Table& table, const char* fallback) {
  Selection selection{table.globs("files"), table.globs("exclude")};
  if (selection.files.empty() && fallback != nullptr) {
    selection.files.push_back(Glob::parse(fallback).value());
  }
  return selection;
}

// A value that was asked for, or the error told to the table.
template <class T>
std::optional<T> told(Table& table, Result<T> result, const Place& place = {}) {
  if (result) return *std::move(result);
  Error error = std::move(result).error();
  if (error.where == Place{}) error.where = place;
  table.fail(error.where, error.message, error.hint);
  return std::nullopt;
}

std::optional<Text> file_of(Table& table, Folder& folder, std::string_view key,
                            std::string_view hint) {
  const Placed<std::string> name = table.required_text(key, hint);
  if (name.value.empty()) return std::nullopt;
  return told(table, folder.read(name));
}

Take take_of(Table& table) {
  Take take;
  take.place = table.place();
  take.from = tree_path(table, table.required_text("from", "the source folder to take from"));
  take.to = tree_path(table, table.required_text("to", "the target folder to put the files in"));
  for (auto& pattern : table.texts("files")) {
    const auto glob = told(table, Glob::parse(pattern.value), pattern.place);
    if (!glob) continue;
    if (glob->literal_prefix() == pattern.value) take.exact.push_back(pattern);
    take.selection.files.push_back(*glob);
  }
  take.selection.exclude = table.globs("exclude");
  take.rename = table.text_map("rename");
  for (Table& objects : table.tables("objects")) {
    Take::Objects entry{objects.required_text("makefile", "the makefile's path in the source"),
                        objects.required_text("variable", "the variable that lists the objects")};
    objects.finish();
    take.objects.push_back(std::move(entry));
  }
  if (take.selection.files.empty() && take.objects.empty()) {
    table.fail(table.place(), "nothing is taken", "give 'files' or 'objects'");
  }
  table.finish();
  return take;
}

std::optional<Action> collect_of(Table& table, Folder&, const kbuild::Settings&) {
  Collect collect;
  for (Table& take : table.tables("take")) collect.takes.push_back(take_of(take));
  if (collect.takes.empty()) {
    table.fail(table.place(), "nothing is taken", "add a [[stage.take]] with 'from' and 'to'");
  }
  return collect;
}

std::optional<Action> unifdef_of(Table& table, Folder& folder, const kbuild::Settings&) {
  Unifdef unifdef;
  const auto files = table.one_or_more_texts("definitions", "a file of #define and #undef lines");
  for (const Placed<std::string>& name : files) {
    const auto file = told(table, folder.read(name));
    if (!file || !told(table, unifdef.definitions.read(*file))) return std::nullopt;
  }
  return unifdef;
}

std::optional<Action> sed_of(Table& table, Folder& folder, const kbuild::Settings&) {
  const sed::Options options{table.flag("extended", false), table.flag("quiet", false)};
  auto file = file_of(table, folder, "script", "a file of sed commands");
  if (!file) return std::nullopt;
  auto script = told(table, sed::Script::parse(*file, options));
  if (!script) return std::nullopt;
  return Sed{*std::move(file), options, *std::move(script)};
}

std::optional<Action> spatch_of(Table& table, Folder& folder, const kbuild::Settings&) {
  c::Names names = c::Names::builtin();
  Text hints;
  if (table.has("macros")) {
    if (auto file = file_of(table, folder, "macros", "")) {
      hints = *std::move(file);
      names.merge(c::Names::from_hints(hints));
    }
  }
  auto file = file_of(table, folder, "patch", "a semantic patch");
  if (!file) return std::nullopt;
  auto patch =
      told(table, smpl::SemanticPatch::parse(*file, smpl::Isomorphisms::standard(), names));
  if (!patch) return std::nullopt;
  if (patch->has_scripts()) {
    told(table, Status(Error{{std::string(file->name())},
                             "semantic patches with scripts do not run in recipes",
                             "run them with `towpath spatch`, or use rules alone"}));
    return std::nullopt;
  }
  return Spatch{*std::move(file), std::move(hints), *std::move(patch)};
}

std::optional<Action> patches_of(Table& table, Folder& folder, const kbuild::Settings&) {
  const Placed<std::string> name = table.required_text("series", "a quilt series");
  if (name.value.empty()) return std::nullopt;
  const auto file = told(table, folder.read(name));
  if (!file) return std::nullopt;
  const std::string parent = std::filesystem::path(name.value).parent_path().string();
  auto series =
      told(table, patch::Series::parse(*file, [&](const std::string& patch, const Place& place) {
             return folder.read({parent.empty() ? patch : parent + "/" + patch, place});
           }));
  if (!series) return std::nullopt;
  return Patches{*std::move(series)};
}

std::optional<Action> prune_of(Table& table, Folder&, const kbuild::Settings&) {
  Prune prune;
  for (Table& entry : table.tables("rule")) {
    kbuild::PruneRule rule;
    rule.headers =
        tree_path(table, entry.required_text("headers", "the folder whose headers may go"));
    for (Table& needed : entry.tables("needed")) {
      const Place place = needed.place();
      const std::string prefix = needed.text("as");
      const Placed<std::string> delimiters =
          needed.maybe_text("in").value_or(Placed<std::string>{"both", place});
      kbuild::Delimiters kind = kbuild::Delimiters::kBoth;
      if (delimiters.value == "quotes") {
        kind = kbuild::Delimiters::kQuotes;
      } else if (delimiters.value == "angles") {
        kind = kbuild::Delimiters::kAngles;
      } else if (delimiters.value != "both") {
        needed.fail(delimiters.place, "unknown delimiters '" + delimiters.value + "'",
                    "quotes, angles or both");
      }
      const auto by = needed.globs("by");
      if (by.empty()) needed.fail(place, "'by' is missing", "the files whose includes count");
      for (const Glob& from : by) rule.uses.push_back({from, prefix, kind});
      needed.finish();
    }
    entry.finish();
    prune.rules.push_back(std::move(rule));
    prune.places.push_back(entry.place());
  }
  if (prune.rules.empty()) {
    table.fail(table.place(), "nothing is pruned",
               "add a [[stage.rule]] with 'headers' and 'needed'");
  }
  return prune;
}

std::vector<std::string> values_of(const std::vector<Placed<std::string>>& placed) {
  std::vector<std::string> out;
  for (const auto& text : placed) out.push_back(text.value);
  return out;
}

Kbuild::Makefiles makefiles_of(Table& table, const kbuild::Settings& settings) {
  Kbuild::Makefiles makefiles;
  makefiles.place = table.place();
  makefiles.selection = selection_of(table, nullptr);
  kbuild::KbuildRules& rules = makefiles.rules;
  rules.settings = settings;
  for (const auto& pattern : table.texts("drop")) {
    if (auto parsed = told(table, kbuild::LinePattern::parse(pattern.value), pattern.place)) {
      rules.drop.push_back(*std::move(parsed));
    }
  }
  rules.prepend = values_of(table.texts("prepend"));
  rules.modules = table.text("modules");
  rules.each_module = values_of(table.texts("each-module"));
  rules.append = values_of(table.texts("append"));
  rules.flatten = table.flag("flatten", false);
  if (makefiles.selection.files.empty()) {
    table.fail(table.place(), "'files' is missing", "the makefiles, by their path in the target");
  }
  table.finish();
  return makefiles;
}

std::optional<Action> kbuild_of(Table& table, Folder& folder, const kbuild::Settings& settings) {
  Kbuild kbuild;
  for (Table& entry : table.tables("makefiles"))
    kbuild.makefiles.push_back(makefiles_of(entry, settings));
  for (Table& entry : table.tables("add")) {
    const Place place = entry.place();
    const std::string path =
        tree_path(entry, entry.required_text("path", "where it goes in the target"));
    const auto content = file_of(entry, folder, "from", "a file of the recipe");
    if (content) kbuild.added.push_back({place, path, *content});
    entry.finish();
  }
  for (Table& entry : table.tables("parents")) {
    const Place place = entry.place();
    const std::string file = tree_path(entry, entry.required_text("file", "a file of the target"));
    const std::string line = entry.required_text("line", "the line to add").value;
    const Placed<std::string> after =
        entry.required_text("after", "what the line before it contains");
    if (auto anchor = told(entry, kbuild::LinePattern::parse(after.value), after.place)) {
      kbuild.parents.push_back({place, file, {line, *std::move(anchor)}});
    }
    entry.finish();
  }
  return kbuild;
}

// The files that a key names, as the name of their stage.
std::string name_after(Table& table, const char* key) {
  std::string name;
  for (const Placed<std::string>& file : table.one_or_more_texts(key, "")) {
    name += (name.empty() ? "" : ", ") + file.value;
  }
  return name;
}

struct Reader {
  const char* kind;
  std::optional<Action> (*read)(Table&, Folder&, const kbuild::Settings&);
  const char* named_by;  // the key whose value names the stage
};

constexpr std::array<Reader, 7> kReaders{{{"collect", collect_of, nullptr},
                                          {"unifdef", unifdef_of, "definitions"},
                                          {"sed", sed_of, "script"},
                                          {"spatch", spatch_of, "patch"},
                                          {"patches", patches_of, "series"},
                                          {"prune", prune_of, nullptr},
                                          {"kbuild", kbuild_of, nullptr}}};

}  // namespace

std::optional<Stage> stage_of(Table& table, Folder& folder, const kbuild::Settings& settings) {
  const Placed<std::string> kind =
      table.required_text("kind", "collect, unifdef, sed, spatch, ...");
  for (const Reader& reader : kReaders) {
    if (kind.value != reader.kind) continue;
    Stage stage;
    stage.kind = kind.value;
    stage.place = table.place();
    const bool has_pass = kind.value == "unifdef" || kind.value == "sed" || kind.value == "spatch";
    if (has_pass) stage.selection = selection_of(table, kCode);
    auto action = reader.read(table, folder, settings);
    if (!action) return std::nullopt;
    stage.name =
        table.text("name", reader.named_by ? name_after(table, reader.named_by) : kind.value);
    stage.action = *std::move(action);
    return stage;
  }
  if (!kind.value.empty()) {
    std::string known;
    for (const Reader& reader : kReaders)
      known += (known.empty() ? "" : ", ") + std::string(reader.kind);
    table.fail(kind.place, "unknown stage kind '" + kind.value + "'", "one of " + known);
  }
  return std::nullopt;
}

}  // namespace towpath::recipe
