// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "oci2boot/error.h"
#include "oci2boot/flatten.h"
#include "oci2boot/image_source.h"
#include "src/boot/patch.h"
#include "src/image/compressor.h"
#include "src/image/cpio_writer.h"
#include "src/image/output_format.h"
#include "src/image/output_set.h"
#include "src/image/standard_output.h"
#include "src/init/embedded_init.h"
#include "src/init/plan_format.h"
#include "src/launch/memory.h"
#include "src/launch/qemu.h"
#include "src/launch/script.h"
#include "src/provenance.h"
#include "src/version.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

/// What all stages of one conversion see.
struct Stages {
  const ConvertRequest& request;
  const Surroundings& surroundings;
  const WarningSink& warn;
  OutputChoice output;
  std::unique_ptr<Image> image;
  RootFilesystem root;
  FlattenResult flattened;
  BootPlan plan;
  std::optional<Kernel> kernel;
  std::vector<AppliedPatch> patches;
};

SourceOptions source_options(const ConvertRequest& request, const Surroundings& surroundings) {
  return {request.platform.value_or(Platform::host()), request.platform.has_value(),
          surroundings.scratch_folder};
}

BootPlan make_plan(const Stages& stages) {
  BootOptions options = stages.request.boot;
  options.image_name = stages.image->name();
  return plan_boot(stages.image->config(), options, stages.root.tree);
}

std::optional<Kernel> choose_kernel(const Stages& stages) {
  KernelRequest request;
  request.kernel = stages.request.kernel;
  request.architecture = stages.image->config().platform.architecture;
  request.modules = stages.request.modules;
  request.store = stages.surroundings.kernel_store;
  request.scratch_folder = stages.surroundings.scratch_folder;
  return find_kernel(request, stages.root, stages.warn);
}

bool has_patch(const std::vector<Patch>& patches, std::string_view name) {
  return std::any_of(patches.begin(), patches.end(),
                     [&](const Patch& patch) { return patch.name == name; });
}

void patch_root(Stages& stages, const std::vector<Patch>& patches) {
  const std::string& architecture = stages.image->config().platform.architecture;
  const std::span<const std::byte> pid1 = embedded_init(architecture);
  if (pid1.empty() && has_patch(patches, "init")) {
    throw Error(ErrorCode::missing_tool,
                "this oci2boot was built without its PID 1 for " + architecture +
                    "; --no-patch init converts the image without one, to boot by its own /init");
  }
  const InitPayload payload{{reinterpret_cast<const char*>(pid1.data()), pid1.size()},
                            stages.kernel ? std::span<const GuestModule>(stages.kernel->modules)
                                          : std::span<const GuestModule>()};
  for (const GuestModule& module : payload.modules) stages.plan.modules.push_back(module.name);
  PatchContext context{stages.root, stages.plan, payload,
                       stages.surroundings.source_date.value_or(stages.image->config().created)};
  stages.patches = apply_patches(patches, context);
}

/// What the kernel unpacks; nothing when that is not known.
std::optional<std::set<CompressionMethod>> unpackable(const std::optional<Kernel>& kernel) {
  if (!kernel || !kernel->config) return std::nullopt;
  std::set<CompressionMethod> methods;
  for (const std::string& name : kernel->config->initramfs_compressions()) {
    if (const auto method = find_compression(name)) methods.insert(*method);
  }
  return methods;
}

CompressionChoice choose_compression(const Stages& stages) {
  const auto methods = unpackable(stages.kernel);
  if (!stages.output.compression) return at_default_level(default_compression(methods));
  const CompressionChoice choice = *stages.output.compression;
  if (methods && choice.method != CompressionMethod::none && !methods->contains(choice.method)) {
    stages.warn("the kernel cannot unpack " + std::string(compression_name(choice.method)) +
                "; it will not find the root file system");
  }
  return choice;
}

CpioSummary write_initramfs(const Stages& stages, CompressionChoice compression, ByteSink& to) {
  const std::unique_ptr<ByteSink> packer = compress(to, compression, compression_threads());
  const CpioSummary summary = write_cpio(stages.root, *packer, stages.warn);
  packer->finish();
  to.finish();
  return summary;
}

OutputFile& write_text(OutputSet& outputs, const fs::path& path, OutputKind kind,
                       const std::string& text) {
  OutputFile& file = outputs.add(path, kind);
  file.write(std::as_bytes(std::span(text)));
  file.finish();
  return file;
}

/// "initrd" and ".sh" give "initrd.sh" in the same folder.
fs::path beside(const fs::path& output, const char* suffix) {
  fs::path path = output;
  path += suffix;
  return path;
}

LaunchPlan make_launch_plan(const Stages& stages, const CpioSummary& summary,
                            std::uint64_t initrd_bytes) {
  const ConvertRequest& request = stages.request;
  const RootSize size{summary.unpacked_bytes, summary.entries, initrd_bytes};
  LaunchPlan launch;
  launch.made_by = std::string("oci2boot ") + kVersion;
  launch.image = stages.image->name();
  launch.architecture = stages.image->config().platform.architecture;
  launch.initrd = fs::path(request.output).filename().string();
  if (stages.kernel) launch.kernel = launch.initrd + ".vmlinuz";
  launch.command_line =
      kernel_command_line(find_machine(launch.architecture), request.kernel_arguments);
  launch.memory_mib = request.memory_mib.value_or(memory_for(size));
  launch.least_memory_mib = least_memory_mib(size);
  launch.cpus = request.cpus;
  launch.ports = request.ports;
  launch.status_port = PLAN_STATUS_PORT;
  const auto& modules = stages.plan.modules;
  launch.reports_status =
      stages.plan.mode == BootMode::container &&
      std::find(modules.begin(), modules.end(), "virtio_console") != modules.end();
  if (!fits(size, launch.memory_mib)) {
    stages.warn("the unpacked root needs " + std::to_string(launch.least_memory_mib) +
                " MiB of memory, --memory gives " + std::to_string(launch.memory_mib) +
                ": the guest will not boot");
  }
  return launch;
}

std::string kernel_words(const Kernel& kernel) {
  return kernel.image.version.empty() ? "Linux kernel" : "Linux " + kernel.image.version;
}

MadeFile made(const OutputFile& file, std::string what) {
  return {file.path(), file.size(), file.digest(), std::move(what)};
}

/// The initramfs and what belongs beside it.
std::vector<MadeFile> write_outputs(const Stages& stages) {
  const fs::path output = stages.request.output;
  const CompressionChoice compression = choose_compression(stages);
  OutputSet outputs(stages.request.force ? Existing::replace : Existing::refuse);

  OutputFile& initrd = outputs.add(output, OutputKind::data);
  const CpioSummary summary = write_initramfs(stages, compression, initrd);
  std::vector<MadeFile> files;
  files.push_back(made(initrd, "initramfs, " + std::string(compression_name(compression.method)) +
                                   ", " + std::to_string(summary.entries) + " entries"));
  if (stages.kernel) {
    files.push_back(made(
        write_text(outputs, beside(output, ".vmlinuz"), OutputKind::data, stages.kernel->bytes),
        kernel_words(*stages.kernel)));
  }
  const LaunchPlan launch = make_launch_plan(stages, summary, initrd.size());
  files.push_back(made(
      write_text(outputs, beside(output, ".sh"), OutputKind::executable, launch_script(launch)),
      "boots it in QEMU with " + std::to_string(launch.memory_mib) + " MiB"));
  Provenance provenance{launch.made_by,      launch.image,   *stages.image,
                        stages.flattened,    stages.plan,    stages.kernel,
                        launch.command_line, stages.patches, {}};
  for (const MadeFile& file : files) {
    provenance.files.push_back({file.path.filename().string(), file.size, file.digest});
  }
  files.push_back(made(
      write_text(outputs, beside(output, ".json"), OutputKind::data, provenance_json(provenance)),
      "what it was made from"));
  outputs.commit();
  return files;
}

/// Before any work: an output that is in the way, or a folder that is not there.
void check_outputs(const ConvertRequest& request, const OutputChoice& choice) {
  if (choice.to_standard_output) return;
  OutputSet probe(request.force ? Existing::replace : Existing::refuse);
  for (const char* suffix : {"", ".vmlinuz", ".sh", ".json"}) {
    probe.add(beside(request.output, suffix), OutputKind::data);
  }
}

std::string what_boots(const BootPlan& plan) {
  std::string words;
  for (const std::string& word : plan.argv) words += (words.empty() ? "" : " ") + shell_word(word);
  return words;
}

std::string who_boots(const BootPlan& plan) {
  if (plan.mode == BootMode::handover) return "PID 1";
  return plan.user.empty() ? "root" : plan.user;
}

Conversion describe(const Stages& stages) {
  Conversion conversion;
  conversion.image = stages.image->name();
  conversion.platform = stages.image->config().platform.text();
  conversion.layers = stages.image->layers().size();
  conversion.entries = stages.root.tree.entry_count();
  conversion.boots = what_boots(stages.plan);
  conversion.boots_as = who_boots(stages.plan);
  conversion.reason = stages.plan.reason;
  conversion.notes = stages.plan.notes;
  if (stages.kernel) conversion.kernel = stages.kernel->origin;
  for (const AppliedPatch& patch : stages.patches) {
    for (const std::string& change : patch.changes) {
      conversion.patches.push_back(std::string(patch.name) + ": " + change);
    }
  }
  return conversion;
}

}  // namespace

Conversion convert(const ConvertRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn) {
  const std::vector<Patch> patches = select_patches(request.disabled_patches);
  Stages stages{request,      surroundings,
                warn,         choose_output(request.output, request.format, request.compress),
                nullptr,      RootFilesystem(surroundings.scratch_folder),
                {},           {},
                std::nullopt, {}};
  check_outputs(request, stages.output);

  stages.image = open_image(request.image, source_options(request, surroundings));
  stages.flattened = flatten(*stages.image, stages.root, Limits{}, warn);
  stages.plan = make_plan(stages);
  stages.kernel = choose_kernel(stages);
  patch_root(stages, patches);

  Conversion conversion = describe(stages);
  if (stages.output.to_standard_output) {
    StandardOutput out;
    write_initramfs(stages, choose_compression(stages), out);
  } else {
    conversion.files = write_outputs(stages);
  }
  return conversion;
}

}  // namespace oci2boot
