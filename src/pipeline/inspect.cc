// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/inspect.h"

#include <utility>

#include "oci2boot/error.h"
#include "src/pipeline/preflight.h"
#include "src/pipeline/prepare.h"

namespace oci2boot {

namespace {

Inspection describe(const Image& image) {
  const ImageOrigin& origin = image.origin();
  return {image.name(),   origin.digest,  image.manifest_digest(), image.id(),   origin.platforms,
          image.config(), image.layers(), origin.document,         std::nullopt, ""};
}

bool is_far_away(const ImageName& name) {
  return name.transport == Transport::registry;
}

}  // namespace

Inspection inspect(const InspectRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn) {
  const ConvertRequest& conversion = request.conversion;
  const SourceOptions source = source_options(conversion.source, surroundings, nullptr);
  std::unique_ptr<Image> image = open_image(conversion.image, source);
  Inspection inspection = describe(*image);
  if (request.only_documents) return inspection;
  if (!request.boot_is_wanted && is_far_away(conversion.image)) {
    inspection.boot_unknown = "its layers tell, which --boot downloads";
    return inspection;
  }
  Progress nobody;
  try {
    const Prepared prepared =
        prepare(conversion, std::move(image), RootFilesystem(surroundings.scratch_folder), source,
                surroundings, warn, nobody);
    for (const std::string& problem : preflight(conversion, prepared)) warn(problem);
    inspection.boot = describe_boot(prepared);
  } catch (const Error& error) {
    if (request.boot_is_wanted) throw;
    inspection.boot_unknown = error.what();
  }
  return inspection;
}

}  // namespace oci2boot
