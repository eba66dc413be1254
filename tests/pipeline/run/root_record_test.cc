// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/root_record.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

TEST(RootRecordTest, WhatIsWrittenIsRead) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "record.json";
  RootRecord record{"alpine", "linux/amd64", "amd64", true,   false, {"virtio", "ext4"},
                    {},       true,          {},      "0f3c", 1024,  110};
  std::ofstream(path) << encode(record);
  EXPECT_EQ(read_root_record(path), record);

  record.shares = {{"virtiofs", {"fuse", "virtiofs"}}, {"9p", {}}};
  record.network = UserNetwork{"192.168.7.2", 24, "192.168.7.1", "192.168.7.3"};
  record.has_network = false;
  std::ofstream(path) << encode(record);
  EXPECT_EQ(read_root_record(path), record);
}

TEST(RootRecordTest, AnythingElseIsAnErrorThatTellsTheWayOut) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "record.json";
  for (const char* text : {"", "{}", "[]", "{\"image\": 3}", "no JSON"}) {
    std::ofstream(path) << text;
    expect_error(ErrorCode::failed, "it is no record of a root; remove its folder",
                 [&] { read_root_record(path); });
  }
}

}  // namespace
}  // namespace oci2boot
