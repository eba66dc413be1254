// SPDX-License-Identifier: Apache-2.0
// Blobs through RegistryClient::transfer(), from servers that send them well and badly.
#include "oci/registry/blob_progress.h"
#include "oci/http/retry.h"
#include "tests/oci/registry/registry_test.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

const std::string kBlob = "0123456789abcdefghij";

Reply partial(std::size_t first, const std::string& total = std::to_string(kBlob.size())) {
  return {.status = 206,
          .headers = {{"Content-Range", "bytes " + std::to_string(first) + "-" +
                                            std::to_string(kBlob.size() - 1) + "/" + total}},
          .body = kBlob.substr(first)};
}

class BlobTransfer : public RegistryTest {
 protected:
  /// What arrives when the server answers a Range and its absence so.
  std::string received(Reply to_range, Reply to_whole, std::uint64_t offset) {
    LoopbackServer server([&](const ReceivedRequest& request) {
      return request.header("Range").empty() ? to_whole : to_range;
    });
    RegistryClient registry = client(server);
    const std::string bytes = transfer(registry, described(kBlob), offset);
    requests_ = server.requests();
    return bytes;
  }

  std::vector<ReceivedRequest> requests_;
};

TEST_F(BlobTransfer, StartsWithoutARange) {
  EXPECT_EQ(received({.status = 500}, {.body = kBlob}, 0), kBlob);
  EXPECT_EQ(requests_.back().target, "/v2/team/app/blobs/" + sha256_of(kBlob).text());
}

TEST_F(BlobTransfer, GoesOnWhereItEnded) {
  EXPECT_EQ(received(partial(7), {.status = 500}, 7), kBlob.substr(7));
  EXPECT_EQ(requests_.back().header("Range"), "bytes=7-");
  EXPECT_EQ(received(partial(7, "*"), {.status = 500}, 7), kBlob.substr(7));
}

TEST_F(BlobTransfer, AServerThatIgnoresRangeIsReadFromTheStart) {
  EXPECT_EQ(received({.body = kBlob}, {.status = 500}, 7), kBlob.substr(7));
  EXPECT_EQ(received({.body = kBlob, .chunked = true}, {.status = 500}, 19), "j");
}

TEST_F(BlobTransfer, AServerThatMisreadsRangeIsAskedForTheWhole) {
  const Reply whole{.body = kBlob};
  EXPECT_EQ(received(partial(6), whole, 7), kBlob.substr(7));
  EXPECT_EQ(received({.status = 206, .body = "?"}, whole, 7), kBlob.substr(7));
  EXPECT_EQ(received({.status = 206,
                      .headers = {{"Content-Range", "bytes 7-6/x"}},
                      .body = "???????????????????????????????"},
                     whole, 7),
            kBlob.substr(7));
  Reply short_body = partial(7);
  short_body.body = "?";
  EXPECT_EQ(received(short_body, whole, 7), kBlob.substr(7));
  EXPECT_EQ(received({.status = 416}, whole, 7), kBlob.substr(7));
}

TEST_F(BlobTransfer, AnotherSizeThanTheDeclaredIsNoticedBeforeAnyByte) {
  const auto declared = "the manifest declares 20";
  expect_error(ErrorCode::verification_failed, declared,
               [&] { received(partial(7, "21"), {.status = 500}, 7); });
  for (const std::string& page : {std::string("<html>"), kBlob.substr(0, 19), kBlob + "x"}) {
    expect_error(ErrorCode::verification_failed, declared,
                 [&] { received({}, {.body = page}, 0); });
    expect_error(ErrorCode::verification_failed, declared,
                 [&] { received({.body = page}, {}, 7); });
  }
}

TEST_F(BlobTransfer, MoreThanTheDeclaredSizeIsCaught) {
  const auto too_long = "sent more than the 20 bytes that the manifest declares for sha256:";
  expect_error(ErrorCode::verification_failed, too_long,
               [&] { received({}, {.body = kBlob + "x", .chunked = true}, 0); });
  expect_error(ErrorCode::verification_failed, too_long,
               [&] { received({.body = kBlob + "x", .chunked = true}, {}, 7); });
  Reply reply = partial(7);
  reply.body += "x";
  reply.chunked = true;
  expect_error(ErrorCode::verification_failed, too_long, [&] { received(reply, {}, 7); });
}

TEST_F(BlobTransfer, LessThanTheDeclaredSizeMayPass) {
  EXPECT_THROW(received({}, {.body = kBlob.substr(0, 9), .chunked = true}, 0), TransientError);
  EXPECT_THROW(received({}, {.body = kBlob, .cut_after = 9}, 0), TransientError);
  EXPECT_THROW(received({.body = kBlob.substr(0, 5), .chunked = true}, {}, 7), TransientError);
  EXPECT_THROW(received({.status = 502}, {}, 7), TransientError);
}

TEST_F(BlobTransfer, RetryAfterIsPassedOn) {
  try {
    received({}, {.status = 429, .headers = {{"Retry-After", "17"}}}, 0);
    ADD_FAILURE();
  } catch (const TransientError& error) {
    EXPECT_EQ(error.retry_after(), std::chrono::seconds(17));
  }
}

TEST_F(BlobTransfer, WhatTheTakerThrowsEndsIt) {
  LoopbackServer server([](const ReceivedRequest&) -> Reply { return {.body = kBlob}; });
  RegistryClient registry = client(server);
  expect_error(ErrorCode::output_failed, "disk full", [&] {
    registry.transfer(
        described(kBlob), 0,
        [](std::span<const std::byte>) { throw Error(ErrorCode::output_failed, "disk full"); }, {});
  });
}

TEST(ContentRange, IsReadStrictly) {
  const auto range = ContentRange::parse("bytes 100-199/200");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 100U);
  EXPECT_EQ(range->last, 199U);
  EXPECT_EQ(range->total, 200U);
  EXPECT_EQ(ContentRange::parse("bytes 0-0/*")->total, std::nullopt);
  for (const char* text :
       {"", "bytes", "bytes ", "bytes 1", "bytes 1-2", "bytes -2/3", "bytes 1-/3", "bytes 1-2/",
        "bytes */3", "bytes 1-2/x", "bytes 99999999999999999999-2/3", "items 1-2/3", "bytes +1-2/3",
        "bytes 2-1/3", "bytes /-", "-/", "bytes 1/2-3"}) {
    EXPECT_FALSE(ContentRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace oci2boot
