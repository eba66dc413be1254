// SPDX-License-Identifier: Apache-2.0
// What the library tells while it works, for people who wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace oci2boot {

class Image;

/// Receives what happens. Every method may be called from any thread, several at once, and often:
/// an implementation takes a lock and notes the numbers, no more. Bytes are those of the stored
/// (packed) blob and only grow. `layer` counts from 0. The default does nothing.
class Progress {
 public:
  virtual ~Progress() = default;

  /// The image is known; its layers are about to be wanted.
  virtual void opened(const Image& /*image*/) {}
  /// A layer is being downloaded: `bytes` of `total` are here, `resumed` of them from an earlier
  /// try of some process.
  virtual void arriving(std::size_t /*layer*/, std::uint64_t /*bytes*/, std::uint64_t /*total*/,
                        std::uint64_t /*resumed*/) {}
  /// Another process downloads the layer, and is waited for.
  virtual void waiting(std::size_t /*layer*/) {}
  /// The layer is here and verified; it `was_here` when it needed no download. Where whoever
  /// unpacks it verifies it (`was_here`), it may yet turn out to be damaged, and restarted()
  /// follows.
  virtual void arrived(std::size_t /*layer*/, bool /*was_here*/) {}
  /// A layer is being unpacked, perhaps while it still arrives: `bytes` of it have been.
  virtual void unpacking(std::size_t /*layer*/, std::uint64_t /*bytes*/) {}
  virtual void unpacked(std::size_t /*layer*/) {}
  /// Everything starts again because bytes turned out to be damaged.
  virtual void restarted() {}
  /// A request failed in a way that may pass, and is made again after a pause.
  virtual void retrying(const std::string& /*failure*/, std::chrono::milliseconds /*pause*/) {}
};

}  // namespace oci2boot
