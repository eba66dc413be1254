// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/initramfs_outputs.h"

#include <utility>

#include "src/image/standard_output.h"
#include "src/launch/qemu.h"
#include "src/pipeline/boot_files.h"

namespace oci2boot {

std::vector<MadeFile> write_initramfs_outputs(const ConvertRequest& request,
                                              const Prepared& prepared, const WarningSink& warn) {
  find_machine(prepared.flat.image->config().platform.architecture);
  const CompressionChoice compression =
      initramfs_compression(request.choice.compression, prepared.kernel, warn);
  OutputSet outputs(existing(request));
  OutputStream initrd(outputs.add(request.output, OutputKind::data));
  const CpioSummary summary =
      write_initramfs(prepared.flat.root, compression, request.source.jobs, initrd, warn);

  const RootSize size{summary.unpacked_bytes, summary.entries, initrd.size()};
  LaunchPlan launch = make_launch_plan(request, prepared, initrd.file().path().filename().string());
  launch.memory_mib = request.memory_mib.value_or(memory_for(size));
  launch.least_memory_mib = least_memory_mib(size);

  std::vector<MadeFile> files{made(initrd, initramfs_words("initramfs", compression, summary))};
  files = write_boot_files(request, prepared, launch, outputs, std::move(files), warn);
  outputs.commit();
  return files;
}

void write_initramfs_to_standard_output(const ConvertRequest& request, const Prepared& prepared,
                                        const WarningSink& warn) {
  StandardOutput out;
  write_initramfs(prepared.flat.root,
                  initramfs_compression(request.choice.compression, prepared.kernel, warn),
                  request.source.jobs, out, warn);
}

}  // namespace oci2boot
