// SPDX-License-Identifier: Apache-2.0
#include "src/cli/run_command.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

RunCommand parse(const std::vector<std::string>& arguments,
                 const std::vector<std::string>& command = {}) {
  return run_command(parse_options(run_options(), arguments, "oci2boot run"), command,
                     [](const std::string&) { return ""; });
}

void expect_refused(const std::string& part, const std::vector<std::string>& arguments) {
  expect_error(ErrorCode::usage, part, [&] { parse(arguments); });
}

TEST(RunCommandTest, TakesAnImageAndACommand) {
  const RunRequest request = parse({"alpine"}, {"uname", "-a"}).request;
  EXPECT_EQ(request.conversion.image.location, "docker.io/library/alpine:latest");
  EXPECT_EQ(request.conversion.boot.command, (std::vector<std::string>{"uname", "-a"}));
  EXPECT_FALSE(request.format);
  EXPECT_FALSE(request.terminal);
  EXPECT_FALSE(request.timeout);
  EXPECT_EQ(request.conversion.disk_size.kind, DiskSize::Kind::free);
  EXPECT_EQ(request.conversion.disk_size.bytes, std::uint64_t{8} << 30);
}

TEST(RunCommandTest, TakesTheLettersThatDockerHas) {
  const RunRequest request = parse({"-it", "--rm", "-e", "A=1", "-u", "me", "-w", "/src", "-v",
                                    "./src:/src:ro", "-p", "0:80", "-m", "2G", "alpine"})
                                 .request;
  EXPECT_TRUE(request.terminal);
  EXPECT_EQ(request.conversion.boot.user, "me");
  EXPECT_EQ(request.volumes, (std::vector<Volume>{{"./src", "/src", true}}));
  EXPECT_EQ(request.conversion.ports, (std::vector<PublishedPort>{{"", 0, 80, false}}));
  EXPECT_EQ(request.conversion.memory_mib, 2048U);
}

TEST(RunCommandTest, TakesWhatOnlyARunHas) {
  const RunRequest request =
      parse({"alpine", "--timeout", "1.5", "--format", "disk", "--keep", "mine.qcow2", "--size",
             "+1G", "--device", "virtio-balloon-pci", "--qemu-arg", "-usb", "--verbose"})
          .request;
  EXPECT_EQ(request.timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(request.format, RunFormat::disk);
  EXPECT_EQ(request.keep, "mine.qcow2");
  EXPECT_TRUE(request.wants_disk_size);
  EXPECT_EQ(request.devices, std::vector<std::string>{"virtio-balloon-pci"});
  EXPECT_EQ(request.qemu_arguments, std::vector<std::string>{"-usb"});
  EXPECT_TRUE(request.verbose);
}

TEST(RunCommandTest, RefusesWhatMakesNoSense) {
  expect_refused("no image is named; oci2boot run --help", {});
  expect_refused("a command for the guest goes behind --", {"alpine", "uname"});
  expect_refused("--format tar: expected disk or initramfs", {"alpine", "--format", "tar"});
  expect_refused("--keep names nothing", {"alpine", "--keep", ""});
  expect_refused("--kernel none: a run needs a kernel", {"alpine", "--kernel", "none"});
  expect_refused("expected a time such as 60", {"alpine", "--timeout", "0"});
}

}  // namespace
}  // namespace oci2boot
