// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/prepare.h"

#include <algorithm>
#include <utility>

#include "oci2boot/error.h"
#include "src/init/embedded_init.h"

namespace oci2boot {

namespace {

BootPlan make_plan(const BootOptions& typed, const Image& image, const FileTree& tree) {
  BootOptions options = typed;
  options.image_name = image.name();
  return plan_boot(image.config(), options, tree);
}

std::optional<Kernel> choose_kernel(const ConvertRequest& request, const Surroundings& surroundings,
                                    const std::string& architecture, const RootFilesystem& root,
                                    const WarningSink& warn) {
  KernelRequest wanted;
  wanted.kernel = request.kernel;
  wanted.architecture = architecture;
  wanted.modules = request.modules;
  wanted.store = surroundings.kernel_store;
  wanted.scratch_folder = surroundings.scratch_folder;
  return find_kernel(wanted, root, warn);
}

bool has_init(const std::vector<Patch>& patches) {
  return std::any_of(patches.begin(), patches.end(),
                     [](const Patch& patch) { return patch.name == "init"; });
}

std::string_view pid1_for(const std::string& architecture) {
  const std::span<const std::byte> pid1 = embedded_init(architecture);
  return {reinterpret_cast<const char*>(pid1.data()), pid1.size()};
}

/// Before any work: without PID 1 there is nothing to put into the image.
void check_pid1(const std::vector<Patch>& patches, const std::string& architecture) {
  if (!has_init(patches) || !pid1_for(architecture).empty()) return;
  throw Error(ErrorCode::missing_tool, "this oci2boot was built without its PID 1 for " +
                                           architecture +
                                           "; with --no-patch init the image's own /init boots it");
}

std::vector<AppliedPatch> patch_root(const std::vector<Patch>& patches, const BootPlan& plan,
                                     const std::optional<Kernel>& kernel, Timestamp time,
                                     const std::string& architecture, RootFilesystem& root) {
  InitPayload payload{pid1_for(architecture), {}};
  if (kernel) payload.modules = kernel->modules;
  PatchContext context{root, plan, payload, time};
  return apply_patches(patches, context);
}

}  // namespace

Prepared prepare(const ConvertRequest& request, const SourceOptions& source,
                 const Surroundings& surroundings, const WarningSink& warn, Progress& progress) {
  const std::vector<Patch> patches = select_patches(request.disabled_patches);
  std::unique_ptr<Image> image = open_for_conversion(request.image, source, progress);
  const std::string architecture = image->config().platform.architecture;
  check_pid1(patches, architecture);

  FlatImage flat = flatten_image(std::move(image), source, warn, progress);
  const ImageConfig& config = flat.image->config();
  BootPlan plan = make_plan(request.boot, *flat.image, flat.root.tree);
  std::optional<Kernel> kernel =
      choose_kernel(request, surroundings, architecture, flat.root, warn);
  if (kernel) {
    for (const GuestModule& module : kernel->modules) plan.modules.push_back(module.name);
  }
  const Timestamp time = surroundings.source_date.value_or(config.created);
  std::vector<AppliedPatch> applied =
      patch_root(patches, plan, kernel, time, architecture, flat.root);

  return {std::move(flat), std::move(kernel),
          has_init(patches) ? std::optional(std::move(plan)) : std::nullopt, std::move(applied)};
}

}  // namespace oci2boot
