// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/metadata.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "src/image/qcow2/big_endian.h"

namespace oci2boot::qcow2 {
namespace {

constexpr std::uint64_t kCountsInBlock = kClusterSize / sizeof(std::uint16_t);

std::uint64_t divided(std::uint64_t number, std::uint64_t by) {
  return number / by + (number % by == 0 ? 0 : 1);
}

/// Fills whole clusters with numbers, zeros behind them.
template <class Number>
class Table {
 public:
  explicit Table(std::uint64_t clusters) : bytes_(clusters * kClusterSize) {}

  void add(Number number) {
    put_big_endian(number, std::span(bytes_).subspan(next_, sizeof number));
    next_ += sizeof number;
  }
  void write(BlockFile& file, std::uint64_t cluster) const {
    file.write(cluster * kClusterSize, bytes_);
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t next_ = 0;
};

/// The offset as an entry that is the only one that leads there.
std::uint64_t table_entry(std::uint64_t cluster) {
  return kCopied | (cluster * kClusterSize);
}

std::vector<std::uint64_t> write_l2_tables(BlockFile& file, const ClusterMap& map,
                                           HostClusters& clusters, std::uint64_t count) {
  std::vector<std::uint64_t> l1(count);
  for (std::uint64_t index = 0; index < count; ++index) {
    const ClusterMap::Table* const entries = map.table(index);
    if (entries == nullptr) continue;
    Table<std::uint64_t> table(1);
    for (const std::uint64_t entry : *entries) table.add(entry);
    const std::uint64_t place = clusters.allocate();
    table.write(file, place);
    l1[index] = table_entry(place);
  }
  return l1;
}

void write_l1(BlockFile& file, const std::vector<std::uint64_t>& l1, HostClusters& clusters,
              Header& header) {
  const std::uint64_t length = std::max<std::uint64_t>(divided(l1.size(), kTableEntries), 1);
  Table<std::uint64_t> table(length);
  for (const std::uint64_t entry : l1) table.add(entry);
  const std::uint64_t place = clusters.allocate_at_end(length);
  table.write(file, place);
  header.l1_entries = static_cast<std::uint32_t>(l1.size());
  header.l1_offset = place * kClusterSize;
}

struct RefcountSizes {
  std::uint64_t blocks = 0;
  std::uint64_t table = 0;  // clusters
};

/// Of a file with `others` clusters, which the reference counts themselves are to be added to.
RefcountSizes refcount_sizes(std::uint64_t others) {
  RefcountSizes sizes;
  for (;;) {
    const std::uint64_t blocks = divided(others + sizes.blocks + sizes.table, kCountsInBlock);
    const std::uint64_t table = divided(blocks, kTableEntries);
    if (blocks == sizes.blocks && table == sizes.table) return sizes;
    sizes = {blocks, table};
  }
}

void write_refcounts(BlockFile& file, HostClusters& clusters, Header& header) {
  const RefcountSizes sizes = refcount_sizes(clusters.count());
  const std::uint64_t table_place = clusters.allocate_at_end(sizes.table);
  const std::uint64_t first_block = clusters.allocate_at_end(sizes.blocks);
  Table<std::uint64_t> table(sizes.table);
  for (std::uint64_t i = 0; i < sizes.blocks; ++i) {
    table.add((first_block + i) * kClusterSize);
    Table<std::uint16_t> block(1);
    const std::uint64_t end = std::min(clusters.count(), (i + 1) * kCountsInBlock);
    for (std::uint64_t cluster = i * kCountsInBlock; cluster < end; ++cluster) {
      block.add(clusters.references(cluster));
    }
    block.write(file, first_block + i);
  }
  table.write(file, table_place);
  header.refcount_table_offset = table_place * kClusterSize;
  header.refcount_table_clusters = static_cast<std::uint32_t>(sizes.table);
}

}  // namespace

void finish_file(BlockFile& file, const ClusterMap& map, HostClusters& clusters, std::uint64_t size,
                 CompressionType compression) {
  Header header;
  header.size = size;
  header.compression_type = compression;
  if (compression != kZlib) header.incompatible_features = kCompressionType;
  const std::uint64_t tables = divided(size, kClusterSize * kTableEntries);
  const std::vector<std::uint64_t> l1 = write_l2_tables(file, map, clusters, tables);
  clusters.trim();
  write_l1(file, l1, clusters, header);
  write_refcounts(file, clusters, header);
  file.write(0, encode(header));
  file.finish(clusters.count() * kClusterSize);
}

}  // namespace oci2boot::qcow2
