// SPDX-License-Identifier: Apache-2.0
#include "src/cli/cache_report.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

CacheContents contents() {
  CacheContents contents;
  const Digest digest = Digest::sha256(std::string(32, 'x'));
  const auto time = std::chrono::system_clock::from_time_t(1'709'210'096);
  contents.images = {{"docker.io/library/alpine:latest", digest, 3 << 20, true, time},
                     {"quay.io/x\x1b:v1", digest, 5 << 20, false, time}};
  contents.blobs = 5;
  contents.blob_bytes = 8 << 20;
  contents.partial_downloads = 1;
  contents.partial_bytes = 1024;
  return contents;
}

TEST(CacheReportTest, ListsImagesAndSums) {
  EXPECT_EQ(describe(contents(), "/cache"),
            "DIGEST             SIZE  LAST USED (UTC)   NAME\n"
            "787878787878    3.0 MiB  2024-02-29 12:34  docker.io/library/alpine:latest\n"
            "787878787878    5.0 MiB  2024-02-29 12:34  quay.io/x?:v1 (incomplete)\n"
            "5 blobs, 8.0 MiB; 1 partial download, 1.0 KiB in /cache\n");
}

TEST(CacheReportTest, AnEmptyCacheHasNoTable) {
  EXPECT_EQ(describe(CacheContents(), "/cache"),
            "0 blobs, 0 B; 0 partial downloads, 0 B in /cache\n");
}

TEST(CacheReportTest, ListsRootsOfRuns) {
  RootRecord record;
  record.image = "docker.io/library/alpine:latest";
  record.platform = "linux/amd64";
  CachedRoots roots{{{"0123456789abcdef", record, 3 << 20,
                      std::chrono::system_clock::from_time_t(1'709'210'096)}},
                    3 << 20,
                    5 << 20};
  EXPECT_EQ(describe(roots),
            "\nROOT               SIZE  LAST USED (UTC)   IMAGE\n"
            "0123456789ab    3.0 MiB  2024-02-29 12:34  docker.io/library/alpine:latest "
            "(linux/amd64, initramfs)\n"
            "1 root of runs, 3.0 MiB; kernels, 5.0 MiB\n");
  EXPECT_EQ(describe(CachedRoots()), "");
}

TEST(CacheReportTest, TellsWhatWasRemoved) {
  EXPECT_EQ(describe(PrunedCache{0, 0, 0, {3, 2048}}), "removed 3 files, 2.0 KiB\n");
  EXPECT_EQ(describe(PrunedCache{2, 1 << 20, 1, {1, 1024}}),
            "removed 2 roots of runs, 1.0 MiB\nremoved 1 file, 1.0 KiB\n"
            "not removed: 1 root of runs in use\n");
  EXPECT_EQ(describe(PrunedCache{}), "nothing to remove\n");
}

TEST(CacheReportTest, TellsWhatWasPulled) {
  EXPECT_EQ(describe(Pulled{"docker.io/library/alpine:latest", "", "linux/amd64", 1, 3 << 20}),
            "docker.io/library/alpine:latest (linux/amd64, 1 layer, 3.0 MiB)\n");
}

}  // namespace
}  // namespace oci2boot
