// SPDX-License-Identifier: Apache-2.0
// A disk that is read from a qcow2 file of version 2 or 3. What the file says is checked where it
// is used; its reference counts and snapshots are not looked at.
#pragma once

#include <string>
#include <vector>

#include "src/image/block_file.h"
#include "src/image/host_file.h"
#include "src/image/qcow2/cluster_cache.h"
#include "src/image/qcow2/header.h"

namespace oci2boot {

class Qcow2Reader final : public BlockSource {
 public:
  /// Throws Error (invalid_image) for what open_disk() refuses, and for a header that makes no
  /// sense.
  explicit Qcow2Reader(HostFile file);

  std::uint64_t size() const override { return header_.size; }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override;
  std::optional<Range> next_data(std::uint64_t offset) const override;

 private:
  void check_header() const;
  void read_l1();
  std::uint64_t l2_entry(std::uint64_t cluster) const;
  void read_in_cluster(std::uint64_t offset, std::span<std::byte> buffer) const;
  const std::vector<std::byte>& unpacked(std::uint64_t l2_entry) const;
  std::uint64_t checked_offset(std::uint64_t entry, const char* what) const;
  [[noreturn]] void fail(const std::string& cause) const;

  HostFile file_;
  qcow2::Header header_;
  std::uint64_t cluster_size_ = 0;
  std::uint64_t table_entries_ = 0;
  std::vector<std::uint64_t> l1_;
  mutable qcow2::ClusterCache tables_;
  mutable qcow2::ClusterCache unpacked_;
};

}  // namespace oci2boot
