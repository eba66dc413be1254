// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/boot_files.h"

#include <set>
#include <utility>

#include "src/init/plan_format.h"
#include "src/launch/exposed_ports.h"
#include "src/launch/qemu.h"
#include "src/launch/script.h"
#include "src/pipeline/preflight.h"
#include "src/version.h"

namespace oci2boot {

namespace {

constexpr const char* kKernelSuffix = ".vmlinuz";
constexpr const char* kUnpackedKernelSuffix = ".vmlinux";
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

/// A machine without a network is reached through no port.
bool has_network(const Prepared& prepared) {
  return !has_program(prepared) || prepared.plan->network.kind != NetworkKind::none;
}

std::string kernel_words(const Kernel& kernel) {
  return kernel.image.version.empty() ? "Linux kernel" : "Linux " + kernel.image.version;
}

}  // namespace

std::optional<UserNetwork> network_of(const BootPlan& plan) {
  const NetworkSetup& setup =
      plan.network.kind == NetworkKind::fixed ? plan.network : plan.image_network;
  const StaticNetwork& fixed = setup.address;
  if (setup.kind != NetworkKind::fixed || fixed == qemu_user_network()) return std::nullopt;
  return user_network_for(fixed.address, fixed.prefix, fixed.gateway, plan.nameservers);
}

void check_boot_names(const ConvertRequest& request, std::vector<const char*> suffixes) {
  if (request.kernel != "none") suffixes.push_back(kKernelSuffix);
  if (request.vmlinux) suffixes.push_back(kUnpackedKernelSuffix);
  suffixes.insert(suffixes.end(), {kScriptSuffix, kRecordSuffix});
  check_names(request, suffixes);
}

CompressionChoice initramfs_compression(const std::optional<CompressionChoice>& asked,
                                        const std::optional<Kernel>& kernel,
                                        const WarningSink& warn) {
  if (!asked) return at_default_level(default_compression(unpackable(kernel)));
  if (const auto warning = preflight_compression(asked->method, kernel)) warn(*warning);
  return *asked;
}

CpioSummary write_initramfs(const RootFilesystem& root, CompressionChoice compression,
                            unsigned jobs, ByteSink& to, const WarningSink& warn) {
  CpioSummary summary;
  write_packed(to, compression, jobs,
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
  if (has_network(prepared)) {
    launch.exposed = forward_exposed(prepared.flat.image->config().exposed_ports).ports;
  }
  if (prepared.plan) launch.network = network_of(*prepared.plan);
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
  if (!prepared.vmlinux.empty()) {
    files.push_back(write_text(outputs, beside(request.output, kUnpackedKernelSuffix),
                               OutputKind::data, prepared.vmlinux, "the same, unpacked"));
  }
  if (const auto warning = preflight_memory(launch)) warn(*warning);
  files.push_back(write_text(
      outputs, beside(request.output, kScriptSuffix), OutputKind::executable, launch_script(launch),
      "boots it in QEMU with " + std::to_string(launch.memory_mib) + " MiB"));
  files.push_back(write_text(outputs, beside(request.output, kRecordSuffix), OutputKind::data,
                             provenance_json(prepared, launch.command_line, recorded(files)),
                             "what it was made from"));
  return files;
}

}  // namespace oci2boot
