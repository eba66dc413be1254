// SPDX-License-Identifier: Apache-2.0
#include "oci/http/http_client.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

#include "oci/http/http_session.h"

namespace oci2boot {

namespace {

using SessionPtr = std::unique_ptr<HttpSession>;

}  // namespace

struct HttpClient::State {
  State(Proxies proxies_, Patience patience_)
      : proxies(std::move(proxies_)), patience(std::move(patience_)) {}

  const Proxies proxies;
  const Patience patience;

  SessionPtr take(const HttpRequest& request);
  void give_back(SessionPtr session);

 private:
  std::mutex mutex_;
  std::vector<SessionPtr> idle_;  ///< the one used last stands last
};

// One that is likely to have a connection to that host, else any under the same trust.
SessionPtr HttpClient::State::take(const HttpRequest& request) {
  const Url url = Url::parse(request.url);
  {
    const std::lock_guard lock(mutex_);
    auto found = idle_.rend();
    for (auto session = idle_.rbegin(); session != idle_.rend(); ++session) {
      if ((*session)->tls() != request.tls) continue;
      if (found == idle_.rend()) found = session;
      if ((*session)->last() == url) {
        found = session;
        break;
      }
    }
    if (found != idle_.rend()) {
      SessionPtr session = std::move(*found);
      idle_.erase(std::next(found).base());
      return session;
    }
  }
  return std::make_unique<HttpSession>(request.tls);
}

void HttpClient::State::give_back(SessionPtr session) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(session));
}

HttpClient::HttpClient(Proxies proxies, Patience patience)
    : state_(std::make_unique<State>(std::move(proxies), std::move(patience))) {}

HttpClient::~HttpClient() = default;

HttpResponse HttpClient::send(const HttpRequest& request, const HttpReceiver& receiver,
                              const std::stop_token& stop) const {
  SessionPtr session = state_->take(request);
  // A failure keeps its session too: other connections of it may still be good.
  struct GivesBack {
    State& state;
    SessionPtr& session;
    ~GivesBack() { state.give_back(std::move(session)); }
  } const gives_back{*state_, session};
  return session->send(request, receiver, state_->proxies, state_->patience, stop);
}

HttpResponse HttpClient::fetch(const HttpRequest& request, std::uint64_t limit, std::string& body,
                               const std::stop_token& stop) const {
  body.clear();
  HttpReceiver receiver;
  receiver.body = [&](std::span<const std::byte> bytes) {
    if (bytes.size() > limit - body.size()) {
      throw Error(ErrorCode::invalid_image, Url::parse(request.url).host_and_port() +
                                                " sent more than the " + std::to_string(limit) +
                                                " bytes that such a response may have");
    }
    body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  return send(request, receiver, stop);
}

}  // namespace oci2boot
