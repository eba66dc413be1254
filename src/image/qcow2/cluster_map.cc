// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/cluster_map.h"

#include <algorithm>

namespace oci2boot::qcow2 {
namespace {

bool is_mapped(std::uint64_t entry) {
  return entry != 0;
}

}  // namespace

std::uint64_t ClusterMap::entry(std::uint64_t cluster) const {
  const std::size_t index = cluster / kTableEntries;
  return index < tables_.size() && tables_[index] ? (*tables_[index])[cluster % kTableEntries] : 0;
}

void ClusterMap::set(std::uint64_t cluster, std::uint64_t entry) {
  const std::size_t index = cluster / kTableEntries;
  if (index >= tables_.size()) tables_.resize(index + 1);
  if (!tables_[index]) tables_[index] = std::make_unique<Table>();
  (*tables_[index])[cluster % kTableEntries] = entry;
}

std::optional<std::uint64_t> ClusterMap::next_mapped(std::uint64_t cluster) const {
  for (std::size_t index = cluster / kTableEntries; index < tables_.size(); ++index) {
    const std::size_t from = index == cluster / kTableEntries ? cluster % kTableEntries : 0;
    if (!tables_[index]) continue;
    const auto begin = tables_[index]->begin();
    const auto end = tables_[index]->end();
    const auto found = std::find_if(begin + static_cast<std::ptrdiff_t>(from), end, is_mapped);
    if (found != end) return index * kTableEntries + static_cast<std::size_t>(found - begin);
  }
  return std::nullopt;
}

const ClusterMap::Table* ClusterMap::table(std::size_t index) const {
  if (index >= tables_.size() || !tables_[index]) return nullptr;
  const Table& table = *tables_[index];
  return std::any_of(table.begin(), table.end(), is_mapped) ? &table : nullptr;
}

std::uint64_t HostClusters::allocate() {
  if (free_.empty()) return allocate_at_end(1);
  const std::uint64_t cluster = *free_.begin();
  free_.erase(free_.begin());
  references_[cluster] = 1;
  return cluster;
}

std::uint64_t HostClusters::allocate_at_end(std::uint64_t count) {
  const std::uint64_t first = references_.size();
  references_.resize(first + count, 1);
  return first;
}

void HostClusters::add_reference(std::uint64_t cluster) {
  ++references_[cluster];
}

void HostClusters::release(std::uint64_t cluster) {
  references_[cluster] = 0;
  free_.insert(cluster);
}

void HostClusters::trim() {
  while (!references_.empty() && references_.back() == 0) {
    references_.pop_back();
    free_.erase(references_.size());
  }
}

}  // namespace oci2boot::qcow2
