// SPDX-License-Identifier: Apache-2.0
// An origin of blobs that fails, lies and waits as a test tells it to.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oci/cache/blob_origin.h"
#include "oci/http/retry.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

/// `size` bytes that differ from `seed` to `seed`.
inline std::string some_bytes(std::size_t size, unsigned seed = 1) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    seed = seed * 1103515245U + 12345U;
    byte = static_cast<char>(seed >> 24U);
  }
  return bytes;
}

inline Descriptor descriptor_for(std::string_view bytes) {
  return {"application/octet-stream", sha256_of(bytes), bytes.size(), {}, {}, {}, {}};
}

inline void send(const ByteSink& sink, std::string_view bytes) {
  sink(std::as_bytes(std::span(bytes)));
}

/// Gives each blob's bytes in chunks; but the first calls run the test's steps in place of that.
class ScriptedOrigin final : public BlobOrigin {
 public:
  /// `rest`: the bytes from the wanted offset on.
  using Step =
      std::function<void(std::string_view rest, const ByteSink& sink, const std::stop_token& stop)>;

  Descriptor add(std::string bytes) {
    Descriptor blob = descriptor_for(bytes);
    blobs_[blob.digest] = std::move(bytes);
    return blob;
  }
  void next(Step step) { steps_.push_back(std::move(step)); }

  /// The offset of each call so far.
  std::vector<std::uint64_t> offsets() const {
    const std::lock_guard lock(mutex_);
    return offsets_;
  }

  std::string transfer(const Descriptor& blob, std::uint64_t offset, const ByteSink& sink,
                       const std::stop_token& stop) override {
    Step step = send_all;
    {
      const std::lock_guard lock(mutex_);
      offsets_.push_back(offset);
      if (!steps_.empty()) {
        step = std::move(steps_.front());
        steps_.pop_front();
      }
    }
    step(std::string_view(blobs_.at(blob.digest)).substr(offset), sink, stop);
    return "registry.example";
  }

  static void send_all(std::string_view rest, const ByteSink& sink, const std::stop_token&) {
    constexpr std::size_t kChunk = 10'000;
    for (; rest.size() > kChunk; rest.remove_prefix(kChunk)) send(sink, rest.substr(0, kChunk));
    send(sink, rest);
  }

  /// The first `count` bytes, and then a failure that may pass.
  static Step cut_after(std::size_t count) {
    return [count](std::string_view rest, const ByteSink& sink, const std::stop_token&) {
      send(sink, rest.substr(0, count));
      throw TransientError(Error(ErrorCode::not_found, "the line was cut"));
    };
  }

  /// The first `count` bytes, and then a failure for good.
  static Step fail_after(std::size_t count) {
    return [count](std::string_view rest, const ByteSink& sink, const std::stop_token&) {
      send(sink, rest.substr(0, count));
      throw Error(ErrorCode::not_authorised, "the registry has enough");
    };
  }

  /// Other bytes than those that are wanted, as many.
  static void lie(std::string_view rest, const ByteSink& sink, const std::stop_token&) {
    send(sink, std::string(rest.size(), '?'));
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Step> steps_;
  std::vector<std::uint64_t> offsets_;
  std::map<Digest, std::string> blobs_;
};

}  // namespace oci2boot
