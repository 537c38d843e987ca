// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/kept_lineage.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include "evidence/byte_stream.h"
#include "evidence/history.h"
#include "tree/sha1.h"

namespace towpath::evidence {
namespace {

using pipeline::Carriage;
using pipeline::Carried;
using tree::Observation;

constexpr std::string_view kMagic = "towpath lineage\n";
constexpr std::size_t kDigest = sizeof(tree::Sha1Digest);
constexpr std::uint64_t kMost = kMaxTextSize;

std::string_view view(const tree::Sha1Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

tree::Sha1Digest sha1_of(std::string_view bytes) {
  return tree::sha1({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

tree::Sha1Digest digest_in(ByteReader& in) {
  tree::Sha1Digest digest = {};
  const std::string_view bytes = in.raw(kDigest);
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// Of all that the recipe consists of, wherever its folder is.
tree::Sha1Digest id_of(const recipe::Recipe& recipe) {
  ByteWriter out;
  out.number(recipe.files.size());
  for (const auto& [name, text] : recipe.files) {
    out.string(name);
    out.string(text.bytes());
  }
  for (const std::string& words : recipe.command_line) out.string(words);
  return sha1_of(std::move(out).take());
}

// The folder that a recipe lies in has another name each time: its files go by their own.
std::string name_in(const recipe::Recipe& recipe, const std::string& path) {
  for (const auto& [name, text] : recipe.files) {
    if (text.name() == path) return name;
  }
  return path;
}
std::string name_out(const recipe::Recipe& recipe, const std::string& name) {
  const auto file = recipe.files.find(name);
  return file == recipe.files.end() ? name : file->second.name();
}

void write(ByteWriter& out, const Edits& edits) {
  out.number(edits.size());
  Offset at = 0;
  for (const Edit& edit : edits) {
    out.number(edit.begin - at);
    out.number(edit.end - edit.begin);
    out.string(edit.replacement);
    out.number(edit.rules.size());
    for (const RuleIndex rule : edit.rules) out.number(rule);
    at = edit.end;
  }
}

Edits edits_in(ByteReader& in) {
  Edits edits(in.count());
  std::uint64_t at = 0;
  for (Edit& edit : edits) {
    at += in.number(kMost - at);
    edit.begin = static_cast<Offset>(at);
    at += in.number(kMost - at);
    edit.end = static_cast<Offset>(at);
    edit.replacement = in.string();
    edit.rules.resize(in.count());
    for (RuleIndex& rule : edit.rules) rule = static_cast<RuleIndex>(in.number(kMost));
  }
  return edits;
}

void write(ByteWriter& out, const std::optional<std::string>& text) {
  out.number(text ? 1 : 0);
  if (text) out.string(*text);
}

std::optional<std::string> text_in(ByteReader& in) {
  if (in.number(1) == 0) return std::nullopt;
  return std::string(in.string());
}

void write(ByteWriter& out, const Observation& observation) {
  out.number(static_cast<std::uint64_t>(observation.kind));
  out.string(observation.path);
  out.number(!observation.answer ? 0 : observation.answer->executable ? 2 : 1);
  if (observation.answer) out.raw(view(observation.answer->id));
}

Observation observation_in(ByteReader& in) {
  Observation observation;
  observation.kind = static_cast<Observation::Kind>(in.number(1));
  observation.path = in.string();
  if (const std::uint64_t answer = in.number(2); answer != 0) {
    observation.answer = {digest_in(in), answer == 2};
  }
  return observation;
}

Error damaged(const std::string& name) {
  return {{name}, "is damaged", "`towpath run --ledger` writes it anew"};
}

}  // namespace

std::string KeptLineage::bytes_of(const recipe::Recipe& recipe, std::string_view program,
                                  const tree::ObservedSource& source, const Carriage& carriage) {
  ByteWriter out;
  out.raw(kMagic);
  out.string(program);
  out.raw(view(id_of(recipe)));
  const std::vector<Observation> observations = source.observations();
  out.number(observations.size());
  for (const Observation& observation : observations) write(out, observation);

  const auto write_file = [&](const std::string& path, const Carried& file,
                              const std::optional<std::string>& dropped) {
    const bool own = file.from == Carried::From::kRecipe;
    const tree::File* const answer = own ? nullptr : source.answer(file.source_path);
    const bool there = answer != nullptr && answer->text.bytes() == file.source.bytes();
    out.string(path);
    out.number(static_cast<std::uint64_t>(file.from));
    out.string(own ? name_in(recipe, file.source_path) : file.source_path);
    write(out, there ? std::nullopt : std::optional(std::string(file.source.bytes())));
    out.number(file.stage);
    out.number(file.executable ? 1 : 0);
    write(out, dropped);
    out.number(file.lineage.passes().size());
    for (const Edits& pass : file.lineage.passes()) write(out, pass);
  };
  const auto is_kept = [](const auto& file) { return file.second.from != Carried::From::kTarget; };
  out.number(static_cast<std::uint64_t>(
                 std::count_if(carriage.files.begin(), carriage.files.end(), is_kept)) +
             carriage.dropped.size());
  for (const auto& file : carriage.files) {
    if (is_kept(file)) write_file(file.first, file.second, std::nullopt);
  }
  for (const auto& [path, file] : carriage.dropped) {
    const auto& all = carriage.report.dropped;
    const auto told = std::find_if(all.begin(), all.end(), [&path = path](const auto& dropped) {
      return dropped.path == path;
    });
    write_file(path, file, told == all.end() ? "" : told->reason);
  }
  std::string bytes = std::move(out).take();
  bytes += view(sha1_of(bytes));
  return bytes;
}

Result<std::optional<KeptLineage>> KeptLineage::parse(std::string_view bytes,
                                                      std::string_view program,
                                                      const std::string& name) {
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + kDigest) return damaged(name);
  const std::string_view sum = bytes.substr(bytes.size() - kDigest);
  bytes.remove_suffix(kDigest);
  if (view(sha1_of(bytes)) != sum) return damaged(name);
  ByteReader in(bytes.substr(kMagic.size()));
  if (in.string() != program) return std::optional<KeptLineage>();

  KeptLineage lineage;
  lineage.name_ = name;
  lineage.recipe_ = digest_in(in);
  lineage.observations_.resize(in.count());
  for (Observation& observation : lineage.observations_) observation = observation_in(in);
  lineage.files_.resize(in.count());
  for (Kept& kept : lineage.files_) {
    kept.path = in.string();
    kept.file.from = static_cast<Carried::From>(in.number(1));
    kept.file.source_path = in.string();
    kept.source = text_in(in);
    kept.file.stage = static_cast<std::size_t>(in.number(kMost));
    kept.file.executable = in.number(1) == 1;
    kept.dropped = text_in(in);
    for (std::size_t passes = in.count(); passes > 0; --passes) {
      kept.file.lineage.then(edits_in(in));
    }
  }
  if (in.failed() || !in.at_end()) return damaged(name);
  return std::optional(std::move(lineage));
}

bool KeptLineage::is_of(const recipe::Recipe& recipe, const tree::SourceTree& source) const {
  return id_of(recipe) == recipe_ && tree::answers(source, observations_);
}

Result<Carried> KeptLineage::with_texts(const Kept& kept, const recipe::Recipe& recipe,
                                        const tree::SourceTree& source,
                                        std::size_t rule_count) const {
  Carried file = kept.file;
  if (file.from == Carried::From::kRecipe) file.source_path = name_out(recipe, file.source_path);
  if (kept.source) {
    file.source = Text(file.source_path, *kept.source);
  } else {
    auto read = source.read(file.source_path);
    if (!read) return read.error();
    file.source = read->text;
  }
  std::string text(file.source.bytes());
  for (const Edits& pass : file.lineage.passes()) {
    const bool sound =
        well_formed(pass, static_cast<Offset>(text.size())) &&
        std::all_of(pass.begin(), pass.end(), [rule_count](const Edit& edit) {
          return std::all_of(edit.rules.begin(), edit.rules.end(),
                             [rule_count](RuleIndex rule) { return rule < rule_count; });
        });
    if (!sound) return damaged(name_);
    text = applied(text, pass);
    if (text.size() > kMaxTextSize) return damaged(name_);
  }
  file.text = Text(kept.path, std::move(text));
  return file;
}

Result<Carriage> KeptLineage::carriage(const recipe::Recipe& recipe, const tree::SourceTree& source,
                                       const Wanted& wanted) const {
  Carriage carriage;
  carriage.report = pipeline::unstarted(recipe);
  std::vector<const Kept*> chosen;
  for (const Kept& kept : files_) {
    const bool named =
        std::any_of(wanted.files.begin(), wanted.files.end(), [&](const std::string& name) {
          return name == kept.path || name == kept.file.source_path;
        });
    const bool changed = std::any_of(wanted.rules.begin(), wanted.rules.end(), [&](RuleIndex rule) {
      return has_rule(kept.file.lineage, rule);
    });
    if (named || changed) chosen.push_back(&kept);
  }
  std::vector<std::optional<Result<Carried>>> files(chosen.size());
  tbb::parallel_for(std::size_t{0}, chosen.size(), [&](std::size_t i) {
    files[i] = with_texts(*chosen[i], recipe, source, carriage.report.rules.size());
  });
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!*files[i]) return files[i]->error();
    const std::string& path = chosen[i]->path;
    if (chosen[i]->dropped) carriage.report.dropped.push_back({path, *chosen[i]->dropped});
    auto& place = chosen[i]->dropped ? carriage.dropped : carriage.files;
    place.insert_or_assign(path, **std::move(files[i]));
  }
  return carriage;
}

}  // namespace towpath::evidence
