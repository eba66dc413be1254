// SPDX-License-Identifier: Apache-2.0
// OCI image layouts made of a few bytes, as folders or tar archives.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "oci2boot/hasher.h"
#include "tests/support/tar_builder.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

class LayoutBuilder {
 public:
  /// Keeps a blob and gives a descriptor of it; `more` is further JSON (",\"platform\":…").
  std::string blob(std::string_view bytes, const std::string& media_type,
                   const std::string& more = "") {
    const Digest digest = sha256_of(bytes);
    files["blobs/sha256/" + std::string(digest.hex())] = bytes;
    return R"({"mediaType":")" + media_type + R"(","digest":")" + digest.text() + R"(","size":)" +
           std::to_string(bytes.size()) + more + "}";
  }

  /// An image of one layer that is not packed; gives the descriptor of its manifest.
  std::string image(const std::string& tar, const std::string& platform = "linux/amd64",
                    const std::string& more = "") {
    const std::size_t slash = platform.find('/');
    const std::string config = R"({"os":")" + platform.substr(0, slash) + R"(","architecture":")" +
                               platform.substr(slash + 1) + R"(","rootfs":{"diff_ids":[")" +
                               sha256_of(tar).text() + R"("]}})";
    return blob(manifest(blob(config, "application/vnd.oci.image.config.v1+json"),
                         blob(tar, "application/vnd.oci.image.layer.v1.tar")),
                "application/vnd.oci.image.manifest.v1+json", more);
  }

  static std::string manifest(const std::string& config, const std::string& layers) {
    return R"({"schemaVersion":2,"config":)" + config + R"(,"layers":[)" + layers + "]}";
  }

  static std::string index(const std::string& manifests) {
    return R"({"schemaVersion":2,"manifests":[)" + manifests + "]}";
  }

  /// The layout's own index.
  LayoutBuilder& finish(const std::string& manifests) {
    files["oci-layout"] = R"({"imageLayoutVersion":"1.0.0"})";
    files["index.json"] = index(manifests);
    return *this;
  }

  void write_to(const TemporaryFolder& folder) const {
    for (const auto& [path, bytes] : files) folder.write(path, bytes);
  }

  std::string tar() const {
    TarBuilder tar;
    for (const auto& [path, bytes] : files) {
      path.size() <= 100 ? tar.file(path, bytes) : tar.pax({{"path", path}}).file("x", bytes);
    }
    return tar.finish();
  }

  static std::string platform(const std::string& os, const std::string& architecture) {
    return R"(,"platform":{"os":")" + os + R"(","architecture":")" + architecture + R"("})";
  }
  static std::string named(const std::string& name) {
    return R"(,"annotations":{"org.opencontainers.image.ref.name":")" + name + R"("})";
  }

  std::map<std::string, std::string> files;  // path -> bytes, to be changed by tests
};

}  // namespace oci2boot
