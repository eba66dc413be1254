// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/tar_mutation.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "tests/fuzz/input_bytes.h"

/// libFuzzer's own mutations.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace oci2boot {

namespace {

constexpr std::size_t kBlock = 512;

/// A field of the header that holds a number.
struct Field {
  std::size_t offset;
  std::size_t size;
};
constexpr Field kChecksum{148, 8};
constexpr Field kSize{124, 12};
// mode, uid, gid, size, mtime, devmajor, devminor, GNU's offset of a sparse map and real size
constexpr Field kNumbers[] = {{100, 8}, {108, 8}, {116, 8},  {124, 12}, {136, 12},
                              {329, 8}, {337, 8}, {386, 12}, {483, 12}};
constexpr std::size_t kType = 156;
constexpr char kTypes[] = "01234567xgLKSDVMANX\0";

std::uint64_t number_in(const std::uint8_t* field, std::size_t size) {
  std::uint64_t value = 0;
  if ((field[0] & 0x80U) != 0) {
    for (std::size_t i = 1; i < size; ++i) value = value << 8U | field[i];
    return value;
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (field[i] >= '0' && field[i] <= '7') value = value << 3U | (field[i] - '0');
  }
  return value;
}

bool is_zero(const std::uint8_t* block) {
  return std::all_of(block, block + kBlock, [](std::uint8_t byte) { return byte == 0; });
}

/// Where the headers of one archive are, counted from its start.
std::vector<std::size_t> headers_in(std::span<const std::uint8_t> tar) {
  std::vector<std::size_t> offsets;
  std::size_t at = 0;
  while (at + kBlock <= tar.size()) {
    const std::uint8_t* header = tar.data() + at;
    at += kBlock;
    if (is_zero(header)) continue;
    offsets.push_back(at - kBlock);
    const bool has_data = header[kType] < '1' || header[kType] > '6';
    const std::uint64_t size = has_data ? number_in(header + kSize.offset, kSize.size) : 0;
    if (size < tar.size() - at) at += (size + kBlock - 1) / kBlock * kBlock;
  }
  return offsets;
}

/// The same for all archives of an input, counted from the input's start.
std::vector<std::size_t> headers_of_all(std::span<const std::uint8_t> bytes) {
  std::vector<std::size_t> offsets;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const std::string_view tar : split(text, kNextLayer)) {
    const auto start = static_cast<std::size_t>(tar.data() - text.data());
    for (const std::size_t offset : headers_in(bytes.subspan(start, tar.size()))) {
      offsets.push_back(start + offset);
    }
  }
  return offsets;
}

void write_checksum(std::uint8_t* header) {
  std::memset(header + kChecksum.offset, ' ', kChecksum.size);
  unsigned sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) sum += header[i];
  char text[kChecksum.size + 1];
  std::snprintf(text, sizeof text, "%06o", sum);
  std::memcpy(header + kChecksum.offset, text, kChecksum.size - 1);
}

/// Numbers at which readers go wrong, in octal or in base-256.
void put_number(std::uint8_t* header, std::minstd_rand& chance) {
  const Field field = kNumbers[chance() % std::size(kNumbers)];
  constexpr std::uint64_t kValues[] = {0,           1,           7,         511,
                                       512,         513,         1U << 21U, UINT32_MAX,
                                       1ULL << 32U, 1ULL << 33U, INT64_MAX, UINT64_MAX};
  const std::uint64_t value = kValues[chance() % std::size(kValues)];
  std::uint8_t* to = header + field.offset;
  if (chance() % 2 == 0) {
    char text[32];
    const int digits = std::snprintf(text, sizeof text, "%0*llo", static_cast<int>(field.size) - 1,
                                     static_cast<unsigned long long>(value));
    std::memcpy(to, text, std::min<std::size_t>(field.size, static_cast<std::size_t>(digits) + 1));
    return;
  }
  for (std::size_t i = 0; i < field.size; ++i) {
    const std::size_t shift = (field.size - 1 - i) * 8;
    to[i] = shift < 64 ? static_cast<std::uint8_t>(value >> shift) : 0;
  }
  to[0] |= 0x80U;
}

/// Puts a copy of one entry (its header, with what follows up to the next) before another.
std::size_t copy_entry(std::uint8_t* data, std::size_t size, std::size_t most,
                       const std::vector<std::size_t>& headers, std::minstd_rand& chance) {
  const std::size_t which = chance() % headers.size();
  const std::size_t end = which + 1 < headers.size() ? headers[which + 1] : size;
  const std::vector<std::uint8_t> entry(data + headers[which], data + end);
  if (size + entry.size() > most) return size;
  const std::size_t to = headers[chance() % headers.size()];
  std::memmove(data + to + entry.size(), data + to, size - to);
  std::copy(entry.begin(), entry.end(), data + to);
  return size + entry.size();
}

void repair_checksums(std::span<std::uint8_t> bytes) {
  for (const std::size_t offset : headers_of_all(bytes)) write_checksum(bytes.data() + offset);
}

std::size_t mutate_tar(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  std::minstd_rand chance(seed);
  const std::vector<std::size_t> headers = headers_of_all({data, size});
  switch (headers.empty() ? 9 : chance() % 10) {
    case 0:
      data[headers[chance() % headers.size()] + kType] =
          static_cast<std::uint8_t>(kTypes[chance() % sizeof kTypes]);
      break;
    case 1:
    case 2:
      put_number(data + headers[chance() % headers.size()], chance);
      break;
    case 3:
      size = copy_entry(data, size, most, headers, chance);
      break;
    case 4:
      // Within one block: nothing behind it moves.
      LLVMFuzzerMutate(data + headers[chance() % headers.size()], kBlock, kBlock);
      break;
    default:
      size = LLVMFuzzerMutate(data, size, most);
  }
  constexpr unsigned kLeftWrong = 16;
  if (chance() % kLeftWrong != 0) repair_checksums({data, size});
  return size;
}

}  // namespace

}  // namespace oci2boot

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return oci2boot::mutate_tar(data, size, most, seed);
}
