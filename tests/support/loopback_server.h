// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 server on this machine that answers as a test has scripted it, well or badly.
//
//   LoopbackServer server([](const ReceivedRequest& request) -> Reply {
//     if (request.target == "/v2/") return {.status = 401, .headers = {{"WWW-Authenticate",
//     "Basic"}}}; return {.body = "hello", .cut_after = 2};
//   });
//   client.fetch({.url = server.url("/v2/")}, ...);
//   EXPECT_EQ(server.requests().at(0).header("Authorization"), "");
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oci2boot {

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

struct ReceivedRequest {
  std::string method;
  std::string target;  ///< "/v2/?n=1"; a whole URL, or HOST:PORT, where a proxy is asked
  HeaderLines headers;
  std::string body;
  int connection = 0;  ///< counted from 1: equal numbers, same connection

  /// The first of that name, in any letter case; empty when there is none.
  std::string header(std::string_view name) const;
};

/// Content-Length is added, and for HEAD the body is left out.
struct Reply {
  int status = 200;
  HeaderLines headers = {};
  std::string body = {};
  bool chunked = false;  ///< instead of a Content-Length
  bool close = false;    ///< the connection, afterwards

  // Faults.
  std::optional<std::size_t> cut_after = {};  ///< closes after so many bytes of the body
  std::optional<std::size_t> stall_after =
      {};                ///< then sends nothing more, and keeps the connection
  bool drop = false;     ///< closes without a response
  bool stall = false;    ///< never answers, and keeps the connection
  std::string raw = {};  ///< sent in place of everything; then closes
};

/// Bound to 127.0.0.1 and a port of its own; goes when it is destroyed, stalled connections too.
class LoopbackServer {
 public:
  /// Called from one thread for each connection, so perhaps several at once. What it throws is
  /// sent as a response of 500.
  using Handler = std::function<Reply(const ReceivedRequest&)>;

  explicit LoopbackServer(Handler handler);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  /// Over TLS, with a certificate for localhost and 127.0.0.1 that signs itself.
  static std::unique_ptr<LoopbackServer> with_tls(Handler handler);
  /// On a Unix socket, which is made there and removed with the server.
  static std::unique_ptr<LoopbackServer> on_socket(const std::string& path, Handler handler);

  int port() const;
  std::string host() const;  ///< "127.0.0.1:PORT"
  /// "http://127.0.0.1:PORT/v2/" for "/v2/"; https with TLS; http://localhost on a socket.
  std::string url(std::string_view target) const;
  const std::string& certificate() const;  ///< in PEM; empty without TLS

  /// All that have been received, in order.
  std::vector<ReceivedRequest> requests() const;

  /// A port that nothing listens on.
  static int unused_port();

 private:
  struct State;
  explicit LoopbackServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oci2boot
