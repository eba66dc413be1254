// SPDX-License-Identifier: Apache-2.0
// What the kernel would make of a program in an image: what runs it, and on which machine. Reads
// what execve(2) and elf(5) say it reads, a few kilobytes of any file, which may be hostile.
#pragma once

#include <cstdint>
#include <string>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

struct Executable {
  enum class Kind {
    other,   ///< neither of these: the kernel refuses it (ENOEXEC)
    script,  ///< begins with "#!"
    elf,
  };
  Kind kind = Kind::other;
  std::uint16_t machine = 0;  ///< e_machine of an ELF file, EM_NONE where it is no machine's
  std::string interpreter;    ///< of the #! line, or an ELF file's loader; empty: none
  std::string argument;       ///< the rest of the #! line
};

/// Looks at a regular file. An ELF file that is damaged, or for a machine of another byte order,
/// has no interpreter.
Executable inspect_executable(const RootFilesystem& root, InodeId file);

/// The name that images use for an e_machine ("amd64", "arm"); "machine 40" for one that is not
/// known.
std::string machine_name(std::uint16_t machine);

}  // namespace oci2boot
