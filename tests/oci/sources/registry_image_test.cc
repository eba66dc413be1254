// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/registry_image.h"

#include <filesystem>
#include <mutex>

#include "tests/support/layout_builder.h"
#include "tests/support/loopback_server.h"
#include "tests/support/source_test.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A registry with one repository, "app", whose tag "latest" is an index of two platforms.
class RegistryImageTest : public SourceTest {
 protected:
  RegistryImageTest()
      : amd64_(layout_.image(TarBuilder().file("which", "amd64").finish(), "linux/amd64",
                             LayoutBuilder::platform("linux", "amd64"))),
        index_(LayoutBuilder::index(amd64_ + "," +
                                    layout_.image(TarBuilder().file("which", "arm64").finish(),
                                                  "linux/arm64",
                                                  LayoutBuilder::platform("linux", "arm64")))),
        server_([this](const ReceivedRequest& request) { return answer(request); }) {
    layout_.blob(index_, "");
  }

  std::unique_ptr<Image> open_by(const std::string& name, Pull pull,
                                 const char* platform = "linux/amd64",
                                 Progress* progress = nullptr) const {
    SourceOptions options;
    options.platform = Platform::parse(platform);
    options.platform_was_asked_for = true;
    options.scratch_folder = folder_.path();
    options.cache_folder = folder_ / "cache";
    options.pull = pull;
    options.progress = progress;
    options.registry.plain_http = true;
    options.registry.patience.tries = 1;
    return open_registry_image(Reference::parse(server_.host() + "/" + name), options);
  }

  /// What was asked for since the last call, without the API's prefix.
  std::vector<std::string> asked() {
    std::vector<std::string> targets;
    const std::vector<ReceivedRequest> requests = server_.requests();
    for (; seen_ < requests.size(); ++seen_) {
      const std::string& target = requests[seen_].target;
      if (target != "/v2/") targets.push_back(target.substr(std::string("/v2/app/").size()));
    }
    return targets;
  }

  Reply answer(const ReceivedRequest& request) const {
    if (request.target == "/v2/") return {};
    if (request.target == "/v2/app/manifests/latest") return document(index_);
    const std::size_t slash = request.target.rfind("/sha256:");
    if (slash == std::string::npos) return {.status = 404};
    const auto blob = layout_.files.find("blobs/sha256/" + request.target.substr(slash + 8));
    if (blob == layout_.files.end()) return {.status = 404};
    return document(blob->second);
  }

  static Reply document(const std::string& bytes) {
    return {.headers = {{"Content-Type", "application/vnd.oci.image.index.v1+json"}},
            .body = bytes};
  }

  LayoutBuilder layout_;
  std::string amd64_;
  std::string index_;
  LoopbackServer server_;
  std::size_t seen_ = 0;
};

TEST_F(RegistryImageTest, ReadsDocumentsFirstAndLayersWhenTheyAreWanted) {
  const auto image = open_by("app", Pull::missing);
  EXPECT_EQ(image->name(), server_.host() + "/app:latest");
  EXPECT_EQ(image->origin().digest, sha256_of(index_));
  EXPECT_EQ(image->origin().document, index_);
  EXPECT_THAT(image->origin().platforms,
              ElementsAre(Platform::parse("linux/amd64"), Platform::parse("linux/arm64")));
  EXPECT_EQ(asked().size(), 3U);  // index, manifest, configuration
  EXPECT_EQ(content(*image, "which"), "amd64");
  EXPECT_THAT(asked(), ElementsAre("blobs/" + image->layers().at(0).digest->text()));
}

TEST_F(RegistryImageTest, AsksForNothingThatTheCacheHas) {
  content(*open_by("app", Pull::missing), "which");
  asked();
  EXPECT_EQ(content(*open_by("app", Pull::missing), "which"), "amd64");
  EXPECT_EQ(content(*open_by("app", Pull::never), "which"), "amd64");
  EXPECT_THAT(asked(), IsEmpty());
  EXPECT_EQ(content(*open_by("app", Pull::always), "which"), "amd64");
  EXPECT_THAT(asked(), ElementsAre("manifests/latest"));
}

TEST_F(RegistryImageTest, ADigestIsNeverAskedForTwice) {
  const std::string name = "app@" + sha256_of(index_).text();
  content(*open_by(name, Pull::missing), "which");
  asked();
  EXPECT_EQ(content(*open_by(name, Pull::always), "which"), "amd64");
  EXPECT_THAT(asked(), IsEmpty());
}

/// Which layers have arrived, and how.
class Arrivals final : public Progress {
 public:
  void arrived(std::size_t layer, bool was_here) override {
    const std::lock_guard lock(mutex_);
    seen.push_back(std::to_string(layer) + (was_here ? " was here" : " came"));
  }

  std::vector<std::string> seen;

 private:
  std::mutex mutex_;
};

TEST_F(RegistryImageTest, FetchingLayersTellsOfNoneBeforeItWasVerified) {
  const auto image = open_by("app", Pull::missing);
  const Digest& layer = *image->layers().at(0).digest;
  const auto seen = [&] {
    Arrivals arrivals;
    open_by("app", Pull::missing, "linux/amd64", &arrivals)->fetch_layers();
    return arrivals.seen;
  };
  EXPECT_THAT(seen(), ElementsAre("0 came"));
  EXPECT_THAT(seen(), ElementsAre("0 was here"));
  const std::string path = "cache/v1/blobs/sha256/" + std::string(layer.hex());
  folder_.write(path, std::string(std::filesystem::file_size(folder_ / path), '?'));
  EXPECT_THAT(seen(), ElementsAre("0 came"));
  EXPECT_EQ(content(*image, "which"), "amd64");
}

TEST_F(RegistryImageTest, NamesAnImageThatIsMissingOnce) {
  const std::string name = "app@" + sha256_of(index_).text();
  try {
    open_by(name, Pull::never);
    ADD_FAILURE() << "expected an error, got none";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::StartsWith(server_.host() + "/" + name + " is not in the"));
  }
}

TEST_F(RegistryImageTest, SaysWhatIsMissingWhereNothingMayBeAskedFor) {
  expect_error(ErrorCode::not_found, "app:latest is not in the cache",
               [&] { open_by("app", Pull::never); });
  open_by("app", Pull::missing);
  expect_error(ErrorCode::not_found, "forbids to", [&] { open_by("app", Pull::never, "arm64"); });
  expect_error(ErrorCode::not_found, "layer 1 of 1",
               [&] { content(*open_by("app", Pull::never), "which"); });
}

TEST_F(RegistryImageTest, I3_ListsThePlatformsWhenNoneFits) {
  expect_error(ErrorCode::invalid_image, "it has linux/amd64, linux/arm64",
               [&] { open_by("app", Pull::missing, "linux/s390x"); });
}

TEST_F(RegistryImageTest, D1_WhatIsNotWhatWasDeclaredIsRefused) {
  layout_.files.at("blobs/sha256/" + std::string(sha256_of(index_).hex())) += " ";
  expect_error(ErrorCode::verification_failed, sha256_of(index_).text(),
               [&] { open_by("app@" + sha256_of(index_).text(), Pull::missing); });

  const auto image = open_by("app", Pull::missing);
  std::string& layer =
      layout_.files.at("blobs/sha256/" + std::string(image->layers().at(0).digest->hex()));
  layer[layer.size() / 2] ^= 1;
  expect_error(ErrorCode::verification_failed, "damaged or changed",
               [&] { content(*image, "which"); });
}

}  // namespace
}  // namespace oci2boot
