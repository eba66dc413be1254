// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/flatten.h"

#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "oci/hidden_paths.h"
#include "oci/layer_applier.h"
#include "oci/layer_reader.h"
#include "oci/layer_stream.h"
#include "oci/limit_exceeded.h"
#include "oci/recorded_layer.h"
#include "oci/whiteout.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr int kMaxWarnings = 20;
// How much of a layer is read after it has failed, to see whether its digest is wrong as well: more
// than real layers have, and less than a bomb.
constexpr std::uint64_t kMostToVerify = std::uint64_t{16} << 30;

/// One image on its way into one tree. Layers are read from the newest to the oldest, so that it is
/// known which data newer layers hide (hidden_paths.h), and applied from the oldest to the newest:
/// the oldest while it is read, the others from what was recorded of them.
class Flattening {
 public:
  Flattening(const Image& image, RootFilesystem& root, const Limits& limits,
             const WarningSink& warn, Progress& progress, const FlattenOptions& options)
      : image_(image),
        root_(root),
        budget_(limits),
        warn_(warn),
        progress_(progress),
        options_(options),
        recorded_(image.layers().size()),
        diff_ids_(image.layers().size()) {}

  FlattenResult run() {
    const std::size_t count = image_.layers().size();
    for (std::size_t i = count; i-- > 1;) {
      named(i, [&] { record(i); });
    }
    for (std::size_t i = 0; i < count; ++i) {
      named(i, [&] { i == 0 ? apply_oldest() : apply_recorded(i); });
    }
    for (const auto& [layer, files] : lacking_files()) {
      named(layer, [&, i = layer, &wanted = files] { read_again(i, wanted); });
    }
    FlattenResult result;
    for (std::optional<Digest>& diff_id : diff_ids_) result.diff_ids.push_back(*std::move(diff_id));
    return result;
  }

 private:
  /// Of one layer: the file that lacks the data of an entry, by that entry's number.
  using Lacking = std::map<std::size_t, InodeId>;

  /// Puts the layer's name in front of what goes wrong.
  template <typename Step>
  void named(std::size_t layer, const Step& step) {
    try {
      step();
    } catch (const Error& error) {
      const std::string name = layer_name(image_, layer);
      if (std::string_view(error.what()).starts_with(name)) throw;
      throw error.within(name);
    }
  }

  /// Calls `use` with each entry.
  void read(std::size_t layer, LayerBudget& budget, const HiddenPaths& hidden, Progress& progress,
            const std::function<void(LayerReader& reader)>& use) {
    LayerStream stream(image_, layer, progress, options_.jobs);
    try {
      LayerReader reader(stream, layer_name(image_, layer), budget, root_.contents, hidden);
      while (reader.next()) use(reader);
    } catch (const LimitExceeded&) {
      throw;
    } catch (const Error& error) {
      // A layer that makes no sense may be damaged: then its digest says so, and that is what is
      // reported.
      const Layer& declared = image_.layers()[layer];
      const bool has_digest = declared.digest || declared.diff_id;
      if (has_digest && error.code() == ErrorCode::invalid_image) stream.skip(kMostToVerify);
      throw;
    }
    // A tar reader stops at the end-of-archive blocks; the digest covers what follows them.
    drain(stream);
    diff_ids_[layer] = stream.digest();
    progress.unpacked(layer);
  }

  void record(std::size_t layer) {
    RecordedLayer& recorded = recorded_[layer];
    read(layer, budget_, hidden_, progress_, [&](LayerReader& reader) {
      std::vector<Extent> extents;
      const bool is_file = reader.entry().type == FileType::regular && !is_whiteout(reader.path());
      if (is_file) extents = reader.extents();
      recorded.add(reader.entry(), std::move(extents), reader.left_out());
      if (options_.hidden_data == HiddenData::left_out) hidden_.add(reader.entry(), reader.path());
    });
    hidden_.end_layer();
  }

  void apply_oldest() {
    LayerApplier applier(root_.tree, budget_, warn_);
    read(0, budget_, hidden_, progress_, [&](LayerReader& reader) {
      const auto file = applier.apply(reader.entry(), [&] { return reader.extents(); });
      if (file && reader.left_out()) lacking_[0].emplace(reader.number(), *file);
    });
    hidden_ = {};  // nobody will ask again
    applier.finish();
  }

  void apply_recorded(std::size_t layer) {
    LayerApplier applier(root_.tree, budget_, warn_);
    recorded_[layer].replay([&](const RecordedLayer::Recorded& recorded) {
      const auto file = applier.apply(recorded.entry, [&] { return recorded.extents; });
      if (file && recorded.left_out) lacking_[layer].emplace(recorded.number, *file);
    });
    applier.finish();
  }

  /// By layer. Only those that the tree still has: the others were hidden indeed.
  std::map<std::size_t, Lacking> lacking_files() {
    for (auto& [layer, files] : lacking_) {
      std::erase_if(
          files, [&](const auto& file) { return root_.tree.removed_by(file.second).has_value(); });
    }
    std::erase_if(lacking_, [](const auto& layer) { return layer.second.empty(); });
    return std::move(lacking_);
  }

  void read_again(std::size_t layer, const Lacking& files) {
    Limits limits = budget_.limits();  // what they add up to has been counted
    limits.entries = limits.metadata_bytes = limits.unpacked_bytes = UINT64_MAX;
    LayerBudget budget(limits);
    Progress nobody;  // has been told
    read(layer, budget, HiddenPaths(), nobody, [&](LayerReader& reader) {
      const auto file = files.find(reader.number());
      if (file == files.end()) return;
      root_.tree.set_content(file->second, reader.entry().size, reader.extents());
    });
  }

  const Image& image_;
  RootFilesystem& root_;
  LayerBudget budget_;
  const WarningSink& warn_;
  Progress& progress_;
  FlattenOptions options_;

  HiddenPaths hidden_;
  std::vector<RecordedLayer> recorded_;
  std::map<std::size_t, Lacking> lacking_;
  std::vector<std::optional<Digest>> diff_ids_;
};

}  // namespace

FlattenResult flatten(const Image& image, RootFilesystem& root, const Limits& limits,
                      const WarningSink& warn, const FlattenOptions& options) {
  int warnings = 0;
  const WarningSink warn_a_few = [&](const std::string& warning) {
    if (++warnings <= kMaxWarnings) warn(warning);
    if (warnings == kMaxWarnings + 1) warn("further warnings about the layers are not shown");
  };
  Progress nobody;
  Progress& progress = options.progress == nullptr ? nobody : *options.progress;
  return Flattening(image, root, limits, warn_a_few, progress, options).run();
}

}  // namespace oci2boot
