// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/prepare.h"

#include <algorithm>
#include <utility>

#include "oci2boot/error.h"
#include "src/boot/kernel/kernel_payload.h"
#include "src/init/embedded_init.h"
#include "src/launch/qemu.h"
#include "src/pipeline/disk_identity.h"
#include "src/pipeline/kernel_carrier.h"

namespace oci2boot {

namespace {

BootPlan make_plan(const BootOptions& typed, const Image& image, const RootFilesystem& root) {
  BootOptions options = typed;
  options.image_name = image.name();
  options.console = find_machine(image.config().platform.architecture).console;
  return plan_boot(image.config(), options, root);
}

/// What the program is left out of.
BootOptions without_program(BootOptions options) {
  options.init = "container";
  options.entrypoint.reset();
  options.command.clear();
  options.env.clear();
  options.user.reset();
  options.workdir.reset();
  return options;
}

RootKind root_kind(const ConvertRequest& request) {
  return request.choice.format == OutputFormat::disk ? RootKind::disk : RootKind::memory;
}

KernelRequest kernel_request(const ConvertRequest& request, const std::string& architecture,
                             const BootPlan& plan, const Surroundings& surroundings) {
  KernelRequest wanted;
  wanted.kernel = request.kernel;
  wanted.architecture = architecture;
  wanted.modules = request.modules;
  wanted.root = root_kind(request);
  wanted.system = plan.system;
  wanted.for_shares = request.for_runs;
  wanted.store = surroundings.kernel_store;
  wanted.scratch_folder = surroundings.scratch_folder;
  return wanted;
}

std::optional<Kernel> choose_kernel(const ConvertRequest& request, const KernelRequest& wanted,
                                    const FlatImage& flat, SourceOptions source,
                                    const WarningSink& warn, Progress& progress) {
  const std::optional<ImageName> carrier = kernel_carrier(request.kernel);
  if (!carrier) return find_kernel(wanted, flat.root, warn);
  source = source_for_carrier(std::move(source), *carrier, request.image);
  source.platform = flat.image->config().platform;
  return kernel_from(open_kernel_carrier(*carrier, source, request.source.jobs, warn, progress),
                     wanted, warn);
}

std::string take_vmlinux(const std::optional<Kernel>& kernel) {
  if (!kernel)
    throw Error(ErrorCode::missing_tool, "--vmlinux: there is no kernel to take it from");
  try {
    return unpacked_kernel(kernel->image, kernel->bytes);
  } catch (const Error& error) {
    throw Error(ErrorCode::missing_tool, error.what())
        .within("--vmlinux: cannot unpack the kernel " + kernel->origin);
  }
}

/// Puts those that shares take behind the others.
void add_share_modules(Kernel& kernel) {
  if (!kernel.share_drivers) return;
  const auto is_there = [&](const GuestModule& wanted) {
    return std::any_of(kernel.modules.begin(), kernel.modules.end(),
                       [&](const GuestModule& module) { return module.name == wanted.name; });
  };
  for (const ShareDriver& driver : *kernel.share_drivers) {
    for (const GuestModule& module : driver.modules) {
      if (!is_there(module)) kernel.modules.push_back(module);
    }
  }
}

bool has_init(const std::vector<Patch>& patches) {
  return std::any_of(patches.begin(), patches.end(),
                     [](const Patch& patch) { return patch.name == "init"; });
}

std::string_view pid1_for(const std::string& architecture) {
  const std::span<const std::byte> pid1 = embedded_init(architecture);
  return {reinterpret_cast<const char*>(pid1.data()), pid1.size()};
}

/// Whether PID 1 is ours: always where the root is a disk.
bool has_our_init(const ConvertRequest& request) {
  return root_kind(request) == RootKind::disk ||
         has_init(select_patches(request.disabled_patches, root_kind(request)));
}

/// Before any work: without PID 1 nothing of ours boots.
void check_pid1(const ConvertRequest& request, const std::string& architecture) {
  if (!has_our_init(request) || !pid1_for(architecture).empty()) return;
  const bool is_disk = root_kind(request) == RootKind::disk;
  throw Error(ErrorCode::missing_tool,
              "this oci2boot was built without its PID 1 for " + architecture +
                  "; build it again after scripts/setup " + architecture +
                  (is_disk ? "" : ", or boot the image's own /init by --no-patch init"));
}

std::vector<AppliedPatch> patch_root(const std::vector<Patch>& patches, const BootPlan& plan,
                                     const std::optional<Kernel>& kernel, Timestamp time,
                                     const std::string& architecture, RootFilesystem& root) {
  PatchContext context{root, plan, {pid1_for(architecture), {}}, time};
  if (kernel) {
    context.payload.modules = kernel->modules;
    if (kernel->all_modules) context.all_modules = &*kernel->all_modules;
  }
  return apply_patches(patches, context);
}

}  // namespace

Prepared prepare(const ConvertRequest& request, std::unique_ptr<Image> image, RootFilesystem root,
                 const SourceOptions& source, const Surroundings& surroundings,
                 const WarningSink& warn, Progress& progress) {
  check_pid1(request, image->config().platform.architecture);
  return prepare(request,
                 flatten_image(std::move(image), std::move(root), source.limits, warn,
                               {&progress, request.source.jobs}),
                 source, surroundings, warn, progress);
}

Prepared prepare(const ConvertRequest& request, FlatImage flat, const SourceOptions& source,
                 const Surroundings& surroundings, const WarningSink& warn, Progress& progress) {
  const std::string architecture = flat.image->config().platform.architecture;
  check_pid1(request, architecture);
  const std::vector<Patch> patches = select_patches(request.disabled_patches, root_kind(request));
  const ImageConfig& config = flat.image->config();
  const Timestamp time = surroundings.source_date.value_or(config.created);
  BootPlan plan = make_plan(request.boot, *flat.image, flat.root);
  if (request.for_runs && plan.mode == BootMode::container) {
    plan = make_plan(without_program(request.boot), *flat.image, flat.root);
  }
  plan.identity.salt_seed = uuid_text(disk_identity(flat, time).uuid);
  std::optional<Kernel> kernel =
      choose_kernel(request, kernel_request(request, architecture, plan, surroundings), flat,
                    source, warn, progress);
  std::string vmlinux = request.vmlinux ? take_vmlinux(kernel) : "";
  if (kernel) {
    for (const GuestModule& module : kernel->modules) plan.modules.push_back(module.name);
    add_share_modules(*kernel);
  }
  if (root_kind(request) == RootKind::disk)
    plan.root = RootDisk{uuid_text(disk_identity(flat, time).uuid), "ext4", request.grow};
  std::vector<AppliedPatch> applied =
      patch_root(patches, plan, kernel, time, architecture, flat.root);

  return {std::move(flat),
          std::move(kernel),
          has_our_init(request) ? std::optional(std::move(plan)) : std::nullopt,
          std::move(applied),
          time,
          std::move(vmlinux)};
}

InitPayload init_payload(const Prepared& prepared) {
  InitPayload payload{pid1_for(prepared.flat.image->config().platform.architecture), {}};
  if (prepared.kernel) payload.modules = prepared.kernel->modules;
  return payload;
}

}  // namespace oci2boot
