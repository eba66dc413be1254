// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/boot_files.h"

#include <set>
#include <utility>

#include "src/init/plan_format.h"
#include "src/launch/qemu.h"
#include "src/launch/script.h"
#include "src/version.h"

namespace oci2boot {

namespace {

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

bool has_program(const Prepared& prepared) {
  return prepared.plan && prepared.plan->mode == BootMode::container;
}

void warn_of_status(const Prepared& prepared, const WarningSink& warn) {
  if (!has_program(prepared) || !prepared.kernel || prepared.kernel->reports_status) return;
  warn("without virtio_console the guest cannot report its program's exit status");
}

void warn_of_memory(const LaunchPlan& launch, const WarningSink& warn) {
  if (launch.memory_mib >= launch.least_memory_mib) return;
  warn("the unpacked initramfs needs " + std::to_string(launch.least_memory_mib) +
       " MiB of memory, --memory gives " + std::to_string(launch.memory_mib) +
       ": the guest will not boot");
}

std::string kernel_words(const Kernel& kernel) {
  return kernel.image.version.empty() ? "Linux kernel" : "Linux " + kernel.image.version;
}

}  // namespace

void check_boot_names(const ConvertRequest& request, std::vector<const char*> suffixes) {
  if (request.kernel != "none") suffixes.push_back(kKernelSuffix);
  suffixes.insert(suffixes.end(), {kScriptSuffix, kRecordSuffix});
  check_names(request, suffixes);
}

CompressionChoice initramfs_compression(const std::optional<CompressionChoice>& asked,
                                        const std::optional<Kernel>& kernel,
                                        const WarningSink& warn) {
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

std::string initramfs_words(std::string_view name, CompressionChoice compression,
                            const CpioSummary& summary) {
  return std::string(name) + ", " + std::string(compression_name(compression.method)) + ", " +
         std::to_string(summary.entries) + " entries";
}

LaunchPlan make_launch_plan(const ConvertRequest& request, const Prepared& prepared,
                            const std::string& initrd) {
  LaunchPlan launch;
  launch.made_by = std::string("oci2boot ") + kVersion;
  launch.image = prepared.flat.image->name();
  launch.architecture = prepared.flat.image->config().platform.architecture;
  launch.initrd = initrd;
  if (prepared.kernel) {
    launch.kernel = beside(request.output, kKernelSuffix).filename().string();
  }
  launch.command_line =
      kernel_command_line(find_machine(launch.architecture), request.kernel_arguments);
  launch.cpus = request.cpus;
  launch.ports = request.ports;
  launch.status_port = PLAN_STATUS_PORT;
  // An image's own init, handed over to or not, has no program whose status could be told.
  launch.reports_status = has_program(prepared);
  return launch;
}

std::vector<MadeFile> write_boot_files(const ConvertRequest& request, const Prepared& prepared,
                                       const LaunchPlan& launch, OutputSet& outputs,
                                       std::vector<MadeFile> files, const WarningSink& warn) {
  if (prepared.kernel) {
    files.push_back(write_text(outputs, beside(request.output, kKernelSuffix), OutputKind::data,
                               prepared.kernel->bytes, kernel_words(*prepared.kernel)));
  }
  warn_of_memory(launch, warn);
  warn_of_status(prepared, warn);
  files.push_back(write_text(
      outputs, beside(request.output, kScriptSuffix), OutputKind::executable, launch_script(launch),
      "boots it in QEMU with " + std::to_string(launch.memory_mib) + " MiB"));
  files.push_back(write_text(outputs, beside(request.output, kRecordSuffix), OutputKind::data,
                             provenance_json(prepared, launch.command_line, recorded(files)),
                             "what it was made from"));
  return files;
}

}  // namespace oci2boot
