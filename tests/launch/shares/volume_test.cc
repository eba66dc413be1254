// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/volume.h"

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

class VolumeTest : public testing::Test {
 protected:
  VolumeTest() { folder.write("src/file", "text"); }

  /// The paths of the guest, in the order in which they are mounted.
  std::vector<std::string> order_of(const std::vector<std::string>& guests) {
    std::vector<Volume> volumes;
    volumes.reserve(guests.size());
    for (const std::string& guest : guests) volumes.push_back({folder / "src", guest, false});
    std::vector<std::string> order;
    for (const Volume& volume : resolve_volumes(volumes)) order.push_back(volume.guest);
    return order;
  }

  void expect_refusal(const std::string& host, const std::string& why) {
    const std::vector<Volume> volumes = {{host, "/src", false}};
    expect_error(ErrorCode::usage, why, [&] { resolve_volumes(volumes); });
  }

  TemporaryFolder folder;
};

TEST_F(VolumeTest, LinksOfTheHostAreFollowed) {
  std::filesystem::create_symlink("src", folder / "link");
  const std::vector<Volume> volumes = {{folder / "link/../src/.", "/src", true}};
  const std::string real = std::filesystem::canonical(folder / "src").string();
  EXPECT_EQ(resolve_volumes(volumes), (std::vector<Volume>{{real, "/src", true}}));
}

TEST_F(VolumeTest, APathIsMountedAfterThoseAboveIt) {
  EXPECT_EQ(order_of({"/a/b/c", "/x/y", "/a", "/a/b"}),
            (std::vector<std::string>{"/a", "/x/y", "/a/b", "/a/b/c"}));
}

TEST_F(VolumeTest, AFolderThatIsNotThereIsRefusedWithTheCommandThatMakesIt) {
  expect_refusal(folder / "none", "mkdir -p " + folder / "none");
}

TEST_F(VolumeTest, AFileIsRefusedWithTheFolderItIsIn) {
  const std::string real = std::filesystem::canonical(folder / "src").string();
  expect_refusal(folder / "src/file", "-v " + real + ":/GUEST");
}

TEST_F(VolumeTest, OnePathOfTheGuestTakesOneFolder) {
  expect_error(ErrorCode::usage, "another volume is on /a already", [&] {
    order_of({"/a", "/b", "/a"});
  });
}

TEST_F(VolumeTest, TooManyAreRefused) {
  expect_error(ErrorCode::usage, "room for 16 volumes, and these are 17",
               [&] { order_of(std::vector<std::string>(17, "/a")); });
}

}  // namespace
}  // namespace oci2boot
