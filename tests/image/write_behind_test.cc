// SPDX-License-Identifier: Apache-2.0
#include "src/image/write_behind.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <random>

#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

class WriteBehindTest : public testing::Test {
 protected:
  WriteBehindTest() : fd_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  ~WriteBehindTest() override { ::close(fd_); }

  /// What the file is to be after `count` writes of all sizes, many of them over earlier ones.
  std::string write_here_and_there(int count) const {
    std::string expected;
    std::mt19937 random(7);
    WriteBehind writer(fd_, "the disk");
    std::size_t offset = 0;
    for (int i = 0; i < count; ++i) {
      const auto choice = random() % 3;
      if (choice == 1) offset = random() % (8 * kMiB);
      if (choice == 2) offset = random() % 2048 * 4096;
      const std::size_t length = random() % (random() % 2 == 0 ? 5000 : 3 * kMiB);
      const std::string bytes(length, static_cast<char>('a' + i % 26));
      writer.write(offset, as_span(bytes));
      expected.resize(std::max(expected.size(), offset + length));
      expected.replace(offset, length, bytes);
      offset += length;
    }
    writer.settle();
    return expected;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "disk";
  int fd_;
};

TEST_F(WriteBehindTest, PutsEachByteWhereItBelongs) {
  const std::string expected = write_here_and_there(300);
  EXPECT_TRUE(read_host_file(path_) == expected);
}

/// From here on no file can be opened past the cache, as on some file systems.
void refuse_direct_files() {
  constexpr auto kFlags = static_cast<unsigned>(offsetof(seccomp_data, args) + 2 * 8);
  std::array<sock_filter, 6> program = {
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFlags),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_DIRECT, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    ::_exit(100);
  }
}

TEST_F(WriteBehindTest, DoesWithoutDirectFilesWhereThereAreNone) {
  EXPECT_EXIT(
      {
        refuse_direct_files();
        const std::string expected = write_here_and_there(100);
        ::_exit(read_host_file(path_) == expected ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(WriteBehindTest, TellsWhyItCannotWriteAndGoesOnTelling) {
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{kMiB, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  WriteBehind writer(fd_, "the disk");
  const std::string bytes(kMiB, 'a');
  writer.write(kMiB, as_span(bytes));
  for (int again = 0; again < 2; ++again) {
    expect_error(ErrorCode::output_failed, "cannot write the disk: File too large",
                 [&] { writer.settle(); });
  }
  setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
}

}  // namespace
}  // namespace oci2boot
