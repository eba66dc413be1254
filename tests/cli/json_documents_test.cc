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
  CachedRoots roots;
  RootRecord record;
  record.image = "quay.io/x:v1";
  record.platform = "linux/amd64";
  record.is_disk = true;
  roots.roots = {{"0123abcd", record, 11, std::chrono::system_clock::from_time_t(0)}};
  roots.kernel_bytes = 13;
  const std::string text = json_document(contents, roots, "/cache");
  EXPECT_THAT(text, HasSubstr("\"folder\": \"/cache\""));
  EXPECT_THAT(text, HasSubstr("\"lastUsed\": \"2024-02-29T12:34:56Z\""));
  EXPECT_THAT(text, HasSubstr("\"complete\": true"));
  EXPECT_THAT(text, HasSubstr("\"count\": 2,\n    \"size\": 9"));
  EXPECT_THAT(text, HasSubstr("\"name\": \"0123abcd\""));
  EXPECT_THAT(text, HasSubstr("\"format\": \"disk\",\n      \"size\": 11"));
  EXPECT_THAT(text, HasSubstr("\"rootKernels\": {\n    \"size\": 13"));
}

TEST(JsonDocumentsTest, ALineIsOneObject) {
  EXPECT_EQ(json_line({{"text", "a\nb"}, {"number", std::uint64_t{1} << 60}, {"flag", true}}),
            "{\"text\":\"a\\nb\",\"number\":1152921504606846976,\"flag\":true}\n");
}

TEST(JsonDocumentsTest, AConversionTellsOfItsFiles) {
  Conversion made;
  made.image = "alpine:latest";
  made.platform = "linux/amd64";
  made.layers = 1;
  made.entries = 521;
  made.files = {{"initrd", 5, Digest::parse("sha256:" + std::string(64, 'a')), "initramfs"},
                {"vm.img", 7, std::nullopt, "raw disk"}};
  EXPECT_EQ(json_document(made, "initrd"), R"({
  "image": {
    "name": "alpine:latest",
    "manifest": null,
    "id": null
  },
  "platform": "linux/amd64",
  "layers": 1,
  "entries": 521,
  "output": "initrd",
  "files": [
    {
      "path": "initrd",
      "size": 5,
      "digest": "sha256:)" + std::string(64, 'a') +
                                               R"(",
      "what": "initramfs"
    },
    {
      "path": "vm.img",
      "size": 7,
      "digest": null,
      "what": "raw disk"
    }
  ],
  "boot": null
}
)");
  made.boot.command = "/bin/sh";
  made.boot.as = "root";
  EXPECT_THAT(json_document(made, "initrd"), HasSubstr(R"("command": "/bin/sh",)"));
}

TEST(JsonDocumentsTest, WhatWasPrunedIsCounted) {
  PrunedCache pruned;
  pruned.blobs = {3, 1000};
  pruned.roots = 1;
  pruned.root_bytes = 50;
  EXPECT_EQ(json_document(pruned), R"({
  "blobs": {
    "count": 3,
    "size": 1000
  },
  "roots": {
    "count": 1,
    "size": 50
  },
  "rootsInUse": 0
}
)");
}

TEST(JsonDocumentsTest, AnAddedKernelHasItsFolder) {
  AddedKernel added;
  added.folder = "/store/mine";
  added.origin = "bzImage";
  added.image.architecture = "amd64";
  EXPECT_EQ(json_document(added), R"({
  "path": "/store/mine",
  "origin": "bzImage",
  "architecture": "amd64",
  "version": null,
  "hasModules": false,
  "hasConfig": false
}
)");
}

}  // namespace
}  // namespace oci2boot
