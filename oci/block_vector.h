// SPDX-License-Identifier: Apache-2.0
// A vector that grows without moving: its elements lie in blocks. Where std::vector needs up to
// three times its content for a moment, this needs a block more than its content.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace oci2boot {

/// References stay valid while the vector lives.
template <typename T>
class BlockVector {
 public:
  T& operator[](std::size_t index) { return blocks_[index / kBlock][index % kBlock]; }
  const T& operator[](std::size_t index) const { return blocks_[index / kBlock][index % kBlock]; }
  std::size_t size() const { return size_; }

  void push_back(const T& value) {
    if (size_ == blocks_.size() * kBlock) blocks_.push_back(std::make_unique<T[]>(kBlock));
    (*this)[size_] = value;
    ++size_;
  }

 private:
  static constexpr std::size_t kBlock = 4096;

  std::vector<std::unique_ptr<T[]>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace oci2boot
