// SPDX-License-Identifier: Apache-2.0
// Times the steps of flattening on a real image: flatten_bench LAYOUT SCRATCH-FOLDER. Prints a line
// for each step: its name, seconds, seconds of CPU, entries, bytes of tar, separated by tabs.
// tests/bench/flatten.py makes the images and a table.
#include <chrono>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "oci/layer_applier.h"
#include "oci/layer_budget.h"
#include "oci/local_file.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "oci2boot/flatten.h"
#include "oci2boot/image_source.h"

namespace oci2boot {
namespace {

struct Amount {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

template <typename Step>
void measure(const char* name, const Step& step) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  const Amount amount = step();
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  const double cpu = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
  std::cout << name << '\t' << time.count() << '\t' << cpu << '\t' << amount.entries << '\t'
            << amount.bytes << '\n';
}

/// A layer's blob as it lies in the layout, not verified.
std::unique_ptr<ByteSource> open_blob(const std::string& layout, const Layer& layer) {
  const std::string path = layout + "/blobs/sha256/" + std::string(layer.digest->hex());
  return decompress(std::make_unique<FileRange>(LocalFile::open(path)));
}

/// Headers and data, from the page cache to nowhere.
Amount parse(const std::string& layout, const Image& image) {
  Amount amount;
  for (const Layer& layer : image.layers()) {
    const std::unique_ptr<ByteSource> blob = open_blob(layout, layer);
    ArchiveReader reader(*blob, ArchiveFormat::tar, "the layer");
    ArchiveEntry entry;
    ArchiveReader::Block block;
    for (; reader.next(entry); ++amount.entries) {
      while (reader.read_block(block)) {
      }
    }
    amount.bytes += reader.position();
  }
  return amount;
}

std::vector<std::vector<ArchiveEntry>> entries_of(const std::string& layout, const Image& image) {
  std::vector<std::vector<ArchiveEntry>> layers;
  for (const Layer& layer : image.layers()) {
    const std::unique_ptr<ByteSource> blob = open_blob(layout, layer);
    ArchiveReader reader(*blob, ArchiveFormat::tar, "the layer");
    ArchiveEntry entry;
    layers.emplace_back();
    while (reader.next(entry)) layers.back().push_back(entry);
  }
  return layers;
}

/// Names, whiteouts, links and attributes, without data.
Amount apply(const std::vector<std::vector<ArchiveEntry>>& layers, const std::string& scratch) {
  Amount amount;
  RootFilesystem root(scratch);
  const Limits limits;
  LayerBudget budget(limits);
  const EntryContent no_data = [] { return std::vector<Extent>(); };
  for (const std::vector<ArchiveEntry>& entries : layers) {
    LayerApplier applier(root.tree, budget, ignore_warnings);
    for (const ArchiveEntry& entry : entries) applier.apply(entry, no_data);
    applier.finish();
    amount.entries += entries.size();
  }
  return amount;
}

int run(const std::string& layout, const std::string& scratch) {
  SourceOptions options;
  options.platform = Platform::host();
  options.scratch_folder = scratch;
  const std::unique_ptr<Image> image = open_image({Transport::oci_layout, layout, ""}, options);
  Amount whole;
  measure("tar parse", [&] { return whole = parse(layout, *image); });
  {
    const std::vector<std::vector<ArchiveEntry>> layers = entries_of(layout, *image);
    measure("tree apply", [&] { return apply(layers, scratch); });
  }
  measure("flatten", [&] {
    RootFilesystem root(scratch);
    flatten(*image, root, Limits{}, ignore_warnings);
    return whole;
  });
  return 0;
}

}  // namespace
}  // namespace oci2boot

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: flatten_bench LAYOUT SCRATCH-FOLDER\n";
    return 2;
  }
  try {
    return oci2boot::run(argv[1], argv[2]);
  } catch (const oci2boot::Error& error) {
    std::cerr << "flatten_bench: " << error.what() << '\n';
    return 1;
  }
}
