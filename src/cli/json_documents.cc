// SPDX-License-Identifier: Apache-2.0
#include "src/cli/json_documents.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "src/cli/amounts.h"

namespace oci2boot {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json or_null(const std::optional<Digest>& digest) {
  return digest ? Json(digest->text()) : Json(nullptr);
}

Json or_null(const std::optional<std::uint64_t>& number) {
  return number ? Json(*number) : Json(nullptr);
}

Json or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json layers_json(const std::vector<Layer>& layers) {
  Json list = Json::array();
  for (const Layer& layer : layers) {
    list.push_back({{"digest", or_null(layer.digest)},
                    {"diffId", or_null(layer.diff_id)},
                    {"size", or_null(layer.size)},
                    {"mediaType", or_null(layer.media_type)}});
  }
  return list;
}

Json config_json(const ImageConfig& config) {
  return {{"entrypoint", config.entrypoint},
          {"cmd", config.cmd},
          {"env", config.env},
          {"user", or_null(config.user)},
          {"workingDir", or_null(config.working_dir)},
          {"exposedPorts", config.exposed_ports},
          {"volumes", config.volumes},
          {"labels", config.labels},
          {"stopSignal", or_null(config.stop_signal)}};
}

Json boot_json(const std::optional<BootDescription>& boot) {
  if (!boot) return nullptr;
  return {{"command", boot->command},
          {"as", boot->as},
          {"init", or_null(boot->system)},
          {"reason", boot->reason},
          {"kernel", or_null(boot->kernel)},
          {"patches", boot->patches},
          {"notes", boot->notes}};
}

std::string utc(std::chrono::system_clock::time_point time) {
  return utc_time({std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count(), 0});
}

}  // namespace

std::string json_document(const Inspection& inspection) {
  Json platforms = Json::array();
  for (const Platform& platform : inspection.platforms) platforms.push_back(platform.text());
  const Timestamp created = inspection.config.created;
  const Json document = {
      {"name", inspection.name},
      {"digest", or_null(inspection.digest)},
      {"manifest", or_null(inspection.manifest)},
      {"id", or_null(inspection.id)},
      {"platform", inspection.config.platform.text()},
      {"platforms", platforms},
      {"created", created == Timestamp{} ? Json(nullptr) : Json(utc_time(created))},
      {"layers", layers_json(inspection.layers)},
      {"config", config_json(inspection.config)},
      {"boot", boot_json(inspection.boot)},
      {"bootUnknown", or_null(inspection.boot_unknown)}};
  return dumped(document, 2);
}

std::string json_document(const CacheContents& contents, const std::filesystem::path& folder) {
  Json images = Json::array();
  for (const CachedImage& image : contents.images) {
    images.push_back({{"name", image.name},
                      {"digest", image.digest.text()},
                      {"size", image.size},
                      {"complete", image.complete},
                      {"lastUsed", utc(image.last_used)}});
  }
  const Json document = {
      {"folder", folder.string()},
      {"images", images},
      {"blobs", {{"count", contents.blobs}, {"size", contents.blob_bytes}}},
      {"partialDownloads",
       {{"count", contents.partial_downloads}, {"size", contents.partial_bytes}}}};
  return dumped(document, 2);
}

std::string json_document(const std::vector<StoredKernel>& kernels,
                          const std::filesystem::path& store) {
  Json list = Json::array();
  for (const StoredKernel& kernel : kernels) {
    list.push_back({{"name", kernel.name},
                    {"path", (store / kernel.path).string()},
                    {"architecture", kernel.image.architecture},
                    {"version", or_null(kernel.image.version)},
                    {"size", kernel.size},
                    {"modules", kernel.modules},
                    {"hasConfig", kernel.has_config},
                    {"automatic", kernel.is_automatic}});
  }
  return dumped({{"store", store.string()}, {"kernels", list}}, 2);
}

std::string json_line(const std::vector<JsonField>& fields) {
  Json object = Json::object();
  for (const JsonField& field : fields) {
    std::visit([&](const auto& value) { object[std::string(field.name)] = value; }, field.value);
  }
  return dumped(object, -1);
}

}  // namespace oci2boot
