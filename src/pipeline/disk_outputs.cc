// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/disk_outputs.h"

#include <utility>

#include "src/boot/stage1.h"
#include "src/launch/qemu.h"
#include "src/pipeline/boot_files.h"
#include "src/pipeline/disk_identity.h"

namespace oci2boot {

namespace {

constexpr const char* kInitrdSuffix = ".initrd";

std::string disk_words(const DiskFormatChoice& choice, const Ext4Summary& summary) {
  constexpr std::uint64_t kMiB = 1U << 20;
  std::string words = "ext4, ";
  if (choice.compression) {
    const bool is_zlib = choice.compression->method == ClusterCompression::Method::zlib;
    words += is_zlib ? "zlib, " : "zstd, ";
  }
  return words + std::to_string(summary.size / kMiB) + " MiB, " +
         std::to_string(summary.free_bytes / kMiB) + " MiB of it free";
}

}  // namespace

void check_disk_outputs(const ConvertRequest& request) {
  check_boot_names(request, {kInitrdSuffix});
  check_disk_tools(request.choice.disk.format);
}

DiskOutputs::DiskOutputs(const ConvertRequest& request, std::filesystem::path scratch_folder)
    : request_(request),
      scratch_folder_(std::move(scratch_folder)),
      outputs_(existing(request)),
      file_(outputs_.add(request.output, OutputKind::data)),
      disk_(make_disk(file_, request.choice.disk, scratch_folder_, request.source.jobs)),
      ext4_(*disk_, request.disk_size) {}

std::vector<MadeFile> DiskOutputs::write(Prepared& prepared, const WarningSink& warn) {
  find_machine(prepared.flat.image->config().platform.architecture);
  const Ext4Summary summary =
      ext4_.finish(prepared.flat.root, disk_identity(prepared.flat, prepared.time), warn);

  const RootFilesystem stage1 =
      make_stage1(*prepared.plan, init_payload(prepared), prepared.time, scratch_folder_);
  const CompressionChoice compression = initramfs_compression(std::nullopt, prepared.kernel, warn);
  OutputStream initrd(outputs_.add(beside(request_.output, kInitrdSuffix), OutputKind::data));
  const CpioSummary packed =
      write_initramfs(stage1, compression, request_.source.jobs, initrd, warn);

  const RootSize size{packed.unpacked_bytes, packed.entries, initrd.size()};
  LaunchPlan launch =
      make_launch_plan(request_, prepared, initrd.file().path().filename().string());
  launch.disk = LaunchDisk{file_.path().filename().string(),
                           std::string(qemu_format_name(request_.choice.disk.format))};
  launch.memory_mib = request_.memory_mib.value_or(memory_with_disk(size));
  launch.least_memory_mib = least_memory_mib(size);

  std::vector<MadeFile> files{made(file_, disk_words(request_.choice.disk, summary)),
                              made(initrd, initramfs_words("stage 1", compression, packed))};
  files = write_boot_files(request_, prepared, launch, outputs_, std::move(files), warn);
  outputs_.commit();
  return files;
}

}  // namespace oci2boot
