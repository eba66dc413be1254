// SPDX-License-Identifier: Apache-2.0
// The clusters of a file that were needed last: those that are unpacked, and tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <utility>
#include <vector>

namespace oci2boot::qcow2 {

class ClusterCache {
 public:
  using Bytes = std::vector<std::byte>;

  /// Keeps at most `capacity` clusters, at least one.
  explicit ClusterCache(std::size_t capacity) : capacity_(capacity) {}

  /// The cluster `key`; `load` makes its bytes when they are not here. Lives until the next call.
  template <class Load>
  const Bytes& get(std::uint64_t key, Load load) {
    for (auto found = kept_.begin(); found != kept_.end(); ++found) {
      if (found->key != key) continue;
      kept_.splice(kept_.begin(), kept_, found);
      return kept_.front().bytes;
    }
    Bytes bytes = load();
    if (kept_.size() >= capacity_) kept_.pop_back();
    kept_.push_front({key, std::move(bytes)});
    return kept_.front().bytes;
  }

 private:
  struct Kept {
    std::uint64_t key;
    Bytes bytes;
  };
  std::size_t capacity_;
  std::list<Kept> kept_;
};

}  // namespace oci2boot::qcow2
