// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/init/dhcp/reply_builder.h"
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

std::string text(in_addr address) {
  char buffer[INET_ADDRSTRLEN];
  return inet_ntop(AF_INET, &address, buffer, sizeof buffer);
}

std::string text(const Route& route) {
  return text(route.destination) + "/" + text(route.netmask) + " via " + text(route.gateway);
}

/// What is made of a message; null when nothing is.
std::unique_ptr<DhcpReply> parse(const std::string& message) {
  const ExactBytes bytes(message);
  auto reply = std::make_unique<DhcpReply>();
  if (!parse_dhcp_reply(bytes.get(), kHardware, reply.get())) return nullptr;
  return reply;
}

std::unique_ptr<DhcpReply> parse(const ReplyBuilder& reply) {
  return parse(reply.message());
}

ReplyBuilder ack() {
  return ReplyBuilder(kDhcpAck);
}

TEST(DhcpReply, HasWhatAMachineNeeds) {
  const auto reply = parse(ack()
                               .option(kOptionNetmask, {255, 255, 255, 0})
                               .option(kOptionRouter, {10, 0, 2, 2})
                               .option(kOptionNameservers, {10, 0, 2, 3, 1, 1, 1, 1})
                               .option(kOptionLeaseTime, {0, 1, 0x51, 0x80})
                               .option(kOptionMtu, {0x05, 0x78})
                               .text_option(kOptionDomain, "example.com"));
  ASSERT_NE(reply, nullptr);
  EXPECT_EQ(reply->type, kDhcpAck);
  EXPECT_EQ(reply->transaction, 0x01020304U);
  EXPECT_EQ(text(reply->server), "10.0.2.2");
  EXPECT_EQ(text(reply->address), "10.0.2.15");
  EXPECT_EQ(text(reply->netmask), "255.255.255.0");
  EXPECT_EQ(reply->lease_s, 86400U);
  EXPECT_EQ(reply->renew_s, 43200U);
  EXPECT_EQ(reply->rebind_s, 75600U);
  EXPECT_EQ(reply->mtu, 1400);
  ASSERT_EQ(reply->nameserver_count, 2U);
  EXPECT_EQ(text(reply->nameservers[1]), "1.1.1.1");
  EXPECT_STREQ(reply->domain, "example.com");
  ASSERT_EQ(reply->route_count, 1U);
  EXPECT_EQ(text(reply->routes[0]), "0.0.0.0/0.0.0.0 via 10.0.2.2");
}

TEST(DhcpReply, ClasslessRoutesCountInPlaceOfTheRouter) {
  const auto reply = parse(
      ack().option(kOptionRouter, {10, 0, 2, 2}).option(kOptionRoutes, {32, 169, 254, 169, 254,
                                                                        10, 0,   2,   9,  //
                                                                        17, 172, 16,  255, 0,
                                                                        0,  0,   0,  //
                                                                        0,  10,  0,   2,   1}));
  ASSERT_EQ(reply->route_count, 3U);
  EXPECT_EQ(text(reply->routes[0]), "169.254.169.254/255.255.255.255 via 10.0.2.9");
  EXPECT_EQ(text(reply->routes[1]), "172.16.128.0/255.255.128.0 via 0.0.0.0");
  EXPECT_EQ(text(reply->routes[2]), "0.0.0.0/0.0.0.0 via 10.0.2.1");
}

TEST(DhcpReply, RoutesThatAreCutOffOrNoneAreLeftOut) {
  EXPECT_EQ(parse(ack().option(kOptionRoutes, {33, 1, 2, 3, 4, 5, 6, 7, 8, 9}))->route_count, 0U);
  EXPECT_EQ(parse(ack().option(kOptionRoutes, {24, 10, 1, 2, 10, 0, 2}))->route_count, 0U);
  EXPECT_EQ(parse(ack().option(kOptionRoutes, {24}))->route_count, 0U);
  std::string many;
  for (int i = 0; i < 28; ++i) many += std::string("\x08\x0a\x0a\0\2\2", 6);
  EXPECT_EQ(parse(ack().text_option(kOptionRoutes, many))->route_count, kDhcpMaxRoutes);
}

TEST(DhcpReply, AnOptionMayBeInParts) {
  const auto reply = parse(ack()
                               .text_option(kOptionDomain, "exam")
                               .option(kOptionNameservers, {10, 0, 2, 3})
                               .text_option(kOptionDomain, "ple.com"));
  EXPECT_STREQ(reply->domain, "example.com");
}

TEST(DhcpReply, TheNamesFieldsHoldOptionsWhereTheServerSaysSo) {
  const std::string file = std::string("\x0f\x03one\xff", 6);
  const std::string name = std::string("\x0f\x03two\xff", 6);
  const auto reply = [&](int overload) {
    return parse(ack().at(kDhcpBootFile, file).at(kDhcpServerName, name).option(52, {overload}));
  };
  EXPECT_STREQ(reply(0)->domain, "");
  EXPECT_STREQ(reply(1)->domain, "one");
  EXPECT_STREQ(reply(2)->domain, "two");
  EXPECT_STREQ(reply(3)->domain, "onetwo");
}

TEST(DhcpReply, ADomainIsOneWordOfAResolvConf) {
  for (const char* bad : {"a b", "a\nnameserver 6.6.6.6", "a\tb", "a;b", "a\x80", "#a"}) {
    EXPECT_STREQ(parse(ack().text_option(kOptionDomain, bad))->domain, "") << bad;
  }
  EXPECT_STREQ(parse(ack().text_option(kOptionDomain, std::string("lan\0", 4)))->domain, "lan");
  const std::string half(200, 'x');
  const auto reply = parse(ack().text_option(kOptionDomain, half).text_option(kOptionDomain, half));
  EXPECT_EQ(std::string(reply->domain).size(), 255U);
}

TEST(DhcpReply, AddressesAreThoseOfHosts) {
  for (const std::string& bad :
       {std::string("\0\0\0\0", 4), std::string("\x7f\0\0\1", 4), std::string("\xe0\0\0\1", 4),
        std::string("\xff\xff\xff\xff", 4)}) {
    EXPECT_EQ(parse(ack().at(kDhcpYourAddress, bad)), nullptr);
    EXPECT_EQ(parse(ack().text_option(kOptionNameservers, bad))->nameserver_count, 0U);
    EXPECT_EQ(parse(ack().text_option(kOptionRouter, bad))->route_count, 0U);
  }
}

TEST(DhcpReply, ANetmaskThatIsMissingOrNoneFollowsFromTheAddress) {
  const auto netmask = [](const std::string& address, Words mask) {
    return text(parse(ack().at(kDhcpYourAddress, address).option(kOptionNetmask, mask))->netmask);
  };
  EXPECT_EQ(netmask("\x0a\1\1\1", {255, 255, 255, 128}), "255.255.255.128");
  EXPECT_EQ(netmask("\x0a\1\1\1", {255, 255, 255, 255}), "255.255.255.255");
  EXPECT_EQ(netmask("\x0a\1\1\1", {255, 0, 255, 0}), "255.0.0.0");
  EXPECT_EQ(netmask("\xac\x10\1\1", {0, 0, 0, 0}), "255.255.0.0");
  EXPECT_EQ(netmask("\xc0\xa8\1\1", {255, 255}), "255.255.255.0");
}

TEST(DhcpReply, TimesMakeSense) {
  EXPECT_EQ(parse(ack())->lease_s, 30U);
  EXPECT_EQ(parse(ack().option(kOptionLeaseTime, {0, 0, 0, 1}))->lease_s, 30U);
  EXPECT_EQ(parse(ack().option(kOptionLeaseTime, {255, 255, 255, 255}))->lease_s, UINT32_MAX);
  const auto times = [](int renew, int rebind) {
    const auto reply = parse(ack()
                                 .option(kOptionLeaseTime, {0, 0, 0, 80})
                                 .option(kOptionRenewTime, {0, 0, 0, renew})
                                 .option(kOptionRebindTime, {0, 0, 0, rebind}));
    return std::to_string(reply->renew_s) + " " + std::to_string(reply->rebind_s);
  };
  EXPECT_EQ(times(2, 20), "2 20");
  for (const auto& [renew, rebind] : {std::pair{0, 20}, {20, 20}, {30, 20}, {40, 80}, {90, 99}}) {
    EXPECT_EQ(times(renew, rebind), "40 70") << renew << " " << rebind;
  }
}

TEST(DhcpReply, AnMtuIsOneThatIpCanUse) {
  EXPECT_EQ(parse(ack().option(kOptionMtu, {0, 68}))->mtu, 0);
  EXPECT_EQ(parse(ack().option(kOptionMtu, {2, 0x40}))->mtu, 576);
  EXPECT_EQ(parse(ack().option(kOptionMtu, {5}))->mtu, 0);
}

TEST(DhcpReply, WhatIsForAnotherMachineIsNone) {
  EXPECT_EQ(parse(ack().at(kDhcpHardware, "other!")), nullptr);
  EXPECT_EQ(parse(ack().at(kDhcpOp, "\1")), nullptr);
  EXPECT_EQ(parse(ack().at(kDhcpHardwareType, "\6")), nullptr);
  EXPECT_EQ(parse(ack().at(kDhcpCookie, "BOOT")), nullptr);
}

TEST(DhcpReply, ARefusalNeedsNoMore) {
  const auto reply = parse(ReplyBuilder(kDhcpNak).at(kDhcpYourAddress, std::string(4, '\0')));
  ASSERT_NE(reply, nullptr);
  EXPECT_EQ(reply->type, kDhcpNak);
}

TEST(DhcpReply, OneThatIsCutOffAnywhereHarmsNobody) {
  const std::string whole = ack()
                                .option(kOptionNetmask, {255, 255, 255, 0})
                                .option(kOptionRoutes, {24, 10, 1, 2, 10, 0, 2, 2})
                                .text_option(kOptionDomain, "example.com")
                                .message();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto reply = parse(whole.substr(0, size));
    EXPECT_EQ(reply == nullptr, size < kDhcpOptions + 9U) << size;  // options 53 and 54
  }
}

TEST(DhcpReply, AnOptionLongerThanTheMessageEndsIt) {
  EXPECT_STREQ(parse(ack().raw_options("\x0f\xc8short"))->domain, "");
}

std::string build(const DhcpQuestion& question) {
  std::string message(kDhcpMessageMax, '\0');
  message.resize(build_dhcp_message(&question, reinterpret_cast<unsigned char*>(message.data())));
  return message;
}

std::string option_of(const std::string& message, DhcpOption option) {
  const ExactBytes bytes(message);
  std::string value(255, '\0');
  value.resize(gather_option(bytes.get(), option, reinterpret_cast<std::uint8_t*>(value.data()),
                             value.size()));
  return value;
}

TEST(DhcpQuestion, SaysWhoAsksWhat) {
  DhcpQuestion question = {};
  question.type = kDhcpRequest;
  question.transaction = 0x0a0b0c0d;
  question.seconds = 0x0102;
  question.hardware = kHardware;
  question.hostname = "web";
  inet_pton(AF_INET, "10.0.2.15", &question.requested);
  inet_pton(AF_INET, "10.0.2.2", &question.server);
  const std::string message = build(question);
  EXPECT_EQ(message.substr(0, 12), std::string("\1\1\6\0\x0a\x0b\x0c\x0d\1\2\0\0", 12));
  EXPECT_EQ(message.substr(kDhcpHardware, 6), std::string("\x52\x54\0\x12\x34\x56", 6));
  EXPECT_EQ(option_of(message, kOptionMessageType), "\3");
  EXPECT_EQ(option_of(message, kOptionRequestedAddress), std::string("\x0a\0\2\x0f", 4));
  EXPECT_EQ(option_of(message, kOptionServer), std::string("\x0a\0\2\2", 4));
  EXPECT_EQ(option_of(message, kOptionHostname), "web");
  EXPECT_EQ(option_of(message, kOptionParameters)[0], kOptionRoutes);
}

TEST(DhcpQuestion, LeavesOutWhatIsNotKnown) {
  DhcpQuestion question = {};
  question.type = kDhcpDiscover;
  question.hardware = kHardware;
  const std::string message = build(question);
  EXPECT_EQ(message.size(), 300U);  // what BOOTP relays take
  for (const DhcpOption option : {kOptionRequestedAddress, kOptionServer, kOptionHostname}) {
    EXPECT_EQ(option_of(message, option), "") << option;
  }
}

TEST(DhcpQuestion, TakesAHostnameOfAnyLength) {
  DhcpQuestion question = {};
  question.type = kDhcpDiscover;
  question.hardware = kHardware;
  for (const std::size_t size : {1U, 255U, 256U, 4000U}) {
    const std::string name(size, 'x');
    question.hostname = name.c_str();
    EXPECT_EQ(option_of(build(question), kOptionHostname), size < 256 ? name : "") << size;
  }
}

}  // namespace
}  // namespace oci2boot
