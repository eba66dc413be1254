// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/executable.h"

#include <elf.h>

#include <array>
#include <cstring>
#include <optional>
#include <span>

namespace oci2boot {

namespace {

// As much of a script as the kernel looks at (BINPRM_BUF_SIZE).
constexpr std::size_t kScriptHead = 256;
// PATH_MAX: no loader's name is longer.
constexpr std::uint64_t kLongestName = 4096;
// No linker makes as many program headers; the kernel stops at 64 KiB of them.
constexpr unsigned kMostHeaders = 1024;

/// `size` bytes at `offset`; nothing when the file has not as many.
std::optional<std::string> bytes_at(const RootFilesystem& root, InodeId file, std::uint64_t offset,
                                    std::size_t size) {
  const std::uint64_t length = root.tree.size(file);
  if (offset > length || size > length - offset) return std::nullopt;
  FileReader reader(root, file);
  if (reader.skip(offset) != offset) return std::nullopt;
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const std::size_t count = reader.read(std::as_writable_bytes(std::span(bytes)).subspan(done));
    if (count == 0) return std::nullopt;
    done += count;
  }
  return bytes;
}

template <typename Struct>
std::optional<Struct> struct_at(const RootFilesystem& root, InodeId file, std::uint64_t offset) {
  const auto bytes = bytes_at(root, file, offset, sizeof(Struct));
  if (!bytes) return std::nullopt;
  Struct value;
  std::memcpy(&value, bytes->data(), sizeof value);
  return value;
}

/// The PT_INTERP of an ELF file of this class.
template <typename Header, typename Segment>
std::string elf_loader(const RootFilesystem& root, InodeId file) {
  const auto header = struct_at<Header>(root, file, 0);
  if (!header) return {};
  for (unsigned i = 0; i < header->e_phnum && i < kMostHeaders; ++i) {
    const std::uint64_t distance = std::uint64_t{i} * header->e_phentsize;
    if (header->e_phoff > UINT64_MAX - distance) return {};
    const auto segment = struct_at<Segment>(root, file, header->e_phoff + distance);
    if (!segment) return {};
    if (segment->p_type != PT_INTERP) continue;
    if (segment->p_filesz > kLongestName) return {};
    const auto name = bytes_at(root, file, segment->p_offset, segment->p_filesz);
    return name ? std::string(name->c_str()) : std::string();
  }
  return {};
}

Executable inspect_elf(const RootFilesystem& root, InodeId file, const std::string& head) {
  Executable elf{Executable::Kind::elf, EM_NONE, {}, {}};
  const bool is_little = head[EI_DATA] == ELFDATA2LSB;
  const auto low = static_cast<unsigned char>(head[is_little ? 18 : 19]);  // e_machine
  const auto high = static_cast<unsigned char>(head[is_little ? 19 : 18]);
  elf.machine = static_cast<std::uint16_t>(low | high << 8);
  if (!is_little) return elf;
  elf.interpreter = head[EI_CLASS] == ELFCLASS64 ? elf_loader<Elf64_Ehdr, Elf64_Phdr>(root, file)
                                                 : elf_loader<Elf32_Ehdr, Elf32_Phdr>(root, file);
  return elf;
}

/// fs/binfmt_script.c: blanks, the interpreter, blanks, and one argument up to the line's end.
Executable inspect_script(std::string line) {
  constexpr const char* kBlanks = " \t";
  line.erase(0, 2);
  line = line.substr(0, std::min(line.find('\n'), line.find('\0')));
  line.erase(line.find_last_not_of(kBlanks) + 1);
  line.erase(0, std::min(line.find_first_not_of(kBlanks), line.size()));
  Executable script{Executable::Kind::script, EM_NONE, {}, {}};
  const std::size_t end = line.find_first_of(kBlanks);
  script.interpreter = line.substr(0, end);
  if (end != std::string::npos) script.argument = line.substr(line.find_first_not_of(kBlanks, end));
  return script;
}

}  // namespace

Executable inspect_executable(const RootFilesystem& root, InodeId file) {
  const std::uint64_t length = root.tree.size(file);
  const auto head = bytes_at(root, file, 0, length < kScriptHead ? length : kScriptHead);
  if (!head) return {};
  if (head->starts_with("#!")) return inspect_script(*head);
  if (head->size() >= sizeof(Elf32_Ehdr) && head->starts_with(ELFMAG)) {
    return inspect_elf(root, file, *head);
  }
  return {};
}

std::string machine_name(std::uint16_t machine) {
  struct Name {
    std::uint16_t machine;
    const char* name;
  };
  constexpr std::uint16_t kLoongArch = 258;  // not in every <elf.h>
  constexpr std::array kNames = {
      Name{EM_X86_64, "amd64"}, Name{EM_AARCH64, "arm64"}, Name{EM_386, "386"},
      Name{EM_ARM, "arm"},      Name{EM_RISCV, "riscv64"}, Name{EM_PPC64, "ppc64le"},
      Name{EM_S390, "s390x"},   Name{EM_MIPS, "mips"},     Name{kLoongArch, "loong64"},
  };
  for (const Name& known : kNames) {
    if (known.machine == machine) return known.name;
  }
  return "machine " + std::to_string(machine);
}

}  // namespace oci2boot
