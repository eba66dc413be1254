// SPDX-License-Identifier: Apache-2.0
#include "src/init/dhcp/dhcp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/init/background.h"
#include "src/init/clock.h"
#include "src/init/dhcp/client.h"
#include "src/init/dhcp/lease.h"
#include "src/init/dhcp/socket.h"
#include "src/init/log.h"

enum { kPatienceMs = 10000, kSilenceMs = 3000 };

struct Dhcp {
  const struct NetworkCard* card;
  const struct Plan* plan;
  int ready;  // the pipe to PID 1: a byte says that the card has its address; -1: it was said
  struct DhcpClient client;
  struct DhcpSocket socket;
};

// Early in a boot the kernel may have no randomness yet; that is not waited for.
static uint64_t make_seed(const struct NetworkCard* card) {
  uint64_t seed;
  struct timespec now;
  if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == sizeof seed) return seed;
  clock_gettime(CLOCK_REALTIME, &now);
  seed = (uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec;
  for (size_t i = 0; i < sizeof card->hardware; ++i) seed = seed * 257 + card->hardware[i];
  return seed;
}

// The socket that fits the state. Nothing is to be heard while there is a lease.
static int choose_socket(struct Dhcp* dhcp) {
  const enum DhcpState state = dhcp->client.state;
  const bool by_udp = state == kDhcpRenewing || state == kDhcpRebinding;
  if (dhcp->socket.fd >= 0 && dhcp->socket.has_addresses == by_udp) return 0;
  close_dhcp_socket(&dhcp->socket);
  return by_udp ? open_udp_socket(dhcp->card, &dhcp->socket)
                : open_frame_socket(dhcp->card, &dhcp->socket);
}

static int send_question(struct Dhcp* dhcp) {
  unsigned char message[kDhcpMessageMax];
  struct DhcpQuestion question = dhcp_question(&dhcp->client);
  question.hardware = dhcp->card->hardware;
  question.hostname = dhcp->plan->hostname;
  struct in_addr to = {.s_addr = INADDR_BROADCAST};
  if (dhcp->client.state == kDhcpRenewing) to = dhcp->client.lease.server;
  size_t size = build_dhcp_message(&question, message);
  int error = choose_socket(dhcp);
  if (error != 0) return error;
  return send_dhcp_message(&dhcp->socket, dhcp->card, to,
                           (struct Bytes){(const char*)message, size});
}

static void say_ready(struct Dhcp* dhcp) {
  if (dhcp->ready < 0) return;
  ssize_t ignored = write(dhcp->ready, "+", 1);
  (void)ignored;
  close(dhcp->ready);
  dhcp->ready = -1;
}

// A network that is down for a moment (ENETDOWN, ENOBUFS) is no reason to give up; one without
// packet sockets is. True while there is something to go on for.
static bool take_step(struct Dhcp* dhcp, enum DhcpStep step) {
  int error;
  switch (step) {
    case kDhcpWait:
      return true;
    case kDhcpSend:
      error = send_question(dhcp);
      if (error != EAFNOSUPPORT && error != EPROTONOSUPPORT) return true;
      log_line("no DHCP: the kernel has no packet sockets (CONFIG_PACKET, module af_packet)");
      return false;
    case kDhcpHave:
      close_dhcp_socket(&dhcp->socket);
      apply_lease(dhcp->card, &dhcp->client.lease, dhcp->plan);
      say_ready(dhcp);
      return dhcp->plan->mode == kPlanModeContainer;
    case kDhcpLost:
      close_dhcp_socket(&dhcp->socket);
      log_line("the address of %s is lost: its DHCP lease was not renewed", dhcp->card->name);
      drop_lease(dhcp->card);
      return true;
  }
  return true;
}

static bool take_messages(struct Dhcp* dhcp) {
  unsigned char packet[kDhcpPacketMax];
  struct Bytes message;
  struct DhcpReply reply;
  while (dhcp->socket.fd >= 0 && receive_dhcp_message(&dhcp->socket, packet, &message)) {
    if (!parse_dhcp_reply(message, dhcp->card->hardware, &reply)) continue;
    if (!take_step(dhcp, dhcp_take(&dhcp->client, &reply, now_ms()))) return false;
  }
  return true;
}

static int milliseconds_until(int64_t deadline_ms) {
  enum { kLongestWaitMs = 3600000 };
  int64_t left = deadline_ms - now_ms();
  if (left <= 0) return 0;
  return left < kLongestWaitMs ? (int)left : kLongestWaitMs;
}

static void keep_lease(void* argument) {
  struct Dhcp* dhcp = argument;
  dhcp_begin(&dhcp->client, make_seed(dhcp->card), now_ms());
  for (;;) {
    struct pollfd source = {.fd = dhcp->socket.fd, .events = POLLIN};
    poll(&source, 1, milliseconds_until(dhcp->client.next_ms));
    if (!take_messages(dhcp)) return;
    bool is_time = now_ms() >= dhcp->client.next_ms;
    if (is_time && !take_step(dhcp, dhcp_time(&dhcp->client, now_ms()))) return;
  }
}

// Whether the child said that the card has its address; it may also end without a word.
static bool wait_until_ready(int ready, const char* card) {
  struct pollfd source = {.fd = ready, .events = POLLIN};
  char byte;
  if (poll(&source, 1, kSilenceMs) == 0) {
    log_line("waiting for a DHCP server on %s", card);
    if (poll(&source, 1, kPatienceMs - kSilenceMs) == 0) {
      log_line("no DHCP server has answered on %s: there is no network yet", card);
      return false;
    }
  }
  return read(ready, &byte, 1) == 1;
}

void bring_up_by_dhcp(const struct NetworkCard* card, const struct Plan* plan) {
  int ready[2];
  int error = bring_up_interface(card->name);
  if (error != 0) log_line("cannot bring up %s: %s", card->name, strerror(error));
  if (error != 0 || pipe2(ready, O_CLOEXEC) != 0) return;
  struct Dhcp dhcp = {.card = card, .plan = plan, .ready = ready[1], .socket = {.fd = -1}};
  pid_t child = start_background("oci2boot: dhcp", keep_lease, &dhcp);
  if (child < 0) log_line("cannot ask for a DHCP lease: %s", strerror(errno));
  close(ready[1]);
  if (child > 0) wait_until_ready(ready[0], card->name);
  close(ready[0]);
  if (child < 0 || plan->mode == kPlanModeContainer) return;
  kill(child, SIGKILL);  // who has a lease has ended already
  waitpid(child, NULL, 0);
}
