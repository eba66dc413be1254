// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "oci2boot/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

class OutputStreamTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  OutputFile file_{folder_ / "out", OutputKind::data, Existing::refuse};
  OutputStream stream_{file_};
};

TEST_F(OutputStreamTest, CountsAndHashesWhatItWrites) {
  stream_.write(as_span("abc"));
  stream_.finish();
  file_.publish();
  EXPECT_EQ(read_host_file(folder_ / "out"), "abc");
  EXPECT_EQ(stream_.size(), 3U);
  EXPECT_EQ(stream_.digest().text(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(OutputStreamTest, KeepsTheOrderOfSmallAndLargeWrites) {
  const std::string large(std::size_t{3} << 20, 'l');
  stream_.write(as_span("first"));
  stream_.write(as_span(large));
  stream_.write(as_span("last"));
  stream_.finish();
  file_.publish();
  EXPECT_TRUE(read_host_file(folder_ / "out") == "first" + large + "last");
}

TEST_F(OutputStreamTest, TakesAsMuchOfASourceAsItIsTold) {
  const std::string large(std::size_t{3} << 20, 'l');
  MemorySource source(large + "further");
  stream_.write(as_span("first"));
  stream_.write_from(source, large.size() + 2);
  stream_.write(as_span("last"));
  stream_.finish();
  file_.publish();
  EXPECT_TRUE(read_host_file(folder_ / "out") == "first" + large + "fulast");
  EXPECT_EQ(stream_.size(), large.size() + 11);
}

TEST_F(OutputStreamTest, RefusesASourceThatEndsTooSoon) {
  MemorySource source("abc");
  expect_error(ErrorCode::failed, "content ends before its size",
               [&] { stream_.write_from(source, 4); });
}

TEST_F(OutputStreamTest, NamesTheOutputWhenTheDiskIsFull) {
  // A limit on the file's size stands for the full disk: both come back from write(2).
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1 << 20, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    stream_.write(as_span(std::string(2 << 20, 'x')));
    stream_.finish();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output_failed);
    message = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  EXPECT_THAT(message, HasSubstr("out': File too large"));
}

}  // namespace
}  // namespace oci2boot
