// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/kernel_add.h"

#include <utility>

#include "oci2boot/error.h"
#include "src/pipeline/kernel_carrier.h"
#include "src/pipeline/second_try.h"
#include "src/pipeline/stop_signals.h"

namespace oci2boot {

namespace {

KernelPlace open_place(const KernelAddRequest& request, const Surroundings& surroundings,
                       const WarningSink& warn, Progress& progress) {
  const auto carrier = kernel_carrier(request.sources.front());
  if (!carrier || request.sources.size() > 1) {
    const std::vector<std::filesystem::path> paths(request.sources.begin(), request.sources.end());
    return open_kernel_places(paths, surroundings.scratch_folder);
  }
  SourceOptions source = source_options(request.source, surroundings, &progress);
  return with_second_try(
      progress, warn,
      [&] { return open_kernel_carrier(*carrier, source, request.source.jobs, warn, progress); },
      [&] { source.registry.mirrors.clear(); });
}

LocatedKernel choose(const KernelPlace& place, const std::optional<Platform>& asked) {
  const std::string architecture = asked.value_or(Platform::host()).architecture;
  std::optional<LocatedKernel> kernel = newest_in(place, architecture);
  if (!kernel && !asked) kernel = newest_in(place, "");
  if (!kernel) refuse_place(place, "and one for " + architecture + " was asked for");
  return std::move(*kernel);
}

}  // namespace

AddedKernel add_kernel(const KernelAddRequest& request, const Surroundings& surroundings,
                       const WarningSink& warn, Progress& progress) {
  if (surroundings.kernel_store.empty()) {
    throw Error(ErrorCode::usage,
                "nothing says where the kernel store is: neither OCI2BOOT_KERNELS, nor "
                "XDG_DATA_HOME, nor HOME");
  }
  if (!request.name.empty()) check_kernel_name(request.name);
  const LocatedKernel kernel =
      choose(open_place(request, surroundings, warn, progress), request.source.platform);
  const std::string name =
      request.name.empty() ? default_kernel_name(kernel.found.image) : request.name;
  const StopSignals signals;
  try {
    store_kernel(kernel, {surroundings.kernel_store, name, request.force,
                          [] { return StopSignals::caught() != 0; }});
  } catch (const Error& error) {
    if (StopSignals::caught() != 0) throw Interrupted(error, StopSignals::caught());
    throw;
  }
  return {surroundings.kernel_store / name, kernel.files->describe(kernel.found.path),
          kernel.found.image, kernel.modules.has_value(), kernel.config.has_value()};
}

}  // namespace oci2boot
