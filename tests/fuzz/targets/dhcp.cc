// SPDX-License-Identifier: Apache-2.0
// What a DHCP client in the guest makes of anything that comes from the network. The input is a
// message, and once more a datagram around one.
#include <algorithm>
#include <cstring>
#include <string>

extern "C" {
#include "src/init/dhcp/client.h"
#include "src/init/dhcp/datagram.h"
#include "src/init/dhcp/message.h"
}
#include "tests/fuzz/fuzz_target.h"

namespace oci2boot {
namespace {

/// As the seeds have it.
constexpr std::uint8_t kHardware[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

void check_reply(const DhcpReply& reply) {
  expect(reply.nameserver_count <= kMaxNameservers, "there are as many name servers as places");
  expect(reply.route_count <= kDhcpMaxRoutes, "there are as many routes as places");
  const std::string domain(reply.domain, strnlen(reply.domain, sizeof reply.domain));
  expect(domain.size() < sizeof reply.domain, "the domain ends");
  expect(domain.find_first_of(" \t\r\n#;") == std::string::npos, "the domain is one word");
  if (reply.type == kDhcpNak || reply.lease_s == UINT32_MAX) return;
  expect(0 < reply.renew_s && reply.renew_s < reply.rebind_s && reply.rebind_s < reply.lease_s,
         "times are in order");
}

/// However servers answer, a client waits until some later time or has something to do.
void check_client(DhcpReply reply) {
  DhcpClient client = {};
  std::int64_t now = 1000;
  dhcp_begin(&client, 1, now);
  for (int i = 0; i < 8; ++i) {
    const DhcpStep step = dhcp_time(&client, now);
    expect(step != kDhcpSend || client.next_ms > now, "who has asked waits");
    reply.transaction = client.transaction;
    dhcp_take(&client, &reply, now);
    if (client.next_ms == INT64_MAX) return;
    now = std::max(now, client.next_ms);
  }
}

void take_message(Bytes message) {
  DhcpReply reply;
  if (!parse_dhcp_reply(message, kHardware, &reply)) return;
  check_reply(reply);
  check_client(reply);
}

}  // namespace
}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const Bytes input = {reinterpret_cast<const char*>(data), size};
  Bytes message;
  take_message(input);
  for (const bool has_checksum : {false, true}) {
    if (unwrap_dhcp_message(input, has_checksum, &message)) take_message(message);
  }
  return 0;
}
