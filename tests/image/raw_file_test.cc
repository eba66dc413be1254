// SPDX-License-Identifier: Apache-2.0
#include "src/image/raw_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "src/image/output_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

class RawFileTest : public testing::Test {
 protected:
  std::string bytes_of_file() {
    file_.publish();
    return read_host_file(file_.path());
  }
  /// Bytes that the host keeps of it.
  std::uint64_t room_taken() const {
    struct stat status {};
    EXPECT_EQ(::fstat(file_.descriptor(), &status), 0);
    return static_cast<std::uint64_t>(status.st_blocks) * 512;
  }

  TemporaryFolder folder_;
  OutputFile file_{folder_ / "disk", OutputKind::data, Existing::refuse};
  RawFile disk_{file_.descriptor(), file_.description(), RawFile::Keep::yes};
};

TEST_F(RawFileTest, TakesNoRoomForWhatIsZeros) {
  disk_.write(0, as_span(std::string(kMiB, 'a') + std::string(16 * kMiB, '\0') + "b"));
  disk_.finish(std::uint64_t{10} << 30U);
  EXPECT_LT(room_taken(), 2 * kMiB);
  EXPECT_EQ(file_.size(), std::uint64_t{10} << 30U);
  std::string part(2, '?');
  disk_.read(17 * kMiB - 1, std::as_writable_bytes(std::span(part)));
  EXPECT_EQ(part, std::string("\0b", 2));
}

TEST_F(RawFileTest, GivesBackTheRoomOfWhatIsDiscardedOrOverwrittenWithZeros) {
  disk_.write(0, as_span(std::string(8 * kMiB, 'a')));
  disk_.discard({kMiB, 3 * kMiB});
  disk_.write(4 * kMiB, as_span(std::string(3 * kMiB, '\0')));
  disk_.finish(8 * kMiB);
  EXPECT_LT(room_taken(), 3 * kMiB);
  EXPECT_TRUE(bytes_of_file() ==
              std::string(kMiB, 'a') + std::string(6 * kMiB, '\0') + std::string(kMiB, 'a'));
}

TEST_F(RawFileTest, DiscardsToTheByte) {
  disk_.write(0, as_span(std::string(20000, 'a')));
  disk_.discard({5, 10000});
  disk_.discard({19999, kMiB});
  disk_.finish(20480);
  EXPECT_TRUE(bytes_of_file() == std::string(5, 'a') + std::string(10000, '\0') +
                                     std::string(9994, 'a') + std::string(481, '\0'));
}

TEST_F(RawFileTest, TellsWhereItsDataIs) {
  disk_.write(4 * kMiB, as_span(std::string(kMiB, 'a')));
  EXPECT_EQ(disk_.size(), 5 * kMiB);
  const auto data = disk_.next_data(0);
  ASSERT_TRUE(data);
  EXPECT_LE(data->offset, 4 * kMiB);
  EXPECT_EQ(data->offset + data->length, 5 * kMiB);
  EXPECT_FALSE(disk_.next_data(5 * kMiB));
}

TEST_F(RawFileTest, NamesTheOutputWhenTheDiskIsFull) {
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{kMiB, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  expect_error(ErrorCode::output_failed, "disk': File too large; its file system or a limit", [&] {
    disk_.write(kMiB - 5, as_span("0123456789"));
    disk_.finish(2 * kMiB);
  });
  expect_error(ErrorCode::output_failed, "disk': File too large", [&] { disk_.finish(2 * kMiB); });
  setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
}

/// From here on this process is as on a file system without holes.
void refuse_fallocate() {
  std::array<sock_filter, 4> program = {
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fallocate, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    ::_exit(100);
  }
}

TEST_F(RawFileTest, WritesZerosWhereTheFileSystemHasNoHoles) {
  EXPECT_EXIT(
      {
        refuse_fallocate();
        // The fixture's has a thread, which is not here.
        RawFile disk(file_.descriptor(), file_.description(), RawFile::Keep::yes);
        disk.write(0, as_span(std::string(4 * kMiB, 'a')));
        disk.discard({100, 2 * kMiB});
        disk.write(3 * kMiB, as_span(std::string(kMiB, '\0')));
        disk.finish(4 * kMiB);
        file_.publish();
        ::_exit(0);
      },
      testing::ExitedWithCode(0), "");
  EXPECT_TRUE(read_host_file(folder_ / "disk") ==
              std::string(100, 'a') + std::string(2 * kMiB, '\0') + std::string(kMiB - 100, 'a') +
                  std::string(kMiB, '\0'));
}

}  // namespace
}  // namespace oci2boot
