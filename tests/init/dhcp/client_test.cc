// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "src/init/dhcp/client.h"
}

namespace oci2boot {
namespace {

in_addr address(const char* text) {
  in_addr result = {};
  inet_pton(AF_INET, text, &result);
  return result;
}

std::string text(in_addr address) {
  char buffer[INET_ADDRSTRLEN];
  return inet_ntop(AF_INET, &address, buffer, sizeof buffer);
}

/// A client, and a clock that goes only when it is told to.
class DhcpClientTest : public testing::Test {
 protected:
  DhcpClientTest() { dhcp_begin(&client, 42, now); }

  DhcpReply reply(DhcpType type, const char* server = "10.0.2.2") const {
    DhcpReply reply = {};
    reply.type = type;
    reply.transaction = client.transaction;
    reply.server = address(server);
    reply.address = address("10.0.2.15");
    reply.lease_s = 800;
    reply.renew_s = 400;
    reply.rebind_s = 700;
    return reply;
  }
  DhcpStep take(DhcpType type, const char* server = "10.0.2.2") {
    const DhcpReply message = reply(type, server);
    return dhcp_take(&client, &message, now);
  }
  /// Lets the time pass until the client wants something.
  DhcpStep wait() {
    now = client.next_ms;
    return dhcp_time(&client, now);
  }
  void get_lease() {
    ASSERT_EQ(wait(), kDhcpSend);
    ASSERT_EQ(take(kDhcpOffer), kDhcpSend);
    ASSERT_EQ(take(kDhcpAck), kDhcpHave);
    bound = now;
  }
  std::int64_t seconds() const { return (now - bound) / 1000; }

  DhcpClient client = {};
  std::int64_t now = 5000;
  std::int64_t bound = 0;
};

TEST_F(DhcpClientTest, TakesTheFirstOfferAndItsLease) {
  EXPECT_EQ(wait(), kDhcpSend);
  EXPECT_EQ(now, 5000);
  EXPECT_EQ(dhcp_question(&client).type, kDhcpDiscover);
  EXPECT_EQ(text(dhcp_question(&client).requested), "0.0.0.0");
  EXPECT_EQ(take(kDhcpOffer), kDhcpSend);
  const DhcpQuestion request = dhcp_question(&client);
  EXPECT_EQ(request.type, kDhcpRequest);
  EXPECT_EQ(text(request.requested), "10.0.2.15");
  EXPECT_EQ(text(request.server), "10.0.2.2");
  EXPECT_EQ(text(request.own), "0.0.0.0");
  EXPECT_EQ(take(kDhcpOffer, "10.0.2.9"), kDhcpWait);
  EXPECT_EQ(take(kDhcpAck, "10.0.2.9"), kDhcpWait);
  EXPECT_EQ(take(kDhcpAck), kDhcpHave);
  EXPECT_EQ(client.next_ms, now + 400'000);
}

TEST_F(DhcpClientTest, AsksAgainAfterPausesThatDouble) {
  std::int64_t pause = 1000;
  wait();
  for (int i = 0; i < 12; ++i) {
    const std::int64_t before = now;
    EXPECT_EQ(wait(), kDhcpSend);
    EXPECT_GE(now - before, pause * 3 / 4);
    EXPECT_LE(now - before, pause * 5 / 4);
    pause = std::min<std::int64_t>(pause * 2, 64'000);
  }
  EXPECT_EQ(dhcp_question(&client).seconds, (now - 5000) / 1000);
}

TEST_F(DhcpClientTest, LooksForAnotherServerWhenOneNoLongerAnswers) {
  wait();
  take(kDhcpOffer);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(wait(), kDhcpSend);
    EXPECT_EQ(dhcp_question(&client).type, kDhcpRequest);
  }
  const std::uint32_t old = client.transaction;
  EXPECT_EQ(wait(), kDhcpWait);
  EXPECT_EQ(wait(), kDhcpSend);
  EXPECT_EQ(dhcp_question(&client).type, kDhcpDiscover);
  EXPECT_NE(client.transaction, old);
}

TEST_F(DhcpClientTest, ARefusalStartsOverButNotAtOnce) {
  wait();
  take(kDhcpOffer);
  EXPECT_EQ(take(kDhcpNak, "10.0.2.9"), kDhcpWait);
  EXPECT_EQ(client.state, kDhcpRequesting);
  EXPECT_EQ(take(kDhcpNak), kDhcpWait);
  EXPECT_GE(client.next_ms - now, 750);
  EXPECT_EQ(wait(), kDhcpSend);
  EXPECT_EQ(dhcp_question(&client).type, kDhcpDiscover);
}

TEST_F(DhcpClientTest, RenewsWithItsServer) {
  get_lease();
  EXPECT_EQ(wait(), kDhcpSend);
  EXPECT_EQ(seconds(), 400);
  EXPECT_EQ(client.state, kDhcpRenewing);
  const DhcpQuestion request = dhcp_question(&client);
  EXPECT_EQ(request.type, kDhcpRequest);
  EXPECT_EQ(text(request.own), "10.0.2.15");
  EXPECT_EQ(text(request.requested), "0.0.0.0");
  EXPECT_EQ(text(request.server), "0.0.0.0");
  EXPECT_EQ(take(kDhcpAck, "10.0.2.9"), kDhcpWait);
  EXPECT_EQ(take(kDhcpAck), kDhcpHave);
  EXPECT_EQ(client.state, kDhcpBound);
  EXPECT_EQ(client.next_ms, now + 400'000);
}

TEST_F(DhcpClientTest, ALeaseCountsFromTheQuestion) {
  wait();
  take(kDhcpOffer);
  const std::int64_t asked = now;
  now += 500;
  EXPECT_EQ(take(kDhcpAck), kDhcpHave);
  EXPECT_EQ(client.next_ms, asked + 400'000);
}

TEST_F(DhcpClientTest, AsksEverybodyWhenItsServerIsGoneAndThenGivesUp) {
  get_lease();
  std::string log;
  DhcpStep step = wait();
  for (; step == kDhcpSend; step = wait()) {
    log += (client.state == kDhcpRenewing ? " renew " : " rebind ") + std::to_string(seconds());
  }
  EXPECT_EQ(log, " renew 400 renew 550 renew 625 renew 685 rebind 700 rebind 760");
  EXPECT_EQ(step, kDhcpLost);
  EXPECT_EQ(seconds(), 800);
  EXPECT_EQ(wait(), kDhcpSend);
  EXPECT_EQ(seconds(), 800);
  EXPECT_EQ(dhcp_question(&client).type, kDhcpDiscover);
}

TEST_F(DhcpClientTest, AnyServerMayHelpInTheEnd) {
  get_lease();
  while (client.state != kDhcpRebinding) ASSERT_EQ(wait(), kDhcpSend);
  EXPECT_EQ(take(kDhcpAck, "10.0.2.9"), kDhcpHave);
  EXPECT_EQ(text(client.lease.server), "10.0.2.9");
}

TEST_F(DhcpClientTest, ARefusedRenewalIsTheLeasesEnd) {
  get_lease();
  wait();
  EXPECT_EQ(take(kDhcpNak), kDhcpLost);
  EXPECT_EQ(wait(), kDhcpSend);
  EXPECT_EQ(dhcp_question(&client).type, kDhcpDiscover);
}

TEST_F(DhcpClientTest, AMachineThatSleptTooLongHasNoLease) {
  get_lease();
  now += 900'000;
  EXPECT_EQ(dhcp_time(&client, now), kDhcpLost);
}

TEST_F(DhcpClientTest, ALeaseForEverIsNotRenewed) {
  wait();
  take(kDhcpOffer);
  DhcpReply forever = reply(kDhcpAck);
  forever.lease_s = UINT32_MAX;
  EXPECT_EQ(dhcp_take(&client, &forever, now), kDhcpHave);
  EXPECT_EQ(client.next_ms, INT64_MAX);
}

TEST_F(DhcpClientTest, AnswersToOthersAndUnaskedOnesAreNone) {
  wait();
  DhcpReply other = reply(kDhcpOffer);
  ++other.transaction;
  EXPECT_EQ(dhcp_take(&client, &other, now), kDhcpWait);
  EXPECT_EQ(take(kDhcpAck), kDhcpWait);
  EXPECT_EQ(take(kDhcpNak), kDhcpWait);
  get_lease();
  EXPECT_EQ(take(kDhcpNak), kDhcpWait);
  EXPECT_EQ(take(kDhcpAck), kDhcpWait);
}

}  // namespace
}  // namespace oci2boot
