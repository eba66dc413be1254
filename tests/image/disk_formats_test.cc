// SPDX-License-Identifier: Apache-2.0
#include "src/image/disk_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "oci2boot/error.h"
#include "src/image/open_disk.h"
#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

/// A disk beside an image of it in memory, which is written the same way.
class DiskAndModel {
 public:
  DiskAndModel(const TemporaryFolder& folder, const std::string& name,
               const DiskFormatChoice& choice, unsigned threads = 2)
      : file_(folder / name, OutputKind::data, Existing::refuse),
        disk_(make_disk(file_, choice, folder.path(), threads)) {}

  void write(std::uint64_t offset, const std::string& bytes) {
    disk_->write(offset, as_span(bytes));
    if (model.size() < offset + bytes.size()) model.resize(offset + bytes.size());
    model.replace(offset, bytes.size(), bytes);
  }
  void discard(std::uint64_t offset, std::uint64_t length) {
    disk_->discard({offset, length});
    for (std::uint64_t at = offset; at < std::min<std::uint64_t>(offset + length, model.size());
         ++at) {
      model[at] = '\0';
    }
  }
  std::string read(std::uint64_t offset, std::uint64_t length) const {
    std::string bytes(length, '?');
    disk_->read(offset, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }
  std::string modelled(std::uint64_t offset, std::uint64_t length) const {
    std::string bytes = offset < model.size() ? model.substr(offset, length) : std::string();
    bytes.resize(length);
    return bytes;
  }
  void finish(std::uint64_t size) {
    disk_->finish(size);
    model.resize(size);
    file_.publish();
  }
  BlockFile& disk() { return *disk_; }

  std::string model;

 private:
  OutputFile file_;
  std::unique_ptr<BlockFile> disk_;
};

std::string noise(std::mt19937& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xffU);
  return bytes;
}

/// As disks are filled: mostly in order, texts and noise and zeros, some of it taken back.
void fill(DiskAndModel& disk, unsigned seed) {
  std::mt19937 random(seed);
  const auto up_to = [&](std::uint64_t most) { return random() % most; };
  std::uint64_t next = 0;
  for (int i = 0; i < 60; ++i) {
    const std::uint64_t at = up_to(4) == 0 ? up_to(next + 1) : next;
    const std::size_t length = 512 * (1 + up_to(up_to(3) == 0 ? 2048 : 64));
    switch (up_to(5)) {
      case 0:
        disk.write(at, noise(random, length));
        break;
      case 1:
        disk.write(at, std::string(length, '\0'));
        break;
      case 2:
        disk.discard(512 * up_to(next / 512 + 1), 512 * up_to(1024));
        break;
      case 3:
        next += 4096 * up_to(512);
        break;
      default:
        disk.write(at, noise(random, 16) + std::string(length - 16, 't'));
    }
    next = std::max<std::uint64_t>(next, disk.model.size());
  }
}

struct Case {
  std::string name;
  DiskFormatChoice choice;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"raw", {DiskFormat::raw, std::nullopt}},
      {"qcow2", {DiskFormat::qcow2, std::nullopt}},
      {"zlib", {DiskFormat::qcow2, parse_cluster_compression("zlib")}},
      {"zstd", {DiskFormat::qcow2, parse_cluster_compression("zstd")}},
      {"vmdk", {DiskFormat::vmdk, std::nullopt}},
      {"vdi", {DiskFormat::vdi, std::nullopt}},
      {"vhd", {DiskFormat::vhd, std::nullopt}},
      {"vhdx", {DiskFormat::vhdx, std::nullopt}},
  };
  return all;
}

class DiskFormatTest : public testing::TestWithParam<Case> {
 protected:
  std::string qemu_name() const { return std::string(qemu_format_name(GetParam().choice.format)); }

  /// What QEMU reads from it.
  std::string seen_by_qemu(const std::string& name) const {
    const std::string raw = folder_ / "seen.raw";
    const Outcome outcome = run_shell("qemu-img convert -f " + qemu_name() + " -O raw " +
                                      sh_word(folder_ / name) + " " + sh_word(raw) + " 2>&1");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    return read_host_file(raw);
  }
  void expect_clean(const std::string& name) const {
    const DiskFormat format = GetParam().choice.format;
    if (format == DiskFormat::raw || format == DiskFormat::vhd) return;  // nothing to check
    const Outcome outcome =
        run_shell("qemu-img check -f " + qemu_name() + " " + sh_word(folder_ / name) + " 2>&1");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("No errors were found"));
  }

  /// Of the formats that are read.
  void expect_read_back(const std::string& name, const std::string& expected) const {
    const DiskFormat format = GetParam().choice.format;
    if (format != DiskFormat::raw && format != DiskFormat::qcow2) {
      expect_error(ErrorCode::invalid_image, qemu_name() == "vpc" ? "vhd disk" : qemu_name(),
                   [&] { open_disk(folder_ / name); });
      return;
    }
    const auto disk = open_disk(folder_ / name);
    ASSERT_EQ(disk->size(), expected.size());
    // Only what next_data() tells, the rest must be zeros.
    std::string bytes(expected.size(), '\0');
    std::uint64_t next = 0;
    while (const auto data = disk->next_data(next)) {
      ASSERT_GE(data->offset, next);
      ASSERT_GT(data->length, 0U);
      ASSERT_LE(data->offset + data->length, expected.size());
      disk->read(data->offset,
                 std::as_writable_bytes(std::span(bytes)).subspan(data->offset, data->length));
      next = data->offset + data->length;
    }
    EXPECT_TRUE(bytes == expected);
  }

  TemporaryFolder folder_;
};

TEST_P(DiskFormatTest, HoldsWhatWasWrittenInAnyOrder) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    const std::string name = "disk" + std::to_string(seed);
    DiskAndModel disk(folder_, name, GetParam().choice);
    fill(disk, seed);
    const std::uint64_t size = (disk.model.size() + kMiB) / 512 * 512;
    ASSERT_TRUE(disk.read(0, size) == disk.modelled(0, size)) << "before the end, seed " << seed;
    disk.finish(size);
    ASSERT_TRUE(seen_by_qemu(name) == disk.model) << "seed " << seed;
    expect_clean(name);
    expect_read_back(name, disk.model);
  }
}

TEST_P(DiskFormatTest, GivesEqualFilesForEqualDisks) {
  std::string first;
  for (unsigned threads = 1; threads <= 3; ++threads) {
    const TemporaryFolder folder;
    DiskAndModel disk(folder, "disk", GetParam().choice, threads);
    fill(disk, 4);
    disk.finish((disk.model.size() + kMiB) / 512 * 512);
    const std::string bytes = read_host_file(folder / "disk");
    if (threads == 1) first = bytes;
    EXPECT_TRUE(bytes == first) << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(Every, DiskFormatTest, testing::ValuesIn(cases()),
                         [](const auto& instance) { return instance.param.name; });

TEST(ClusterCompressionTest, IsParsed) {
  using Method = ClusterCompression::Method;
  EXPECT_EQ(parse_cluster_compression("zlib"), (ClusterCompression{Method::zlib, 6}));
  EXPECT_EQ(parse_cluster_compression("zstd"), (ClusterCompression{Method::zstd, 3}));
  EXPECT_EQ(parse_cluster_compression("zlib:1"), (ClusterCompression{Method::zlib, 1}));
  EXPECT_EQ(parse_cluster_compression("zstd:22"), (ClusterCompression{Method::zstd, 22}));
}

TEST(ClusterCompressionTest, RefusesWhatQcow2DoesNotHave) {
  for (const char* text : {"gzip", "", "none", "ZSTD", "xz:3"}) {
    expect_error(ErrorCode::usage, "use zlib or zstd", [&] { parse_cluster_compression(text); });
  }
  expect_error(ErrorCode::usage, "'0' is no level of zlib, which has 1 to 9",
               [] { parse_cluster_compression("zlib:0"); });
  expect_error(ErrorCode::usage, "'23' is no level of zstd, which has 1 to 22",
               [] { parse_cluster_compression("zstd:23"); });
  expect_error(ErrorCode::usage, "'' is no level", [] { parse_cluster_compression("zstd:"); });
}

TEST(CompressedQcow2Test, IsMuchSmallerWhereBytesRepeat) {
  const TemporaryFolder folder;
  for (const char* method : {"zlib", "zlib:9", "zstd", "zstd:19"}) {
    const std::string name = std::string("disk-") + method;
    DiskAndModel disk(folder, name, {DiskFormat::qcow2, parse_cluster_compression(method)});
    disk.write(0, std::string(8 * kMiB, 'a'));
    disk.finish(16 * kMiB);
    // 128 clusters of a few bytes each share one, and five hold what leads to them.
    EXPECT_EQ(std::filesystem::file_size(folder / name), 6 * kMiB / 16) << method;
  }
}

TEST(CompressedQcow2Test, SaysWhereItsTemporaryFileCouldNotBeMade) {
  const TemporaryFolder folder;
  OutputFile file(folder / "disk", OutputKind::data, Existing::refuse);
  const DiskFormatChoice choice{DiskFormat::qcow2, parse_cluster_compression("zstd")};
  expect_error(ErrorCode::output_failed,
               "no/such': No such file or directory (TMPDIR names another folder)",
               [&] { make_disk(file, choice, folder / "no/such", 1); });
}

}  // namespace
}  // namespace oci2boot
