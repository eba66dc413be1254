// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tls_identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace oci2boot {

namespace {

template <typename T>
T* must(T* made) {
  if (made == nullptr) throw std::runtime_error("OpenSSL makes no certificate");
  return made;
}

void add_extension(X509* certificate, int what, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      must(X509V3_EXT_conf_nid(nullptr, &context, what, value)), X509_EXTENSION_free);
  X509_add_ext(certificate, extension.get(), -1);
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

}  // namespace

TlsIdentity TlsIdentity::make() {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      must(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(must(X509_new()), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24L * 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("loopback"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  add_extension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) must<X509>(nullptr);

  TlsIdentity made;
  const Bio certificate_text(must(BIO_new(BIO_s_mem())), BIO_free_all);
  PEM_write_bio_X509(certificate_text.get(), certificate.get());
  made.certificate = text_of(certificate_text.get());
  const Bio key_text(must(BIO_new(BIO_s_mem())), BIO_free_all);
  PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  made.key = text_of(key_text.get());
  made.context.reset(must(SSL_CTX_new(TLS_server_method())), SSL_CTX_free);
  SSL_CTX_use_certificate(made.context.get(), certificate.get());
  SSL_CTX_use_PrivateKey(made.context.get(), key.get());
  return made;
}

}  // namespace oci2boot
