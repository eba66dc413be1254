// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/kernel_carrier.h"

#include <utility>

#include "oci2boot/reference.h"
#include "src/pipeline/flat_image.h"

namespace oci2boot {

namespace {

constexpr std::string_view kPrefix = "image:";

std::optional<std::string> registry_of(const ImageName& name) {
  if (name.transport != Transport::registry) return std::nullopt;
  return Reference::parse(name.location).registry;
}

}  // namespace

std::optional<ImageName> kernel_carrier(const std::string& kernel) {
  if (!kernel.starts_with(kPrefix)) return std::nullopt;
  return ImageName::parse(std::string_view(kernel).substr(kPrefix.size()));
}

SourceOptions source_for_carrier(SourceOptions source, const ImageName& carrier,
                                 const ImageName& other) {
  const auto theirs = registry_of(other);
  // A password is for one registry: no other one may see it.
  if (theirs && registry_of(carrier) != theirs) source.registry.credentials.reset();
  return source;
}

KernelPlace open_kernel_carrier(const ImageName& name, const SourceOptions& source, unsigned jobs,
                                const WarningSink& warn, Progress& progress) {
  std::unique_ptr<Image> image = open_for_conversion(name, source, progress);
  const std::string what = std::string(kPrefix) + image->name();
  FlatImage flat = flatten_image(std::move(image), RootFilesystem(source.scratch_folder),
                                 source.limits, warn, {&progress, jobs});
  return kernel_place_in_image(std::move(flat.root), what, source.scratch_folder);
}

}  // namespace oci2boot
