// SPDX-License-Identifier: Apache-2.0
// A stream of bytes that is pulled by its reader: the one shape in which a blob, a layer or a
// file's content travels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace oci2boot {

class ByteSource {
 public:
  ByteSource() = default;
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// Fills the front of `buffer` (which is not empty) and returns how many bytes it put there; 0
  /// only at the end of the stream, and again at every later call. May return fewer than fit.
  /// Throws Error when the bytes cannot be had.
  virtual std::size_t read(std::span<std::byte> buffer) = 0;

  /// The bytes that come next, at most as many as `room` has: where they lie, if the source has
  /// them in memory, else read into `room`. None only at the stream's end. They are valid until the
  /// next call.
  virtual std::span<const std::byte> take(std::span<std::byte> room);

  /// Passes over up to `count` bytes and returns how many; fewer only at the stream's end. Sources
  /// that can seek do so without reading.
  virtual std::uint64_t skip(std::uint64_t count);
};

/// Bytes that are in memory already.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(std::span<std::byte> buffer) override;
  std::span<const std::byte> take(std::span<std::byte> room) override;

 private:
  std::string bytes_;
  std::size_t position_ = 0;
};

/// Reads to the end and gives everything back as one string. More than `limit` bytes: an Error
/// (invalid_image) that says `what` is larger than the limit, and ends with `way_out`.
std::string read_all(ByteSource& source, std::uint64_t limit, const std::string& what,
                     std::string_view way_out = {});

/// Reads to the end and forgets the bytes: a stream's digest means nothing before that.
void drain(ByteSource& source);

/// Reads until `buffer` is full or the stream ends; returns the number of bytes read.
std::size_t read_fully(ByteSource& source, std::span<std::byte> buffer);

}  // namespace oci2boot
