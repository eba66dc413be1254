// SPDX-License-Identifier: Apache-2.0
#include "src/init/executable.h"

#include <elf.h>
#include <string.h>

#if defined(__x86_64__)
enum { kOwnMachine = EM_X86_64, kOwnData = ELFDATA2LSB };
static const char kGlibcLoader[] = "/lib64/ld-linux-x86-64.so.2";
static const char kMuslLoader[] = "/lib/ld-musl-x86_64.so.1";
#elif defined(__aarch64__)
enum { kOwnMachine = EM_AARCH64, kOwnData = ELFDATA2LSB };
static const char kGlibcLoader[] = "/lib/ld-linux-aarch64.so.1";
static const char kMuslLoader[] = "/lib/ld-musl-aarch64.so.1";
#else
#error "say what machine this is"
#endif

// How much of a script the kernel looks at (BINPRM_BUF_SIZE).
enum { kScriptHead = 256 };

static void copy_interpreter(struct Bytes name, struct Executable* executable) {
  if (name.size >= sizeof executable->interpreter) return;
  memcpy(executable->interpreter, name.data, name.size);
  executable->interpreter[name.size] = '\0';
}

static void inspect_script(struct Bytes file, struct Executable* executable) {
  size_t limit = file.size < kScriptHead ? file.size : kScriptHead;
  size_t begin = 2;
  while (begin < limit && (file.data[begin] == ' ' || file.data[begin] == '\t')) ++begin;
  size_t end = begin;
  while (end < limit && !memchr(" \t\n", file.data[end], 4)) ++end;  // the NUL too
  copy_interpreter((struct Bytes){file.data + begin, end - begin}, executable);
}

// Where the program headers are; the two classes of ELF differ in nothing else that matters here.
struct Headers {
  uint64_t offset;
  uint16_t count;
  uint16_t size;
};

static bool read_at(struct Bytes file, uint64_t offset, void* to, size_t size) {
  if (offset > file.size || size > file.size - offset) return false;
  memcpy(to, file.data + offset, size);
  return true;
}

static bool read_headers(struct Bytes file, bool wide, struct Headers* headers) {
  if (wide) {
    Elf64_Ehdr header;
    if (!read_at(file, 0, &header, sizeof header)) return false;
    *headers = (struct Headers){header.e_phoff, header.e_phnum, header.e_phentsize};
  } else {
    Elf32_Ehdr header;
    if (!read_at(file, 0, &header, sizeof header)) return false;
    *headers = (struct Headers){header.e_phoff, header.e_phnum, header.e_phentsize};
  }
  return true;
}

static bool read_segment(struct Bytes file, bool wide, uint64_t offset, Elf64_Phdr* segment) {
  if (wide) return read_at(file, offset, segment, sizeof *segment);
  Elf32_Phdr narrow;
  if (!read_at(file, offset, &narrow, sizeof narrow)) return false;
  segment->p_type = narrow.p_type;
  segment->p_offset = narrow.p_offset;
  segment->p_filesz = narrow.p_filesz;
  return true;
}

static void inspect_elf(struct Bytes file, bool wide, struct Executable* executable) {
  struct Headers headers;
  if (!read_headers(file, wide, &headers)) return;
  for (uint16_t i = 0; i < headers.count; ++i) {
    Elf64_Phdr segment;
    uint64_t distance = (uint64_t)i * headers.size;
    if (headers.offset > UINT64_MAX - distance) return;
    if (!read_segment(file, wide, headers.offset + distance, &segment)) return;
    if (segment.p_type != PT_INTERP) continue;
    if (segment.p_offset > file.size || segment.p_filesz > file.size - segment.p_offset) return;
    const char* name = file.data + segment.p_offset;
    copy_interpreter((struct Bytes){name, strnlen(name, segment.p_filesz)}, executable);
    return;
  }
}

void inspect_executable(struct Bytes file, struct Executable* executable) {
  *executable = (struct Executable){.kind = kNotExecutable};
  if (file.size >= 2 && memcmp(file.data, "#!", 2) == 0) {
    executable->kind = kScript;
    inspect_script(file, executable);
  } else if (file.size >= sizeof(Elf32_Ehdr) && memcmp(file.data, ELFMAG, SELFMAG) == 0) {
    bool little = file.data[EI_DATA] != ELFDATA2MSB;
    const unsigned char* machine = (const unsigned char*)file.data + 18;  // of both classes
    executable->kind = kElf;
    executable->machine =
        (uint16_t)(little ? machine[0] | machine[1] << 8 : machine[0] << 8 | machine[1]);
    if (file.data[EI_DATA] == kOwnData) {
      inspect_elf(file, file.data[EI_CLASS] == ELFCLASS64, executable);
    }
  }
}

const char* machine_name(uint16_t machine) {
  static const struct {
    uint16_t machine;
    const char* name;
  } kNames[] = {
      {EM_X86_64, "amd64"}, {EM_AARCH64, "arm64"}, {EM_386, "386"},
      {EM_ARM, "arm"},      {EM_RISCV, "riscv64"}, {EM_PPC64, "ppc64le"},
      {EM_S390, "s390x"},   {EM_MIPS, "mips"},     {258, "loong64"},
  };
  for (size_t i = 0; i < sizeof kNames / sizeof *kNames; ++i) {
    if (kNames[i].machine == machine) return kNames[i].name;
  }
  return NULL;
}

uint16_t own_machine(void) {
  return kOwnMachine;
}

const char* loader_library(const char* loader) {
  const char* slash = strrchr(loader, '/');
  const char* name = slash == NULL ? loader : slash + 1;
  if (strncmp(name, "ld-linux", strlen("ld-linux")) == 0) return "glibc";
  return strncmp(name, "ld-musl-", strlen("ld-musl-")) == 0 ? "musl" : NULL;
}

const char* own_loader(const char* library) {
  return strcmp(library, "musl") == 0 ? kMuslLoader : kGlibcLoader;
}
