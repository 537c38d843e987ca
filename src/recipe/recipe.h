// SPDX-License-Identifier: GPL-2.0-or-later
// A recipe: the folder with towpath.toml and the files it names, read, checked and compiled.
// docs/recipes.md is the reference of its keys.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kbuild/includes.h"
#include "kbuild/makefile.h"
#include "kbuild/parent.h"
#include "kbuild/transform.h"
#include "patch/series.h"
#include "recipe/placed.h"
#include "sed/script.h"
#include "smpl/semantic_patch.h"
#include "text/glob.h"
#include "text/result.h"
#include "unifdef/definitions.h"

namespace towpath::recipe {

// Which of the carried files a stage acts on, by their path in the target.
struct Selection {
  std::vector<Glob> files;
  std::vector<Glob> exclude;

  bool contains(std::string_view path) const;
};

// One `take` of a collect stage: files of a source folder, by pattern and by the object lists of
// makefiles.
struct Take {
  struct Objects {
    Placed<std::string> makefile;  // its path in the source tree
    Placed<std::string> variable;
  };

  Place place;
  std::string from;                           // source folder, without a final '/'
  std::string to;                             // target folder, likewise
  Selection selection;                        // of paths relative to `from`
  std::vector<Placed<std::string>> exact;     // those of its files that are named without wildcards
  std::map<std::string, std::string> rename;  // by file name
  std::vector<Objects> objects;
};

struct Collect {
  std::vector<Take> takes;
};

struct Unifdef {
  unifdef::Definitions definitions;
};

struct Sed {
  Text file;
  sed::Options options;
  sed::Script script;
};

struct Spatch {
  Text file;
  Text hints;  // empty when the stage has none
  smpl::SemanticPatch patch;
};

struct Patches {
  patch::Series series;
};

struct Prune {
  std::vector<kbuild::PruneRule> rules;
  std::vector<Place> places;  // of each rule
};

struct Kbuild {
  // Makefiles under way to the target, and what is done to them.
  struct Makefiles {
    Place place;
    Selection selection;
    kbuild::KbuildRules rules;
  };
  // A file that the recipe brings itself.
  struct Added {
    Place place;
    std::string path;  // in the target
    Text content;
  };
  // A line in a file of the target that the recipe does not own, such as fs/Kconfig.
  struct Parent {
    Place place;
    std::string file;
    kbuild::ParentLine line;
  };

  std::vector<Makefiles> makefiles;
  std::vector<Added> added;
  std::vector<Parent> parents;
};

using Action = std::variant<Collect, Unifdef, Sed, Spatch, Patches, Prune, Kbuild>;

struct Stage {
  std::string kind;
  std::string name;  // unique in the recipe: the file it runs, or the kind and a number
  Place place;
  Selection selection;
  Action action;
};

struct SymbolPattern {
  Glob symbols;
  Place place;
};

// What `towpath check` compares the source and the result by.
struct Equivalence {
  // A difference that is meant, as the check writes it.
  struct Explained {
    Place place;
    std::string file;    // in the target
    std::string unit;    // "function f"
    std::string source;  // the words that only the source has
    std::string result;
    std::string because;
  };

  Text stand_ins;  // `#define` lines: what each name that goes is taken to mean
  std::map<std::string, std::string> headers;  // beginnings of includes, and what becomes of them
  std::vector<Explained> explained;
};

// How `towpath check` compiles the result.
struct Build {
  Place place;
  std::vector<std::string> folders;   // of the target, each with a makefile that makes modules
  std::vector<std::string> settings;  // variables of the command line: "CONFIG_X=m"
  std::vector<std::string> includes;  // folders of the target to look for headers in
};

struct Recipe {
  std::string name;
  std::string description;
  std::string commit_subject;
  // What it consists of: what the command line says about symbols ("-D SYMBOL=VALUE"), and all
  // files, by their path in its folder; those that the command line names, by its words.
  std::map<std::string, Text> files;
  std::vector<std::string> command_line;
  std::vector<Glob> owns;           // the target paths that a run adds, changes and removes
  kbuild::Settings settings;        // what configure would have decided, for makefiles
  std::vector<SymbolPattern> stay;  // symbols that may go on controlling conditionals
  std::vector<SymbolPattern> contradictions;  // those about which the code may say otherwise
  std::vector<SymbolPattern> gone;            // names and headers that the result must not have
  std::vector<SymbolPattern> provided;        // names and headers that the kernel has of its own
  std::optional<Equivalence> equivalence;
  std::optional<Build> build;
  std::vector<Stage> stages;
};

// Reads FOLDER/towpath.toml and every file it names. The first error in the order of the file is
// returned.
Result<Recipe> load(const std::filesystem::path& folder);

}  // namespace towpath::recipe
