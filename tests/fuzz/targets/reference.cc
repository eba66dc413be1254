// SPDX-License-Identifier: Apache-2.0
// Image references, and what a user types as IMAGE.
#include "oci2boot/reference.h"

#include <string>

#include "oci2boot/image_source.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

namespace oci2boot {

namespace {

void check_reference(std::string_view text) {
  const Reference reference = Reference::parse(text);
  expect(!reference.registry.empty() && !reference.repository.empty(), "a reference names both");
  expect(!reference.tag.empty() || reference.digest, "a reference says which image");
  expect(Reference::parse(reference.text()).text() == reference.text(),
         "a reference in full is a reference, and the same");
  expect(Reference::parse(reference.familiar_text()).text() == reference.text(),
         "a reference in short is a reference, and the same");
}

}  // namespace

}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const std::string_view text = InputBytes(data, size).rest();
  accepted([&] { check_reference(text); });
  accepted([&] { ImageName::parse(text); });
  return 0;
}
