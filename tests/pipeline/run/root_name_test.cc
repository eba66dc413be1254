// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/root_name.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "tests/support/expect_error.h"
#include "tests/support/fake_image.h"

namespace oci2boot {
namespace {

std::string family_of(const RunRequest& request, RunFormat format = RunFormat::disk,
                      const std::string& kernel = "kernel") {
  return root_family(request, format, FakeImage({"layer"}), kernel, std::nullopt);
}

using Change = std::function<void(RunRequest&)>;

TEST(RootNameTest, WhatChangesARootChangesItsName) {
  const Change changes[] = {
      [](RunRequest&) {},
      [](RunRequest& r) { r.conversion.modules = ModuleSelection::all; },
      [](RunRequest& r) {
        r.conversion.disk_size = {DiskSize::Kind::free, 5};
      },
      [](RunRequest& r) {
        r.conversion.disk_size = {DiskSize::Kind::total, 5};
      },
      [](RunRequest& r) { r.conversion.disabled_patches = {"hosts"}; },
      [](RunRequest& r) { r.conversion.boot.hostname = "box"; },
      [](RunRequest& r) { r.conversion.boot.network = "none"; },
      [](RunRequest& r) { r.conversion.boot.network = ""; },
      [](RunRequest& r) {
        r.conversion.boot.dns = {"a", "b"};
      },
      [](RunRequest& r) { r.conversion.boot.dns = {"ab"}; },
      [](RunRequest& r) { r.conversion.boot.dns_search = {"ab"}; },
      [](RunRequest& r) { r.conversion.boot.add_host = {"ab"}; },
      [](RunRequest& r) { r.conversion.boot.identity.root_password = "secret"; },
      [](RunRequest& r) {
        r.conversion.boot.identity.users = {{"me", 1000}};
      },
      [](RunRequest& r) { r.conversion.boot.identity.ssh_keys = {"key"}; },
      [](RunRequest& r) { r.conversion.boot.identity.autologin = true; },
      [](RunRequest& r) { r.conversion.boot.identity.timezone = "Europe/Berlin"; },
  };
  std::set<std::string> names;
  for (const Change& change : changes) {
    RunRequest request;
    change(request);
    EXPECT_EQ(family_of(request), family_of(request));
    EXPECT_TRUE(names.insert(family_of(request)).second);
  }
  const RunRequest request;
  EXPECT_TRUE(names.insert(family_of(request, RunFormat::initramfs)).second);
  EXPECT_TRUE(names.insert(family_of(request, RunFormat::disk, "another")).second);
  const FakeImage another({"another layer"});
  EXPECT_TRUE(names.insert(root_family(request, RunFormat::disk, another, "kernel", {})).second);
  EXPECT_TRUE(names
                  .insert(root_family(request, RunFormat::disk, FakeImage({"layer"}), "kernel",
                                      Timestamp{7, 0}))
                  .second);
}

TEST(RootNameTest, WhatIsARunsOwnDoesNot) {
  RunRequest request;
  request.conversion.boot.command = {"make"};
  request.conversion.boot.env = {"A=1"};
  request.conversion.boot.user = "me";
  request.conversion.memory_mib = 512;
  request.conversion.ports = {{"", 80, 80, false}};
  request.volumes = {{"/src", "/src", false}};
  request.keep = "mine.qcow2";
  request.terminal = true;
  EXPECT_EQ(family_of(request), family_of(RunRequest()));
}

TEST(RootNameTest, ASystemsRootIsForOneWayToBootIt) {
  const BootOptions options;
  BootOptions other;
  other.command = {"/sbin/init"};
  const std::set<std::string> names = {program_root("f"), system_root("f", options),
                                       system_root("f", other), system_root("g", options)};
  EXPECT_EQ(names.size(), 4U);
  for (const std::string& name : names) EXPECT_EQ(name.size(), 64U);
}

TEST(RootNameTest, SmallLayersMakeAnInitramfs) {
  FakeImage image({"layer"});
  EXPECT_EQ(choose_run_format({}, image), RunFormat::initramfs);
  image.declared(0).size = std::uint64_t{3} << 20;
  EXPECT_EQ(choose_run_format({}, image), RunFormat::disk);
  image.declared(0).size.reset();
  EXPECT_EQ(choose_run_format({}, image), RunFormat::disk);
}

TEST(RootNameTest, WhatTakesADiskGetsOne) {
  const Change changes[] = {
      [](RunRequest& r) { r.keep = "mine.qcow2"; },
      [](RunRequest& r) { r.wants_disk_size = true; },
      [](RunRequest& r) { r.conversion.disabled_patches = {"init"}; },
      [](RunRequest& r) { r.conversion.disabled_patches = {"all"}; },
  };
  const FakeImage image({"layer"});
  for (const Change& change : changes) {
    RunRequest request;
    change(request);
    EXPECT_EQ(choose_run_format(request, image), RunFormat::disk);
    request.format = RunFormat::initramfs;
    expect_error(ErrorCode::usage, "takes a disk: leave out --format initramfs",
                 [&] { choose_run_format(request, image); });
  }
}

}  // namespace
}  // namespace oci2boot
