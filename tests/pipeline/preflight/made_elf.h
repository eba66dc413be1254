// SPDX-License-Identifier: Apache-2.0
// ELF programs that are nothing but headers: enough to see what the kernel would make of them.
#pragma once

#include <elf.h>

#include <cstring>
#include <string>

namespace oci2boot {

template <typename Header, typename Segment>
std::string made_elf_of_class(unsigned char elf_class, std::uint16_t machine,
                              const std::string& loader) {
  Header header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = elf_class;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_machine = machine;
  header.e_phoff = sizeof header;
  header.e_phnum = loader.empty() ? 1 : 2;
  header.e_phentsize = sizeof(Segment);
  Segment load = {};
  load.p_type = PT_LOAD;
  Segment interpreter = {};
  interpreter.p_type = PT_INTERP;
  interpreter.p_offset = sizeof header + 2 * sizeof interpreter;
  interpreter.p_filesz = static_cast<decltype(interpreter.p_filesz)>(loader.size() + 1);
  std::string bytes(interpreter.p_offset, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, &load, sizeof load);
  std::memcpy(bytes.data() + sizeof header + sizeof load, &interpreter, sizeof interpreter);
  return bytes + loader + '\0';
}

/// Of 64 bits; static without a loader.
inline std::string made_elf(std::uint16_t machine, const std::string& loader = "") {
  return made_elf_of_class<Elf64_Ehdr, Elf64_Phdr>(ELFCLASS64, machine, loader);
}

inline std::string made_elf32(std::uint16_t machine, const std::string& loader = "") {
  return made_elf_of_class<Elf32_Ehdr, Elf32_Phdr>(ELFCLASS32, machine, loader);
}

}  // namespace oci2boot
