// SPDX-License-Identifier: Apache-2.0
// What all layers of an image use up together, held against the limits.
#pragma once

#include <cstdint>

#include "oci2boot/limits.h"

namespace oci2boot {

class LayerBudget {
 public:
  /// `limits` must outlive the budget.
  explicit LayerBudget(const Limits& limits) : limits_(limits) {}

  const Limits& limits() const { return limits_; }

  // Each throws Error (invalid_image) beyond its limit.
  void add_entry();
  void add_metadata(std::uint64_t bytes);
  void add_content(std::uint64_t bytes);

 private:
  const Limits& limits_;
  std::uint64_t entries_ = 0;
  std::uint64_t metadata_bytes_ = 0;
  std::uint64_t content_bytes_ = 0;
};

}  // namespace oci2boot
