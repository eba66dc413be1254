// SPDX-License-Identifier: Apache-2.0
// A disk in a qcow2 file of version 3, written as its bytes come: clusters of 64 KiB in the order
// in which they are first written, behind them the tables that say where they are. A cluster of
// zeros has no place in the file at all.
#pragma once

#include <set>
#include <string>

#include "src/image/block_file.h"
#include "src/image/qcow2/cluster_map.h"
#include "src/image/raw_file.h"

namespace oci2boot {

class Qcow2File final : public BlockFile {
 public:
  /// In an empty file, open for reading and writing as long as this object lives; `what` is how
  /// messages name it ("output 'vm.qcow2'").
  Qcow2File(int fd, std::string what);

  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override;
  std::optional<Range> next_data(std::uint64_t offset) const override;
  void write(std::uint64_t offset, std::span<const std::byte> bytes) override;
  void discard(Range range) override;
  void finish(std::uint64_t size) override;

 private:
  std::optional<std::uint64_t> place_of(std::uint64_t offset) const;
  std::uint64_t allocated_place_of(std::uint64_t offset);
  std::optional<Range> data_between(std::uint64_t offset, std::uint64_t end) const;
  void discard_data(Range range);
  void release(std::uint64_t cluster);
  void release_cleared();

  RawFile file_;
  qcow2::ClusterMap map_;
  qcow2::HostClusters clusters_;
  std::set<std::uint64_t> cleared_;  // clusters that may be all zeros by now
  std::uint64_t size_ = 0;
};

}  // namespace oci2boot
