// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/document_request.h"

#include <span>
#include <string_view>
#include <utility>

#include "oci/json_document.h"
#include "oci/limit_exceeded.h"
#include "oci/registry/courier.h"
#include "oci2boot/error.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

namespace {

/// Schema 1 comes last: of an image that is nothing else, people are told that.
constexpr const char* kManifestTypes =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.docker.distribution.manifest.v1+prettyjws;q=0.1, "
    "application/vnd.docker.distribution.manifest.v1+json;q=0.1";

DocumentRequest described(DocumentRequest wanted, const Descriptor& descriptor) {
  if (descriptor.size > wanted.limit) {
    throw LimitExceeded(wanted.request.what + " has " + std::to_string(descriptor.size) +
                            " bytes, over the limit of " + std::to_string(wanted.limit),
                        "document-bytes");
  }
  wanted.limit = descriptor.size;
  wanted.digest = descriptor.digest;
  wanted.size = descriptor.size;
  return wanted;
}

/// What is received of a document: too much is another error where its size was declared.
HttpReceiver receiver_of(const DocumentRequest& wanted, const std::string& name,
                         std::string& bytes) {
  const std::string more = name + " has more than " + std::to_string(wanted.limit) + " bytes";
  return keep_body(bytes, wanted.limit,
                   wanted.size ? Error(ErrorCode::verification_failed, more + ", as was declared")
                               : LimitExceeded(more, "document-bytes"));
}

void check_digest(const std::string& name, const std::string& bytes, const Digest& expected) {
  Hasher hasher(expected.algorithm());
  hasher.update(std::as_bytes(std::span(bytes)));
  const Digest found = hasher.finish();
  if (found == expected) return;
  throw Error(ErrorCode::verification_failed,
              name + " has the digest " + found.text() + ", not " + expected.text());
}

/// What a registry says besides of a document's digest; nothing when it makes no sense.
std::optional<Digest> announced_digest(const HttpResponse& response) {
  const std::optional<std::string> text = response.header("Docker-Content-Digest");
  try {
    return text ? std::optional(Digest::parse(*text)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string media_type_of(const std::string& name, const std::string& bytes,
                          const HttpResponse& response) {
  std::string own =
      text_of(member(parse_json(bytes, name), "mediaType"), "the mediaType of " + name);
  if (!own.empty()) return own;
  const std::string type = response.header("Content-Type").value_or("");
  return type.substr(0, type.find_first_of("; \t"));
}

}  // namespace

DocumentRequest tag_request(const std::string& tag, std::uint64_t limit) {
  return {{"manifests/" + tag, "tag '" + tag + "'", {{"Accept", kManifestTypes}}}, limit};
}

DocumentRequest manifest_request(const Digest& digest, std::uint64_t limit) {
  DocumentRequest wanted{
      {"manifests/" + digest.text(), "manifest " + digest.text(), {{"Accept", kManifestTypes}}},
      limit};
  wanted.digest = digest;
  return wanted;
}

DocumentRequest manifest_request(const Descriptor& descriptor, std::uint64_t limit) {
  return described(manifest_request(descriptor.digest, limit), descriptor);
}

DocumentRequest blob_request(const Descriptor& descriptor, std::uint64_t limit) {
  const std::string& digest = descriptor.digest.text();
  return described({{"blobs/" + digest, "blob " + digest, {}}, limit}, descriptor);
}

Document fetch_document(RegistrySession& session, const DocumentRequest& wanted,
                        const std::stop_token& stop) {
  const std::string name = wanted.request.what + " from " + session.endpoint().name;
  Document document;
  const HttpResponse response =
      session.get(wanted.request, receiver_of(wanted, name, document.bytes), stop);
  if (wanted.digest) check_digest(name, document.bytes, *wanted.digest);
  if (wanted.size && document.bytes.size() != *wanted.size) {
    throw Error(ErrorCode::verification_failed,
                name + " has " + std::to_string(document.bytes.size()) +
                    " bytes, not the declared " + std::to_string(*wanted.size));
  }
  if (const auto announced = announced_digest(response)) {
    check_digest(name, document.bytes, *announced);
  }
  // A document that has its digest is what it is; of others, this tells a registry from a web page.
  if (!wanted.size) document.media_type = media_type_of(name, document.bytes, response);
  return document;
}

}  // namespace oci2boot
