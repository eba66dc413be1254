// SPDX-License-Identifier: Apache-2.0
#include "src/cli/run_values.h"

#include "src/cli/values.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

TEST(RunValuesTest, AVolumeIsAFolderAndAPath) {
  EXPECT_EQ(parse_volume("/src:/src"), (Volume{"/src", "/src", false}));
  EXPECT_EQ(parse_volume("./src:/a/b:ro"), (Volume{"./src", "/a/b", true}));
  EXPECT_EQ(parse_volume("..:/a:rw"), (Volume{"..", "/a", false}));
  EXPECT_EQ(parse_volume("a/b:/ro"), (Volume{"a/b", "/ro", false}));
  EXPECT_EQ(parse_volume("/src:/ro:ro"), (Volume{"/src", "/ro", true}));
  EXPECT_EQ(parse_volume("./10:30:/src:ro"), (Volume{"./10:30", "/src", true}));
}

TEST(RunValuesTest, ThePathInTheGuestIsMadePlain) {
  EXPECT_EQ(parse_volume("/src://a/./b/").guest, "/a/b");
  EXPECT_EQ(parse_volume("/src:/a/..b").guest, "/a/..b");
  EXPECT_EQ(parse_volume("/src:/dev/shm").guest, "/dev/shm");
  EXPECT_EQ(parse_volume("/src:/system").guest, "/system");
}

TEST(RunValuesTest, AVolumeThatMakesNoSenseIsRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"/data", "expected HOST:GUEST[:ro]"},
      {"", "expected HOST:GUEST[:ro]"},
      {":/a", "no folder of the host"},
      {"/src:a", "has to be absolute"},
      {"/src:/proc/.", "tells of itself in /proc"},
      {"/src:/proc/self", "tells of itself in /proc"},
      {"/src:/sys/class/", "tells of itself in /sys"},
      {"/src:/dev", "its devices in /dev"},
      {"/src:", "has to be absolute"},
      {"/src:/a/../b", "'..'"},
      {"/src:/", "the guest's root"},
      {"/src:/.", "the guest's root"},
      {"/src:/a:z", "'z' is no option"},
      {"/src:/a:", "'' is no option"},
      {"/src:/a:ro,z", "'ro,z' is no option"},
      {"data:/a", "write ./data"},
  };
  for (const auto& [text, why] : cases) {
    SCOPED_TRACE(text);
    expect_error(ErrorCode::usage, why, [text = text] { parse_volume(text); });
  }
}

TEST(RunValuesTest, ADeviceIsOneOfQemus) {
  EXPECT_EQ(parse_device("usb-storage,drive=stick"), "usb-storage,drive=stick");
  expect_error(ErrorCode::usage, "host's device files", [] { parse_device("/dev/ttyUSB0"); });
  expect_error(ErrorCode::usage, "as QEMU's -device has it", [] { parse_device(""); });
  expect_error(ErrorCode::usage, "as QEMU's -device has it", [] { parse_device("-usb"); });
}

TEST(RunValuesTest, ATimeIsInSecondsWhereNothingElseIsSaid) {
  using std::chrono::milliseconds;
  EXPECT_EQ(parse_timeout("60"), milliseconds(60'000));
  EXPECT_EQ(parse_timeout("0.5"), milliseconds(500));
  EXPECT_EQ(parse_timeout("90s"), milliseconds(90'000));
  EXPECT_EQ(parse_timeout("5m"), milliseconds(300'000));
  EXPECT_EQ(parse_timeout("1.5h"), milliseconds(5'400'000));
  EXPECT_EQ(parse_timeout("365d"), milliseconds(std::int64_t{365} * 86'400'000));
  for (const char* text :
       {"", "0", "-1", "s", "5w", "1e3", "nan", "inf", "366d", "0.0001", "5 m"}) {
    SCOPED_TRACE(text);
    expect_error(ErrorCode::usage, "expected a time such as 60", [&] { parse_timeout(text); });
  }
}

TEST(RunValuesTest, AnArgumentForQemuIsAnyText) {
  EXPECT_EQ(parse_qemu_argument("-usb"), "-usb");
  EXPECT_THROW(parse_qemu_argument(""), Error);
}

TEST(RunValuesTest, APortOfTheHostMayBeAny) {
  EXPECT_EQ(parse_published_port("0:80", HostPort::named_or_any),
            (PublishedPort{"", 0, 80, false}));
  EXPECT_EQ(parse_published_port("127.0.0.1:0:53/udp", HostPort::named_or_any),
            (PublishedPort{"127.0.0.1", 0, 53, true}));
  EXPECT_THROW(parse_published_port("0:80"), Error);
  EXPECT_THROW(parse_published_port("8080:0", HostPort::named_or_any), Error);
  expect_error(ErrorCode::usage, "HOST 0 is any port",
               [] { parse_published_port("80", HostPort::named_or_any); });
}

}  // namespace
}  // namespace oci2boot
