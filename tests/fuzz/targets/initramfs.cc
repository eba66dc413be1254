// SPDX-License-Identifier: Apache-2.0
// Any bytes as an initramfs: archives one behind the other, packed or not.
#include "src/image/cpio_reader.h"
#include "tests/fuzz/flatten_once.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  accepted([&] {
    MemorySource source(std::string(InputBytes(data, size).rest()));
    RootFilesystem root(scratch_folder());
    ReadBudget budget(small_limits());
    read_cpio(source, root, budget, check_warning);
    check_tree(root);
  });
  return 0;
}
