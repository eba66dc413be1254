// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/docker_daemon.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "oci/file_set.h"
#include "oci/http/http_client.h"
#include "oci/json_document.h"
#include "oci/local_file.h"
#include "oci/sources/docker_archive.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kMostOfAMessage = 64U << 10;
// An engine gathers the layers before it sends the first byte.
constexpr std::chrono::minutes kPatience{10};

/// A request to the engine at `host`, written as $DOCKER_HOST has it.
HttpRequest request_to(const std::string& host, const std::string& path) {
  constexpr std::string_view kUnix = "unix://";
  constexpr std::string_view kTcp = "tcp://";
  HttpRequest request;
  if (host.starts_with(kUnix)) {
    request.unix_socket = host.substr(kUnix.size());
    request.url = "http://localhost" + path;
  } else if (host.starts_with(kTcp)) {
    request.url = "http://" + host.substr(kTcp.size()) + path;
  } else {
    throw Error(ErrorCode::usage, "DOCKER_HOST is " + host +
                                      ": only unix:// and tcp:// are supported; docker save NAME | "
                                      "oci2boot - works with any");
  }
  return request;
}

/// {"message":"No such image: …"}
std::string message_in(const std::string& body, int status) {
  try {
    const Json document = parse_json(body, "the engine's answer");
    if (std::string text = text_of(member(document, "message"), "message"); !text.empty()) {
      return text;
    }
  } catch (const Error&) {
    // Whatever it is that answers, it is no engine's error.
  }
  return "it answers with status " + std::to_string(status);
}

/// The archive that `docker save` would write.
std::shared_ptr<const LocalFile> save(const std::string& name, const SourceOptions& options) {
  const HttpRequest request =
      request_to(options.docker_host, "/images/get?names=" + percent_encoded(name));
  Spool spool(options.scratch_folder, name, options.limits);
  std::string complaint;
  int status = 0;
  const HttpReceiver receiver{[&](const HttpResponse& head) {
                                status = head.status;
                                return true;
                              },
                              [&](std::span<const std::byte> bytes) {
                                if (status == 200) return spool.append(bytes);
                                const auto* text = reinterpret_cast<const char*>(bytes.data());
                                if (complaint.size() < kMostOfAMessage)
                                  complaint.append(text, bytes.size());
                              }};
  Patience patience;
  patience.stall = kPatience;
  const HttpClient http(Proxies{}, patience);
  http.send(request, receiver);
  if (status == 200) return spool.finish();
  throw Error(ErrorCode::not_found, "the engine at " + options.docker_host +
                                        " does not give the image " + name + ": " +
                                        message_in(complaint, status));
}

}  // namespace

std::unique_ptr<Image> open_docker_daemon(const std::string& name, const SourceOptions& options) {
  std::shared_ptr<const LocalFile> archive;
  try {
    archive = save(name, options);
  } catch (const TransportError& error) {
    throw Error(ErrorCode::not_found, "the engine at " + options.docker_host +
                                          " cannot be reached: " + error.what() +
                                          " (DOCKER_HOST names another)");
  }
  return open_docker_archive(std::make_shared<TarFiles>(std::move(archive), options.limits), "",
                             options);
}

}  // namespace oci2boot
