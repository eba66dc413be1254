// SPDX-License-Identifier: Apache-2.0
#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <exception>
#include <list>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/tls_identity.h"

namespace oci2boot {

namespace {

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// A socket that listens on a free port of 127.0.0.1.
int listen_on_loopback() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, 64) != 0) {
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  return fd;
}

int listen_on_path(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long: " + path);
  path.copy(address.sun_path, path.size());
  if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, 64) != 0) {
    throw std::runtime_error("cannot listen on " + path);
  }
  return fd;
}

int port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

// One accepted connection, with or without TLS. Blocks; false and nothing mean that it has ended.
class Channel {
 public:
  Channel(int fd, SSL_CTX* context) : fd_(fd) {
    if (context != nullptr) tls_.reset(SSL_new(context));
  }

  // Who speaks plain HTTP to TLS, or TLS to plain HTTP, is told as Go's servers tell it.
  bool start() {
    if (tls_) {
      SSL_set_fd(tls_.get(), fd_);
      if (SSL_accept(tls_.get()) == 1) return true;
      if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST) tls_.reset();
    } else {
      constexpr char kTlsHandshake = 0x16;
      char first = 0;
      if (recv(fd_, &first, 1, MSG_PEEK) == 1 && first != kTlsHandshake) return true;
    }
    if (!tls_) send("HTTP/1.0 400 Bad Request\r\n\r\nplain HTTP and TLS do not go together\n");
    return false;
  }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                             : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Reads on until `buffer` holds at least `size` bytes, or `mark`.
  bool fill(std::string& buffer, std::size_t size, std::string_view mark = {}) {
    while (mark.empty() ? buffer.size() < size : buffer.find(mark) == std::string::npos) {
      char bytes[4096];
      const auto got =
          tls_ ? SSL_read(tls_.get(), bytes, sizeof bytes) : recv(fd_, bytes, sizeof bytes, 0);
      if (got <= 0) return false;
      buffer.append(bytes, static_cast<std::size_t>(got));
    }
    return true;
  }

 private:
  int fd_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
};

// Takes the next request off the front of `buffer`; false when there is none any more.
bool receive(Channel& channel, std::string& buffer, ReceivedRequest& request) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  if (!channel.fill(buffer, 0, kEnd)) return false;
  const std::size_t head_size = buffer.find(kEnd) + kEnd.size();
  std::istringstream head(buffer.substr(0, head_size));
  std::string line;
  std::getline(head, line);
  std::istringstream(line) >> request.method >> request.target;
  while (std::getline(head, line) && line != "\r") {
    const std::size_t colon = line.find(':');
    const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
    request.headers.emplace_back(line.substr(0, colon),
                                 line.substr(value, line.size() - value - 1));
  }
  const std::string length = request.header("Content-Length");
  const std::size_t body_size = length.empty() ? 0 : std::stoul(length);
  if (!channel.fill(buffer, head_size + body_size)) return false;
  request.body = buffer.substr(head_size, body_size);
  buffer.erase(0, head_size + body_size);
  return true;
}

std::string head_of(const Reply& reply) {
  std::ostringstream head;
  head << "HTTP/1.1 " << reply.status << " Scripted\r\n";
  const bool has_length =
      std::any_of(reply.headers.begin(), reply.headers.end(),
                  [](const auto& line) { return same_name(line.first, "Content-Length"); });
  for (const auto& [name, value] : reply.headers) head << name << ": " << value << "\r\n";
  if (reply.chunked) {
    head << "Transfer-Encoding: chunked\r\n";
  } else if (!has_length && reply.status != 204 && reply.status != 304) {
    head << "Content-Length: " << reply.body.size() << "\r\n";
  }
  if (reply.close) head << "Connection: close\r\n";
  head << "\r\n";
  return head.str();
}

// The body on the wire, as far as the faults let it go.
std::string body_of(const Reply& reply) {
  const std::size_t whole = reply.body.size();
  const std::size_t end =
      std::min({reply.cut_after.value_or(whole), reply.stall_after.value_or(whole), whole});
  std::string bytes = reply.body.substr(0, end);
  if (!reply.chunked) return bytes;
  std::ostringstream chunks;
  constexpr std::size_t kChunk = 1000;
  for (std::size_t start = 0; start < bytes.size(); start += kChunk) {
    const std::string chunk = bytes.substr(start, kChunk);
    chunks << std::hex << chunk.size() << "\r\n" << chunk << "\r\n";
  }
  if (!reply.cut_after && !reply.stall_after) chunks << "0\r\n\r\n";
  return chunks.str();
}

}  // namespace

struct LoopbackServer::State {
  struct Connection {
    int fd;
    std::thread thread;
  };

  Handler handler;
  TlsIdentity tls;
  std::string socket_path;
  int listener = -1;

  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::vector<ReceivedRequest> requests;
  std::list<Connection> connections;
  std::thread acceptor;

  void accept_all();
  void serve(int fd, int number);
  bool answer(Channel& channel, const ReceivedRequest& request);
  void wait_for_the_end();
};

void LoopbackServer::State::accept_all() {
  for (int number = 1;; ++number) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex);
    if (fd < 0 || stopping) {
      if (fd >= 0) close(fd);
      return;
    }
    connections.push_back({fd, std::thread([this, fd, number] { serve(fd, number); })});
  }
}

void LoopbackServer::State::serve(int fd, int number) {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);  // OpenSSL writes without MSG_NOSIGNAL

  Channel channel(fd, tls.context.get());
  std::string buffer;
  bool goes_on = channel.start();
  while (goes_on) {
    ReceivedRequest request;
    request.connection = number;
    if (!receive(channel, buffer, request)) break;
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    }
    goes_on = answer(channel, request);
  }
  shutdown(fd, SHUT_RDWR);  // closed with the server, so that its number is not given out anew
}

// Returns whether the connection stays.
bool LoopbackServer::State::answer(Channel& channel, const ReceivedRequest& request) {
  Reply reply;
  try {
    reply = handler(request);
  } catch (const std::exception& error) {
    reply = {.status = 500, .body = error.what()};
  }
  if (reply.drop) return false;
  if (reply.stall) wait_for_the_end();
  if (!reply.raw.empty()) {
    channel.send(reply.raw);
    return false;
  }
  const std::string body = request.method == "HEAD" ? std::string() : body_of(reply);
  if (!channel.send(head_of(reply) + body)) return false;
  if (reply.stall_after) wait_for_the_end();
  return !reply.cut_after && !reply.close && !reply.stall;
}

void LoopbackServer::State::wait_for_the_end() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return stopping; });
}

LoopbackServer::LoopbackServer(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->listener =
      state_->socket_path.empty() ? listen_on_loopback() : listen_on_path(state_->socket_path);
  state_->acceptor = std::thread([this] { state_->accept_all(); });
}

LoopbackServer::LoopbackServer(Handler handler)
    : LoopbackServer([&] {
        auto state = std::make_unique<State>();
        state->handler = std::move(handler);
        return state;
      }()) {}

std::unique_ptr<LoopbackServer> LoopbackServer::with_tls(Handler handler) {
  auto state = std::make_unique<State>();
  state->handler = std::move(handler);
  state->tls = TlsIdentity::make();
  return std::unique_ptr<LoopbackServer>(new LoopbackServer(std::move(state)));
}

std::unique_ptr<LoopbackServer> LoopbackServer::on_socket(const std::string& path,
                                                          Handler handler) {
  auto state = std::make_unique<State>();
  state->handler = std::move(handler);
  state->socket_path = path;
  return std::unique_ptr<LoopbackServer>(new LoopbackServer(std::move(state)));
}

LoopbackServer::~LoopbackServer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    for (const State::Connection& connection : state_->connections) {
      shutdown(connection.fd, SHUT_RDWR);
    }
  }
  state_->changed.notify_all();
  shutdown(state_->listener, SHUT_RDWR);
  state_->acceptor.join();
  for (State::Connection& connection : state_->connections) {
    connection.thread.join();
    close(connection.fd);
  }
  close(state_->listener);
  if (!state_->socket_path.empty()) unlink(state_->socket_path.c_str());
}

int LoopbackServer::port() const {
  return port_of(state_->listener);
}

std::string LoopbackServer::host() const {
  return "127.0.0.1:" + std::to_string(port());
}

std::string LoopbackServer::url(std::string_view target) const {
  const std::string scheme = state_->tls.context ? "https://" : "http://";
  return scheme + (state_->socket_path.empty() ? host() : "localhost") + std::string(target);
}

const std::string& LoopbackServer::certificate() const {
  return state_->tls.certificate;
}

std::vector<ReceivedRequest> LoopbackServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

int LoopbackServer::unused_port() {
  const int fd = listen_on_loopback();
  const int port = port_of(fd);
  close(fd);
  return port;
}

std::string ReceivedRequest::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (same_name(known, name)) return value;
  }
  return {};
}

}  // namespace oci2boot
