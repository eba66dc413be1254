// SPDX-License-Identifier: Apache-2.0
// The .xz format: layers of the first years, and archives that people packed by hand.
#include <lzma.h>

#include <utility>

#include "oci/packed_input.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

// xz -9 needs 65 MiB; more has to be asked for with extraordinary options.
constexpr std::uint64_t kMemoryLimit = 160U << 20;

class XzSource final : public ByteSource {
 public:
  explicit XzSource(PackedInput input) : input_(std::move(input)) {
    if (lzma_stream_decoder(&stream_, kMemoryLimit, LZMA_CONCATENATED) != LZMA_OK) {
      throw Error(ErrorCode::failed, "liblzma cannot be started");
    }
  }
  ~XzSource() override { lzma_end(&stream_); }

  std::size_t read(std::span<std::byte> buffer) override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(buffer.data());
    stream_.avail_out = buffer.size();
    while (!ended_ && stream_.avail_out == buffer.size()) {
      const bool more = input_.fill();
      const auto bytes = input_.bytes();
      stream_.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
      stream_.avail_in = bytes.size();
      const lzma_ret result = lzma_code(&stream_, more ? LZMA_RUN : LZMA_FINISH);
      input_.consume(bytes.size() - stream_.avail_in);
      if (result == LZMA_STREAM_END) {
        ended_ = true;
      } else if (result == LZMA_BUF_ERROR) {
        throw_damaged("xz", "truncated");
      } else if (result == LZMA_MEMLIMIT_ERROR) {
        throw_unsupported("xz", "packed with a dictionary that needs more than 160 MiB of memory");
      } else if (result != LZMA_OK) {
        throw_damaged("xz", "damaged");
      }
    }
    return buffer.size() - stream_.avail_out;
  }

 private:
  PackedInput input_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> inflate_xz(PackedInput input) {
  return std::make_unique<XzSource>(std::move(input));
}

}  // namespace oci2boot
