// SPDX-License-Identifier: Apache-2.0
// What the tests of BlobCache share: images made of a few bytes, kept in a cache.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "oci/cache/cache_folder.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/hasher.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

class CacheTest : public testing::Test {
 protected:
  /// Keeps a blob, and gives a descriptor of it as JSON.
  std::string keep(const std::string& bytes, const std::string& media_type) const {
    cache_.write_document(sha256_of(bytes), bytes);
    return R"({"mediaType":"application/vnd.oci.image.)" + media_type + R"(","digest":")" +
           sha256_of(bytes).text() + R"(","size":)" + std::to_string(bytes.size()) + "}";
  }

  /// A manifest that names a configuration and layers of these bytes, all kept.
  std::string keep_manifest(const std::string& config,
                            const std::vector<std::string>& layers) const {
    std::string list;
    for (const std::string& layer : layers) {
      list += (list.empty() ? "" : ",") + keep(layer, "layer.v1.tar");
    }
    return R"({"schemaVersion":2,"config":)" + keep(config, "config.v1+json") + R"(,"layers":[)" +
           list + "]}";
  }

  /// Keeps a document under a name.
  void tag(const std::string& name, const std::string& document) const {
    cache_.write_document(sha256_of(document), document);
    cache_.remember_reference(name, {"application/vnd.oci.image.manifest.v1+json",
                                     sha256_of(document),
                                     document.size(),
                                     {},
                                     {},
                                     {},
                                     {}});
  }

  void set_age(const std::filesystem::path& path, std::chrono::seconds age) const {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
  }
  std::filesystem::path blob(const std::string& bytes) const {
    return paths_.blob(sha256_of(bytes));
  }
  bool has(const std::string& bytes) const { return std::filesystem::exists(blob(bytes)); }

  /// A partial download, as somebody left it.
  std::filesystem::path keep_partial(const std::string& bytes) const {
    return folder_.write("cache/v1/partial/sha256-" + std::string(sha256_of(bytes).hex()), bytes);
  }

  TemporaryFolder folder_;
  BlobCache cache_{folder_ / "cache", folder_.path()};
  CacheFolder paths_{folder_ / "cache"};
};

}  // namespace oci2boot
