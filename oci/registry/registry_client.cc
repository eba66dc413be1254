// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/registry_client.h"

#include <list>
#include <utility>
#include <vector>

#include "oci/http/retry.h"
#include "oci/registry/blob_progress.h"
#include "oci/registry/blob_request.h"
#include "oci/registry/courier.h"
#include "oci/registry/credential_store.h"
#include "oci/registry/document_request.h"
#include "oci/registry/endpoint.h"
#include "oci/registry/foreign_urls.h"
#include "oci/registry/mirror_session.h"
#include "oci/registry/registry_failure.h"
#include "oci/registry/registry_session.h"
#include "oci2boot/error.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

struct RegistryClient::State {
  State(const Reference& wanted, const RegistryOptions& options, std::uint64_t document_bytes);

  Document document(const DocumentRequest& wanted, const std::stop_token& stop);
  bool transfer_from_mirror(MirrorSession& mirror, const RegistryRequest& request,
                            const Descriptor& blob, BlobProgress& progress,
                            const std::stop_token& stop);
  std::string transfer_from_registry(const RegistryRequest& request, BlobProgress& progress,
                                     const std::stop_token& stop);

  const Reference reference;
  const std::uint64_t document_bytes;
  const Patience patience;
  const Courier courier;
  std::list<MirrorSession> mirrors;
  RegistrySession registry;
};

RegistryClient::State::State(const Reference& wanted, const RegistryOptions& options,
                             std::uint64_t document_limit)
    : reference(wanted),
      document_bytes(document_limit),
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
    receive_blob(mirror.session.endpoint().name, progress,
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

std::string RegistryClient::State::transfer_from_registry(const RegistryRequest& request,
                                                          BlobProgress& progress,
                                                          const std::stop_token& stop) {
  const std::string& name = registry.endpoint().name;
  receive_blob(name, progress,
               [&](const std::vector<HttpHeader>& headers, const HttpReceiver& receiver) {
                 registry.get({request.path, request.what, headers}, receiver, stop);
               });
  return name;
}

RegistryClient::RegistryClient(const Reference& reference, const RegistryOptions& options,
                               std::uint64_t document_bytes)
    : state_(std::make_unique<State>(reference, options, document_bytes)) {}

RegistryClient::~RegistryClient() = default;

RegistryDocument RegistryClient::get_manifest(const std::stop_token& stop) {
  const Reference& reference = state_->reference;
  const std::uint64_t limit = state_->document_bytes;
  Document document = state_->document(reference.digest ? manifest_request(*reference.digest, limit)
                                                        : tag_request(reference.tag, limit),
                                       stop);
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
  return state_->document(manifest_request(descriptor, state_->document_bytes), stop).bytes;
}

std::string RegistryClient::get_document(const Descriptor& descriptor,
                                         const std::stop_token& stop) {
  return state_->document(blob_request(descriptor, state_->document_bytes), stop).bytes;
}

std::string RegistryClient::transfer(const Descriptor& blob, std::uint64_t offset,
                                     const ByteSink& sink, const std::stop_token& stop) {
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
      return mirror.session.endpoint().name;
    }
  }
  try {
    return state_->transfer_from_registry(request, progress, stop);
  } catch (const StatusError& error) {
    // Not only 404: some registries refuse what they must not give away.
    if (blob.urls.empty()) throw;
    return transfer_from_urls(state_->courier, blob, progress, error.what(), stop);
  }
}

}  // namespace oci2boot
