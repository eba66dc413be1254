// SPDX-License-Identifier: Apache-2.0
#include "src/boot/plan_file.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "src/init/plan_format.h"
#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using std::string_literals::operator""s;

BootPlan small_plan() {
  BootPlan plan;
  plan.argv = {"/bin/sh"};
  plan.hostname = "web";
  return plan;
}

TEST(PlanFileTest, WritesOneRecordForEachValue) {
  BootPlan plan = small_plan();
  plan.mode = BootMode::container;
  plan.argv = {"/app", "", "a b\nc"};
  plan.env = {"A=1", "B="};
  plan.user = "1000:1000";
  plan.workdir = "/srv";
  plan.network = {NetworkKind::fixed, {"10.0.2.15", 24, "10.0.2.2"}};
  plan.modules = {"virtio", "virtio_net"};
  plan.stop_signal = 37;
  EXPECT_EQ(encode_plan(plan),
            "mode=container\0arg=/app\0arg=\0arg=a b\nc\0env=A=1\0env=B=\0user=1000:1000\0"
            "workdir=/srv\0hostname=web\0network=10.0.2.15/24,10.0.2.2\0module=virtio\0"
            "module=virtio_net\0stop-signal=37\0"s);
}

TEST(PlanFileTest, LeavesOutWhatIsNotSet) {
  BootPlan plan = small_plan();
  plan.mode = BootMode::handover;
  EXPECT_EQ(encode_plan(plan), "mode=handover\0arg=/bin/sh\0hostname=web\0stop-signal=15\0"s);
}

TEST(PlanFileTest, NamesTheDiskOfTheRoot) {
  BootPlan plan = small_plan();
  plan.root = RootDisk{"11-22", "ext4", false};
  const std::string head = "mode=container\0arg=/bin/sh\0hostname=web\0"s;
  const std::string disk = "root=UUID=11-22\0root-type=ext4\0"s;
  EXPECT_EQ(encode_plan(plan), head + disk + "stop-signal=15\0"s);
  plan.root->grow = true;
  EXPECT_EQ(encode_plan(plan), head + disk + "grow=yes\0stop-signal=15\0"s);
}

TEST(PlanFileTest, LeavesTheNetworkToDhcp) {
  BootPlan plan = small_plan();
  plan.network.kind = NetworkKind::dhcp;
  plan.nameservers = {"10.0.2.3"};
  const std::string head = "mode=container\0arg=/bin/sh\0hostname=web\0network=dhcp\0"s;
  EXPECT_EQ(encode_plan(plan), head + "stop-signal=15\0"s);
}

TEST(PlanFileTest, TellsTheNamesThatWereTyped) {
  BootPlan plan = small_plan();
  plan.nameservers = {"1.1.1.1", "::1"};
  plan.nameservers_typed = true;
  plan.dns_search = {"example.com", "lan"};
  const std::string head = "mode=container\0arg=/bin/sh\0hostname=web\0"s;
  EXPECT_EQ(encode_plan(plan), head +
                                   "nameserver=1.1.1.1\0nameserver=::1\0dns-search=example.com\0"
                                   "dns-search=lan\0stop-signal=15\0"s);
}

TEST(PlanFileTest, KeepsWhatOnlyOneModeKnows) {
  BootPlan plan = small_plan();
  plan.volumes = {"/data", "/var/lib/x y"};
  plan.power_off = {"/sbin/openrc-shutdown", "-p", "now"};
  plan.pid_namespace = true;
  const std::string container = "mode=container\0arg=/bin/sh\0hostname=web\0"s;
  EXPECT_EQ(encode_plan(plan),
            container + "pid-namespace=yes\0volume=/data\0volume=/var/lib/x y\0stop-signal=15\0"s);
  plan.mode = BootMode::handover;
  const std::string handover = "mode=handover\0arg=/bin/sh\0hostname=web\0"s;
  EXPECT_EQ(encode_plan(plan), handover +
                                   "power-off=/sbin/openrc-shutdown\0power-off=-p\0"
                                   "power-off=now\0stop-signal=15\0"s);
}

TEST(PlanFileTest, ConnectsAProgramToItsHost) {
  BootPlan plan = small_plan();
  const std::string head = "mode=container\0arg=/bin/sh\0hostname=web\0"s;
  plan.terminal = true;
  EXPECT_EQ(encode_plan(plan), head + "stop-signal=15\0"s);
  plan.session = true;
  EXPECT_EQ(encode_plan(plan), head + "session=yes\0terminal=yes\0stop-signal=15\0"s);
  plan.terminal = false;
  EXPECT_EQ(encode_plan(plan), head + "session=yes\0stop-signal=15\0"s);
}

TEST(PlanFileTest, NamesTheFoldersOfTheHostInTheirOrder) {
  BootPlan plan = small_plan();
  plan.shares = {{"9p", "share0", "/src", true}, {"virtiofs", "share1", "/out:put", false}};
  const std::string shares = "share=9p:share0:ro:/src\0share=virtiofs:share1:rw:/out:put\0"s;
  EXPECT_EQ(encode_plan(plan),
            "mode=container\0arg=/bin/sh\0hostname=web\0"s + shares + "stop-signal=15\0"s);
  plan.mode = BootMode::handover;
  EXPECT_EQ(encode_plan(plan),
            "mode=handover\0arg=/bin/sh\0hostname=web\0"s + shares + "stop-signal=15\0"s);
}

TEST(PlanFileTest, PutsTheFoldersOfOneRunBehindAPlan) {
  BootPlan plan = small_plan();
  plan.mode = BootMode::handover;
  const std::string encoded = encode_plan(plan);
  EXPECT_EQ(extend_plan(encoded, {"fuse"}, {{"virtiofs", "share0", "/src", false}}),
            encoded + "module=fuse\0share=virtiofs:share0:rw:/src\0"s);
  EXPECT_THROW(extend_plan(encoded, {}, {{"9p", "share0", "/a\0arg=x"s, false}}), Error);
  EXPECT_THROW(extend_plan(encoded, {std::string(PLAN_MAX_BYTES, 'x')}, {}), Error);
}

TEST(PlanFileTest, LetsNoValueMakeARecordOfItsOwn) {
  BootPlan plan = small_plan();
  plan.env = {"A=1\0user=root"s};
  try {
    encode_plan(plan);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_image);
    EXPECT_THAT(error.what(), testing::HasSubstr("an environment variable holds a NUL byte"));
  }
}

TEST(PlanFileTest, KeepsToWhatPid1Accepts) {
  BootPlan plan = small_plan();
  plan.argv.assign(PLAN_MAX_ARGS, "x");
  EXPECT_NO_THROW(encode_plan(plan));
  plan.argv.emplace_back("x");
  EXPECT_THROW(encode_plan(plan), Error);
  plan.argv = {std::string(PLAN_MAX_BYTES, 'x')};
  EXPECT_THROW(encode_plan(plan), Error);
}

TEST(PlanFileTest, WritesExtendedAttributesOncePerInode) {
  TreeBuilder tree;
  EXPECT_EQ(xattr_records(tree.root.tree), "");
  tree.file("/bin/ping").hard_link("/bin/zing", "/bin/ping").file("/plain");
  const InodeId ping = *tree.root.tree.lookup("/bin/ping");
  Metadata metadata = tree.root.tree.metadata(ping);
  metadata.xattrs = {{"user.x", "a\0b"s}, {"security.capability", "C"}};
  tree.root.tree.set_metadata(ping, metadata);
  EXPECT_EQ(xattr_records(tree.root.tree),
            "\x08\0\0\0\x13\0\0\0\x01\0\0\0bin/pingsecurity.capabilityC"
            "\x08\0\0\0\x06\0\0\0\x03\0\0\0bin/pinguser.xa\0b"s);
}

}  // namespace
}  // namespace oci2boot
