// SPDX-License-Identifier: Apache-2.0
// Any bytes as a kernel: what it is, what it unpacks, the configuration in it.
#include "src/boot/kernel/kernel_image.h"

#include <span>

#include "src/boot/kernel/kernel_config.h"
#include "src/boot/kernel/kernel_payload.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const std::string bytes(InputBytes(data, size).rest());
  embedded_config(bytes);
  const auto kernel = recognise_kernel(bytes);
  if (!kernel) return 0;
  expect(kernel->version.size() <= 64 && kernel->version.find('/') == std::string::npos,
         "a version can be part of a file's name");
  accepted([&] {
    if (const auto config = embedded_config(unpacked_kernel(*kernel, bytes))) {
      KernelConfig(*config).initramfs_compressions();
    }
  });
  return 0;
}
