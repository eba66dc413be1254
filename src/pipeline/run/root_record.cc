// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/root_record.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

using Json = nlohmann::ordered_json;

Json encode_network(const UserNetwork& network) {
  return {{"guest", network.guest},
          {"prefix", network.prefix},
          {"gateway", network.gateway},
          {"nameserver", network.nameserver}};
}

UserNetwork read_network(const Json& json) {
  return {json.at("guest"), json.at("prefix"), json.at("gateway"), json.at("nameserver")};
}

Json encode_shares(const std::vector<RecordedShare>& shares) {
  Json json = Json::array();
  for (const RecordedShare& share : shares) {
    json.push_back({{"type", share.type}, {"modules", share.modules}});
  }
  return json;
}

std::vector<RecordedShare> read_shares(const Json& json) {
  std::vector<RecordedShare> shares;
  for (const Json& share : json) shares.push_back({share.at("type"), share.at("modules")});
  return shares;
}

}  // namespace

std::string encode(const RootRecord& record) {
  Json json = {{"image", record.image},
               {"platform", record.platform},
               {"architecture", record.architecture},
               {"disk", record.is_disk},
               {"system", record.is_system},
               {"modules", record.modules},
               {"hasNetwork", record.has_network},
               {"rootUuid", record.root_uuid},
               {"memoryMiB", record.memory_mib},
               {"leastMemoryMiB", record.least_memory_mib}};
  if (record.shares) json["shares"] = encode_shares(*record.shares);
  if (record.network) json["network"] = encode_network(*record.network);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

RootRecord read_root_record(const std::filesystem::path& path) {
  try {
    std::ifstream file(path);
    const Json json = Json::parse(file);
    RootRecord record;
    json.at("image").get_to(record.image);
    json.at("platform").get_to(record.platform);
    json.at("architecture").get_to(record.architecture);
    json.at("disk").get_to(record.is_disk);
    json.at("system").get_to(record.is_system);
    json.at("modules").get_to(record.modules);
    json.at("hasNetwork").get_to(record.has_network);
    json.at("rootUuid").get_to(record.root_uuid);
    json.at("memoryMiB").get_to(record.memory_mib);
    json.at("leastMemoryMiB").get_to(record.least_memory_mib);
    if (json.contains("shares")) record.shares = read_shares(json["shares"]);
    if (json.contains("network")) record.network = read_network(json["network"]);
    return record;
  } catch (const Json::exception&) {
    throw Error(ErrorCode::failed, "cannot read " + path.string() +
                                       ": it is no record of a root; remove its folder, and the "
                                       "next run makes it again");
  }
}

}  // namespace oci2boot
