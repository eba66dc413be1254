// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/qcow2_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "src/image/open_disk.h"
#include "src/image/output_file.h"
#include "src/image/qcow2/header.h"
#include "src/image/qcow2/metadata.h"
#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;
constexpr std::uint64_t kGiB = 1024 * kMiB;
constexpr std::uint64_t kCluster = 64 * kKiB;

class Qcow2FileTest : public testing::Test {
 protected:
  void write(std::uint64_t offset, const std::string& bytes) {
    disk_.write(offset, as_span(bytes));
  }
  void finish(std::uint64_t size) {
    disk_.finish(size);
    file_.publish();
  }
  /// What `qemu-img check` says, which must find nothing wrong.
  std::string checked() const {
    const Outcome outcome = run_shell("qemu-img check " + sh_word(file_.path().string()) + " 2>&1");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.output, HasSubstr("No errors were found"));
    return outcome.output;
  }
  std::string all() const {
    const auto disk = open_disk(file_.path());
    std::string bytes(disk->size(), '?');
    disk->read(0, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }
  std::uint64_t room_taken() const {
    struct stat status {};
    EXPECT_EQ(::fstat(file_.descriptor(), &status), 0);
    return static_cast<std::uint64_t>(status.st_blocks) * 512;
  }

  TemporaryFolder folder_;
  OutputFile file_{folder_ / "disk", OutputKind::data, Existing::refuse};
  Qcow2File disk_{file_.descriptor(), file_.description()};
};

TEST_F(Qcow2FileTest, HasAHeaderThatQemuUnderstands) {
  write(0, "x");
  finish(10 * kGiB);
  const Outcome info = run_shell("qemu-img info " + sh_word(folder_ / "disk") + " 2>&1");
  EXPECT_THAT(info.output, HasSubstr("virtual size: 10 GiB (10737418240 bytes)"));
  EXPECT_THAT(info.output, HasSubstr("cluster_size: 65536"));
  EXPECT_THAT(info.output, HasSubstr("compat: 1.1"));
  EXPECT_THAT(info.output, HasSubstr("compression type: zlib"));
  EXPECT_THAT(info.output, HasSubstr("lazy refcounts: false"));
  EXPECT_THAT(info.output, HasSubstr("refcount bits: 16"));
  EXPECT_THAT(info.output, HasSubstr("corrupt: false"));
}

TEST_F(Qcow2FileTest, IsAsLargeAsWhatIsInIt) {
  write(3 * kGiB, std::string(kCluster, 'a'));
  finish(10 * kGiB);
  // Header, data, one L2 table, L1, reference counts and their table.
  EXPECT_EQ(file_.size(), 6 * kCluster);
  EXPECT_LT(room_taken(), 2 * kCluster);
  checked();
}

TEST_F(Qcow2FileTest, KeepsClustersInTheOrderOfFirstWrites) {
  write(5 * kMiB, std::string(kCluster, 'b'));
  write(kMiB, std::string(kCluster, 'a'));
  write(5 * kMiB + kCluster, std::string(100, 'c'));
  write(5 * kMiB + 5, "B");
  finish(8 * kMiB);
  const std::string bytes = read_host_file(folder_ / "disk");
  EXPECT_EQ(bytes.substr(kCluster, 8), "bbbbbBbb");
  EXPECT_EQ(bytes.substr(2 * kCluster, 2), "aa");
  EXPECT_EQ(bytes.substr(3 * kCluster, 2), "cc");
  checked();
}

TEST_F(Qcow2FileTest, KeepsNothingOfWhatWasDiscarded) {
  write(0, std::string(kMiB, 'a'));
  write(kMiB, std::string(kMiB, 's'));
  write(2 * kMiB, std::string(kMiB, 'b'));
  disk_.discard({kMiB, kMiB});
  // Parts of clusters too, and those that lose all they have bit by bit.
  disk_.discard({2 * kMiB + 100, 1000});
  disk_.discard({0, kCluster / 2});
  disk_.discard({kCluster / 2, kCluster / 2});
  finish(4 * kMiB);
  EXPECT_THAT(read_host_file(folder_ / "disk"), Not(HasSubstr("s")));
  EXPECT_LT(room_taken(), 2 * kMiB + 2 * kCluster);
  std::string expected = std::string(kCluster, '\0') + std::string(kMiB - kCluster, 'a') +
                         std::string(kMiB, '\0') + std::string(kMiB, 'b') + std::string(kMiB, '\0');
  expected.replace(2 * kMiB + 100, 1000, std::string(1000, '\0'));
  EXPECT_TRUE(all() == expected);
  EXPECT_THAT(checked(), HasSubstr("31/64 ="));
}

TEST_F(Qcow2FileTest, FillsThePlacesOfWhatWasDiscarded) {
  write(0, std::string(kMiB, 'a'));
  disk_.discard({0, 4 * kCluster});
  write(2 * kMiB, std::string(3 * kCluster, 'b'));
  finish(4 * kMiB);
  // The L2 table has the fourth; at the end are L1, reference counts and their table.
  EXPECT_EQ(file_.size(), kCluster + kMiB + 3 * kCluster);
  checked();
}

TEST_F(Qcow2FileTest, HasNoPlaceForZeros) {
  write(0, std::string(kMiB, '\0'));
  write(4 * kMiB, std::string(kMiB, 'a'));
  write(4 * kMiB, std::string(kMiB, '\0'));
  write(6 * kMiB, std::string(512, '\0'));
  finish(8 * kMiB);
  EXPECT_THAT(checked(), HasSubstr("Image end offset: 262144"));
}

TEST_F(Qcow2FileTest, EndsBeforeWhatWasWrittenAndDiscarded) {
  write(0, std::string(2 * kMiB, 'a'));
  write(600 * kMiB, std::string(kMiB, 'a'));
  disk_.discard({kMiB - 512, 600 * kMiB + 512});
  finish(kMiB - 512);
  EXPECT_TRUE(all() == std::string(kMiB - 512, 'a'));
  EXPECT_THAT(checked(), HasSubstr("16/16 = 100.00% allocated"));
}

TEST_F(Qcow2FileTest, HoldsTheSmallestAndAVeryLargeDisk) {
  write(0, "x");
  write(512 * kGiB * 1024 - 512, "y");
  finish(512 * kGiB * 1024);
  EXPECT_THAT(checked(), HasSubstr("2/8589934592"));
  OutputFile file(folder_ / "small", OutputKind::data, Existing::refuse);
  Qcow2File small(file.descriptor(), file.description());
  small.finish(512);
  file.publish();
  EXPECT_EQ(open_disk(folder_ / "small")->size(), 512U);
}

TEST_F(Qcow2FileTest, NamesTheOutputWhenTheDiskIsFull) {
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{kMiB, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  write(0, std::string(kMiB - 2 * kCluster, 'a'));
  expect_error(ErrorCode::output_failed, "disk': File too large", [&] { disk_.finish(2 * kMiB); });
  expect_error(ErrorCode::output_failed, "disk': File too large",
               [&] { write(kMiB, std::string(kMiB, 'b')); });
  setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
}

TEST(Qcow2MetadataTest, CountsMoreClustersThanOneBlockOfCountsHas) {
  // 32768 counts are in one block. The clusters themselves are holes of the file.
  const TemporaryFolder folder;
  OutputFile file(folder / "disk", OutputKind::data, Existing::refuse);
  RawFile raw(file.descriptor(), file.description(), RawFile::Keep::no);
  qcow2::ClusterMap map;
  qcow2::HostClusters clusters;
  clusters.allocate_at_end(1);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    map.set(i, qcow2::kCopied | (clusters.allocate() * kCluster));
  }
  qcow2::finish_file(raw, map, clusters, 100'000 * kCluster, qcow2::kZlib);
  file.publish();
  const Outcome outcome = run_shell("qemu-img check " + sh_word(folder / "disk") + " 2>&1");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("100000/100000 = 100.00% allocated"));
}

TEST(Qcow2HeaderTest, TellsWherePackedBytesEnd) {
  for (const std::uint32_t bits : {9U, 16U, 21U}) {
    for (const std::uint64_t offset : {0x30000ULL, 0x301ffULL, 0x30200ULL}) {
      for (const std::uint64_t length : {1ULL, 2ULL, 400ULL, 511ULL}) {
        const auto place =
            qcow2::compressed_place(qcow2::compressed_entry(offset, length, bits), bits);
        EXPECT_EQ(place.offset, offset);
        EXPECT_GE(place.length, length);
        EXPECT_EQ((place.offset + place.length) % 512, 0U);
        EXPECT_LT(place.length, length + 512);
      }
    }
  }
}

}  // namespace
}  // namespace oci2boot
