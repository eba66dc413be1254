// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "src/image/qemu_img/file_field.h"
#include "src/image/qemu_img/identifiers.h"

namespace oci2boot {
namespace {

// VMware's "Virtual Disk Format 5.0": the header of a sparse extent, and the descriptor in it.
constexpr std::size_t kSector = 512;
constexpr std::size_t kDescriptorAt = 28;      // where it says where the descriptor is, in sectors
constexpr std::size_t kDescriptorSizeAt = 36;  // and how many it takes
constexpr std::uint64_t kMostSectors = 128;
// A content ID changes with each use; this is what VMware's own tools begin with.
constexpr std::string_view kContentId = "fffffffe";

/// Replaces what follows `key` up to `end`.
void replace_value(std::string& text, std::string_view key, char end, std::string_view value) {
  const std::size_t begin = text.find(key);
  if (begin == std::string::npos) return;
  const std::size_t at = begin + key.size();
  const std::size_t stop = text.find(end, at);
  if (stop != std::string::npos) text.replace(at, stop - at, value);
}

/// The file's own name, which the descriptor tells again; it must not end the text it is in.
std::string name_in_descriptor(const OutputFile& file) {
  const std::string name = file.path().filename().string();
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return c != '"' && static_cast<unsigned char>(c) >= 0x20;
  });
  return is_plain ? name : "disk.vmdk";
}

}  // namespace

void settle_vmdk(OutputFile& file) {
  const std::vector<std::byte> header = read_part(file, 0, kSector);
  if (!has_text(header, 0, "KDMV")) return;
  const auto offset = little_endian_at<std::uint64_t>(header, kDescriptorAt) * kSector;
  const auto sectors = little_endian_at<std::uint64_t>(header, kDescriptorSizeAt);
  if (offset == 0 || sectors > kMostSectors) return;
  const std::vector<std::byte> bytes = read_part(file, offset, sectors * kSector);
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.resize(std::min(text.find('\0'), text.size()));
  replace_value(text, "\nCID=", '\n', kContentId);
  replace_value(text, " SPARSE \"", '"', name_in_descriptor(file));
  if (text.size() >= bytes.size()) return;
  text.resize(bytes.size());
  write_part(file, offset, std::as_bytes(std::span(text)));
}

}  // namespace oci2boot
