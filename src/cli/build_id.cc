// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/build_id.h"

#include <fmt/format.h>
#include <link.h>

#include <cstring>

namespace towpath::cli {
namespace {

constexpr std::size_t align(std::size_t size) {
  return (size + 3) & ~std::size_t{3};
}

// In a segment of notes: each has a head, a name and a description, the latter two padded.
std::string id_in(const char* at, std::size_t size) {
  ElfW(Nhdr) head;
  while (size >= sizeof head) {
    std::memcpy(&head, at, sizeof head);
    const std::size_t name = align(head.n_namesz);
    const std::size_t whole = sizeof head + name + align(head.n_descsz);
    if (whole > size) break;
    if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == sizeof ELF_NOTE_GNU &&
        std::memcmp(at + sizeof head, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0) {
      std::string id;
      for (std::size_t i = 0; i < head.n_descsz; ++i) {
        id += fmt::format("{:02x}", static_cast<unsigned char>(at[sizeof head + name + i]));
      }
      return id;
    }
    at += whole;
    size -= whole;
  }
  return "";
}

}  // namespace

std::string build_id() {
  std::string id;
  // The program itself comes first.
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* out) {
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& segment = info->dlpi_phdr[i];
          if (segment.p_type != PT_NOTE) continue;
          const auto* const at = reinterpret_cast<const char*>(info->dlpi_addr + segment.p_vaddr);
          std::string found = id_in(at, segment.p_memsz);
          if (!found.empty()) *static_cast<std::string*>(out) = std::move(found);
        }
        return 1;
      },
      &id);
  return id;
}

}  // namespace towpath::cli
