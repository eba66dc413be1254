// SPDX-License-Identifier: Apache-2.0
// Both formats of liblzma: .xz and the older .lzma.
#include <lzma.h>

#include <new>

#include "src/image/unpackers.h"

namespace oci2boot {
namespace {

/// As much as the library gives the layers of an image: what `xz -9` makes needs 65 MiB.
constexpr std::uint64_t kMostMemory = std::uint64_t{160} << 20;

class Lzma final : public Unpacker {
 public:
  enum class Format { lzma, xz };

  explicit Lzma(Format format) : name_(format == Format::xz ? "xz" : "lzma") {
    const lzma_ret result = format == Format::xz ? lzma_stream_decoder(&stream_, kMostMemory, 0)
                                                 : lzma_alone_decoder(&stream_, kMostMemory);
    if (result != LZMA_OK) throw std::bad_alloc();
  }
  ~Lzma() override { lzma_end(&stream_); }

  Step step(std::span<const std::byte> packed, std::span<std::byte> into) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
    stream_.avail_in = packed.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(into.data());
    stream_.avail_out = into.size();
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (result == LZMA_MEMLIMIT_ERROR) throw_greedy_stream(name_);
    if (result != LZMA_OK && result != LZMA_STREAM_END && result != LZMA_BUF_ERROR) {
      throw_damaged_stream(name_);
    }
    return {packed.size() - stream_.avail_in, into.size() - stream_.avail_out,
            result == LZMA_STREAM_END};
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  const char* name_;
};

}  // namespace

std::unique_ptr<Unpacker> unpack_lzma() {
  return std::make_unique<Lzma>(Lzma::Format::lzma);
}

std::unique_ptr<Unpacker> unpack_xz() {
  return std::make_unique<Lzma>(Lzma::Format::xz);
}

}  // namespace oci2boot
