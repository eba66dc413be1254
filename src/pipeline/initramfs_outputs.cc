// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/initramfs_outputs.h"

#include <set>

#include "src/image/cpio_writer.h"
#include "src/image/standard_output.h"
#include "src/init/plan_format.h"
#include "src/launch/memory.h"
#include "src/launch/qemu.h"
#include "src/launch/script.h"
#include "src/version.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

constexpr const char* kKernelSuffix = ".vmlinuz";
constexpr const char* kScriptSuffix = ".sh";

/// What the kernel unpacks; nothing when that is not known.
std::optional<std::set<CompressionMethod>> unpackable(const std::optional<Kernel>& kernel) {
  if (!kernel || !kernel->config) return std::nullopt;
  std::set<CompressionMethod> methods;
  for (const std::string& name : kernel->config->initramfs_compressions()) {
    if (const auto method = find_compression(name)) methods.insert(*method);
  }
  return methods;
}

CompressionChoice choose_compression(const std::optional<CompressionChoice>& asked,
                                     const std::optional<Kernel>& kernel, const WarningSink& warn) {
  const auto methods = unpackable(kernel);
  if (!asked) return at_default_level(default_compression(methods));
  if (methods && asked->method != CompressionMethod::none && !methods->contains(asked->method)) {
    warn("the kernel cannot unpack " + std::string(compression_name(asked->method)) +
         "; it will not find the root file system");
  }
  return *asked;
}

CpioSummary write_initramfs(const RootFilesystem& root, CompressionChoice compression, ByteSink& to,
                            const WarningSink& warn) {
  CpioSummary summary;
  write_packed(to, compression,
               [&](ByteSink& packer) { summary = write_cpio(root, packer, warn); });
  return summary;
}

LaunchPlan make_launch_plan(const ConvertRequest& request, const Prepared& prepared,
                            const Machine& machine, const RootSize& size) {
  LaunchPlan launch;
  launch.made_by = std::string("oci2boot ") + kVersion;
  launch.image = prepared.flat.image->name();
  launch.architecture = prepared.flat.image->config().platform.architecture;
  launch.initrd = fs::path(request.output).filename().string();
  if (prepared.kernel) launch.kernel = launch.initrd + kKernelSuffix;
  launch.command_line = kernel_command_line(machine, request.kernel_arguments);
  launch.memory_mib = request.memory_mib.value_or(memory_for(size));
  launch.least_memory_mib = least_memory_mib(size);
  launch.cpus = request.cpus;
  launch.ports = request.ports;
  launch.status_port = PLAN_STATUS_PORT;
  // An image's own init, handed over to or not, has no program whose status could be told.
  launch.reports_status = prepared.plan && prepared.plan->mode == BootMode::container &&
                          prepared.kernel && prepared.kernel->reports_status;
  return launch;
}

void warn_of_status(const Prepared& prepared, const WarningSink& warn) {
  const bool has_program = prepared.plan && prepared.plan->mode == BootMode::container;
  if (!has_program || !prepared.kernel || prepared.kernel->reports_status) return;
  warn("without virtio_console the guest cannot report its program's exit status");
}

void warn_of_memory(const RootSize& size, const LaunchPlan& launch, const WarningSink& warn) {
  if (fits(size, launch.memory_mib)) return;
  warn("the unpacked root needs " + std::to_string(launch.least_memory_mib) +
       " MiB of memory, --memory gives " + std::to_string(launch.memory_mib) +
       ": the guest will not boot");
}

std::string kernel_words(const Kernel& kernel) {
  return kernel.image.version.empty() ? "Linux kernel" : "Linux " + kernel.image.version;
}

}  // namespace

void check_initramfs_outputs(const ConvertRequest& request) {
  if (request.kernel == "none") {
    check_names(request, {kScriptSuffix, kRecordSuffix});
  } else {
    check_names(request, {kKernelSuffix, kScriptSuffix, kRecordSuffix});
  }
}

std::vector<MadeFile> write_initramfs_outputs(const ConvertRequest& request,
                                              const Prepared& prepared, const WarningSink& warn) {
  const Machine& machine = find_machine(prepared.flat.image->config().platform.architecture);
  const CompressionChoice compression =
      choose_compression(request.choice.compression, prepared.kernel, warn);
  OutputSet outputs(existing(request));
  OutputFile& initrd = outputs.add(request.output, OutputKind::data);
  const CpioSummary summary = write_initramfs(prepared.flat.root, compression, initrd, warn);
  std::vector<MadeFile> files;
  files.push_back(made(initrd, "initramfs, " + std::string(compression_name(compression.method)) +
                                   ", " + std::to_string(summary.entries) + " entries"));
  if (prepared.kernel) {
    files.push_back(made(write_text(outputs, beside(request.output, kKernelSuffix),
                                    OutputKind::data, prepared.kernel->bytes),
                         kernel_words(*prepared.kernel)));
  }
  const RootSize size{summary.unpacked_bytes, summary.entries, initrd.size()};
  const LaunchPlan launch = make_launch_plan(request, prepared, machine, size);
  warn_of_memory(size, launch, warn);
  warn_of_status(prepared, warn);
  files.push_back(made(write_text(outputs, beside(request.output, kScriptSuffix),
                                  OutputKind::executable, launch_script(launch)),
                       "boots it in QEMU with " + std::to_string(launch.memory_mib) + " MiB"));
  files.push_back(made(write_text(outputs, beside(request.output, kRecordSuffix), OutputKind::data,
                                  provenance_json(prepared, launch.command_line, recorded(files))),
                       "what it was made from"));
  outputs.commit();
  return files;
}

void write_initramfs_to_standard_output(const ConvertRequest& request, const Prepared& prepared,
                                        const WarningSink& warn) {
  StandardOutput out;
  write_initramfs(prepared.flat.root,
                  choose_compression(request.choice.compression, prepared.kernel, warn), out, warn);
}

}  // namespace oci2boot
