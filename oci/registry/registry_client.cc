// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/registry_client.h"

#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <utility>
#include <vector>

#include "oci/http/retry.h"
#include "oci/registry/blob_progress.h"
#include "oci/registry/courier.h"
#include "oci/registry/credential_store.h"
#include "oci/registry/document_request.h"
#include "oci/registry/endpoint.h"
#include "oci/registry/mirror_session.h"
#include "oci/registry/registry_failure.h"
#include "oci/registry/registry_session.h"
#include "oci2boot/error.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

namespace {

/// One try to get the rest of a blob. `get` sends a request with these headers.
using Get = std::function<void(const std::vector<HttpHeader>& headers, const HttpReceiver&)>;

void receive(const std::string& sender, BlobProgress& progress, const Get& get) {
  bool in_one_piece = progress.position() == 0;
  if (!in_one_piece) {
    const std::string range = "bytes=" + std::to_string(progress.position()) + "-";
    try {
      get({{"Range", range}}, progress.receiver(sender, true));
      in_one_piece = progress.range_was_misread();
    } catch (const StatusError& error) {
      if (error.status() != 416) throw;
      in_one_piece = true;  // it says that there is no such byte; the whole will show
    }
  }
  if (in_one_piece) get({}, progress.receiver(sender, false));
  progress.check_complete(sender);
}

/// What may be said of a URL that a manifest names.
std::string host_of(const std::string& url) {
  try {
    return Url::parse(url).host_and_port();
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_image,
                "the manifest says that a layer is at what cannot be followed: " +
                    std::string(error.what()));
  }
}

}  // namespace

struct RegistryClient::State {
  State(const Reference& wanted, const RegistryOptions& options);

  Document document(const DocumentRequest& wanted, const std::stop_token& stop);
  bool transfer_from_mirror(MirrorSession& mirror, const RegistryRequest& request,
                            const Descriptor& blob, BlobProgress& progress,
                            const std::stop_token& stop);
  void transfer_from_urls(const Descriptor& blob, BlobProgress& progress,
                          const StatusError& registry_error, const std::stop_token& stop) const;

  const Reference reference;
  const Patience patience;
  const Courier courier;
  std::list<MirrorSession> mirrors;
  RegistrySession registry;
};

RegistryClient::State::State(const Reference& wanted, const RegistryOptions& options)
    : reference(wanted),
      patience(options.patience),
      courier(options),
      registry(
          courier, registry_endpoint(wanted, options.plain_http),
          [own = options.credentials, files = options.auth_files, wanted] {
            return own ? own : find_credentials(files, wanted.registry, wanted.repository);
          },
          options.patience) {
  check_required_files(options.auth_files);
  for (const Mirror& mirror : options.mirrors) {
    if (mirror.registry != wanted.registry) continue;
    mirrors.emplace_back(courier, mirror_endpoint(mirror, wanted.repository, options.plain_http),
                         options);
  }
}

Document RegistryClient::State::document(const DocumentRequest& wanted,
                                         const std::stop_token& stop) {
  std::string told_by_mirrors;
  for (MirrorSession& mirror : mirrors) {
    if (mirror.documents_failed) continue;
    try {
      return fetch_document(mirror.session, wanted, stop);
    } catch (const Error& error) {
      if (stop.stop_requested()) throw;
      mirror.documents_failed = true;
      // One that is not there, or lies, is not asked for blobs either.
      if (dynamic_cast<const StatusError*>(&error) == nullptr) mirror.blobs_failed = true;
      told_by_mirrors += std::string("; as a mirror, ") + error.what();
    }
  }
  try {
    return with_retries(patience, stop, [&] { return fetch_document(registry, wanted, stop); });
  } catch (const Error& error) {
    if (told_by_mirrors.empty()) throw;
    throw Error(error.code(), error.what() + told_by_mirrors);
  }
}

bool RegistryClient::State::transfer_from_mirror(MirrorSession& mirror,
                                                 const RegistryRequest& request,
                                                 const Descriptor& blob, BlobProgress& progress,
                                                 const std::stop_token& stop) {
  if (mirror.blobs_failed) return false;
  try {
    receive(mirror.session.endpoint().name, progress,
            [&](const std::vector<HttpHeader>& headers, const HttpReceiver& receiver) {
              mirror.session.get({request.path, request.what, headers}, receiver, stop);
            });
    mirror.gave(blob.digest);
  } catch (const Error&) {
    if (stop.stop_requested() || progress.sink_has_failed()) throw;
    mirror.blobs_failed = true;
  }
  return progress.is_complete();
}

void RegistryClient::State::transfer_from_urls(const Descriptor& blob, BlobProgress& progress,
                                               const StatusError& registry_error,
                                               const std::stop_token& stop) const {
  std::exception_ptr last = std::make_exception_ptr(registry_error);
  for (const std::string& url : blob.urls) {
    try {
      const std::string host = host_of(url);
      receive(host, progress,
              [&](const std::vector<HttpHeader>& headers, const HttpReceiver& receiver) {
                HttpRequest request;
                request.url = url;
                request.headers = headers;
                const HttpResponse response = courier.attempt(request, receiver, stop).response;
                if (response.status >= 200 && response.status < 300) return;
                throw_foreign_failure({.place = host,
                                       .what = "blob " + blob.digest.text(),
                                       .status = response.status,
                                       .retry_after = retry_after_of(response)});
              });
      return;
    } catch (const Error&) {
      if (stop.stop_requested() || progress.sink_has_failed()) throw;
      last = std::current_exception();
    }
  }
  std::rethrow_exception(last);
}

RegistryClient::RegistryClient(const Reference& reference, const RegistryOptions& options)
    : state_(std::make_unique<State>(reference, options)) {}

RegistryClient::~RegistryClient() = default;

RegistryDocument RegistryClient::get_manifest(const std::stop_token& stop) {
  const Reference& reference = state_->reference;
  Document document = state_->document(
      reference.digest ? manifest_request(*reference.digest) : tag_request(reference.tag), stop);
  Descriptor descriptor{std::move(document.media_type),
                        reference.digest ? *reference.digest : sha256_of(document.bytes),
                        document.bytes.size(),
                        {},
                        {},
                        std::nullopt,
                        std::nullopt};
  return {std::move(descriptor), std::move(document.bytes)};
}

std::string RegistryClient::get_manifest(const Descriptor& descriptor,
                                         const std::stop_token& stop) {
  return state_->document(manifest_request(descriptor), stop).bytes;
}

std::string RegistryClient::get_document(const Descriptor& descriptor,
                                         const std::stop_token& stop) {
  return state_->document(blob_request(descriptor), stop).bytes;
}

void RegistryClient::transfer(const Descriptor& blob, std::uint64_t offset, const ByteSink& sink,
                              const std::stop_token& stop) {
  const RegistryRequest request{"blobs/" + blob.digest.text(), "blob " + blob.digest.text(), {}};
  BlobProgress progress(blob, offset, sink);
  // What one mirror has sent was wrong: whether another does better is not tried, for whoever reads
  // the blob tries no more than twice.
  bool has_come_wrong = false;
  for (MirrorSession& mirror : state_->mirrors) {
    if (mirror.has_given_wrong(blob.digest, offset)) has_come_wrong = true;
  }
  for (MirrorSession& mirror : state_->mirrors) {
    if (!has_come_wrong && state_->transfer_from_mirror(mirror, request, blob, progress, stop)) {
      return;
    }
  }
  try {
    receive(state_->registry.endpoint().name, progress,
            [&](const std::vector<HttpHeader>& headers, const HttpReceiver& receiver) {
              state_->registry.get({request.path, request.what, headers}, receiver, stop);
            });
  } catch (const StatusError& error) {
    if (error.status() != 404) throw;
    state_->transfer_from_urls(blob, progress, error, stop);
  }
}

}  // namespace oci2boot
