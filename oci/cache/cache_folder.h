// SPDX-License-Identifier: Apache-2.0
// Where everything lies in a cache folder (docs/cache.md). Only names: no file is touched.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "oci2boot/digest.h"
#include "oci2boot/reference.h"

namespace oci2boot {

class CacheFolder {
 public:
  explicit CacheFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// As the user named it, for messages.
  const std::filesystem::path& folder() const { return folder_; }

  /// Whole blobs, each in the folder of its algorithm under its hex digits.
  std::filesystem::path blobs(std::string_view algorithm) const;
  std::filesystem::path blob(const Digest& digest) const;

  /// Downloads that are not whole.
  std::filesystem::path partials() const { return root() / "partial"; }
  std::filesystem::path partial(const Digest& digest) const;
  /// What partial() was made of; nothing for any other name.
  static std::optional<Digest> digest_of_partial(const std::string& name);

  /// What tags (and digests) stood for, in folders named after registry and repository.
  std::filesystem::path references() const { return root() / "references"; }
  /// Nothing when a part of the reference would lead out of the folder.
  std::optional<std::filesystem::path> reference(const Reference& reference) const;

  /// Small files that are being written, before they are renamed.
  std::filesystem::path temporaries() const { return root() / "temporary"; }

 private:
  /// Another form of the cache would get another number, so that programs of both forms can share
  /// a folder.
  std::filesystem::path root() const { return folder_ / "v1"; }

  std::filesystem::path folder_;
};

}  // namespace oci2boot
