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
  return {image.name(),
          origin.digest,
          image.manifest_digest(),
          image.id(),
          origin.platforms,
          image.config(),
          image.layers(),
          origin.document,
          std::nullopt,
          std::nullopt,
          {},
          ""};
}

bool is_far_away(const ImageName& name) {
  return name.transport == Transport::registry;
}

/// Without the layers nothing of this can be told.
bool reads_layers(const InspectRequest& request) {
  return request.boot_is_wanted || request.layers_are_wanted ||
         !is_far_away(request.conversion.image);
}

class Inspector {
 public:
  Inspector(const InspectRequest& request, const Surroundings& surroundings,
            const WarningSink& warn)
      : request_(request),
        surroundings_(surroundings),
        warn_(warn),
        source_(source_options(request.conversion.source, surroundings, nullptr)) {}

  Inspection inspect() {
    std::unique_ptr<Image> image = open_image(request_.conversion.image, source_);
    Inspection inspection = describe(*image);
    if (request_.only_documents) return inspection;
    if (!reads_layers(request_)) {
      inspection.boot_unknown = "its layers tell, which --boot downloads";
    } else if (request_.layers_are_wanted) {
      FlatImage flat =
          flatten_image(std::move(image), root(), source_.limits, warn_,
                        {&nobody_, request_.conversion.source.jobs, HiddenData::stored});
      inspection.analysis = analyse_layers(flat.root, flat.image->layers().size());
      add_boot([&] { return prepare_flat(std::move(flat)); }, inspection);
    } else {
      add_boot([&] { return prepare_image(std::move(image)); }, inspection);
    }
    return inspection;
  }

 private:
  RootFilesystem root() const { return RootFilesystem(surroundings_.scratch_folder); }

  Prepared prepare_image(std::unique_ptr<Image> image) {
    return prepare(request_.conversion, std::move(image), root(), source_, surroundings_, warn_,
                   nobody_);
  }

  Prepared prepare_flat(FlatImage flat) {
    return prepare(request_.conversion, std::move(flat), source_, surroundings_, warn_, nobody_);
  }

  template <typename Preparation>
  void add_boot(const Preparation& preparation, Inspection& inspection) const {
    try {
      const Prepared prepared = preparation();
      inspection.problems = preflight(request_.conversion, prepared);
      for (const std::string& problem : inspection.problems) warn_(problem);
      inspection.boot = describe_boot(prepared);
    } catch (const Error& error) {
      if (request_.boot_is_wanted) throw;
      inspection.boot_unknown = error.what();
    }
  }

  const InspectRequest& request_;
  const Surroundings& surroundings_;
  const WarningSink& warn_;
  SourceOptions source_;
  Progress nobody_;
};

}  // namespace

Inspection inspect(const InspectRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn) {
  return Inspector(request, surroundings, warn).inspect();
}

}  // namespace oci2boot
