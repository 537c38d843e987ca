// SPDX-License-Identifier: GPL-2.0-or-later
#include "recipe/recipe.h"

#include <algorithm>
#include <set>

#include "recipe/stages.h"
#include "recipe/table.h"

namespace towpath::recipe {

bool Selection::contains(std::string_view path) const {
  const auto matches = [path](const Glob& glob) { return glob.matches(path); };
  return std::any_of(files.begin(), files.end(), matches) &&
         std::none_of(exclude.begin(), exclude.end(), matches);
}

namespace {

constexpr const char* kFile = "towpath.toml";

kbuild::Settings settings_of(Table& root) {
  kbuild::Settings settings;
  if (auto table = root.maybe_table("makefiles")) {
    settings.conditionals = table->flag_map("conditionals");
    settings.substitutions = table->text_map("substitutions");
    settings.variables = table->text_map("variables");
    table->finish();
  }
  return settings;
}

// Two stages with one name could not be told apart in a summary.
void name_apart(std::vector<Stage>& stages) {
  std::map<std::string, int> seen;
  for (Stage& stage : stages) {
    const int count = ++seen[stage.name];
    if (count > 1) stage.name += " (" + std::to_string(count) + ")";
  }
}

std::vector<SymbolPattern> symbol_patterns(Table& root, const char* key) {
  std::vector<SymbolPattern> patterns;
  for (const Placed<std::string>& pattern : root.texts(key)) {
    if (auto glob = Glob::parse(pattern.value)) {
      patterns.push_back({*std::move(glob), pattern.place});
    } else {
      root.fail(pattern.place, glob.error().message, glob.error().hint);
    }
  }
  return patterns;
}

// The file of explained differences: groups with one reason each.
void read_explained(const Text& text, std::vector<Equivalence::Explained>& explained,
                    std::vector<Error>& errors) {
  const toml::parse_result parsed = toml::parse(text.bytes(), text.name());
  if (!parsed) {
    const auto& begin = parsed.error().source().begin;
    errors.push_back({{text.name(), static_cast<std::uint32_t>(begin.line),
                       static_cast<std::uint32_t>(begin.column)},
                      std::string(parsed.error().description()),
                      ""});
    return;
  }
  Table root(parsed.table(), text.name(), errors);
  for (Table& group : root.tables("explained")) {
    const std::string because =
        group.required_text("because", "say why these differences are meant").value;
    for (Table& one : group.tables("differences")) {
      explained.push_back(
          {one.place(), one.required_text("file", "name the file in the target").value,
           one.required_text("unit", "name what differs, as in unit = \"function f\"").value,
           one.text("source"), one.text("result"), because});
      one.finish();
    }
    group.finish();
  }
  root.finish();
}

std::optional<Equivalence> equivalence_of(Table& root, Folder& folder, std::vector<Error>& errors) {
  auto table = root.maybe_table("equivalence");
  if (!table) return std::nullopt;
  Equivalence equivalence;
  const auto read = [&](const Placed<std::string>& file) {
    auto text = folder.read(file);
    if (!text) errors.push_back(text.error());
    return text.ok() ? *std::move(text) : Text();
  };
  equivalence.stand_ins =
      read(table->required_text("stand-ins", "name the header: stand-ins = \"stand-ins.h\""));
  equivalence.headers = table->text_map("headers");
  if (const auto file = table->maybe_text("explained")) {
    read_explained(read(*file), equivalence.explained, errors);
  }
  table->finish();
  return equivalence;
}

std::optional<Build> build_of(Table& root) {
  auto table = root.maybe_table("build");
  if (!table) return std::nullopt;
  Build build{table->place(), {}, {}, {}};
  for (auto& folder : table->one_or_more_texts("folders", "those with makefiles of modules")) {
    build.folders.push_back(tree_path(*table, std::move(folder)));
  }
  for (auto& folder : table->texts("includes")) {
    build.includes.push_back(tree_path(*table, std::move(folder)));
  }
  for (auto& setting : table->texts("settings")) {
    const std::size_t equals = setting.value.find('=');
    if (equals == std::string::npos || equals == 0 || setting.value.front() == '-') {
      table->fail(setting.place, "'" + setting.value + "' is no variable's setting",
                  "\"CONFIG_MINE=m\"");
    }
    build.settings.push_back(std::move(setting.value));
  }
  table->finish();
  return build;
}

}  // namespace

Result<Recipe> load(const std::filesystem::path& path) {
  Folder folder(path);
  const Result<Text> text = folder.read({kFile, {path.string()}});
  if (!text) {
    if (std::error_code failed; std::filesystem::is_regular_file(path, failed)) {
      return Error{{path.string()},
                   "is a file, not a recipe's folder",
                   "name the folder that holds the " + std::string(kFile)};
    }
    return Error{text.error().where, text.error().message,
                 "a recipe is a folder with a " + std::string(kFile)};
  }
  const toml::parse_result parsed = toml::parse(text->bytes(), text->name());
  if (!parsed) {
    const auto& begin = parsed.error().source().begin;
    return Error{{text->name(), static_cast<std::uint32_t>(begin.line),
                  static_cast<std::uint32_t>(begin.column)},
                 std::string(parsed.error().description()),
                 ""};
  }

  std::vector<Error> errors;
  Table root(parsed.table(), text->name(), errors);
  Recipe recipe;
  recipe.name = root.required_text("name", "name the recipe: name = \"my-project\"").value;
  recipe.description = root.text("description");
  recipe.commit_subject = root.text("commit-subject", recipe.name + ": carry over");
  recipe.owns = root.globs("owns");
  if (recipe.owns.empty()) {
    root.fail(root.place(), "'owns' is missing",
              "list the target's folders that are the recipe's own: owns = [\"fs/mine/\"]");
  }
  recipe.stay = symbol_patterns(root, "stay");
  recipe.contradictions = symbol_patterns(root, "contradictions");
  recipe.gone = symbol_patterns(root, "gone");
  recipe.provided = symbol_patterns(root, "provided");
  recipe.settings = settings_of(root);
  recipe.equivalence = equivalence_of(root, folder, errors);
  recipe.build = build_of(root);
  for (Table& table : root.tables("stage")) {
    if (auto stage = stage_of(table, folder, recipe.settings)) {
      recipe.stages.push_back(*std::move(stage));
    }
    table.finish();
  }
  root.finish();
  if (recipe.stages.empty()) root.fail(root.place(), "the recipe has no stages", "add a [[stage]]");
  if (!errors.empty()) return errors.front();
  name_apart(recipe.stages);
  recipe.files = folder.files();
  return recipe;
}

}  // namespace towpath::recipe
