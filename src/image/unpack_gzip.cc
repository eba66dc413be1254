// SPDX-License-Identifier: Apache-2.0
// With zlib: one member (RFC 1952).
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "src/image/unpackers.h"

namespace oci2boot {
namespace {

constexpr int kGzipAlone = 16 + MAX_WBITS;  // zlib.h, inflateInit2

uInt cut(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

class Gzip final : public Unpacker {
 public:
  Gzip() {
    if (inflateInit2(&stream_, kGzipAlone) != Z_OK) throw std::bad_alloc();
  }
  ~Gzip() override { inflateEnd(&stream_); }

  Step step(std::span<const std::byte> packed, std::span<std::byte> into) override {
    const uInt in = cut(packed.size());
    const uInt room = cut(into.size());
    // zlib only reads what next_in points to.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
    stream_.avail_in = in;
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = room;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      throw_damaged_stream("gzip");
    }
    return {in - stream_.avail_in, room - stream_.avail_out, result == Z_STREAM_END};
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Unpacker> unpack_gzip() {
  return std::make_unique<Gzip>();
}

}  // namespace oci2boot
