// SPDX-License-Identifier: GPL-2.0-or-later
// A kept lineage of any bytes, with a checksum that is right.
#include <cstdint>
#include <memory>
#include <string>

#include "evidence/kept_lineage.h"
#include "tree/sha1.h"

namespace {

// Each path has the same file.
class OneText : public towpath::tree::SourceTree {
 public:
  towpath::Result<std::vector<towpath::tree::Entry>> list(std::string_view) const override {
    return std::vector<towpath::tree::Entry>();
  }
  towpath::Result<towpath::tree::File> read(std::string_view path) const override {
    return towpath::tree::File{std::string(path), towpath::Text("a.c", "int a;\nint b;\n"), false};
  }
  towpath::Result<towpath::tree::SourceIdentity> identity() const override {
    return towpath::tree::SourceIdentity();
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes = "towpath lineage\n";
  bytes += '\0';  // the program: none
  bytes.append(reinterpret_cast<const char*>(data), size);
  const auto sum =
      towpath::tree::sha1({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  bytes.append(sum.begin(), sum.end());

  const auto lineage = towpath::evidence::KeptLineage::parse(bytes, "", "a.lineage");
  if (!lineage || !*lineage) return 0;
  const OneText source;
  const towpath::recipe::Recipe recipe;
  (*lineage)->is_of(recipe, source);
  if (const auto carriage = (*lineage)->carriage(recipe, source, {{"a.c", "fs/a.c"}, {0, 1}})) {
    for (const auto& [path, file] : carriage->files) {
      if (file.text.name() != path) __builtin_trap();
    }
  }
  return 0;
}
