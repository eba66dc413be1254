// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

extern "C" {
#include "src/init/executable.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

std::unique_ptr<Executable> inspect(const std::string& file) {
  const ExactBytes bytes(file);
  auto executable = std::make_unique<Executable>();
  inspect_executable(bytes.get(), executable.get());
  return executable;
}

template <typename T>
std::string raw(const T& value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

/// A dynamically linked program: headers, and the name of its loader.
template <typename Header, typename Segment>
std::string elf(unsigned char elf_class, const std::string& loader) {
  Header header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = elf_class;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_machine = EM_AARCH64;
  header.e_phoff = sizeof header;
  header.e_phnum = 2;
  header.e_phentsize = sizeof(Segment);
  Segment other = {};
  other.p_type = PT_LOAD;
  Segment segment = {};
  segment.p_type = PT_INTERP;
  segment.p_offset = sizeof header + 2 * sizeof segment;
  segment.p_filesz = static_cast<decltype(segment.p_filesz)>(loader.size() + 1);
  return raw(header) + raw(other) + raw(segment) + loader + '\0';
}

std::string elf64(const std::string& loader) {
  return elf<Elf64_Ehdr, Elf64_Phdr>(ELFCLASS64, loader);
}

TEST(Executable, AScriptNamesItsInterpreter) {
  EXPECT_EQ(inspect("#!/bin/sh\nexit")->kind, kScript);
  EXPECT_STREQ(inspect("#!/bin/sh\nexit")->interpreter, "/bin/sh");
  EXPECT_STREQ(inspect("#! \t/usr/bin/env -S x\n")->interpreter, "/usr/bin/env");
  EXPECT_STREQ(inspect("#!/bin/sh")->interpreter, "/bin/sh");
  EXPECT_STREQ(inspect("#!/bin/sh\r\n")->interpreter, "/bin/sh\r");
  EXPECT_STREQ(inspect("#!")->interpreter, "");
  EXPECT_STREQ(inspect("#!\n")->interpreter, "");
}

TEST(Executable, OnlyTheHeadOfAScriptCounts) {
  EXPECT_EQ(std::strlen(inspect("#!" + std::string(10000, 'x'))->interpreter), 254U);
}

TEST(Executable, AProgramNamesItsMachineAndItsLoader) {
  for (const std::string& file :
       {elf64("/lib/ld.so.1"), elf<Elf32_Ehdr, Elf32_Phdr>(ELFCLASS32, "/lib/ld.so.1")}) {
    const auto executable = inspect(file);
    EXPECT_EQ(executable->kind, kElf);
    EXPECT_EQ(executable->machine, EM_AARCH64);
    EXPECT_STREQ(executable->interpreter, "/lib/ld.so.1");
  }
}

TEST(Executable, AProgramOfTheOtherByteOrderHasAMachineOnly) {
  std::string file = elf64("/lib/ld.so.1");
  file[EI_DATA] = ELFDATA2MSB;
  std::swap(file[18], file[19]);
  EXPECT_EQ(inspect(file)->machine, EM_AARCH64);
  EXPECT_STREQ(inspect(file)->interpreter, "");
}

TEST(Executable, AProgramThatIsCutOffAnywhereHasNoLoader) {
  const std::string file = elf64("/lib/ld.so.1");
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_STREQ(inspect(file.substr(0, size))->interpreter, "") << size;
  }
}

TEST(Executable, OffsetsThatLieAreNotFollowed) {
  for (const auto offset : {UINT64_MAX, UINT64_MAX - sizeof(Elf64_Phdr), std::uint64_t{1} << 63}) {
    std::string file = elf64("/lib/ld.so.1");
    std::memcpy(&file[offsetof(Elf64_Ehdr, e_phoff)], &offset, sizeof offset);
    EXPECT_STREQ(inspect(file)->interpreter, "");
    file = elf64("/lib/ld.so.1");
    const std::size_t segment = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
    std::memcpy(&file[segment + offsetof(Elf64_Phdr, p_offset)], &offset, sizeof offset);
    EXPECT_STREQ(inspect(file)->interpreter, "");
    file = elf64("/lib/ld.so.1");
    std::memcpy(&file[segment + offsetof(Elf64_Phdr, p_filesz)], &offset, sizeof offset);
    EXPECT_STREQ(inspect(file)->interpreter, "");
  }
}

TEST(Executable, ALoaderIsNoLongerThanAPath) {
  EXPECT_STREQ(inspect(elf64(std::string(PATH_MAX, 'x')))->interpreter, "");
  EXPECT_EQ(std::strlen(inspect(elf64(std::string(PATH_MAX - 1, 'x')))->interpreter), 4095U);
}

TEST(Executable, AnythingElseIsNone) {
  for (const char* file : {"", "#", "echo hi\n",
                           "\x7f"
                           "EL",
                           "\x7f"
                           "ELF"}) {
    EXPECT_EQ(inspect(file)->kind, kNotExecutable) << file;
  }
}

TEST(Executable, MachinesHaveTheNamesThatImagesUse) {
  EXPECT_STREQ(machine_name(EM_X86_64), "amd64");
  EXPECT_STREQ(machine_name(EM_AARCH64), "arm64");
  EXPECT_EQ(machine_name(EM_SPARC), nullptr);
  EXPECT_NE(machine_name(own_machine()), nullptr);
}

TEST(Executable, LoadersTellTheirCLibrary) {
  EXPECT_STREQ(loader_library("/lib64/ld-linux-x86-64.so.2"), "glibc");
  EXPECT_STREQ(loader_library("/lib/ld-linux-aarch64.so.1"), "glibc");
  EXPECT_STREQ(loader_library("/lib/ld-musl-x86_64.so.1"), "musl");
  EXPECT_EQ(loader_library("/libexec/ld-elf.so.1"), nullptr);
  EXPECT_EQ(loader_library(""), nullptr);
  for (const char* library : {"glibc", "musl"}) {
    EXPECT_STREQ(loader_library(own_loader(library)), library);
  }
}

}  // namespace
}  // namespace oci2boot
