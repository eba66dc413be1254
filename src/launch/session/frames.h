// SPDX-License-Identifier: Apache-2.0
// The frames of a session (src/init/session_format.h) in a stream of bytes. What the guest sends
// may be anything. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oci2boot {

/// `payload` has at most SESSION_MAX_PAYLOAD bytes.
std::string encode_frame(char type, std::string_view payload = {});

/// A frame, or bytes that are in none.
struct SessionPiece {
  bool is_frame = false;
  char type = 0;        ///< of a frame: SESSION_…, or one that is not known
  std::string payload;  ///< of a frame; else the bytes
  bool operator==(const SessionPiece&) const = default;
};

/// Finds frames in what arrives, however that is cut. Keeps one frame at most.
class FrameReader {
 public:
  void add(std::string_view bytes);

  /// The next piece; nothing when more has to arrive first. Bytes that may be the beginning of a
  /// frame wait for the rest of it.
  std::optional<SessionPiece> next();

 private:
  SessionPiece take(bool is_frame, char type, std::size_t skipped, std::size_t size);

  std::string bytes_;
  std::size_t begin_ = 0;  ///< of what has not been taken
};

}  // namespace oci2boot
