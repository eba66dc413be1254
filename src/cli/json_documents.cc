// SPDX-License-Identifier: Apache-2.0
#include "src/cli/json_documents.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "src/cli/amounts.h"
#include "src/cli/doctor_report.h"
#include "src/pipeline/doctor/doctor.h"

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

std::string json_document(const Conversion& conversion, const std::string& output) {
  Json files = Json::array();
  for (const MadeFile& file : conversion.files) {
    files.push_back({{"path", file.path.string()},
                     {"size", file.size},
                     {"digest", or_null(file.digest)},
                     {"what", file.what}});
  }
  const bool boots = !conversion.boot.command.empty();
  const Json document = {{"image",
                          {{"name", conversion.image},
                           {"manifest", or_null(conversion.manifest)},
                           {"id", or_null(conversion.id)}}},
                         {"platform", conversion.platform},
                         {"layers", conversion.layers},
                         {"entries", conversion.entries},
                         {"output", output},
                         {"files", files},
                         {"boot", boots ? boot_json(conversion.boot) : Json(nullptr)}};
  return dumped(document, 2);
}

std::string json_document(const CacheContents& contents, const CachedRoots& roots,
                          const std::filesystem::path& folder) {
  Json of_runs = Json::array();
  for (const StoredRoot& root : roots.roots) {
    of_runs.push_back({{"name", root.name},
                       {"image", root.record.image},
                       {"platform", root.record.platform},
                       {"format", root.record.is_disk ? "disk" : "initramfs"},
                       {"size", root.size},
                       {"lastUsed", utc(root.last_used)}});
  }
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
       {{"count", contents.partial_downloads}, {"size", contents.partial_bytes}}},
      {"roots", of_runs},
      {"rootKernels", {{"size", roots.kernel_bytes}}}};
  return dumped(document, 2);
}

std::string json_document(const PrunedCache& pruned) {
  const Json document = {{"blobs", {{"count", pruned.blobs.files}, {"size", pruned.blobs.bytes}}},
                         {"roots", {{"count", pruned.roots}, {"size", pruned.root_bytes}}},
                         {"rootsInUse", pruned.roots_in_use}};
  return dumped(document, 2);
}

std::string json_document(const AddedKernel& added) {
  const Json document = {{"path", added.folder.string()},
                         {"origin", added.origin},
                         {"architecture", added.image.architecture},
                         {"version", or_null(added.image.version)},
                         {"hasModules", added.has_modules},
                         {"hasConfig", added.has_config}};
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

std::string json_document(const std::vector<FindingGroup>& groups) {
  Json list = Json::array();
  for (const FindingGroup& group : groups) {
    for (const Finding& finding : group.findings) {
      list.push_back({{"group", group.title},
                      {"subject", finding.subject},
                      {"status", health_word(finding.health)},
                      {"detail", finding.detail},
                      {"wayOut", or_null(finding.way_out)}});
    }
  }
  return dumped({{"status", health_word(health_of(groups))}, {"findings", list}}, 2);
}

std::string json_line(const std::vector<JsonField>& fields) {
  Json object = Json::object();
  for (const JsonField& field : fields) {
    std::visit([&](const auto& value) { object[std::string(field.name)] = value; }, field.value);
  }
  return dumped(object, -1);
}

}  // namespace oci2boot
