// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/executable.h"

#include <gtest/gtest.h>

#include "tests/boot/tree_builder.h"
#include "tests/pipeline/preflight/made_elf.h"

namespace oci2boot {
namespace {

using Kind = Executable::Kind;

Executable inspect(const std::string& bytes) {
  TreeBuilder tree;
  tree.file("/x", bytes);
  return inspect_executable(tree.root, tree.root.tree.lookup("/x").value());
}

TEST(ExecutableTest, AScriptNamesItsInterpreterAndOneArgument) {
  const Executable script = inspect("#! /usr/bin/env\tpython3 -u \nprint()\n");
  EXPECT_EQ(script.kind, Kind::script);
  EXPECT_EQ(script.interpreter, "/usr/bin/env");
  EXPECT_EQ(script.argument, "python3 -u");
  EXPECT_EQ(inspect("#!/bin/sh").interpreter, "/bin/sh");
  EXPECT_EQ(inspect("#!/bin/sh\r\n").interpreter, "/bin/sh\r");
  EXPECT_EQ(inspect("#!\n/bin/sh").interpreter, "");
  EXPECT_EQ(inspect(std::string("#!/bin/sh\0x\n", 12)).interpreter, "/bin/sh");
  EXPECT_EQ(inspect("#!/" + std::string(5000, 'x')).interpreter.size(), 254U);
}

TEST(ExecutableTest, AnElfFileNamesItsMachineAndItsLoader) {
  const Executable wide = inspect(made_elf(EM_AARCH64, "/lib/ld.so.1"));
  EXPECT_EQ(wide.kind, Kind::elf);
  EXPECT_EQ(wide.machine, EM_AARCH64);
  EXPECT_EQ(wide.interpreter, "/lib/ld.so.1");
  const Executable narrow = inspect(made_elf32(EM_386, "/lib/ld-linux.so.2"));
  EXPECT_EQ(narrow.machine, EM_386);
  EXPECT_EQ(narrow.interpreter, "/lib/ld-linux.so.2");
  EXPECT_EQ(inspect(made_elf(EM_X86_64)).interpreter, "");
}

TEST(ExecutableTest, AMachineOfTheOtherByteOrderIsReadNoFurther) {
  std::string big = made_elf(EM_PPC64, "/lib/ld.so.1");
  big[EI_DATA] = ELFDATA2MSB;
  std::swap(big[18], big[19]);
  EXPECT_EQ(inspect(big).machine, EM_PPC64);
  EXPECT_EQ(inspect(big).interpreter, "");
}

TEST(ExecutableTest, AnythingElseIsNoProgram) {
  for (const char* bytes : {"", "#", "\x7f", ELFMAG, "echo hello\n", " #!/bin/sh\n"}) {
    EXPECT_EQ(inspect(bytes).kind, Kind::other) << bytes;
  }
}

TEST(ExecutableTest, DamageCostsTheLoaderAndNothingMore) {
  const std::string whole = made_elf(EM_X86_64, "/lib/ld.so.1");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(inspect(whole.substr(0, size)).interpreter.size(), 0U) << size;
  }
  for (std::size_t at = 16; at < sizeof(Elf64_Ehdr) + 2 * sizeof(Elf64_Phdr); ++at) {
    std::string damaged = whole;
    damaged[at] = '\xff';
    EXPECT_EQ(inspect(damaged).kind, Kind::elf) << at;
  }
}

TEST(ExecutableTest, MachinesHaveTheNamesThatImagesUse) {
  EXPECT_EQ(machine_name(EM_X86_64), "amd64");
  EXPECT_EQ(machine_name(EM_RISCV), "riscv64");
  EXPECT_EQ(machine_name(4711), "machine 4711");
}

}  // namespace
}  // namespace oci2boot
