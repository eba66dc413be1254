// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/foreign_urls.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "oci/http/retry.h"
#include "oci/registry/blob_request.h"
#include "oci/registry/registry_failure.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

// A manifest may list as many as it likes, and each may take a minute to fail. Real ones have two.
constexpr std::size_t kMostUrls = 10;

/// What may be said of a URL that a manifest names.
std::string host_of(const std::string& url) {
  try {
    return Url::parse(url).host_and_port();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_image) throw;  // without libcurl, no URL can be read
    throw Error(ErrorCode::invalid_image,
                "the manifest says that a layer is at what cannot be followed: " +
                    std::string(error.what()));
  }
}

std::string transfer_from_url(const Courier& courier, const std::string& url,
                              const Descriptor& blob, BlobProgress& progress,
                              const std::stop_token& stop) {
  std::string host = host_of(url);
  receive_blob(host, progress,
               [&](const std::vector<HttpHeader>& headers, const HttpReceiver& receiver) {
                 HttpRequest request;
                 request.url = url;
                 request.headers = headers;
                 const HttpResponse response = courier.attempt(request, receiver, stop).response;
                 if (response.status >= 200 && response.status < 300) return;
                 throw_foreign_failure({.place = host,
                                        .what = "blob " + blob.digest.abbreviated(),
                                        .status = response.status,
                                        .retry_after = retry_after_of(response)});
               });
  return host;
}

}  // namespace

std::string transfer_from_urls(const Courier& courier, const Descriptor& blob,
                               BlobProgress& progress, const std::string& no_luck_so_far,
                               const std::stop_token& stop) {
  std::optional<TransientError> may_pass;
  ErrorCode code = ErrorCode::not_found;
  std::string told = no_luck_so_far;
  for (const std::string& url : std::span(blob.urls).first(std::min(blob.urls.size(), kMostUrls))) {
    try {
      return transfer_from_url(courier, url, blob, progress, stop);
    } catch (const Error& error) {
      if (stop.stop_requested() || progress.sink_has_failed()) throw;
      const auto* transient = dynamic_cast<const TransientError*>(&error);
      if (transient != nullptr && !may_pass) may_pass = *transient;
      code = error.code();
      told += (told.empty() ? "" : "; ") + std::string(error.what());
    }
  }
  if (may_pass) throw TransientError(*may_pass);
  throw Error(code, told);
}

std::string ForeignUrls::transfer(const Descriptor& blob, std::uint64_t offset,
                                  const ByteSink& sink, const std::stop_token& stop) {
  BlobProgress progress(blob, offset, sink);
  return transfer_from_urls(courier_, blob, progress, "", stop);
}

}  // namespace oci2boot
