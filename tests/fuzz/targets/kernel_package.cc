// SPDX-License-Identifier: Apache-2.0
// Any bytes as a package of a kernel: .deb, .rpm, .apk, .pkg.tar.*.
#include "src/boot/kernel/kernel_package.h"
#include "tests/fuzz/flatten_once.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const std::string bytes(InputBytes(data, size).rest());
  const auto form = package_form(std::make_unique<MemorySource>(bytes));
  if (!form) return 0;
  accepted([&] {
    check_tree(
        read_kernel_package(std::make_unique<MemorySource>(bytes), *form, "it", scratch_folder()));
  });
  return 0;
}
