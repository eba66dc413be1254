// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/qcow2_compressor.h"

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

#include "src/image/byte_sink.h"
#include "src/image/ordered_blocks.h"
#include "src/image/qcow2/big_endian.h"
#include "src/image/qcow2/cluster_packer.h"
#include "src/image/qcow2/metadata.h"
#include "src/image/zero_runs.h"

namespace oci2boot {

using qcow2::big_endian;
using qcow2::ClusterMap;
using qcow2::HostClusters;
using qcow2::kClusterBits;
using qcow2::kClusterSize;

namespace {

using Bytes = OrderedBlocks::Bytes;
using Length = std::uint32_t;

constexpr std::size_t kBatch = 32 * kClusterSize;
constexpr std::size_t kWriteSize = std::size_t{1} << 20;

/// Each cluster of `batch` behind its length when packed, or as it is behind the length that it
/// has.
Bytes pack_batch(const Bytes& batch, ClusterCompression compression) {
  const std::unique_ptr<qcow2::ClusterPacker> packer = qcow2::make_packer(compression);
  Bytes packed(batch.size() + batch.size() / kClusterSize * sizeof(Length));
  std::size_t end = 0;
  for (std::size_t at = 0; at < batch.size(); at += kClusterSize) {
    const std::span<const std::byte> cluster = std::span(batch).subspan(at, kClusterSize);
    const std::span<std::byte> length = std::span(packed).subspan(end, sizeof(Length));
    const std::span<std::byte> place =
        std::span(packed).subspan(end + sizeof(Length), kClusterSize);
    std::size_t size = packer->pack(cluster, place.first(kClusterSize - 1));
    if (size == 0) {
      std::copy(cluster.begin(), cluster.end(), place.begin());
      size = kClusterSize;
    }
    qcow2::put_big_endian(static_cast<Length>(size), length);
    end += sizeof(Length) + size;
  }
  packed.resize(end);
  return packed;
}

/// Gives packed clusters their places in the file: one right behind the other, across clusters of
/// the file too where those follow each other; those that were not packed get a cluster of their
/// own.
class Placement final : public ByteSink {
 public:
  explicit Placement(BlockFile& file) : file_(file) {
    clusters_.allocate_at_end(1);  // the header's
  }

  /// The number that the next cluster has on the disk.
  void expect(std::uint64_t cluster) { expected_.push_back(cluster); }

  /// What pack_batch() made, all of it at once.
  void write(std::span<const std::byte> batch) override {
    while (!batch.empty()) {
      const auto length = big_endian<Length>(batch);
      place(expected_.front(), batch.subspan(sizeof(Length), length));
      expected_.pop_front();
      batch = batch.subspan(sizeof(Length) + length);
    }
  }

  void finish() override { flush(); }

  const ClusterMap& map() const { return map_; }
  HostClusters& clusters() { return clusters_; }

 private:
  void place(std::uint64_t cluster, std::span<const std::byte> bytes) {
    if (bytes.size() == kClusterSize) {
      const std::uint64_t offset = clusters_.allocate_at_end(1) * kClusterSize;
      map_.set(cluster, qcow2::kCopied | offset);
      append(offset, bytes);
    } else {
      const std::uint64_t offset = place_packed(bytes.size());
      map_.set(cluster, qcow2::compressed_entry(offset, bytes.size(), kClusterBits));
      append(offset, bytes);
    }
  }

  std::uint64_t place_packed(std::uint64_t size) {
    const std::uint64_t room = (kClusterSize - next_ % kClusterSize) % kClusterSize;
    const bool is_last = next_ + room == clusters_.count() * kClusterSize;
    if (room < size && (room == 0 || !is_last)) {
      next_ = clusters_.allocate_at_end(1) * kClusterSize;
    } else {
      clusters_.add_reference(next_ / kClusterSize);
      if (room < size) clusters_.allocate_at_end(1);
    }
    const std::uint64_t offset = next_;
    next_ += size;
    return offset;
  }

  void append(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (offset != pending_offset_ + pending_.size() || pending_.size() >= kWriteSize) {
      flush();
      pending_offset_ = offset;
    }
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  }

  void flush() {
    if (!pending_.empty()) file_.write(pending_offset_, pending_);
    pending_.clear();
  }

  BlockFile& file_;
  ClusterMap map_;
  HostClusters clusters_;
  std::deque<std::uint64_t> expected_;
  std::uint64_t next_ = 0;  // where the next packed cluster may begin; 0: nowhere yet
  std::uint64_t pending_offset_ = 0;
  Bytes pending_;
};

/// Feeds `packer` all clusters of `disk` that are not zeros.
void feed(BlockFile& disk, OrderedBlocks& packer, Placement& placement) {
  Bytes batch(kBatch);
  std::uint64_t next = 0;
  while (const auto data = disk.next_data(next)) {
    std::uint64_t at = std::max(next, data->offset / kClusterSize * kClusterSize);
    const std::uint64_t end = data->offset + data->length;
    while (at < end) {
      // Behind the disk's end its last cluster is zeros.
      const std::uint64_t clusters =
          (std::min(end - at, std::uint64_t{kBatch}) + kClusterSize - 1) / kClusterSize;
      const std::span<std::byte> bytes = std::span(batch).first(clusters * kClusterSize);
      disk.read(at, bytes);
      for (std::uint64_t i = 0; i < clusters; ++i) {
        const std::span<const std::byte> cluster = bytes.subspan(i * kClusterSize, kClusterSize);
        if (is_zeros(cluster)) continue;
        placement.expect(at / kClusterSize + i);
        packer.write(cluster);
      }
      disk.discard({at, bytes.size()});
      at += bytes.size();
    }
    next = at;
  }
}

}  // namespace

void write_compressed_qcow2(BlockFile& disk, ClusterCompression compression, unsigned threads,
                            BlockFile& file) {
  const std::uint64_t size = disk.size();
  Placement placement(file);
  OrderedBlocks packer(placement, kBatch, threads, [compression](const Bytes& batch, bool) {
    return pack_batch(batch, compression);
  });
  feed(disk, packer, placement);
  packer.finish();
  placement.finish();
  qcow2::finish_file(
      file, placement.map(), placement.clusters(), size,
      compression.method == ClusterCompression::Method::zlib ? qcow2::kZlib : qcow2::kZstd);
}

}  // namespace oci2boot
