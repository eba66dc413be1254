// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/root_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

const std::string kName(64, 'a');
const std::string kOther(64, 'b');

RootRecord record_of(const std::string& image) {
  RootRecord record;
  record.image = image;
  return record;
}

void put(const RootStore& store, const std::string& name, const std::string& image) {
  const RootStore::Making making = store.make("family");
  std::ofstream(making.folder() / kRootRecord) << encode(record_of(image));
  std::ofstream(making.folder() / kRootInitrd) << std::string(5000, 'x');
  store.publish(making, name);
}

class RootStoreTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  RootStore store_{folder_.path()};
  std::filesystem::path roots_ = std::filesystem::path(folder_.path()) / "v1" / "roots";
};

TEST_F(RootStoreTest, ARootIsThereOnceItIsPublished) {
  EXPECT_FALSE(store_.open(kName));
  EXPECT_TRUE(store_.list().empty());
  put(store_, kName, "alpine");
  const auto root = store_.open(kName);
  ASSERT_TRUE(root);
  EXPECT_EQ(read_root_record(root->record()).image, "alpine");
  ASSERT_EQ(store_.list().size(), 1U);
  EXPECT_EQ(store_.list()[0].name, kName);
  EXPECT_GE(store_.list()[0].size, 5000U);
}

TEST_F(RootStoreTest, OthersMayNotLookIntoIt) {
  put(store_, kName, "alpine");
  for (const std::filesystem::path& folder : {roots_, roots_ / kName, roots_ / "kernels"}) {
    struct stat status {};
    ASSERT_EQ(::stat(folder.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U) << folder;
  }
}

TEST_F(RootStoreTest, WhatIsNotPublishedGoes) {
  { const RootStore::Making making = store_.make("family"); }
  EXPECT_TRUE(store_.list().empty());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(roots_), {}), 1) << "kernels alone";
}

TEST_F(RootStoreTest, TheFirstOfTwoCounts) {
  put(store_, kName, "first");
  put(store_, kName, "second");
  EXPECT_EQ(read_root_record(store_.open(kName)->record()).image, "first");
}

TEST_F(RootStoreTest, OneAfterTheOtherMakesARoot) {
  std::optional<RootStore::Making> making(store_.make("family"));
  bool is_second = false;
  std::jthread other([&] {
    const RootStore::Making waited = store_.make("family");
    is_second = std::filesystem::exists(waited.folder());
  });
  const RootStore::Making another_family = store_.make("another");
  EXPECT_TRUE(std::filesystem::exists(making->folder()));
  making.reset();
  other.join();
  EXPECT_TRUE(is_second);
}

TEST_F(RootStoreTest, OnesThatAreUsedStay) {
  put(store_, kName, "alpine");
  {
    const auto used = store_.open(kName);
    const auto used_twice = store_.open(kName);
    EXPECT_FALSE(store_.remove(kName));
  }
  EXPECT_TRUE(store_.remove(kName));
  EXPECT_FALSE(store_.open(kName));
  EXPECT_FALSE(std::filesystem::exists(roots_ / kName));
}

TEST_F(RootStoreTest, TheOneThatIsUsedIsTheLastOfTheList) {
  put(store_, kName, "a");
  put(store_, kOther, "b");
  const timespec long_ago[2] = {{1000, 0}, {1000, 0}};
  for (const std::string& name : {kName, kOther}) {
    ::utimensat(AT_FDCWD, (roots_ / name).c_str(), long_ago, 0);
  }
  store_.open(kName);
  ASSERT_EQ(store_.list().size(), 2U);
  EXPECT_EQ(store_.list()[1].name, kName);
}

TEST_F(RootStoreTest, AKernelGoesWithItsLastRoot) {
  put(store_, kName, "alpine");
  std::ofstream(store_.kernel("0123")) << "kernel";
  std::filesystem::create_hard_link(store_.kernel("0123"), roots_ / kName / kRootKernel);
  std::ofstream(store_.kernel("4567")) << "nobody's";
  store_.remove_leftovers();
  EXPECT_TRUE(std::filesystem::exists(store_.kernel("0123")));
  EXPECT_FALSE(std::filesystem::exists(store_.kernel("4567")));
  EXPECT_TRUE(store_.remove(kName));
  store_.remove_leftovers();
  EXPECT_FALSE(std::filesystem::exists(store_.kernel("0123")));
}

TEST_F(RootStoreTest, WhatIsBeingMadeIsNoLeftover) {
  const RootStore::Making making = store_.make("family");
  store_.remove_leftovers();
  EXPECT_TRUE(std::filesystem::exists(making.folder()));
}

TEST_F(RootStoreTest, WhatElseLiesThereIsLeftAlone) {
  put(store_, kName, "alpine");
  std::ofstream(roots_ / "notes") << "mine";
  EXPECT_EQ(store_.list().size(), 1U);
  store_.remove_leftovers();
  EXPECT_TRUE(std::filesystem::exists(roots_ / "notes"));
}

}  // namespace
}  // namespace oci2boot
