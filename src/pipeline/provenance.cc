// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/provenance.h"

#include <nlohmann/json.hpp>

#include "src/version.h"

namespace oci2boot {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::optional<Digest>& digest) {
  return digest ? Json(digest->text()) : Json(nullptr);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json healthcheck_json(const std::optional<Healthcheck>& check) {
  if (!check) return nullptr;
  return {{"test", check->test},
          {"intervalNs", check->interval_ns},
          {"timeoutNs", check->timeout_ns},
          {"startPeriodNs", check->start_period_ns},
          {"startIntervalNs", check->start_interval_ns},
          {"retries", check->retries}};
}

/// What the image says of how it is to be run, for who starts the machine by other means.
Json config_json(const ImageConfig& config) {
  return {{"exposedPorts", config.exposed_ports},
          {"volumes", config.volumes},
          {"stopSignal", text_or_null(config.stop_signal)},
          {"healthcheck", healthcheck_json(config.healthcheck)}};
}

Json image_json(const FlatImage& flat) {
  const Image& image = *flat.image;
  Json layers = Json::array();
  for (std::size_t i = 0; i < image.layers().size(); ++i) {
    const Layer& layer = image.layers()[i];
    layers.push_back({{"digest", text_or_null(layer.digest)},
                      {"diffId", flat.flattened.diff_ids[i].text()},
                      {"mediaType", text_or_null(layer.media_type)}});
  }
  return {{"name", image.name()},
          {"id", text_or_null(image.id())},
          {"manifest", text_or_null(image.manifest_digest())},
          {"platform", image.config().platform.text()},
          {"config", config_json(image.config())},
          {"layers", layers}};
}

Json network_json(const NetworkSetup& network) {
  switch (network.kind) {
    case NetworkKind::none:
      return nullptr;
    case NetworkKind::dhcp:
      return "dhcp";
    case NetworkKind::fixed:
      break;
  }
  return network.address.address + "/" + std::to_string(network.address.prefix) + "," +
         network.address.gateway;
}

Json boot_json(const std::optional<BootPlan>& boot_plan) {
  if (!boot_plan) return nullptr;
  const BootPlan& plan = *boot_plan;
  return {{"mode", plan.mode == BootMode::container ? "container" : "handover"},
          {"system", text_or_null(plan.system)},
          {"reason", plan.reason},
          {"argv", plan.argv},
          {"env", plan.env},
          {"user", plan.user},
          {"workdir", plan.workdir},
          {"hostname", plan.hostname},
          {"console", text_or_null(plan.console)},
          {"network", network_json(plan.network)},
          {"stopSignal", plan.stop_signal}};
}

Json kernel_json(const Prepared& prepared, const std::string& command_line) {
  if (!prepared.kernel) return nullptr;
  return {{"version", prepared.kernel->image.version},
          {"architecture", prepared.kernel->image.architecture},
          {"commandLine", command_line},
          {"modules", prepared.plan ? prepared.plan->modules : std::vector<std::string>()}};
}

Json patches_json(const std::vector<AppliedPatch>& patches) {
  Json list = Json::array();
  for (const AppliedPatch& patch : patches) {
    list.push_back({{"name", patch.name}, {"changes", patch.changes}});
  }
  return list;
}

Json files_json(std::span<const RecordedFile> files) {
  Json list = Json::array();
  for (const RecordedFile& file : files) {
    Json record = {{"name", file.name}, {"size", file.size}};
    if (file.digest) record[std::string(file.digest->algorithm())] = file.digest->hex();
    list.push_back(std::move(record));
  }
  return list;
}

std::string document(const FlatImage& flat, const Json& boot, const Json& kernel,
                     const Json& patches, std::span<const RecordedFile> files) {
  const Json json = {{"madeBy", std::string("oci2boot ") + kVersion},
                     {"image", image_json(flat)},
                     {"boot", boot},
                     {"kernel", kernel},
                     {"patches", patches},
                     {"files", files_json(files)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string provenance_json(const Prepared& prepared, const std::string& kernel_command_line,
                            std::span<const RecordedFile> files) {
  return document(prepared.flat, boot_json(prepared.plan),
                  kernel_json(prepared, kernel_command_line), patches_json(prepared.patches),
                  files);
}

std::string provenance_json(const FlatImage& flat, std::span<const RecordedFile> files) {
  return document(flat, nullptr, nullptr, Json::array(), files);
}

}  // namespace oci2boot
