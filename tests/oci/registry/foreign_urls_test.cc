// SPDX-License-Identifier: Apache-2.0
// Row I4 of docs/flattening.md: foreign layers come from the registry, or else from their urls.
#include "oci/registry/foreign_urls.h"

#include "oci/http/retry.h"
#include "tests/oci/registry/registry_test.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

const std::string kBlob = "0123456789abcdefghij";

Reply from_range(const ReceivedRequest& request) {
  const std::string range = request.header("Range");
  if (range.empty()) return {.body = kBlob};
  const std::size_t first = std::stoul(range.substr(sizeof("bytes=") - 1));
  return {.status = 206,
          .headers = {{"Content-Range", "bytes " + std::to_string(first) + "-19/20"}},
          .body = kBlob.substr(first)};
}

/// A registry that has no blob, and another server that may have it.
class ForeignUrlsTest : public RegistryTest {
 protected:
  RegistryClient client_with_credentials() {
    options_.credentials = Credentials{"bob", "pw", "", "--creds"};
    return client(registry_server_);
  }

  void expect_failure(ErrorCode code, const std::string& part) {
    expect_error(code, part, [&] { transfer(registry_, foreign_); });
  }

  std::atomic<int> registry_status_ = 404;
  LoopbackServer registry_server_{[this](const ReceivedRequest&) -> Reply {
    if (registry_status_ == 200) return {.body = kBlob};
    return errors_reply(registry_status_, "BLOB_UNKNOWN", "blob unknown");
  }};
  LoopbackServer other_{[](const ReceivedRequest& request) -> Reply {
    if (request.target.starts_with("/gone")) return {.status = 404};
    if (request.target.starts_with("/busy")) return {.status = 503};
    if (request.target.starts_with("/short")) return {.body = kBlob.substr(1)};
    if (request.target.starts_with("/cut")) return {.body = kBlob, .cut_after = 5};
    return from_range(request);
  }};
  RegistryClient registry_{client_with_credentials()};
  Descriptor foreign_ = described(kBlob);
};

TEST_F(ForeignUrlsTest, ARegistryThatHasTheBlobIsEnough) {
  registry_status_ = 200;
  foreign_.urls = {other_.url("/layer")};
  EXPECT_EQ(transfer(registry_, foreign_), kBlob);
  EXPECT_TRUE(other_.requests().empty());
}

TEST_F(ForeignUrlsTest, WhatTheRegistryDoesNotGiveComesFromTheUrls) {
  expect_failure(ErrorCode::not_found, "BLOB_UNKNOWN");
  foreign_.urls = {other_.url("/layer")};
  for (const int status : {404, 403, 400}) {
    registry_status_ = status;
    EXPECT_EQ(transfer(registry_, foreign_), kBlob) << status;
    EXPECT_EQ(transfer(registry_, foreign_, 7), kBlob.substr(7)) << status;
  }
  EXPECT_EQ(other_.requests().back().header("Range"), "bytes=7-");
}

TEST_F(ForeignUrlsTest, NothingOfTheRegistrysIsShownToThem) {
  foreign_.urls = {other_.url("/gone"), other_.url("/layer")};
  transfer(registry_, foreign_);
  EXPECT_EQ(other_.requests().size(), 2U);
  for (const ReceivedRequest& request : other_.requests()) {
    EXPECT_EQ(request.header("Authorization"), "");
  }
}

TEST_F(ForeignUrlsTest, TheNextUrlIsTakenWhenOneFails) {
  for (const std::string& bad :
       {std::string("ftp://x/"), std::string("file:///etc/passwd"), std::string("no url"),
        std::string("http://user:password@x/"), std::string("http://127.0.0.1:1/"),
        other_.url("/gone"), other_.url("/busy"), other_.url("/short")}) {
    foreign_.urls = {bad, other_.url("/layer")};
    EXPECT_EQ(transfer(registry_, foreign_), kBlob) << bad;
  }
}

TEST_F(ForeignUrlsTest, ACutTransferGoesOnAtTheNextUrl) {
  foreign_.urls = {other_.url("/cut"), other_.url("/layer")};
  EXPECT_EQ(transfer(registry_, foreign_), kBlob);
  EXPECT_EQ(other_.requests().back().header("Range"), "bytes=5-");
}

TEST_F(ForeignUrlsTest, AFloodOfUrlsIsNotFollowed) {
  foreign_.urls.assign(1000, other_.url("/gone"));
  expect_failure(ErrorCode::not_found, "does not give");
  EXPECT_EQ(other_.requests().size(), 10U);
}

TEST_F(ForeignUrlsTest, WhatMayPassIsTriedAgain) {
  foreign_.urls = {other_.url("/busy"), other_.url("/gone")};
  EXPECT_THROW(transfer(registry_, foreign_), TransientError);
}

TEST_F(ForeignUrlsTest, AFailureNamesEveryHostAndItsReasonAndNoQuery) {
  foreign_.urls = {"ftp://x/?signature=SECRET", "http://127.0.0.1:1/?signature=SECRET",
                   other_.url("/gone?signature=SECRET")};
  try {
    transfer(registry_, foreign_);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::HasSubstr("BLOB_UNKNOWN"),
                               testing::HasSubstr("a URL of the scheme ftp"),
                               testing::HasSubstr("127.0.0.1:1"),
                               testing::HasSubstr(other_.host() + ", which the manifest names"),
                               testing::Not(testing::HasSubstr("SECRET"))));
  }
}

TEST_F(ForeignUrlsTest, AnotherSizeIsNoticedAtOnce) {
  foreign_.urls = {other_.url("/short")};
  expect_failure(ErrorCode::verification_failed, other_.host() + " has 19 bytes for " +
                                                     foreign_.digest.abbreviated() +
                                                     "; the manifest declares 20");
}

TEST_F(ForeignUrlsTest, PlainHttpIsForThoseWhoAskedForItAndLoopback) {
  options_.plain_http = false;
  ForeignUrls urls(options_);
  foreign_.urls = {"http://layers.example/layer"};
  const ByteSink nobody = [](std::span<const std::byte>) {};
  expect_error(ErrorCode::not_found,
               "layers.example:80 would be spoken to in plain HTTP, which only --plain-http allows",
               [&] { urls.transfer(foreign_, 0, nobody, {}); });
}

TEST_F(ForeignUrlsTest, WithoutARegistryTheUrlsAreAllThereIs) {
  ForeignUrls urls(options_);
  foreign_.urls = {other_.url("/gone"), other_.url("/layer")};
  std::string bytes;
  const std::string sender =
      urls.transfer(foreign_, 0,
                    [&bytes](std::span<const std::byte> some) {
                      bytes.append(reinterpret_cast<const char*>(some.data()), some.size());
                    },
                    {});
  EXPECT_EQ(bytes, kBlob);
  EXPECT_EQ(sender, other_.host());
}

}  // namespace
}  // namespace oci2boot
