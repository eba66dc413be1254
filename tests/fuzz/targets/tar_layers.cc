// SPDX-License-Identifier: Apache-2.0
// The bytes of up to eight layers' tar archives, applied. Any tar archive is an input; between
// two layers stands kNextLayer.
#include <string>
#include <vector>

#include "tests/fuzz/flatten_once.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/fuzz/tar_mutation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  constexpr std::size_t kMostLayers = 8;
  std::vector<std::string> tars;
  for (const std::string_view tar : split(InputBytes(data, size).rest(), kNextLayer)) {
    if (tars.size() < kMostLayers) tars.emplace_back(tar);
  }
  accepted([&] { apply_once(tars); });
  return 0;
}
