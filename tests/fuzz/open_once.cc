// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/open_once.h"

#include <unistd.h>

#include <fstream>
#include <vector>

#include "tests/fuzz/documents.h"
#include "tests/fuzz/flatten_once.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

namespace oci2boot {

std::string scratch_path(std::string_view name) {
  return scratch_folder() / ("oci2boot-fuzz-" + std::to_string(getpid()) + "-" + std::string(name));
}

void write_whole_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void open_once(const ImageName& name) {
  SourceOptions options;
  options.platform = Platform::parse("linux/amd64");
  options.scratch_folder = scratch_folder();
  const auto image = open_image(name, options);
  expect(image->layers().size() == image->config().diff_ids.size(), "each layer has a diff ID");
  expect(!image->name().empty(), "an image has a name");
  flatten_once(*image);
}

void open_documents(Transport transport, std::string_view name,
                    std::span<const std::uint8_t> input) {
  static const std::string file = scratch_path(std::string(name) + ".tar");
  static const std::string folder = scratch_path(name);
  const std::vector<Document> documents =
      parse_documents(InputBytes(input.data(), input.size()).rest());
  write_whole_file(file, tar_of(documents));
  write_documents(documents, folder);
  for (const std::string& path : {file, folder}) {
    accepted([&] { open_once({transport, path, ""}); });
  }
}

}  // namespace oci2boot
