// SPDX-License-Identifier: Apache-2.0
// An image configuration's JSON.
#include "oci2boot/image_config.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  accepted([&] {
    const ImageConfig config = ImageConfig::parse(InputBytes(data, size).rest());
    expect(config.created.nanoseconds < 1'000'000'000, "nanoseconds are less than a second");
    expect(normalised(config.platform) == config.platform, "the platform is normalised");
  });
  return 0;
}
