// SPDX-License-Identifier: Apache-2.0
// The value of a WWW-Authenticate header.
#include "oci/registry/challenge.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

namespace oci2boot {

namespace {

bool is_lower_case(const std::string& name) {
  return !name.empty() &&
         std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const std::string_view header = InputBytes(data, size).rest();
  for (const Challenge& challenge : parse_challenges(header)) {
    expect(is_lower_case(challenge.scheme), "a scheme is a name in lower case");
    for (const auto& [name, value] : challenge.parameters) {
      expect(is_lower_case(name), "a parameter is a name in lower case");
      expect(value.size() <= header.size(), "a value is of the header");
    }
  }
  return 0;
}
