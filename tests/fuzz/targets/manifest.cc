// SPDX-License-Identifier: Apache-2.0
// A manifest's JSON.
#include "oci2boot/manifest.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const std::string_view json = InputBytes(data, size).rest();
  accepted([&] { recognise_document(json); });
  accepted([&] {
    for (const Descriptor& layer : parse_manifest(json).layers) {
      expect(Digest::parse(layer.digest.text()) == layer.digest,
             "a digest can be written and read");
    }
  });
  return 0;
}
