// SPDX-License-Identifier: Apache-2.0
// A file of which nobody said what it is: packed or not, saved image, layout or neither.
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/fuzz/open_once.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  static const std::string file = scratch_path("image");
  write_whole_file(file, InputBytes(data, size).rest());
  accepted([&] { open_once({Transport::path, file, ""}); });
  return 0;
}
