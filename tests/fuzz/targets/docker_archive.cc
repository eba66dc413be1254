// SPDX-License-Identifier: Apache-2.0
// What `docker save` writes: its documents, as a file and as a folder. See documents.h for what
// inputs look like.
#include <vector>

#include "tests/fuzz/documents.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/fuzz/open_once.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  static const std::string file = scratch_path("docker_archive.tar");
  static const std::string folder = scratch_path("docker_archive");
  const std::vector<Document> documents = parse_documents(InputBytes(data, size).rest());
  write_whole_file(file, tar_of(documents));
  write_documents(documents, folder);
  for (const std::string& path : {file, folder}) {
    accepted([&] { open_once({Transport::docker_archive, path, ""}); });
  }
  return 0;
}
