// SPDX-License-Identifier: Apache-2.0
// Which cluster of a disk lies where in its file: the L2 tables, while they are made. And which
// clusters of the file are in use.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace oci2boot::qcow2 {

constexpr std::uint32_t kClusterBits = 16;
constexpr std::uint64_t kClusterSize = std::uint64_t{1} << kClusterBits;
constexpr std::size_t kTableEntries = kClusterSize / 8;

/// An L2 entry for every cluster of the disk; 0 where the disk is zeros. Tables without any other
/// entry take no memory.
class ClusterMap {
 public:
  using Table = std::array<std::uint64_t, kTableEntries>;

  std::uint64_t entry(std::uint64_t cluster) const;
  void set(std::uint64_t cluster, std::uint64_t entry);

  /// The first cluster at or behind `cluster` that has an entry.
  std::optional<std::uint64_t> next_mapped(std::uint64_t cluster) const;

  /// Null where there is no entry but 0.
  const Table* table(std::size_t index) const;

 private:
  std::vector<std::unique_ptr<Table>> tables_;
};

/// The clusters of the file by their numbers, and how often each is referred to.
class HostClusters {
 public:
  /// The lowest one that is free, or a new one at the end; referred to once.
  std::uint64_t allocate();
  /// New ones at the end, one after the other; the first one's number.
  std::uint64_t allocate_at_end(std::uint64_t count);
  /// Of compressed clusters several share one.
  void add_reference(std::uint64_t cluster);
  /// Of a cluster that is referred to once.
  void release(std::uint64_t cluster);
  /// Forgets free ones at the end.
  void trim();

  std::uint64_t count() const { return references_.size(); }
  std::uint16_t references(std::uint64_t cluster) const { return references_[cluster]; }

 private:
  std::vector<std::uint16_t> references_;
  std::set<std::uint64_t> free_;
};

}  // namespace oci2boot::qcow2
