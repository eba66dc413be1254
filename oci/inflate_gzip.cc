// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952) by ISA-L, which inflates several times as fast as zlib.
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "oci/packed_input.h"

namespace oci2boot {

namespace {

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(PackedInput input)
      : input_(std::move(input)), state_(std::make_unique<inflate_state>()) {
    start_member();
  }

  std::size_t read(std::span<std::byte> buffer) override {
    state_->next_out = reinterpret_cast<std::uint8_t*>(buffer.data());
    state_->avail_out = static_cast<std::uint32_t>(
        std::min<std::size_t>(buffer.size(), std::numeric_limits<std::uint32_t>::max()));
    const std::uint32_t room = state_->avail_out;
    while (!ended_ && state_->avail_out == room) {
      if (state_->block_state == ISAL_BLOCK_FINISH) {
        next_member();
      } else {
        step();
      }
    }
    return room - state_->avail_out;
  }

 private:
  void start_member() {
    isal_inflate_init(state_.get());
    isal_gzip_header_init(&header_);
    in_header_ = true;
    state_->crc_flag = ISAL_GZIP_NO_HDR_VER;  // the trailer's CRC and size are compared
  }

  int inflate() {
    // Not left to isal_inflate(): it forgets where in a header it was when the input runs out.
    if (!in_header_) return isal_inflate(state_.get());
    const int result = isal_read_gzip_header(state_.get(), &header_);
    if (result == ISAL_END_INPUT) return ISAL_DECOMP_OK;
    in_header_ = result != ISAL_DECOMP_OK;
    return result;
  }

  void step() {
    const bool more = input_.fill();
    const auto bytes = input_.bytes();
    // ISA-L only reads the input; its interface is older than const.
    state_->next_in =
        const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(bytes.data()));
    state_->avail_in = static_cast<std::uint32_t>(bytes.size());
    const std::uint32_t room = state_->avail_out;
    const int result = inflate();
    pass_over(bytes.size(), state_->avail_in);
    if (result == ISAL_INCORRECT_CHECKSUM) throw_damaged("gzip", "damaged (wrong checksum)");
    if (result != ISAL_DECOMP_OK) throw_damaged("gzip", "damaged");
    const bool stuck = state_->avail_out == room && state_->block_state != ISAL_BLOCK_FINISH;
    if (stuck && !more) throw_damaged("gzip", "truncated");
  }

  /// Of `size` bytes that were at hand, ISA-L says that `left` are not used.
  void pass_over(std::size_t size, std::size_t left) {
    if (left <= size) return input_.consume(size - left);
    if (!input_.take_back(left - size)) throw_damaged("gzip", "damaged");
  }

  void next_member() {
    const bool another = input_.fill(2) && input_.bytes()[0] == std::byte{0x1f} &&
                         input_.bytes()[1] == std::byte{0x8b};
    if (another) {
      std::uint8_t* const next_out = state_->next_out;
      const std::uint32_t avail_out = state_->avail_out;
      start_member();
      state_->next_out = next_out;
      state_->avail_out = avail_out;
    } else if (input_.only_zeros_left()) {
      ended_ = true;
    } else {
      throw_damaged("gzip", "followed by garbage");
    }
  }

  PackedInput input_;
  std::unique_ptr<inflate_state> state_;  // some 80 KiB
  isal_gzip_header header_{};             // holds how far its parsing has come
  bool in_header_ = true;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> inflate_gzip(PackedInput input) {
  return std::make_unique<GzipSource>(std::move(input));
}

}  // namespace oci2boot
