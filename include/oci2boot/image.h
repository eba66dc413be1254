// SPDX-License-Identifier: Apache-2.0
// A container image, wherever it comes from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/byte_source.h"
#include "oci2boot/digest.h"
#include "oci2boot/image_config.h"

namespace oci2boot {

/// What is declared of one layer; what nobody declared cannot be verified.
struct Layer {
  std::string media_type;             ///< empty where the source has none
  std::optional<Digest> digest;       ///< of the blob as it is stored
  std::optional<std::uint64_t> size;  ///< likewise
  std::optional<Digest> diff_id;      ///< of the unpacked tar stream
};

/// How an image is described where it was found.
struct ImageOrigin {
  /// The manifest or index that the name stands for, byte for byte; of what `docker save` writes,
  /// its manifest.json. A plain root file system has none.
  std::string document;
  std::optional<Digest> digest;     ///< of the document, where it is a manifest or an index
  std::vector<Platform> platforms;  ///< what there is to choose from; the image's own at least
};

/// Immutable. Its documents have been verified; its layers are verified as they are read.
class Image {
 public:
  virtual ~Image() = default;

  /// What people call it, for messages and default names: "alpine:latest", "rootfs.tar.gz". Without
  /// the folders of the host that it lies in.
  virtual const std::string& name() const = 0;
  /// Of the manifest, where there is one.
  virtual const std::optional<Digest>& manifest_digest() const = 0;
  /// The image ID: the digest of the configuration, the same in every form that the image is
  /// stored in. A plain root file system has none.
  virtual const std::optional<Digest>& id() const = 0;
  virtual const ImageConfig& config() const = 0;
  virtual const ImageOrigin& origin() const = 0;
  /// Oldest first.
  virtual const std::vector<Layer>& layers() const = 0;
  /// The bytes of a layer as they are stored. Where a size or a digest was declared they have been
  /// verified by the time read() returns 0; otherwise that is an Error (verification_failed).
  virtual std::unique_ptr<ByteSource> open_layer(std::size_t index) const = 0;
  /// Where layers are kept in a cache: returns once all are there and have been verified, damaged
  /// ones fetched anew. Does nothing for other images.
  virtual void fetch_layers() const {}
};

}  // namespace oci2boot
