// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/qcow2_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <random>

#include "src/image/open_disk.h"
#include "src/image/qcow2/big_endian.h"
#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

void run(const std::string& command) {
  const Outcome outcome = run_shell(command + " 2>&1");
  ASSERT_EQ(outcome.status, 0) << command << "\n" << outcome.output;
}

std::string all_of(const BlockSource& disk) {
  std::string bytes(disk.size(), '?');
  disk.read(0, std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

/// What next_data() leaves out is zeros, and it comes to an end.
void expect_data_where_told(const BlockSource& disk, const std::string& bytes) {
  std::uint64_t next = 0;
  std::string seen(bytes.size(), '\0');
  while (const auto data = disk.next_data(next)) {
    ASSERT_GE(data->offset, next);
    ASSERT_GT(data->length, 0U);
    ASSERT_LE(data->offset + data->length, bytes.size());
    seen.replace(data->offset, data->length, bytes, data->offset, data->length);
    next = data->offset + data->length;
  }
  EXPECT_TRUE(seen == bytes);
}

/// A disk with texts, noise and zeros in it, of an odd number of clusters.
std::string sample() {
  std::mt19937 random(5);
  std::string bytes(9 * kMiB + 1536, '\0');
  for (std::size_t at = kMiB; at < 2 * kMiB; ++at) bytes[at] = static_cast<char>(random() & 0xffU);
  for (std::size_t at = 5 * kMiB; at < 7 * kMiB; ++at) bytes[at] = static_cast<char>('a' + at % 7);
  bytes.replace(bytes.size() - 3, 3, "end");
  return bytes;
}

struct Variant {
  std::string name;
  std::string options;
};

class Qcow2ByQemuTest : public testing::TestWithParam<Variant> {};

TEST_P(Qcow2ByQemuTest, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  const std::string bytes = sample();
  write_host_file(folder / "raw", bytes);
  run("qemu-img convert -f raw -O qcow2 " + GetParam().options + " " + sh_word(folder / "raw") +
      " " + sh_word(folder / "disk"));
  const auto disk = open_disk(folder / "disk");
  EXPECT_TRUE(all_of(*disk) == bytes);
  expect_data_where_told(*disk, bytes);
  // From the middle of a cluster over the disk's end.
  std::string part(1000, '?');
  disk->read(bytes.size() - 500, std::as_writable_bytes(std::span(part)));
  EXPECT_TRUE(part == bytes.substr(bytes.size() - 500) + std::string(500, '\0'));
  EXPECT_FALSE(disk->next_data(bytes.size()));
}

INSTANTIATE_TEST_SUITE_P(
    Every, Qcow2ByQemuTest,
    testing::Values(Variant{"Plain", ""}, Variant{"Version2", "-o compat=0.10"},
                    Variant{"SmallClusters", "-o cluster_size=512"},
                    Variant{"LargeClusters", "-o cluster_size=2M"}, Variant{"Zlib", "-c"},
                    Variant{"Zstd", "-c -o compression_type=zstd"},
                    Variant{"ZstdInLargeClusters", "-c -o compression_type=zstd,cluster_size=2M"},
                    Variant{"ZlibInSmallClusters", "-c -o cluster_size=512"},
                    Variant{"Allocated", "-o preallocation=metadata"},
                    Variant{"NarrowRefcounts", "-o refcount_bits=1"},
                    Variant{"LazyRefcounts", "-o lazy_refcounts=on"}),
    [](const auto& instance) { return instance.param.name; });

class Qcow2ReaderTest : public testing::Test {
 protected:
  std::string path() const { return folder_ / "disk"; }
  void make(const std::string& options, const std::string& size = "64M") const {
    run("qemu-img create -f qcow2 " + options + " " + sh_word(path()) + " " + size);
  }
  void write_with_qemu(const std::string& command) const {
    run("qemu-io -f qcow2 -c " + sh_word(command) + " " + sh_word(path()));
  }
  void expect_refused(const std::string& part) const {
    expect_error(ErrorCode::invalid_image, part, [&] { open_disk(path()); });
  }
  TemporaryFolder folder_;
};

TEST_F(Qcow2ReaderTest, ReadsClustersThatWereMadeZeros) {
  make("");
  write_with_qemu("write -P 7 0 1M");
  write_with_qemu("write -z 64k 128k");
  const auto disk = open_disk(path());
  std::string expected(kMiB, '\x07');
  expected.replace(64 << 10, 128 << 10, std::string(128 << 10, '\0'));
  EXPECT_TRUE(all_of(*disk).substr(0, kMiB) == expected);
}

TEST_F(Qcow2ReaderTest, ReadsTheDiskAsItIsWithSnapshots) {
  make("");
  write_with_qemu("write -P 1 0 64k");
  run("qemu-img snapshot -c before " + sh_word(path()));
  write_with_qemu("write -P 2 0 64k");
  EXPECT_EQ(all_of(*open_disk(path())).substr(0, 2), "\x02\x02");
}

TEST_F(Qcow2ReaderTest, PassesQuicklyOverAHugeDisk) {
  make("-o cluster_size=2M", "1E");
  write_with_qemu("write -P 1 900P 4k");
  const auto disk = open_disk(path());
  const auto data = disk->next_data(0);
  ASSERT_TRUE(data);
  EXPECT_EQ(data->offset, std::uint64_t{900} << 50U);
  EXPECT_FALSE(disk->next_data(data->offset + data->length));
}

TEST_F(Qcow2ReaderTest, RefusesWhatLiesInOtherFilesOrHasExtendedEntries) {
  write_host_file(folder_ / "base", std::string(kMiB, 'b'));
  make("-b base -F raw", "");
  expect_refused("disk': it has a backing file, which is not followed");
  make("-o data_file=" + sh_word(folder_ / "data"));
  expect_refused("disk': its data lies in another file");
  make("-o extended_l2=on");
  expect_refused("disk': it has extended L2 entries");
}

TEST(OpenDiskTest, NamesFormatsThatAreNotRead) {
  const TemporaryFolder folder;
  for (const std::string format : {"vmdk", "vdi", "vpc", "vhdx"}) {
    run("qemu-img create -q -f " + format + " " + sh_word(folder / format) + " 16M");
    expect_error(ErrorCode::invalid_image,
                 "is a " + (format == "vpc" ? "vhd" : format) + " disk, which is not read",
                 [&] { open_disk(folder / format); });
  }
}

TEST(OpenDiskTest, TellsWhatIsNoDisk) {
  const TemporaryFolder folder;
  expect_error(ErrorCode::not_found, "missing': No such file",
               [&] { open_disk(folder / "missing"); });
  expect_error(ErrorCode::invalid_image, "it is no regular file",
               [&] { open_disk(folder.path()); });
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  expect_error(ErrorCode::invalid_image, "it is no regular file",
               [&] { open_disk(folder / "fifo"); });
}

TEST(OpenDiskTest, TakesAnythingElseForARawDisk) {
  const TemporaryFolder folder;
  write_host_file(folder / "disk", "short");
  const auto disk = open_disk(folder / "disk");
  EXPECT_EQ(all_of(*disk), "short");
  write_host_file(folder / "empty", "");
  EXPECT_EQ(open_disk(folder / "empty")->size(), 0U);
}

// --- A file that says something else than is true: one of QEMU's, changed at one place. ---

struct Change {
  std::string name;
  std::uint64_t offset;
  std::string bytes;
  std::string message;
};

template <class Number>
std::string number(Number value) {
  std::string bytes(sizeof value, '\0');
  qcow2::put_big_endian(value, std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

// Where qemu-img create and one written cluster put things, with clusters of 64 KiB.
constexpr std::uint64_t kL1 = 0x30000;
constexpr std::uint64_t kL2 = 0x40000;

class HostileQcow2Test : public testing::TestWithParam<Change> {};

TEST_P(HostileQcow2Test, IsRefusedInWords) {
  const TemporaryFolder folder;
  const std::string path = folder / "disk";
  run("qemu-img create -q -f qcow2 " + sh_word(path) + " 64M");
  run("qemu-io -f qcow2 -c 'write -P 5 0 64k' " + sh_word(path));
  std::string bytes = read_host_file(path);
  ASSERT_EQ(bytes.substr(kL1, 8), number<std::uint64_t>(qcow2::kCopied | kL2));
  bytes.replace(GetParam().offset, GetParam().bytes.size(), GetParam().bytes);
  write_host_file(path, bytes);
  expect_error(ErrorCode::invalid_image, GetParam().message, [&] {
    const auto disk = open_disk(path);
    disk->next_data(0);
    std::string part(512, '?');
    disk->read(0, std::as_writable_bytes(std::span(part)));
  });
}

constexpr std::uint64_t kOdd = 0x50200;
constexpr std::uint64_t kFar = std::uint64_t{1} << 50U;

INSTANTIATE_TEST_SUITE_P(
    Every, HostileQcow2Test,
    testing::Values(
        Change{"Version1", 4, number<std::uint32_t>(1), "version 1 is not known"},
        Change{"Version4", 4, number<std::uint32_t>(4), "version 4 is not known"},
        Change{"TinyClusters", 20, number<std::uint32_t>(8), "its clusters have 2^8 bytes"},
        Change{"GiantClusters", 20, number<std::uint32_t>(63), "its clusters have 2^63 bytes"},
        Change{"AbsurdClusters", 20, number<std::uint32_t>(0xffffffff), "2^4294967295 bytes"},
        Change{"Encryption", 32, number<std::uint32_t>(9), "it is encrypted"},
        Change{"MoreThanL1Maps", 24, number<std::uint64_t>(std::uint64_t{1} << 40U),
               "its L1 table is too small"},
        Change{"GreatestSize", 24, number<std::uint64_t>(~std::uint64_t{0}),
               "its L1 table is too small"},
        Change{"HugeL1", 24,
               number<std::uint64_t>(std::uint64_t{1} << 60U) + number<std::uint32_t>(0) +
                   number<std::uint32_t>(0xffffffff),
               "it is too large"},
        Change{"L1BehindTheEnd", 40, number<std::uint64_t>(kFar), "its L1 table lies behind"},
        Change{"L1AtTheEndOfNumbers", 40, number<std::uint64_t>(~std::uint64_t{0}),
               "its L1 table lies behind"},
        Change{"Corrupt", 72, number<std::uint64_t>(qcow2::kCorrupt), "marked as corrupt"},
        Change{"UnknownFeature", 72, number<std::uint64_t>(std::uint64_t{1} << 63U),
               "it uses a feature that is not known"},
        Change{"ShortHeader", 100, number<std::uint32_t>(72), "its header is too short"},
        Change{"UnknownCompression", 104, "\x02", "its kind of compression is not known"},
        Change{"L2BehindTheEnd", kL1, number<std::uint64_t>(kFar),
               "an L2 table lies behind the file's end"},
        Change{"OddL2", kL1, number<std::uint64_t>(kOdd), "an L2 table lies at an odd place"},
        Change{"ClusterBehindTheEnd", kL2, number<std::uint64_t>(kFar),
               "a cluster lies behind the file's end"},
        Change{"OddCluster", kL2, number<std::uint64_t>(kOdd), "a cluster lies at an odd place"},
        Change{"PackedBehindTheEnd", kL2, number<std::uint64_t>(qcow2::kCompressed | kFar),
               "a compressed cluster lies behind the file's end"},
        Change{"NotPacked", kL2, number<std::uint64_t>(qcow2::kCompressed | 0x50000U),
               "a compressed cluster is damaged"}),
    [](const auto& instance) { return instance.param.name; });

TEST(HostileQcow2, ChangesNothingWithADirtyFlag) {
  const TemporaryFolder folder;
  run("qemu-img create -q -f qcow2 " + sh_word(folder / "disk") + " 1M");
  std::string bytes = read_host_file(folder / "disk");
  bytes.replace(72, 8, number<std::uint64_t>(qcow2::kDirty));
  write_host_file(folder / "disk", bytes);
  EXPECT_TRUE(all_of(*open_disk(folder / "disk")) == std::string(kMiB, '\0'));
}

TEST(HostileQcow2, DoesNotReadOneTableThousandsOfTimes) {
  const TemporaryFolder folder;
  const std::string path = folder / "disk";
  run("qemu-img create -q -f qcow2 -o cluster_size=512 " + sh_word(path) + " 1G");
  std::string bytes = read_host_file(path);
  const auto l1 = qcow2::big_endian<std::uint64_t>(std::as_bytes(std::span(bytes)).subspan(40));
  const auto entries =
      qcow2::big_endian<std::uint32_t>(std::as_bytes(std::span(bytes)).subspan(36));
  for (std::uint32_t i = 0; i < entries; ++i)
    bytes.replace(l1 + i * 8, 8, number<std::uint64_t>(512));
  write_host_file(path, bytes);
  expect_error(ErrorCode::invalid_image, "its L2 tables overlap", [&] { open_disk(path); });
}

TEST(HostileQcow2, EndsWhereverItsFileWasCut) {
  const TemporaryFolder folder;
  const std::string path = folder / "disk";
  write_host_file(folder / "raw", sample());
  run("qemu-img convert -c -f raw -O qcow2 " + sh_word(folder / "raw") + " " + sh_word(path));
  const std::string bytes = read_host_file(path);
  for (std::size_t size = 4; size < bytes.size(); size += bytes.size() / 97) {
    write_host_file(path, bytes.substr(0, size));
    try {
      const auto disk = open_disk(path);
      all_of(*disk);
      disk->next_data(0);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_image) << error.what();
    }
  }
}

}  // namespace
}  // namespace oci2boot
