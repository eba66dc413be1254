// SPDX-License-Identifier: Apache-2.0
#include "src/cli/json_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::HasSubstr;

TEST(JsonDocumentsTest, AnInspectionHasEveryKeyInOrder) {
  Inspection image;
  image.name = "root\xff";
  image.config.platform = Platform::parse("linux/amd64");
  image.platforms = {image.config.platform};
  image.config.labels = {{"b", "2"}, {"a", "1"}};
  image.layers.resize(1);
  image.layers[0].size = 5;
  image.boot =
      BootDescription{"/bin/sh", "root", "", "why not", "", {}, {"hosts: wrote /etc/hosts"}};
  EXPECT_EQ(json_document(image), R"({
  "name": "root)"
                                  "\xef\xbf\xbd"
                                  R"(",
  "digest": null,
  "manifest": null,
  "id": null,
  "platform": "linux/amd64",
  "platforms": [
    "linux/amd64"
  ],
  "created": null,
  "layers": [
    {
      "digest": null,
      "diffId": null,
      "size": 5,
      "mediaType": null
    }
  ],
  "config": {
    "entrypoint": [],
    "cmd": [],
    "env": [],
    "user": null,
    "workingDir": null,
    "exposedPorts": [],
    "volumes": [],
    "labels": {
      "a": "1",
      "b": "2"
    },
    "stopSignal": null
  },
  "boot": {
    "command": "/bin/sh",
    "as": "root",
    "init": null,
    "reason": "why not",
    "kernel": null,
    "patches": [
      "hosts: wrote /etc/hosts"
    ],
    "notes": []
  },
  "bootUnknown": null
}
)");
}

TEST(JsonDocumentsTest, ACacheIsListed) {
  CacheContents contents;
  contents.images = {{"quay.io/x:v1", Digest::sha256(std::string(32, 'x')), 7, true,
                      std::chrono::system_clock::from_time_t(1'709'210'096)}};
  contents.blobs = 2;
  contents.blob_bytes = 9;
  const std::string text = json_document(contents, "/cache");
  EXPECT_THAT(text, HasSubstr("\"folder\": \"/cache\""));
  EXPECT_THAT(text, HasSubstr("\"lastUsed\": \"2024-02-29T12:34:56Z\""));
  EXPECT_THAT(text, HasSubstr("\"complete\": true"));
  EXPECT_THAT(text, HasSubstr("\"count\": 2,\n    \"size\": 9"));
}

TEST(JsonDocumentsTest, ALineIsOneObject) {
  EXPECT_EQ(json_line({{"text", "a\nb"}, {"number", std::uint64_t{1} << 60}, {"flag", true}}),
            "{\"text\":\"a\\nb\",\"number\":1152921504606846976,\"flag\":true}\n");
}

}  // namespace
}  // namespace oci2boot
