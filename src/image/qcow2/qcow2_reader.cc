// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/qcow2_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "oci2boot/error.h"
#include "src/image/qcow2/big_endian.h"
#include "src/image/qcow2/cluster_unpacker.h"
#include "src/image/read_fully.h"

namespace oci2boot {

using qcow2::big_endian;

namespace {

// QEMU's block/qcow2.h: MIN_CLUSTER_BITS, MAX_CLUSTER_BITS, QCOW_MAX_L1_SIZE.
constexpr std::uint32_t kLeastClusterBits = 9;
constexpr std::uint32_t kMostClusterBits = 21;
constexpr std::uint64_t kMostL1Bytes = std::uint64_t{32} << 20;

constexpr std::uint64_t kCacheBytes = std::uint64_t{8} << 20;
constexpr std::size_t kLeastCached = 2;
constexpr std::size_t kMostCached = 32;

/// Features that change nothing for a reader, or that this one has.
constexpr std::uint64_t kKnownFeatures = qcow2::kDirty | qcow2::kCompressionType;

qcow2::Header read_header(const HostFile& file) {
  std::array<std::byte, qcow2::kHeaderSize> bytes{};
  read_fully_at(file.descriptor(), 0, bytes, file.name());
  return qcow2::decode(bytes);
}

std::size_t cached_clusters(std::uint32_t cluster_bits) {
  const std::uint64_t fitting = kCacheBytes >> std::min(cluster_bits, kMostClusterBits);
  return std::clamp<std::size_t>(fitting, kLeastCached, kMostCached);
}

const char* trouble_with_features(std::uint64_t features) {
  if ((features & qcow2::kCorrupt) != 0) {
    return "it is marked as corrupt; qemu-img check -r all may mend it";
  }
  if ((features & qcow2::kExternalData) != 0) return "its data lies in another file";
  if ((features & qcow2::kExtendedL2) != 0) {
    return "it has extended L2 entries, which are not read; qemu-img convert -O qcow2 makes one "
           "without";
  }
  if ((features & ~kKnownFeatures) != 0) return "it uses a feature that is not known";
  return nullptr;
}

}  // namespace

Qcow2Reader::Qcow2Reader(HostFile file)
    : file_(std::move(file)),
      header_(read_header(file_)),
      tables_(cached_clusters(header_.cluster_bits)),
      unpacked_(cached_clusters(header_.cluster_bits)) {
  check_header();
  cluster_size_ = std::uint64_t{1} << header_.cluster_bits;
  table_entries_ = cluster_size_ / 8;
  read_l1();
}

void Qcow2Reader::fail(const std::string& cause) const {
  throw Error(ErrorCode::invalid_image,
              "cannot read the qcow2 disk " + file_.name() + ": " + cause);
}

void Qcow2Reader::check_header() const {
  if (header_.version != 2 && header_.version != 3) {
    fail("version " + std::to_string(header_.version) + " is not known");
  }
  if (header_.backing_file_offset != 0) {
    fail(
        "it has a backing file, which is not followed; qemu-img convert -O qcow2 makes one disk "
        "of both");
  }
  if (header_.crypt_method != 0) fail("it is encrypted");
  if (const char* const trouble = trouble_with_features(header_.incompatible_features)) {
    fail(trouble);
  }
  if (header_.version == 3 && header_.header_length < qcow2::kVersion3Size) {
    fail("its header is too short");
  }
  if (header_.cluster_bits < kLeastClusterBits || header_.cluster_bits > kMostClusterBits) {
    fail("its clusters have 2^" + std::to_string(header_.cluster_bits) + " bytes");
  }
  if (header_.compression_type > qcow2::kZstd) fail("its kind of compression is not known");
}

void Qcow2Reader::read_l1() {
  const std::uint64_t of_one_table = table_entries_ * cluster_size_;
  const std::uint64_t entries =
      header_.size / of_one_table + (header_.size % of_one_table == 0 ? 0 : 1);
  const std::uint64_t bytes = entries * 8;
  if (entries > header_.l1_entries) fail("its L1 table is too small for its size");
  if (bytes > kMostL1Bytes) fail("it is too large");
  if (header_.l1_offset > file_.size() || bytes > file_.size() - header_.l1_offset) {
    fail("its L1 table lies behind the file's end");
  }
  std::vector<std::byte> table(static_cast<std::size_t>(bytes));
  read_fully_at(file_.descriptor(), header_.l1_offset, table, file_.name());
  std::uint64_t tables = 0;
  for (std::size_t at = 0; at < table.size(); at += 8) {
    const auto entry = big_endian<std::uint64_t>(std::span(table).subspan(at, 8));
    l1_.push_back(entry & qcow2::kOffsetMask);
    if (l1_.back() != 0) ++tables;
  }
  // Each has a place of its own; else a small file could keep a reader busy for hours.
  if (tables > file_.size() / cluster_size_ + 1) fail("its L2 tables overlap");
}

std::uint64_t Qcow2Reader::checked_offset(std::uint64_t entry, const char* what) const {
  const std::uint64_t offset = entry & qcow2::kOffsetMask;
  if (offset % cluster_size_ != 0) fail(std::string(what) + " lies at an odd place");
  if (offset >= file_.size()) fail(std::string(what) + " lies behind the file's end");
  return offset;
}

std::uint64_t Qcow2Reader::l2_entry(std::uint64_t cluster) const {
  const std::uint64_t l1_entry = l1_[static_cast<std::size_t>(cluster / table_entries_)];
  if (l1_entry == 0) return 0;
  const std::uint64_t place = checked_offset(l1_entry, "an L2 table");
  const std::vector<std::byte>& table = tables_.get(place, [&] {
    std::vector<std::byte> bytes(static_cast<std::size_t>(cluster_size_));
    read_fully_at(file_.descriptor(), place, bytes, file_.name());
    return bytes;
  });
  const auto at = static_cast<std::size_t>(cluster % table_entries_ * 8);
  const auto entry = big_endian<std::uint64_t>(std::span(table).subspan(at, 8));
  if ((entry & qcow2::kCompressed) != 0) return entry;
  const bool is_zeros = header_.version == 3 && (entry & qcow2::kReadsAsZeros) != 0;
  return is_zeros ? 0 : entry & qcow2::kOffsetMask;
}

const std::vector<std::byte>& Qcow2Reader::unpacked(std::uint64_t l2_entry) const {
  return unpacked_.get(l2_entry, [&] {
    const qcow2::CompressedPlace place = qcow2::compressed_place(l2_entry, header_.cluster_bits);
    if (place.offset >= file_.size()) fail("a compressed cluster lies behind the file's end");
    std::vector<std::byte> packed(
        static_cast<std::size_t>(std::min(place.length, file_.size() - place.offset)));
    read_fully_at(file_.descriptor(), place.offset, packed, file_.name());
    std::vector<std::byte> cluster(static_cast<std::size_t>(cluster_size_));
    const bool is_whole = header_.compression_type == qcow2::kZlib
                              ? qcow2::unpack_zlib(packed, cluster)
                              : qcow2::unpack_zstd(packed, cluster);
    if (!is_whole) fail("a compressed cluster is damaged");
    return cluster;
  });
}

void Qcow2Reader::read_in_cluster(std::uint64_t offset, std::span<std::byte> buffer) const {
  const std::uint64_t entry = l2_entry(offset / cluster_size_);
  const std::uint64_t in_cluster = offset % cluster_size_;
  if (entry == 0) {
    std::fill(buffer.begin(), buffer.end(), std::byte{0});
  } else if ((entry & qcow2::kCompressed) != 0) {
    const std::span<const std::byte> cluster(unpacked(entry));
    const auto part = cluster.subspan(static_cast<std::size_t>(in_cluster), buffer.size());
    std::copy(part.begin(), part.end(), buffer.begin());
  } else {
    const std::uint64_t place = checked_offset(entry, "a cluster");
    read_fully_at(file_.descriptor(), place + in_cluster, buffer, file_.name());
  }
}

void Qcow2Reader::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  while (!buffer.empty() && offset < header_.size) {
    const std::uint64_t most =
        std::min(header_.size - offset, cluster_size_ - offset % cluster_size_);
    const std::size_t length = std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(most));
    read_in_cluster(offset, buffer.first(length));
    buffer = buffer.subspan(length);
    offset += length;
  }
  std::fill(buffer.begin(), buffer.end(), std::byte{0});
}

std::optional<BlockSource::Range> Qcow2Reader::next_data(std::uint64_t offset) const {
  std::uint64_t cluster = offset / cluster_size_;
  const std::uint64_t clusters =
      header_.size / cluster_size_ + (header_.size % cluster_size_ == 0 ? 0 : 1);
  while (cluster < clusters && l2_entry(cluster) == 0) {
    const bool has_table = l1_[static_cast<std::size_t>(cluster / table_entries_)] != 0;
    cluster += has_table ? 1 : table_entries_ - cluster % table_entries_;
  }
  if (cluster >= clusters || offset >= header_.size) return std::nullopt;
  // At most to the end of its table.
  std::uint64_t end = cluster + 1;
  while (end < clusters && end % table_entries_ != 0 && l2_entry(end) != 0) ++end;
  const std::uint64_t begin = std::max(offset, cluster * cluster_size_);
  return Range{begin, std::min(header_.size, end * cluster_size_) - begin};
}

}  // namespace oci2boot
