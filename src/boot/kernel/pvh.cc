// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/pvh.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "src/boot/kernel/little_endian.h"

namespace oci2boot {

namespace {

// elf(5), of ELFCLASS64 and ELFDATA2LSB.
constexpr std::string_view kMagic(
    "\x7f"
    "ELF\x02\x01");
constexpr std::uint64_t kSegmentsAt = 0x20;
constexpr std::uint64_t kSegmentSizeAt = 0x36;
constexpr std::uint64_t kSegmentCountAt = 0x38;
constexpr std::uint32_t kNoteSegment = 4;
constexpr std::uint64_t kNoteHeader = 12;

constexpr std::uint32_t kEntryNote = 18;
constexpr std::string_view kXen("Xen\0", 4);

std::uint64_t padded(std::uint64_t size) {
  return (size + 3) / 4 * 4;
}

bool has_entry_note(std::string_view notes) {
  while (notes.size() >= kNoteHeader) {
    const std::uint64_t name_size = *little_endian<std::uint32_t>(notes, 0);
    const std::uint64_t body_size = *little_endian<std::uint32_t>(notes, 4);
    const std::uint32_t type = *little_endian<std::uint32_t>(notes, 8);
    if (type == kEntryNote && slice(notes, kNoteHeader, name_size) == kXen) return true;
    const std::uint64_t size = kNoteHeader + padded(name_size) + padded(body_size);
    notes.remove_prefix(std::min<std::uint64_t>(size, notes.size()));
  }
  return false;
}

/// The notes in a program header, where it is about notes.
std::optional<std::string_view> notes_of(std::string_view elf, std::uint64_t header) {
  constexpr std::uint64_t kOffsetAt = 0x08;
  constexpr std::uint64_t kSizeAt = 0x20;
  const auto type = little_endian<std::uint32_t>(elf, header);
  const auto offset = little_endian<std::uint64_t>(elf, header + kOffsetAt);
  const auto size = little_endian<std::uint64_t>(elf, header + kSizeAt);
  if (type != kNoteSegment || !offset || !size) return std::nullopt;
  return slice(elf, *offset, *size);
}

}  // namespace

bool starts_by_pvh(std::string_view elf) {
  const auto segments = little_endian<std::uint64_t>(elf, kSegmentsAt);
  const auto size = little_endian<std::uint16_t>(elf, kSegmentSizeAt);
  const auto count = little_endian<std::uint16_t>(elf, kSegmentCountAt);
  if (!elf.starts_with(kMagic) || !segments || !size || !count || *segments > elf.size()) {
    return false;
  }
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto notes = notes_of(elf, *segments + i * *size);
    if (notes && has_entry_note(*notes)) return true;
  }
  return false;
}

}  // namespace oci2boot
