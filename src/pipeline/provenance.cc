// SPDX-License-Identifier: Apache-2.0
#include "src/provenance.h"

#include <nlohmann/json.hpp>

namespace oci2boot {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::optional<Digest>& digest) {
  return digest ? Json(digest->text()) : Json(nullptr);
}

Json image_json(const Provenance& provenance) {
  const Image& image = provenance.image;
  Json layers = Json::array();
  for (std::size_t i = 0; i < image.layers().size(); ++i) {
    const Layer& layer = image.layers()[i];
    layers.push_back(
        {{"digest", text_or_null(layer.digest)},
         {"diffId", provenance.flattened.diff_ids[i].text()},
         {"mediaType", layer.media_type.empty() ? Json(nullptr) : Json(layer.media_type)}});
  }
  return {{"name", provenance.image_name},
          {"id", text_or_null(image.id())},
          {"manifest", text_or_null(image.manifest_digest())},
          {"platform", image.config().platform.text()},
          {"layers", layers}};
}

Json boot_json(const BootPlan& plan) {
  return {{"mode", plan.mode == BootMode::container ? "container" : "handover"},
          {"reason", plan.reason},
          {"argv", plan.argv},
          {"env", plan.env},
          {"user", plan.user},
          {"workdir", plan.workdir},
          {"hostname", plan.hostname},
          {"stopSignal", plan.stop_signal}};
}

Json kernel_json(const Provenance& provenance) {
  if (!provenance.kernel) return nullptr;
  Json modules = Json::array();
  for (const GuestModule& module : provenance.kernel->modules) modules.push_back(module.name);
  return {{"version", provenance.kernel->image.version},
          {"architecture", provenance.kernel->image.architecture},
          {"commandLine", provenance.kernel_command_line},
          {"modules", modules}};
}

Json patches_json(const std::vector<AppliedPatch>& patches) {
  Json list = Json::array();
  for (const AppliedPatch& patch : patches) {
    list.push_back({{"name", patch.name}, {"changes", patch.changes}});
  }
  return list;
}

Json files_json(const std::vector<Provenance::File>& files) {
  Json list = Json::array();
  for (const Provenance::File& file : files) {
    list.push_back({{"name", file.name},
                    {"size", file.size},
                    {std::string(file.digest.algorithm()), file.digest.hex()}});
  }
  return list;
}

}  // namespace

std::string provenance_json(const Provenance& provenance) {
  const Json document = {{"madeBy", provenance.made_by},
                         {"image", image_json(provenance)},
                         {"boot", boot_json(provenance.plan)},
                         {"kernel", kernel_json(provenance)},
                         {"patches", patches_json(provenance.patches)},
                         {"files", files_json(provenance.files)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace oci2boot
