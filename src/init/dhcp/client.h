// SPDX-License-Identifier: Apache-2.0
// What a DHCP client does when: the states of RFC 2131, figure 5, without those for addresses that
// are remembered over a restart. Pure: time and messages come in, what is to be done comes out.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "src/init/dhcp/message.h"

enum DhcpState {
  kDhcpSelecting,   // looks for a server
  kDhcpRequesting,  // has an offer and wants it
  kDhcpBound,       // has a lease
  kDhcpRenewing,    // asks its server to make it longer
  kDhcpRebinding,   // asks any server to
};

enum DhcpStep {
  kDhcpWait,  // nothing to be done
  kDhcpSend,  // dhcp_question() is to be sent
  kDhcpHave,  // `lease` is the card's, new or longer
  kDhcpLost,  // the lease is no longer the card's
};

struct DhcpClient {
  enum DhcpState state;
  struct DhcpReply lease;  // the offer in kDhcpRequesting, nothing in kDhcpSelecting
  int64_t next_ms;         // when dhcp_time() is to be called; INT64_MAX: never
  int64_t begin_ms;        // when this asking began
  int64_t sent_ms;         // the last question: a lease counts from there (RFC 2131, 4.4.1)
  int64_t renew_ms;        // this one and the next two: of a lease
  int64_t rebind_ms;
  int64_t expire_ms;
  unsigned tries;
  uint32_t transaction;
  uint64_t chance;  // state of what is random; not 0
};

// `seed` should be hard to guess: it is all that answers from elsewhere would have to.
void dhcp_begin(struct DhcpClient* client, uint64_t seed, int64_t now_ms);

// The time `next_ms` has come.
enum DhcpStep dhcp_time(struct DhcpClient* client, int64_t now_ms);

// A message has come.
enum DhcpStep dhcp_take(struct DhcpClient* client, const struct DhcpReply* reply, int64_t now_ms);

// What is to be sent. In kDhcpRenewing it goes to lease.server alone, else to everybody. `hardware`
// and `hostname` are the caller's.
struct DhcpQuestion dhcp_question(const struct DhcpClient* client);
