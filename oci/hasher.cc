// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/hasher.h"

#include <openssl/evp.h>

#include "oci2boot/error.h"

namespace oci2boot {

struct Hasher::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  bool is_sha512 = false;
  ~State() { EVP_MD_CTX_free(context); }
};

Hasher::Hasher(std::string_view algorithm) : state_(std::make_unique<State>()) {
  state_->is_sha512 = algorithm == "sha512";
  const EVP_MD* type = state_->is_sha512 ? EVP_sha512() : EVP_sha256();
  if (state_->context == nullptr || EVP_DigestInit_ex(state_->context, type, nullptr) != 1) {
    throw Error(ErrorCode::failed, "OpenSSL cannot compute " + std::string(algorithm));
  }
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;

void Hasher::update(std::span<const std::byte> bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

Digest Hasher::finish() {
  unsigned char raw[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context, raw, &size);
  const std::string_view text(reinterpret_cast<const char*>(raw), size);
  return state_->is_sha512 ? Digest::sha512(text) : Digest::sha256(text);
}

Digest sha256_of(std::string_view bytes) {
  Hasher hasher;
  hasher.update(std::as_bytes(std::span(bytes)));
  return hasher.finish();
}

}  // namespace oci2boot
