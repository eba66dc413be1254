// SPDX-License-Identifier: Apache-2.0
// A key and a certificate for 127.0.0.1 that are made when a test wants them.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace oci2boot {

struct TlsIdentity {
  std::shared_ptr<SSL_CTX> context;  ///< of a server that shows the certificate
  std::string certificate;           ///< in PEM, signed by itself
  std::string key;                   ///< in PEM

  static TlsIdentity make();
};

}  // namespace oci2boot
