// SPDX-License-Identifier: Apache-2.0
#include <bzlib.h>

#include <algorithm>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/packers.h"

namespace oci2boot {
namespace {

constexpr std::size_t kBufferSize = std::size_t{128} << 10;

class Bzip2Sink final : public ByteSink {
 public:
  Bzip2Sink(ByteSink& to, int level) : to_(to), packed_(kBufferSize) {
    check(BZ2_bzCompressInit(&stream_, level, 0, 0));
  }
  ~Bzip2Sink() override { BZ2_bzCompressEnd(&stream_); }

  void write(std::span<const std::byte> bytes) override {
    std::vector<char> piece;  // the library asks for bytes that it may write to
    while (!bytes.empty()) {
      const std::size_t take = std::min(bytes.size(), kBufferSize);
      const char* const begin = reinterpret_cast<const char*>(bytes.data());
      piece.assign(begin, begin + take);
      stream_.next_in = piece.data();
      stream_.avail_in = static_cast<unsigned>(take);
      while (stream_.avail_in != 0) pump(BZ_RUN);
      bytes = bytes.subspan(take);
    }
  }

  void finish() override {
    while (pump(BZ_FINISH) != BZ_STREAM_END) continue;
  }

 private:
  static void check(int result) {
    if (result >= BZ_OK) return;
    throw Error(ErrorCode::failed, result == BZ_MEM_ERROR
                                       ? "bzip2: out of memory, a lower level needs less"
                                       : "bzip2: libbz2 failed with " + std::to_string(result));
  }

  int pump(int action) {
    stream_.next_out = reinterpret_cast<char*>(packed_.data());
    stream_.avail_out = static_cast<unsigned>(packed_.size());
    const int result = BZ2_bzCompress(&stream_, action);
    check(result);
    const std::size_t made = packed_.size() - stream_.avail_out;
    if (made != 0) to_.write(std::span(packed_).first(made));
    return result;
  }

  ByteSink& to_;
  std::vector<std::byte> packed_;
  bz_stream stream_{};
};

}  // namespace

std::unique_ptr<ByteSink> pack_bzip2(ByteSink& to, int level) {
  return std::make_unique<Bzip2Sink>(to, level);
}

}  // namespace oci2boot
