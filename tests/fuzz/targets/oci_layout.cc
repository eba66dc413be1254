// SPDX-License-Identifier: Apache-2.0
// The documents of an OCI image layout, as a file and as a folder. See documents.h for what inputs
// look like.
#include "tests/fuzz/open_once.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  open_documents(Transport::oci_layout, "oci_layout", {data, size});
  return 0;
}
