// SPDX-License-Identifier: Apache-2.0
// A blob that arrives in one or several responses (RFC 9110, section 14, "Range Requests").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oci/cache/blob_origin.h"
#include "oci/http/http_client.h"

namespace oci2boot {

/// "bytes 100-199/200". Nothing when it is of another form; no total for "*".
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< not before the first
  std::optional<std::uint64_t> total;

  static std::optional<ContentRange> parse(std::string_view header);
};

/// Passes on each byte of a blob once, in order, whoever sends it and from wherever; never one more
/// than was declared.
class BlobProgress {
 public:
  /// `blob` and `sink` must live as long.
  BlobProgress(const Descriptor& blob, std::uint64_t offset, const ByteSink& sink)
      : blob_(blob), sink_(sink), position_(offset) {}

  /// The byte that is wanted next.
  std::uint64_t position() const { return position_; }
  bool is_complete() const { return position_ == blob_.size; }
  /// Whatever failed, it was not the sender.
  bool sink_has_failed() const { return sink_has_failed_; }

  /// Takes the answer of `sender` to a request with or without a Range from position() on. Throws
  /// Error (verification_failed) when it sends, or says that it will send, another size than was
  /// declared.
  HttpReceiver receiver(const std::string& sender, bool with_range);
  /// Whether the last answer to a Range could not be used, and the whole must be asked for.
  bool range_was_misread() const { return range_was_misread_; }

  /// Throws TransientError unless everything has come.
  void check_complete(const std::string& sender) const;

 private:
  [[noreturn]] void wrong_size(const std::string& sender, std::uint64_t size) const;
  bool take_head(const std::string& sender, const HttpResponse& response, bool with_range);
  void take_body(const std::string& sender, std::span<const std::byte> bytes);

  const Descriptor& blob_;
  const ByteSink& sink_;
  std::uint64_t position_;
  std::uint64_t passed_over_ = 0;  // bytes still to come that were here already
  bool range_was_misread_ = false;
  bool sink_has_failed_ = false;
};

}  // namespace oci2boot
