// SPDX-License-Identifier: Apache-2.0
#include "src/init/dhcp/client.h"

// RFC 2131, 4.1 wants pauses that double and have chance in them, fit for the network: on a virtual
// one an answer that takes a second is lost.
enum { kFirstPauseMs = 1000, kLongestPauseMs = 64000, kMostRequests = 4 };
// RFC 2131, 4.4.5.
enum { kLeastRenewalPauseMs = 60000 };

// xorshift64 of G. Marsaglia.
static uint64_t next_chance(struct DhcpClient* client) {
  client->chance ^= client->chance << 13;
  client->chance ^= client->chance >> 7;
  client->chance ^= client->chance << 17;
  return client->chance;
}

// More or less a quarter of it.
static int64_t pause_ms(struct DhcpClient* client) {
  int64_t pause = kFirstPauseMs;
  for (unsigned i = 0; i < client->tries && pause < kLongestPauseMs; ++i) pause *= 2;
  int64_t spread = (int64_t)(next_chance(client) % (uint64_t)(pause / 2));
  return pause - pause / 4 + spread;
}

static void begin_asking(struct DhcpClient* client, enum DhcpState state, int64_t now_ms) {
  client->state = state;
  client->begin_ms = now_ms;
  client->tries = 0;
  client->transaction = (uint32_t)(next_chance(client) >> 32);
}

static enum DhcpStep send_again(struct DhcpClient* client, int64_t now_ms, int64_t next_ms) {
  ++client->tries;
  client->sent_ms = now_ms;
  client->next_ms = next_ms;
  return kDhcpSend;
}

// Half of what is left until `end_ms`, but not every moment.
static enum DhcpStep ask_for_more(struct DhcpClient* client, int64_t now_ms, int64_t end_ms) {
  int64_t pause = (end_ms - now_ms) / 2;
  if (pause < kLeastRenewalPauseMs) pause = kLeastRenewalPauseMs;
  int64_t next_ms = now_ms + pause;
  return send_again(client, now_ms, next_ms < end_ms ? next_ms : end_ms);
}

void dhcp_begin(struct DhcpClient* client, uint64_t seed, int64_t now_ms) {
  *client = (struct DhcpClient){.chance = seed == 0 ? 1 : seed, .next_ms = now_ms};
  begin_asking(client, kDhcpSelecting, now_ms);
}

static enum DhcpStep lose(struct DhcpClient* client, int64_t now_ms) {
  begin_asking(client, kDhcpSelecting, now_ms);
  client->next_ms = now_ms;
  return kDhcpLost;
}

// An offer that its server does not want to know of any more: from the beginning, but not at once,
// or two that disagree would fill the network.
static enum DhcpStep give_up_offer(struct DhcpClient* client, int64_t now_ms) {
  begin_asking(client, kDhcpSelecting, now_ms);
  client->next_ms = now_ms + pause_ms(client);
  return kDhcpWait;
}

enum DhcpStep dhcp_time(struct DhcpClient* client, int64_t now_ms) {
  switch (client->state) {
    case kDhcpSelecting:
      return send_again(client, now_ms, now_ms + pause_ms(client));
    case kDhcpRequesting:
      if (client->tries >= kMostRequests) return give_up_offer(client, now_ms);
      return send_again(client, now_ms, now_ms + pause_ms(client));
    case kDhcpBound:
      begin_asking(client, kDhcpRenewing, now_ms);
      break;
    case kDhcpRenewing:
    case kDhcpRebinding:
      break;
  }
  if (now_ms >= client->expire_ms) return lose(client, now_ms);
  if (now_ms < client->rebind_ms) return ask_for_more(client, now_ms, client->rebind_ms);
  client->state = kDhcpRebinding;
  return ask_for_more(client, now_ms, client->expire_ms);
}

static enum DhcpStep take_offer(struct DhcpClient* client, const struct DhcpReply* reply,
                                int64_t now_ms) {
  client->lease = *reply;
  client->state = kDhcpRequesting;
  client->tries = 0;
  return send_again(client, now_ms, now_ms + pause_ms(client));
}

static enum DhcpStep take_lease(struct DhcpClient* client, const struct DhcpReply* reply) {
  client->lease = *reply;
  client->state = kDhcpBound;
  client->next_ms = INT64_MAX;
  if (reply->lease_s == UINT32_MAX) return kDhcpHave;
  client->renew_ms = client->sent_ms + (int64_t)reply->renew_s * 1000;
  client->rebind_ms = client->sent_ms + (int64_t)reply->rebind_s * 1000;
  client->expire_ms = client->sent_ms + (int64_t)reply->lease_s * 1000;
  client->next_ms = client->renew_ms;
  return kDhcpHave;
}

enum DhcpStep dhcp_take(struct DhcpClient* client, const struct DhcpReply* reply, int64_t now_ms) {
  if (client->state == kDhcpBound || reply->transaction != client->transaction) return kDhcpWait;
  if (client->state == kDhcpSelecting) {
    return reply->type == kDhcpOffer ? take_offer(client, reply, now_ms) : kDhcpWait;
  }
  // Whoever answers a broadcast for more may; an offer is its server's matter.
  bool from_other = reply->server.s_addr != client->lease.server.s_addr;
  if (client->state != kDhcpRebinding && from_other) return kDhcpWait;
  if (reply->type == kDhcpAck) return take_lease(client, reply);
  if (reply->type != kDhcpNak) return kDhcpWait;
  return client->state == kDhcpRequesting ? give_up_offer(client, now_ms) : lose(client, now_ms);
}

// RFC 2131, table 5 (and 4.3.6): what is said of addresses depends on the state.
struct DhcpQuestion dhcp_question(const struct DhcpClient* client) {
  struct DhcpQuestion question = {.type = kDhcpRequest, .transaction = client->transaction};
  const int64_t seconds = (client->sent_ms - client->begin_ms) / 1000;
  question.seconds = (uint16_t)(seconds < UINT16_MAX ? seconds : UINT16_MAX);
  switch (client->state) {
    case kDhcpSelecting:
      question.type = kDhcpDiscover;
      break;
    case kDhcpRequesting:
      question.requested = client->lease.address;
      question.server = client->lease.server;
      break;
    default:
      question.own = client->lease.address;
      break;
  }
  return question;
}
