// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/held_lock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using Kind = HeldLock::Kind;

/// As proc_locks(5) has it.
bool is_waited_for(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  const std::string inode = ":" + std::to_string(status.st_ino) + " ";
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    if (line.find("-> FLOCK") != line.npos && line.find(inode) != line.npos) return true;
  }
  return false;
}

TEST(HeldLockTest, ManyShareItOrOneHasItAlone) {
  const TemporaryFolder folder;
  const std::string file = folder.write("lock", "");
  {
    const auto first = HeldLock::try_now(file, Kind::shared);
    EXPECT_TRUE(HeldLock::try_now(file, Kind::shared));
    EXPECT_FALSE(HeldLock::try_now(file, Kind::exclusive));
  }
  const auto alone = HeldLock::try_now(file, Kind::exclusive);
  EXPECT_TRUE(alone);
  EXPECT_FALSE(HeldLock::try_now(file, Kind::shared));
}

TEST(HeldLockTest, WaitMakesTheFileAndTheOthersDoNot) {
  const TemporaryFolder folder;
  EXPECT_FALSE(HeldLock::try_now(folder / "lock", Kind::exclusive));
  EXPECT_FALSE(HeldLock::wait_if_there(folder / "lock", Kind::shared));
  EXPECT_TRUE(folder.names().empty());
  const HeldLock made = HeldLock::wait(folder / "lock", Kind::exclusive);
  EXPECT_FALSE(HeldLock::try_now(folder / "lock", Kind::exclusive));
}

TEST(HeldLockTest, WhoWaitedHasTheFileOfThatName) {
  if (!std::filesystem::exists("/proc/locks")) GTEST_SKIP() << "nothing tells who waits";
  const TemporaryFolder folder;
  std::optional<HeldLock> first(HeldLock::wait(folder / "lock", Kind::exclusive));
  std::optional<HeldLock> second;
  std::jthread other([&] { second.emplace(HeldLock::wait(folder / "lock", Kind::exclusive)); });
  while (!is_waited_for(folder / "lock")) std::this_thread::yield();
  std::filesystem::remove(folder / "lock");
  first.reset();
  other.join();
  EXPECT_TRUE(std::filesystem::exists(folder / "lock"));
  EXPECT_FALSE(HeldLock::try_now(folder / "lock", Kind::exclusive));
}

}  // namespace
}  // namespace oci2boot
