// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/registry_documents.h"

#include <utility>

#include "oci2boot/error.h"
#include "oci2boot/hasher.h"
#include "oci2boot/no_such_image.h"

namespace oci2boot {

namespace {

struct NotInCache : Error, NoSuchImage {
  using Error::Error;
};

}  // namespace

void RegistryDocuments::not_here(const std::string& what) const {
  throw NotInCache(ErrorCode::not_found,
                   what + " is not in the cache" +
                       (cache_.keeps() ? " " + cache_.folder().string() : "") +
                       ", and --offline or --pull never forbids to ask " + reference_.registry);
}

std::optional<RegistryDocument> RegistryDocuments::remembered(Pull pull) const {
  // What a digest stands for never changes; a tag may have moved.
  std::optional<Descriptor> target;
  if (reference_.digest) {
    target = Descriptor{"", *reference_.digest, 0, {}, {}, {}, {}};
  } else if (pull != Pull::always) {
    target = cache_.find_reference(reference_.text());
  }
  if (!target) return std::nullopt;
  std::optional<std::string> bytes = cache_.read_document(target->digest, limits_.document_bytes);
  if (!bytes) return std::nullopt;
  target->size = bytes->size();
  return RegistryDocument{std::move(*target), std::move(*bytes)};
}

RegistryDocument RegistryDocuments::find(Pull pull) const {
  if (auto document = remembered(pull)) return std::move(*document);
  if (client_ == nullptr) not_here(reference_.familiar_text());
  RegistryDocument document = client_->get_manifest();
  cache_.write_document(document.descriptor.digest, document.bytes);
  cache_.remember_reference(reference_.text(), document.descriptor);
  return document;
}

std::string RegistryDocuments::manifest(const Descriptor& descriptor) const {
  if (auto bytes = cache_.read_document(descriptor.digest, limits_.document_bytes)) {
    return std::move(*bytes);
  }
  if (client_ == nullptr) not_here("the manifest " + descriptor.digest.abbreviated());
  std::string bytes = client_->get_manifest(descriptor);
  cache_.write_document(descriptor.digest, bytes);
  return bytes;
}

std::string RegistryDocuments::configuration(const Descriptor& descriptor) const {
  if (descriptor.data && sha256_of(*descriptor.data) == descriptor.digest) return *descriptor.data;
  if (auto bytes = cache_.read_document(descriptor.digest, limits_.document_bytes)) {
    return std::move(*bytes);
  }
  if (client_ == nullptr) not_here("the configuration " + descriptor.digest.abbreviated());
  std::string bytes = client_->get_document(descriptor);
  cache_.write_document(descriptor.digest, bytes);
  return bytes;
}

}  // namespace oci2boot
