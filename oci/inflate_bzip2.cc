// SPDX-License-Identifier: Apache-2.0
// bzip2, which Docker has accepted for layers since its first versions.
#include <bzlib.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "oci/packed_input.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

class Bzip2Source final : public ByteSource {
 public:
  explicit Bzip2Source(PackedInput input) : input_(std::move(input)) { start_stream(); }
  ~Bzip2Source() override { BZ2_bzDecompressEnd(&stream_); }

  std::size_t read(std::span<std::byte> buffer) override {
    const auto room = static_cast<unsigned>(
        std::min<std::size_t>(buffer.size(), std::numeric_limits<int>::max()));
    stream_.next_out = reinterpret_cast<char*>(buffer.data());
    stream_.avail_out = room;
    while (!ended_ && stream_.avail_out == room) step();
    return room - stream_.avail_out;
  }

 private:
  void start_stream() {
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) {
      throw Error(ErrorCode::failed, "libbz2 cannot be started");
    }
  }

  void step() {
    const bool more = input_.fill();
    const auto bytes = input_.bytes();
    // libbz2 only reads the input; its interface is older than const.
    stream_.next_in = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
    stream_.avail_in = static_cast<unsigned>(bytes.size());
    const unsigned room = stream_.avail_out;
    const int result = BZ2_bzDecompress(&stream_);
    input_.consume(bytes.size() - stream_.avail_in);
    if (result == BZ_STREAM_END) {
      next_stream();
    } else if (result != BZ_OK) {
      throw_damaged("bzip2", "damaged");
    } else if (!more && stream_.avail_out == room) {
      throw_damaged("bzip2", "truncated");
    }
  }

  void next_stream() {
    char* const next_out = stream_.next_out;
    const unsigned avail_out = stream_.avail_out;
    if (input_.fill(3) && input_.bytes()[0] == std::byte{'B'}) {
      BZ2_bzDecompressEnd(&stream_);
      stream_ = bz_stream{};
      start_stream();
      stream_.next_out = next_out;
      stream_.avail_out = avail_out;
    } else if (input_.only_zeros_left()) {
      ended_ = true;
    } else {
      throw_damaged("bzip2", "followed by garbage");
    }
  }

  PackedInput input_;
  bz_stream stream_{};
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> inflate_bzip2(PackedInput input) {
  return std::make_unique<Bzip2Source>(std::move(input));
}

}  // namespace oci2boot
