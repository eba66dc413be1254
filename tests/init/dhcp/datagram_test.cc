// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <optional>
#include <string>

extern "C" {
#include "src/init/dhcp/datagram.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

std::string wrap(const std::string& message) {
  const ExactBytes bytes(message);
  std::string datagram(kDatagramHeaders + message.size(), '\0');
  const std::size_t size =
      wrap_dhcp_message(bytes.get(), reinterpret_cast<unsigned char*>(datagram.data()));
  EXPECT_EQ(size, datagram.size());
  return datagram;
}

std::optional<std::string> unwrap(const std::string& datagram, bool has_checksum = true) {
  const ExactBytes bytes(datagram);
  Bytes message;
  if (!unwrap_dhcp_message(bytes.get(), has_checksum, &message)) return std::nullopt;
  return std::string(message.data, message.size);
}

/// What a server sends: a question with the ports the other way round, which no checksum notices.
std::string answer(const std::string& message) {
  std::string datagram = wrap(message);
  std::swap(datagram[21], datagram[23]);
  return datagram;
}

TEST(DhcpDatagram, AQuestionIsABroadcastFromNobody) {
  EXPECT_EQ(wrap("ab").substr(0, 4), std::string("\x45\0\0\x1e", 4));
  EXPECT_EQ(wrap("ab").substr(12), std::string("\0\0\0\0\xff\xff\xff\xff\0\x44\0\x43\0\x0a", 14) +
                                       wrap("ab").substr(26, 2) + "ab");
}

TEST(DhcpDatagram, AnAnswerIsUnwrapped) {
  EXPECT_EQ(unwrap(answer("even")), "even");
  EXPECT_EQ(unwrap(answer("odd")), "odd");
  EXPECT_EQ(unwrap(answer("")), "");
}

TEST(DhcpDatagram, AShortFrameIsPadded) {
  EXPECT_EQ(unwrap(answer("x") + std::string(17, '\0')), "x");
}

TEST(DhcpDatagram, WhatIsDamagedIsNone) {
  const std::string whole = answer("message");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_EQ(unwrap(damaged), std::nullopt) << at;
  }
}

TEST(DhcpDatagram, AChecksumThatIsNotThereYetIsNotLookedAt) {
  std::string datagram = answer("message");
  datagram[26] = datagram[27] = 'x';
  EXPECT_EQ(unwrap(datagram), std::nullopt);
  EXPECT_EQ(unwrap(datagram, false), "message");
  datagram[26] = datagram[27] = '\0';  // the sender made none
  EXPECT_EQ(unwrap(datagram), "message");
}

TEST(DhcpDatagram, OtherTrafficIsNone) {
  EXPECT_EQ(unwrap(wrap("a question")), std::nullopt);
  const std::string whole = answer("message");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(unwrap(whole.substr(0, size)), std::nullopt) << size;
  }
}

/// With an IP header that lies, and the checksum that fits.
std::string lying(std::size_t at, char value) {
  std::string datagram = answer("message");
  const int before = at % 2 == 0 ? (datagram[at] & 0xff) << 8 : datagram[at] & 0xff;
  const int after = at % 2 == 0 ? (value & 0xff) << 8 : value & 0xff;
  const int old = (datagram[10] & 0xff) << 8 | (datagram[11] & 0xff);
  int sum = (~old & 0xffff) + (~before & 0xffff) + after;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  datagram[at] = value;
  datagram[10] = static_cast<char>(~sum >> 8);
  datagram[11] = static_cast<char>(~sum);
  return datagram;
}

TEST(DhcpDatagram, SizesAndFragmentsThatLieAreNotBelieved) {
  EXPECT_EQ(unwrap(lying(8, 1)), "message");  // one hop left: fine
  EXPECT_EQ(unwrap(lying(0, 0x41)), std::nullopt);
  EXPECT_EQ(unwrap(lying(0, 0x4f)), std::nullopt);
  EXPECT_EQ(unwrap(lying(0, 0x65)), std::nullopt);
  EXPECT_EQ(unwrap(lying(2, 0x7f)), std::nullopt);
  EXPECT_EQ(unwrap(lying(3, 10)), std::nullopt);
  EXPECT_EQ(unwrap(lying(6, 0x20)), std::nullopt);  // more fragments
  EXPECT_EQ(unwrap(lying(7, 1)), std::nullopt);     // not the first one
  EXPECT_EQ(unwrap(lying(9, 6)), std::nullopt);     // TCP
  for (const char size : {'\0', '\7', '\x70'}) {
    std::string datagram = answer("message");
    datagram[25] = size;
    EXPECT_EQ(unwrap(datagram, false), std::nullopt);
  }
}

}  // namespace
}  // namespace oci2boot
