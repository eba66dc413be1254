// SPDX-License-Identifier: Apache-2.0
// DHCP messages as servers send them, with room for what no server should.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

extern "C" {
#include "src/init/dhcp/message.h"
#include "src/init/dhcp/options.h"
}

namespace oci2boot {

inline constexpr std::uint8_t kHardware[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

using Words = std::initializer_list<int>;

class ReplyBuilder {
 public:
  explicit ReplyBuilder(DhcpType type, std::uint32_t transaction = 0x01020304) {
    bytes_[kDhcpOp] = kDhcpOpReply;
    bytes_[kDhcpHardwareType] = kDhcpEthernet;
    bytes_[kDhcpHardwareSize] = 6;
    put(kDhcpTransaction, transaction);
    put(kDhcpYourAddress, 0x0a00020f);  // 10.0.2.15
    bytes_.replace(kDhcpHardware, 6, reinterpret_cast<const char*>(kHardware), 6);
    bytes_.replace(kDhcpCookie, 4, reinterpret_cast<const char*>(kDhcpMagicCookie), 4);
    option(kOptionMessageType, {type}).option(kOptionServer, {10, 0, 2, 2});
  }

  ReplyBuilder& option(int code, Words value) {
    return text_option(code, std::string(value.begin(), value.end()));
  }
  ReplyBuilder& text_option(int code, const std::string& value) {
    options_ += static_cast<char>(code);
    options_ += static_cast<char>(value.size());
    options_ += value;
    return *this;
  }
  ReplyBuilder& raw_options(const std::string& bytes) {
    options_ += bytes;
    return *this;
  }
  /// Into the fixed part.
  ReplyBuilder& at(std::size_t offset, const std::string& bytes) {
    bytes_.replace(offset, bytes.size(), bytes);
    return *this;
  }

  std::string message() const { return bytes_ + options_ + '\xff'; }

 private:
  void put(std::size_t offset, std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) bytes_[offset + i] = static_cast<char>(value >> (24 - 8 * i));
  }

  std::string bytes_ = std::string(kDhcpOptions, '\0');
  std::string options_;
};

}  // namespace oci2boot
