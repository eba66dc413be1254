// SPDX-License-Identifier: Apache-2.0
#include <bzlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "src/image/unpackers.h"

namespace oci2boot {
namespace {

unsigned cut(std::size_t size) {
  return static_cast<unsigned>(std::min<std::size_t>(size, std::numeric_limits<unsigned>::max()));
}

class Bzip2 final : public Unpacker {
 public:
  Bzip2() {
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
  }
  ~Bzip2() override { BZ2_bzDecompressEnd(&stream_); }

  Step step(std::span<const std::byte> packed, std::span<std::byte> into) override {
    const unsigned in = cut(packed.size());
    const unsigned room = cut(into.size());
    // bzlib only reads what next_in points to.
    stream_.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(packed.data()));
    stream_.avail_in = in;
    stream_.next_out = reinterpret_cast<char*>(into.data());
    stream_.avail_out = room;
    const int result = BZ2_bzDecompress(&stream_);
    if (result == BZ_MEM_ERROR) throw std::bad_alloc();
    if (result != BZ_OK && result != BZ_STREAM_END) throw_damaged_stream("bzip2");
    return {in - stream_.avail_in, room - stream_.avail_out, result == BZ_STREAM_END};
  }

 private:
  bz_stream stream_{};
};

}  // namespace

std::unique_ptr<Unpacker> unpack_bzip2() {
  return std::make_unique<Bzip2>();
}

}  // namespace oci2boot
