// SPDX-License-Identifier: Apache-2.0
// The legacy frame, the only one that the kernel reads (lib/decompress_unlz4.c): a magic, then
// blocks that each begin with the number of their packed bytes. It has no end: a number of 0 (the
// padding of an initramfs) or the end of the bytes is it.
#include <lz4.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "src/image/unpackers.h"

namespace oci2boot {
namespace {

constexpr int kBlockSize = 8 << 20;
constexpr std::uint32_t kMagic = 0x184C2102;

class Lz4 final : public Unpacker {
 public:
  Step step(std::span<const std::byte> packed, std::span<std::byte> into) override {
    if (given_ < block_.size()) return {0, give(into), false};
    Step step;
    while (step.taken < packed.size()) {
      const auto rest = packed.subspan(step.taken);
      if (head_size_ < head_.size()) {
        step.taken += take_head(rest);
        if (head_size_ < head_.size()) continue;
        step.ended = size_of_next() == 0;
        if (step.ended) return step;
        check_size();
        continue;
      }
      step.taken += take_block(rest);
      if (packed_.size() < size_of_next()) continue;
      unpack_block();
      step.made = give(into);
      return step;
    }
    return step;
  }

  bool may_end() const override { return head_size_ == 0 && given_ == block_.size(); }

 private:
  std::size_t take_head(std::span<const std::byte> from) {
    const std::size_t count = std::min(from.size(), head_.size() - head_size_);
    std::memcpy(head_.data() + head_size_, from.data(), count);
    head_size_ += count;
    // Streams that were put one behind the other are one.
    if (head_size_ == head_.size() && size_of_next() == kMagic) head_size_ = 0;
    return count;
  }

  std::size_t take_block(std::span<const std::byte> from) {
    const auto piece =
        from.first(std::min<std::size_t>(from.size(), size_of_next() - packed_.size()));
    packed_.insert(packed_.end(), piece.begin(), piece.end());
    return piece.size();
  }

  std::uint32_t size_of_next() const {
    std::uint32_t size = 0;
    for (std::size_t i = 0; i < head_.size(); ++i) {
      size |= std::to_integer<std::uint32_t>(head_[i]) << (8 * i);
    }
    return size;
  }

  void check_size() const {
    if (size_of_next() > static_cast<std::uint32_t>(LZ4_compressBound(kBlockSize))) {
      throw_damaged_stream("lz4");
    }
  }

  void unpack_block() {
    block_.resize(kBlockSize);
    const int made = LZ4_decompress_safe(reinterpret_cast<const char*>(packed_.data()),
                                         reinterpret_cast<char*>(block_.data()),
                                         static_cast<int>(packed_.size()), kBlockSize);
    if (made < 0) throw_damaged_stream("lz4");
    block_.resize(static_cast<std::size_t>(made));
    given_ = 0;
    packed_.clear();
    head_size_ = 0;
  }

  std::size_t give(std::span<std::byte> into) {
    const std::size_t count = std::min(into.size(), block_.size() - given_);
    std::memcpy(into.data(), block_.data() + given_, count);
    given_ += count;
    return count;
  }

  std::array<std::byte, 4> head_{};  // the number, as far as it is here
  std::size_t head_size_ = 0;
  std::vector<std::byte> packed_;  // the block, as far as it is here
  std::vector<std::byte> block_;   // unpacked, and how much of it was given away
  std::size_t given_ = 0;
};

}  // namespace

std::unique_ptr<Unpacker> unpack_lz4() {
  return std::make_unique<Lz4>();
}

}  // namespace oci2boot
