// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/root_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/pipeline/run/stored_root.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

const std::string kName(64, 'a');
const std::string kOther(64, 'b');

class RootStoreTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  RootStore store_{folder_.path()};
  std::filesystem::path roots_ = std::filesystem::path(folder_.path()) / "v1" / "roots";
};

TEST_F(RootStoreTest, ARootIsThereOnceItIsPublished) {
  EXPECT_FALSE(store_.open(kName));
  EXPECT_TRUE(store_.list().empty());
  put_root(store_, kName, "alpine");
  const auto root = store_.open(kName);
  ASSERT_TRUE(root);
  EXPECT_EQ(read_root_record(root->record()).image, "alpine");
  ASSERT_EQ(store_.list().size(), 1U);
  EXPECT_EQ(store_.list()[0].name, kName);
  EXPECT_GE(store_.list()[0].size, 5000U);
}

TEST_F(RootStoreTest, OthersMayNotLookIntoIt) {
  const std::filesystem::path cache = folder_ / "above/cache";
  put_root(RootStore(cache), kName, "alpine");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "above")) {
    const unsigned wanted = entry.is_directory() ? 0700 : 0600;
    EXPECT_EQ(static_cast<unsigned>(entry.status().permissions()), wanted) << entry.path();
  }
}

TEST_F(RootStoreTest, WhatIsNotPublishedGoes) {
  { const RootStore::Making making = store_.make("family"); }
  EXPECT_TRUE(store_.list().empty());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(roots_), {}), 1) << "kernels alone";
}

TEST_F(RootStoreTest, TheFirstOfTwoCounts) {
  put_root(store_, kName, "first");
  put_root(store_, kName, "second");
  EXPECT_EQ(read_root_record(store_.open(kName)->record()).image, "first");
}

TEST_F(RootStoreTest, OneAfterTheOtherMakesARoot) {
  const std::filesystem::path lock_file = roots_ / "making-family.lock";
  const auto is_free = [&] {
    return HeldLock::try_now(lock_file, HeldLock::Kind::exclusive).has_value();
  };
  std::optional<RootStore::Making> making(store_.make("family"));
  EXPECT_FALSE(is_free());
  const RootStore::Making another_family = store_.make("another");
  bool is_second = false;
  std::jthread other([&] {
    const RootStore::Making waited = store_.make("family");
    is_second = std::filesystem::exists(waited.folder()) && !is_free();
  });
  EXPECT_FALSE(is_free());
  EXPECT_TRUE(std::filesystem::exists(making->folder()));
  making.reset();
  other.join();
  EXPECT_TRUE(is_second);
}

TEST_F(RootStoreTest, ARootThatThisVersionCannotReadIsListedAndRemoved) {
  put_root(store_, kName, "alpine");
  std::ofstream(roots_ / kName / kRootRecord) << "{}";
  ASSERT_EQ(store_.list().size(), 1U);
  EXPECT_EQ(store_.list()[0].record.image, "?");
  EXPECT_GE(store_.list()[0].size, 5000U);
  EXPECT_TRUE(store_.remove(kName));
  EXPECT_TRUE(store_.list().empty());
}

TEST_F(RootStoreTest, ARootWithoutALockIsRemoved) {
  put_root(store_, kName, "alpine");
  std::filesystem::remove(roots_ / kName / "lock");
  EXPECT_EQ(store_.list().size(), 1U);
  EXPECT_TRUE(store_.remove(kName));
  EXPECT_TRUE(store_.list().empty());
}

TEST_F(RootStoreTest, WithoutALockNothingIsPublished) {
  const RootStore::Making making = store_.make("family");
  std::filesystem::create_directory(making.folder() / "lock");
  expect_error(ErrorCode::output_failed, "cannot make", [&] { store_.publish(making, kName); });
  EXPECT_TRUE(store_.list().empty());
}

TEST_F(RootStoreTest, OnesThatAreUsedStay) {
  put_root(store_, kName, "alpine");
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
  put_root(store_, kName, "a");
  put_root(store_, kOther, "b");
  const timespec long_ago[2] = {{1000, 0}, {1000, 0}};
  for (const std::string& name : {kName, kOther}) {
    ::utimensat(AT_FDCWD, (roots_ / name).c_str(), long_ago, 0);
  }
  store_.open(kName);
  ASSERT_EQ(store_.list().size(), 2U);
  EXPECT_EQ(store_.list()[1].name, kName);
}

TEST_F(RootStoreTest, AKernelGoesWithItsLastRoot) {
  put_root(store_, kName, "alpine");
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
  put_root(store_, kName, "alpine");
  std::ofstream(roots_ / "notes") << "mine";
  EXPECT_EQ(store_.list().size(), 1U);
  store_.remove_leftovers();
  EXPECT_TRUE(std::filesystem::exists(roots_ / "notes"));
}

}  // namespace
}  // namespace oci2boot
