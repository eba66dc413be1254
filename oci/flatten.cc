// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/flatten.h"

#include "oci/layer_applier.h"
#include "oci/layer_stream.h"
#include "oci/limit_exceeded.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr int kMaxWarnings = 20;
// How much of a layer is read after it has failed, to see whether its digest is wrong as well: more
// than real layers have, and less than a bomb.
constexpr std::uint64_t kMostToVerify = std::uint64_t{16} << 30;

Digest apply_layer(const Image& image, std::size_t index, LayerApplier& applier,
                   const Limits& limits, Progress& progress, unsigned jobs) {
  const std::string name = layer_name(image, index);
  LayerStream stream(image, index, progress, jobs);
  try {
    ArchiveReader reader(stream, ArchiveFormat::tar, name, limits.header_bytes);
    ArchiveEntry entry;
    while (reader.next(entry)) applier.apply(entry, reader);
  } catch (const LimitExceeded&) {
    throw;
  } catch (const Error& error) {
    // A layer that makes no sense may be damaged: then its digest says so, and that is what is
    // reported.
    const Layer& layer = image.layers()[index];
    const bool has_digest = layer.digest || layer.diff_id;
    if (has_digest && error.code() == ErrorCode::invalid_image) stream.skip(kMostToVerify);
    throw;
  }
  // A tar reader stops at the end-of-archive blocks; the digest covers what follows them.
  drain(stream);
  return stream.digest();
}

}  // namespace

FlattenResult flatten(const Image& image, RootFilesystem& root, const Limits& limits,
                      const WarningSink& warn, Progress* progress, unsigned jobs) {
  int warnings = 0;
  const WarningSink warn_a_few = [&](const std::string& warning) {
    if (++warnings <= kMaxWarnings) warn(warning);
    if (warnings == kMaxWarnings + 1) warn("further warnings about the layers are not shown");
  };
  Progress nobody;
  if (progress == nullptr) progress = &nobody;
  FlattenResult result;
  LayerBudget budget(limits);
  for (std::size_t i = 0; i < image.layers().size(); ++i) {
    LayerApplier applier(root, budget, warn_a_few);
    try {
      result.diff_ids.push_back(apply_layer(image, i, applier, limits, *progress, jobs));
      applier.finish();
      progress->unpacked(i);
    } catch (const Error& error) {
      const std::string name = layer_name(image, i);
      if (std::string_view(error.what()).starts_with(name)) throw;
      throw error.within(name);
    }
  }
  return result;
}

}  // namespace oci2boot
