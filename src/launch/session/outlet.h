// SPDX-License-Identifier: Apache-2.0
// Bytes that wait until they can be written, so that nothing else waits for them.
#pragma once

#include <string>
#include <string_view>

#include "src/launch/process.h"

namespace oci2boot {

/// The descriptor stays the caller's, and as it is: whether it blocks is no property of ours alone
/// where others have it too.
class Outlet {
 public:
  explicit Outlet(int descriptor);

  /// For poll(2).
  int descriptor() const { return own_.is_open() ? own_.number() : descriptor_; }
  void add(std::string_view bytes);
  std::size_t size() const { return bytes_.size() - begin_; }
  bool is_empty() const { return size() == 0; }
  void clear();

  /// Writes a part; call it when poll(2) says that this does not block. Returns 0, or errno: what
  /// waits is then gone, and so is what is added later.
  int write_some();

 private:
  int descriptor_;
  OpenDescriptor own_;  ///< the same pipe or terminal, opened so that it never blocks
  std::size_t most_;    ///< bytes that a write does not block on
  bool has_failed_ = false;
  std::string bytes_;
  std::size_t begin_ = 0;
};

}  // namespace oci2boot
