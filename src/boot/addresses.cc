// SPDX-License-Identifier: Apache-2.0
#include "src/boot/addresses.h"

#include <arpa/inet.h>

#include <array>

#include "oci2boot/error.h"
#include "src/boot/hostname.h"

namespace oci2boot {

StaticNetwork qemu_user_network() {
  return {"10.0.2.15", 24, "10.0.2.2"};
}

bool is_ip_address(const std::string& text) {
  if (text.find('\0') != std::string::npos) return false;
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

HostEntry parse_host_entry(const std::string& text) {
  const std::size_t separator = text.find_first_of(":=");
  if (separator != std::string::npos) {
    const std::string name = text.substr(0, separator);
    std::string address = text.substr(separator + 1);
    if (address == "host-gateway") address = qemu_user_network().gateway;
    if (address.starts_with('[') && address.ends_with(']')) {
      address = address.substr(1, address.size() - 2);
    }
    if (is_host_name(name) && is_ip_address(address)) return {address, name};
  }
  throw Error(ErrorCode::usage, "--add-host " + text + ": expected NAME:ADDRESS");
}

}  // namespace oci2boot
