// SPDX-License-Identifier: Apache-2.0
// Zstandard (RFC 8878), skippable frames among the frames.
#include <zstd.h>
#include <zstd_errors.h>

#include <utility>

#include "oci/packed_input.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

// 128 MiB, what `zstd --ultra --long=27` needs and `zstd -d` accepts unasked: the most memory that
// a frame's declaration can make us take.
constexpr int kMaxWindowLog = 27;

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(PackedInput input) : input_(std::move(input)), context_(ZSTD_createDCtx()) {
    if (!context_) throw Error(ErrorCode::failed, "out of memory");
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  }

  std::size_t read(std::span<std::byte> buffer) override {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0) {
      const bool more = input_.fill();
      if (!in_frame_) {
        if (!more) return 0;
        if (input_.bytes().front() == std::byte{0}) {
          if (input_.only_zeros_left()) return 0;
          throw_damaged("zstd", "followed by garbage");
        }
      }
      ZSTD_inBuffer in{input_.bytes().data(), input_.bytes().size(), 0};
      const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge) {
        throw_unsupported("zstd", "packed with a window of more than 128 MiB");
      }
      if (ZSTD_isError(left) != 0) {
        throw_damaged("zstd", std::string("damaged (") + ZSTD_getErrorName(left) + ")");
      }
      input_.consume(in.pos);
      in_frame_ = left != 0;
      if (!more && in_frame_ && out.pos == 0) throw_damaged("zstd", "truncated");
    }
    return out.pos;
  }

 private:
  PackedInput input_;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
  bool in_frame_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> inflate_zstd(PackedInput input) {
  return std::make_unique<ZstdSource>(std::move(input));
}

}  // namespace oci2boot
