// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/flatten_once.h"

#include "oci2boot/flatten.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/tree_invariants.h"
#include "tests/support/apply_in_order.h"

namespace oci2boot {

Limits small_limits() {
  Limits limits;
  limits.entries = 2'000;
  limits.path_bytes = 2'048;
  limits.name_bytes = 300;
  limits.path_depth = 200;
  limits.xattr_bytes = 4'096;
  limits.header_bytes = 16U << 10;
  limits.metadata_bytes = 256U << 10;
  limits.unpacked_bytes = 4U << 20;
  return limits;
}

void check_warning(const std::string& warning) {
  expect(!warning.empty(), "a warning says something");
}

void flatten_once(const Image& image) {
  RootFilesystem root(scratch_folder());
  flatten(image, root, small_limits(), check_warning);
  check_invariants(root);
}

void apply_once(const std::vector<std::string>& tars) {
  RootFilesystem root(scratch_folder());
  apply_in_order(tars, small_limits(), check_warning, root);
  check_invariants(root);
}

}  // namespace oci2boot
