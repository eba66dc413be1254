// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/decompress.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "oci/packed_input.h"
#include "oci/unsupported_packing.h"
#include "oci2boot/error.h"

namespace oci2boot {

bool PackedInput::fill(std::size_t wanted) {
  if (bytes_.size() >= wanted) return true;
  if (bytes_.empty()) bytes_ = source_->take(std::span(buffer_).first(kSize));
  if (bytes_.empty()) return false;
  if (bytes_.size() < wanted) gather(wanted);
  return bytes_.size() >= wanted;
}

/// Brings bytes that the source gives piece by piece together.
void PackedInput::gather(std::size_t wanted) {
  std::memmove(buffer_.data(), bytes_.data(), bytes_.size());
  std::size_t filled = bytes_.size();
  filled += read_fully(*source_, std::span(buffer_).subspan(filled, wanted - filled));
  bytes_ = std::span(buffer_).first(filled);
}

void PackedInput::consume(std::size_t count) {
  const auto latest = bytes_.first(count).last(std::min(count, last_.size()));
  std::copy(last_.begin() + static_cast<std::ptrdiff_t>(latest.size()), last_.end(), last_.begin());
  std::copy(latest.begin(), latest.end(), last_.end() - static_cast<std::ptrdiff_t>(latest.size()));
  last_count_ = std::min(last_.size(), last_count_ + count);
  bytes_ = bytes_.subspan(count);
}

bool PackedInput::take_back(std::size_t count) {
  if (count > last_count_) return false;
  std::memmove(buffer_.data() + count, bytes_.data(), bytes_.size());
  std::copy(last_.end() - static_cast<std::ptrdiff_t>(count), last_.end(), buffer_.begin());
  bytes_ = std::span(buffer_).first(count + bytes_.size());
  last_count_ = 0;  // what came before these is not known
  return true;
}

bool PackedInput::only_zeros_left() {
  while (fill()) {
    const auto rest = bytes();
    const auto other =
        std::find_if(rest.begin(), rest.end(), [](std::byte b) { return b != std::byte{0}; });
    consume(static_cast<std::size_t>(other - rest.begin()));
    if (other != rest.end()) return false;
  }
  return true;
}

void throw_damaged(const std::string& format, const std::string& what) {
  throw Error(ErrorCode::verification_failed, "the " + format + " data is " + what);
}

void throw_unsupported(const std::string& format, const std::string& what) {
  throw Error(ErrorCode::invalid_image,
              "the " + format + " data is " + what + ", which is not supported");
}

namespace {

/// "BZh" alone may begin a file's name. Behind it come the block size and the first block, or the
/// end of a stream that has none.
bool is_bzip2(std::string_view bytes) {
  constexpr std::string_view kBlock("\x31\x41\x59\x26\x53\x59");
  constexpr std::string_view kEnd("\x17\x72\x45\x38\x50\x90");
  if (!bytes.starts_with("BZh") || bytes.size() < 4 || bytes[3] < '1' || bytes[3] > '9') {
    return false;
  }
  const std::string_view next = bytes.substr(4, kBlock.size());
  return kBlock.starts_with(next) || kEnd.starts_with(next);
}

}  // namespace

Compression recognise_compression(std::span<const std::byte> head) {
  const std::string_view bytes(reinterpret_cast<const char*>(head.data()), head.size());
  if (bytes.starts_with("\x1f\x8b")) return Compression::gzip;
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  // A zstd skippable frame: 0x184D2A5? in little-endian order.
  if (bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xf0U) == 0x50 &&
      bytes.substr(1, 3) == "\x2a\x4d\x18") {
    return Compression::zstd;
  }
  if (bytes.starts_with(std::string_view("\xfd"
                                         "7zXZ\0",
                                         6))) {
    return Compression::xz;
  }
  if (is_bzip2(bytes)) return Compression::bzip2;
  return unsupported_packing(head).empty() ? Compression::none : Compression::unsupported;
}

namespace {

/// Nothing is known before somebody reads: by then it may have turned out that the bytes are
/// damaged, which goes first.
class Unsupported final : public ByteSource {
 public:
  explicit Unsupported(std::string_view packing) : packing_(packing) {}

  std::size_t read(std::span<std::byte> /*buffer*/) override {
    throw Error(ErrorCode::invalid_image, "the data is packed with " + packing_ +
                                              ", which is not supported; gzip, zstd, xz and bzip2 "
                                              "are");
  }

 private:
  std::string packing_;
};

class NotPacked final : public ByteSource {
 public:
  explicit NotPacked(PackedInput input) : input_(std::move(input)) {}

  std::size_t read(std::span<std::byte> buffer) override {
    const std::span<const std::byte> bytes = take(buffer);
    if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
    return bytes.size();
  }

  std::span<const std::byte> take(std::span<std::byte> room) override {
    input_.fill();
    const auto bytes = input_.bytes().first(std::min(input_.bytes().size(), room.size()));
    input_.consume(bytes.size());
    return bytes;
  }

 private:
  PackedInput input_;
};

}  // namespace

std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> packed) {
  PackedInput input(std::move(packed));
  input.fill(kCompressionMagicSize);
  switch (recognise_compression(input.bytes())) {
    case Compression::gzip:
      return inflate_gzip(std::move(input));
    case Compression::zstd:
      return inflate_zstd(std::move(input));
    case Compression::xz:
      return inflate_xz(std::move(input));
    case Compression::bzip2:
      return inflate_bzip2(std::move(input));
    case Compression::unsupported:
      return std::make_unique<Unsupported>(unsupported_packing(input.bytes()));
    case Compression::none:
      break;
  }
  return std::make_unique<NotPacked>(std::move(input));
}

}  // namespace oci2boot
