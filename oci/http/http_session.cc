// SPDX-License-Identifier: Apache-2.0
#include "oci/http/http_session.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <new>
#include <utility>

#include "oci/http/ca_bundle.h"
#include "oci/http/curl_failure.h"
#include "oci/http/proxy_choice.h"
#include "oci/http/response_head.h"
#include "oci/local_file.h"

namespace oci2boot {

namespace {

// An unwanted body up to this size is read all the same: that costs less than a new connection.
constexpr std::uint64_t kMaxDrained = 16U << 10;

void start_libcurl() {
  static const CURLcode started = libcurl().global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw Error(ErrorCode::failed, "libcurl does not start");
}

// Header values come from servers too (tokens): a line end in one would begin another header.
CurlList header_list(const std::vector<HttpHeader>& headers) {
  CurlList list;
  const auto add = [&list](const std::string& line) {
    curl_slist* longer = libcurl().slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  for (const HttpHeader& header : headers) {
    const bool clean = std::none_of(header.value.begin(), header.value.end(), [](char c) {
      return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f';
    });
    if (!clean) {
      throw Error(ErrorCode::invalid_image,
                  "control characters in the value of the header " + header.name);
    }
    // libcurl's way to send a header without a value.
    add(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  add("Expect:");  // no waiting for "100 Continue"
  return list;
}

void check_readable(const std::filesystem::path& file) {
  if (file.empty()) return;
  try {
    LocalFile::open(file);
  } catch (const Error& error) {
    throw Error(ErrorCode::failed, std::string("client certificate: ") + error.what());
  }
}

bool is_short(const HttpResponse& response) {
  const std::string length = response.header("content-length").value_or("");
  std::uint64_t bytes = 0;
  const auto [end, wrong] = std::from_chars(length.data(), length.data() + length.size(), bytes);
  return wrong == std::errc() && end == length.data() + length.size() && !length.empty() &&
         bytes <= kMaxDrained;
}

}  // namespace

// A response on its way; what libcurl's callbacks share.
struct HttpSession::Arrival {
  const HttpSession& session;
  const HttpRequest& request;
  const HttpReceiver& receiver;
  const std::stop_token& stop;
  const Contact& contact;
  bool through_proxy_in_clear = false;

  ResponseHead head;
  bool wanted = true;
  std::exception_ptr thrown;
  std::array<char, CURL_ERROR_SIZE> words{};

  // Each returns whether the transfer goes on.
  bool take_head_line(std::string_view line);
  bool take_body(std::span<const std::byte> bytes);

  // No exception crosses libcurl.
  template <typename Action>
  bool guarded(const Action& action) noexcept {
    try {
      return action();
    } catch (...) {
      thrown = std::current_exception();
      return false;
    }
  }

  static std::size_t on_header(char* text, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
};

bool HttpSession::Arrival::take_head_line(std::string_view line) {
  if (!head.add(line, contact.host)) return true;
  const auto status = static_cast<int>(session.info(CURLINFO_RESPONSE_CODE));
  if (status / 100 == 1) {
    head.restart();
    return true;
  }
  // Nobody but a proxy gives this answer, so it is not for the caller.
  if (status == 407 && through_proxy_in_clear) {
    throw TransportError(
        TransportError::Cause::proxy,
        "the proxy " + contact.proxy + " wants a name and a password, or others than it was given");
  }
  head.finish(status, request.url);
  wanted = !receiver.head || receiver.head(head.response());
  return wanted || is_short(head.response());
}

bool HttpSession::Arrival::take_body(std::span<const std::byte> bytes) {
  if (wanted && receiver.body) receiver.body(bytes);
  return true;
}

std::size_t HttpSession::Arrival::on_header(char* text, std::size_t size, std::size_t count,
                                            void* self) {
  auto& arrival = *static_cast<Arrival*>(self);
  const std::string_view line(text, size * count);
  return arrival.guarded([&] { return arrival.take_head_line(line); }) ? line.size() : 0;
}

std::size_t HttpSession::Arrival::on_body(char* bytes, std::size_t size, std::size_t count,
                                          void* self) {
  auto& arrival = *static_cast<Arrival*>(self);
  const std::span<const char> arrived(bytes, size * count);
  return arrival.guarded([&] { return arrival.take_body(std::as_bytes(arrived)); }) ? arrived.size()
                                                                                    : 0;
}

int HttpSession::Arrival::on_progress(void* self, curl_off_t /*download*/, curl_off_t /*of*/,
                                      curl_off_t /*upload*/, curl_off_t /*of*/) {
  return static_cast<Arrival*>(self)->stop.stop_requested() ? 1 : 0;
}

HttpSession::HttpSession(const TlsFiles& tls) : tls_(tls) {
  start_libcurl();
  if (!tls_.ca_certificates.empty()) {
    const char* system_bundle = libcurl().version_info(CURLVERSION_NOW)->cainfo;
    authorities_ =
        joined_certificates(system_bundle == nullptr ? "" : system_bundle, tls_.ca_certificates);
  }
  // libcurl does not say why it cannot use them.
  check_readable(tls_.client_certificate);
  check_readable(tls_.client_key);
  handle_.reset(libcurl().easy_init());
  if (!handle_) throw std::bad_alloc();
}

template <typename Value>
void HttpSession::set(CURLoption option, Value value) {
  const CURLcode wrong = libcurl().easy_setopt(handle_.get(), option, value);
  if (wrong == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (wrong != CURLE_OK) {
    throw Error(ErrorCode::failed, "this libcurl has no option " + std::to_string(option) + ": " +
                                       libcurl().easy_strerror(wrong));
  }
}

long HttpSession::info(CURLINFO what) const {
  long value = 0;
  return libcurl().easy_getinfo(handle_.get(), what, &value) == CURLE_OK ? value : 0;
}

void HttpSession::set_request(const HttpRequest& request, const CurlList& headers) {
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PATH_AS_IS, 1L);  // a signed path must arrive as it was signed
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
#if LIBCURL_VERSION_NUM >= 0x075500
  set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  // Downloads side by side want connections of their own, which HTTP/2 would fold into one.
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // none of them for the proxy
  set(CURLOPT_USERAGENT, "oci2boot");
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request.method == "POST") {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.data());
  }
}

void HttpSession::set_way(const HttpRequest& request, const std::string& proxy,
                          const Patience& patience) {
  set(CURLOPT_PROXY, proxy.c_str());
  set(CURLOPT_NOPROXY, "");  // decided already; unset, the environment would be asked
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!request.unix_socket.empty()) set(CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  const std::chrono::milliseconds connect = patience.connect;
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(patience.stall.count()));
}

void HttpSession::set_tls() {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!authorities_.empty()) {
    curl_blob blob{authorities_.data(), authorities_.size(), CURL_BLOB_NOCOPY};
    set(CURLOPT_CAINFO_BLOB, &blob);
  }
  if (!tls_.client_certificate.empty()) {
    set(CURLOPT_SSLCERT, tls_.client_certificate.c_str());
    set(CURLOPT_KEYPASSWD, "");  // or OpenSSL would ask for one on the terminal
  }
  if (!tls_.client_key.empty()) set(CURLOPT_SSLKEY, tls_.client_key.c_str());
}

void HttpSession::set_callbacks(Arrival& arrival) {
  set(CURLOPT_ERRORBUFFER, arrival.words.data());
  set(CURLOPT_HEADERFUNCTION, &Arrival::on_header);
  set(CURLOPT_HEADERDATA, &arrival);
  set(CURLOPT_WRITEFUNCTION, &Arrival::on_body);
  set(CURLOPT_WRITEDATA, &arrival);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Arrival::on_progress);
  set(CURLOPT_XFERINFODATA, &arrival);
}

HttpResponse HttpSession::send(const HttpRequest& request, const HttpReceiver& receiver,
                               const Proxies& proxies, const Patience& patience,
                               const std::stop_token& stop) {
  const Url url = Url::parse(request.url);
  const bool local = !request.unix_socket.empty();
  const std::string proxy = local ? std::string() : proxy_for(url, proxies);
  const Contact contact{local ? request.unix_socket.string() : url.host_and_port(),
                        proxy.empty() ? std::string() : proxy_name(proxy), patience, tls_};
  Arrival arrival{*this, request, receiver, stop, contact, !proxy.empty() && url.scheme == "http",
                  {},    true,    {},       {}};
  const CurlList headers = header_list(request.headers);

  // Connections stay, and libcurl, which may still speak of them, forgets where our buffers are.
  struct Resets {
    const Libcurl& curl;
    CURL* handle;
    ~Resets() { curl.easy_reset(handle); }
  } const resets{libcurl(), handle_.get()};
  set_request(request, headers);
  set_way(request, proxy, patience);
  set_tls();
  set_callbacks(arrival);
  last_ = url;
  CurlFailure failure;
  failure.code = libcurl().easy_perform(handle_.get());

  if (arrival.thrown) std::rethrow_exception(arrival.thrown);
  failure.answered = arrival.head.is_finished();
  if (failure.answered && (failure.code == CURLE_OK || !arrival.wanted)) {
    return arrival.head.response();
  }
  // libcurl is content with a head that ends in its middle.
  if (failure.code == CURLE_OK) failure.code = CURLE_PARTIAL_FILE;
  failure.text = arrival.words.data();
  failure.os_error = static_cast<int>(info(CURLINFO_OS_ERRNO));
  failure.proxy_status = static_cast<int>(info(CURLINFO_HTTP_CONNECTCODE));
  curl_off_t ready_after = 0;
  libcurl().easy_getinfo(handle_.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_after);
  failure.connected = ready_after > 0;
  throw_failure(failure, contact);
}

}  // namespace oci2boot
