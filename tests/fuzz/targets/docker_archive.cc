// SPDX-License-Identifier: Apache-2.0
// What `docker save` writes: its documents, as a file and as a folder. See documents.h for what
// inputs look like.
#include "tests/fuzz/open_once.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  open_documents(Transport::docker_archive, "docker_archive", {data, size});
  return 0;
}
