// SPDX-License-Identifier: Apache-2.0
// A registry that a test scripts, and a client of it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "oci/registry/registry_client.h"
#include "oci2boot/hasher.h"
#include "tests/support/loopback_server.h"

namespace oci2boot {

/// A manifest as good as any: nobody here reads more of it than its media type.
inline std::string some_manifest() {
  return R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"})";
}

inline Descriptor described(const std::string& bytes) {
  return {"", sha256_of(bytes), bytes.size(), {}, {}, std::nullopt, std::nullopt};
}

inline Reply errors_reply(int status, const std::string& code, const std::string& message) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = R"({"errors":[{"code":")" + code + R"(","message":")" + message + "\"}]}"};
}

/// How often a path was asked for.
inline std::ptrdiff_t count(const LoopbackServer& server, const std::string& target_start) {
  const auto requests = server.requests();
  return std::count_if(requests.begin(), requests.end(), [&](const ReceivedRequest& request) {
    return request.target.starts_with(target_start);
  });
}

/// The bytes of a blob from `offset` on, in one try.
inline std::string transfer(RegistryClient& client, const Descriptor& blob,
                            std::uint64_t offset = 0) {
  std::string bytes;
  client.transfer(blob, offset,
                  [&bytes](std::span<const std::byte> some) {
                    bytes.append(reinterpret_cast<const char*>(some.data()), some.size());
                  },
                  {});
  return bytes;
}

class RegistryTest : public testing::Test {
 protected:
  RegistryTest() {
    options_.plain_http = true;
    options_.patience.tries = 3;
    options_.patience.first_pause = std::chrono::milliseconds(1);
    options_.patience.longest_pause = std::chrono::milliseconds(2);
  }

  RegistryClient client(const LoopbackServer& server,
                        const std::string& name = "team/app:1") const {
    return {Reference::parse(server.host() + "/" + name), options_};
  }

  RegistryOptions options_;
};

}  // namespace oci2boot
