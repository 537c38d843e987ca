// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/makefile.h"

#include "kbuild/evaluate.h"

namespace towpath::kbuild {

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::optional<std::string> resolve_path(std::string_view folder, std::string_view path) {
  if (path.starts_with('/')) return std::nullopt;
  std::string resolved(folder);
  while (!path.empty()) {
    const std::string_view component = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(component.size() + 1, path.size()));
    if (component.empty() || component == ".") continue;
    if (component == "..") {
      if (resolved.empty()) return std::nullopt;
      resolved = folder_of(resolved);
    } else {
      if (!resolved.empty()) resolved += '/';
      resolved += component;
    }
  }
  return resolved;
}

Makefile::Makefile(std::unique_ptr<Evaluation> evaluation) : evaluation_(std::move(evaluation)) {
}
Makefile::Makefile(Makefile&&) noexcept = default;
Makefile& Makefile::operator=(Makefile&&) noexcept = default;
Makefile::~Makefile() = default;

Result<Makefile> Makefile::evaluate(const Text& text, const Settings& settings,
                                    const SourceTree& tree) {
  std::string name = text.name();
  if (name.ends_with(".in")) name.resize(name.size() - 3);
  auto evaluation = std::make_unique<Evaluation>(text.name(), settings, tree);
  if (!evaluation->read(text, name)) return evaluation->expander().error();
  return Makefile(std::move(evaluation));
}

const std::string& Makefile::path() const {
  return evaluation_->path();
}

bool Makefile::defines(std::string_view variable) const {
  return evaluation_->expander().find(variable) != nullptr;
}

Result<std::string> Makefile::value(std::string_view variable) {
  Expander& expander = evaluation_->expander();
  Traced value;
  if (!expander.expand_variable(variable, {}, value) || !expander.require_decided(value))
    return expander.error();
  return value.bytes();
}

Result<std::vector<Word>> Makefile::words(std::string_view variable) {
  return words_of("${" + std::string(variable) + "}");
}

Result<std::vector<Word>> Makefile::words_of(std::string_view text) {
  Expander& expander = evaluation_->expander();
  Traced value;
  if (!expander.expand(Traced(text, {}), value) || !expander.require_decided(value))
    return expander.error();
  std::vector<Word> words;
  for (const WordRange range : word_ranges(value.bytes())) {
    words.push_back({value.bytes().substr(range.begin, range.end - range.begin),
                     expander.place(value.word_origin(range.begin, range.end))});
  }
  return words;
}

std::vector<std::string> Makefile::files() const {
  std::vector<std::string> files;
  for (const Text& text : evaluation_->expander().sources()) files.push_back(text.name());
  return files;
}

}  // namespace towpath::kbuild
