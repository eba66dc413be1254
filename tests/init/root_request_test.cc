// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <string>

extern "C" {
#include "src/init/root_request.h"
}

namespace oci2boot {
namespace {

RootRequest request(const std::string& command_line, const char* type = nullptr) {
  Plan plan = {};
  plan.root = "UUID=12-34";
  plan.root_type = type;
  RootRequest request;
  read_root_request(&plan, command_line.c_str(), &request);
  return request;
}

TEST(RootRequest, IsWhatThePlanSays) {
  const RootRequest plain = request("console=ttyS0 quiet");
  EXPECT_STREQ(plain.name, "UUID=12-34");
  EXPECT_STREQ(plain.type, "ext4");
  EXPECT_STREQ(plain.options, "");
  EXPECT_EQ(plain.flags, 0U);
  EXPECT_STREQ(request("", "xfs").type, "xfs");
}

TEST(RootRequest, FollowsTheKernelsCommandLine) {
  const RootRequest other =
      request("root=/dev/sda root=\"LABEL=my disk\" rootfstype=xfs rootflags=ro ro");
  EXPECT_STREQ(other.name, "LABEL=my disk");
  EXPECT_STREQ(other.type, "xfs");
  EXPECT_STREQ(other.options, "ro");
  EXPECT_EQ(other.flags, MS_RDONLY + 0UL);
  EXPECT_EQ(request("ro rw").flags, 0U);
  EXPECT_STREQ(request("root= rootfstype").name, "UUID=12-34");
}

TEST(RootRequest, TellsMountsOptionsFromTheFileSystems) {
  const RootRequest mixed =
      request("ro rootflags=noatime,commit=30,,lazytime,noatimes,data=journal");
  EXPECT_EQ(mixed.flags, MS_RDONLY + 0UL + MS_NOATIME + MS_LAZYTIME);
  EXPECT_STREQ(mixed.options, "commit=30,noatimes,data=journal");
  const RootRequest last = request("rootflags=noatime,a rootflags=b ro");
  EXPECT_EQ(last.flags, MS_RDONLY + 0UL);
  EXPECT_STREQ(last.options, "b");
}

TEST(RootRequest, BoundsWhatItTakes) {
  const std::string endless(5000, 'x');
  const RootRequest cut = request("root=" + endless + " rootfstype=" + endless +
                                  " rootflags=" + endless + ",a," + endless);
  EXPECT_EQ(std::string(cut.name), endless.substr(0, sizeof cut.name - 1));
  EXPECT_EQ(std::string(cut.type), endless.substr(0, sizeof cut.type - 1));
  EXPECT_STREQ(cut.options, "a");
}

}  // namespace
}  // namespace oci2boot
