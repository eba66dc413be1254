// SPDX-License-Identifier: Apache-2.0
#include "src/image/packed_part.h"

#include <array>
#include <string>
#include <string_view>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using namespace std::string_view_literals;

struct Packing {
  std::string_view magic;
  const char* format;
  std::unique_ptr<Unpacker> (*unpack)();  // null: it is known, but not read
};

constexpr std::array kPackings = {
    Packing{"\x1f\x8b"sv, "gzip", unpack_gzip},
    Packing{"BZh"sv, "bzip2", unpack_bzip2},
    Packing{"\x5d\x00\x00"sv, "lzma", unpack_lzma},
    Packing{"\xfd\x37zXZ\x00"sv, "xz", unpack_xz},
    Packing{"\x02\x21\x4c\x18"sv, "lz4", unpack_lz4},
    Packing{"\x28\xb5\x2f\xfd"sv, "zstd", unpack_zstd},
    Packing{"\x89LZO\x00\r\n\x1a\n"sv, "lzop", nullptr},
    Packing{"\x04\x22\x4d\x18"sv, "a frame of lz4 that is not the legacy one", nullptr},
};

constexpr std::size_t kLongestMagic = 9;

}  // namespace

void throw_damaged_stream(const char* format) {
  throw Error(ErrorCode::verification_failed, "the " + std::string(format) + " data is damaged");
}

void throw_greedy_stream(const char* format) {
  throw Error(ErrorCode::invalid_image,
              "the " + std::string(format) + " data asks for more memory than any initramfs needs");
}

std::unique_ptr<PackedPart> PackedPart::recognise(ByteWindow& packed) {
  packed.fill(kLongestMagic);
  const std::span<const std::byte> bytes = packed.bytes();
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const Packing& packing : kPackings) {
    if (!head.starts_with(packing.magic)) continue;
    if (packing.unpack == nullptr) {
      throw Error(ErrorCode::invalid_image,
                  "it is packed with " + std::string(packing.format) +
                      ", which is not read; gzip, zstd, xz, lz4 -l, bzip2 and lzma are");
    }
    return std::unique_ptr<PackedPart>(new PackedPart(packed, packing.format, packing.unpack()));
  }
  return nullptr;
}

std::size_t PackedPart::read(std::span<std::byte> buffer) {
  while (!ended_) {
    if (!packed_.fill() && unpacker_->may_end()) {
      ended_ = true;
      break;
    }
    // Without bytes there may still be some to make of those that came before.
    const Unpacker::Step step = unpacker_->step(packed_.bytes(), buffer);
    packed_.take(step.taken);
    ended_ = step.ended;
    if (step.made != 0) return step.made;
    if (step.taken == 0 && !ended_) {
      throw Error(ErrorCode::verification_failed,
                  "the " + std::string(format_) + " data ends in the middle");
    }
  }
  return 0;
}

}  // namespace oci2boot
