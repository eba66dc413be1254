// SPDX-License-Identifier: Apache-2.0
// Which certificates are trusted and shown, host by host (containers-certs.d(5), and Docker's
// /etc/docker/certs.d).
#pragma once

#include <filesystem>
#include <vector>

#include "oci/http/http_client.h"
#include "oci/http/url.h"

namespace oci2boot {

/// What FOLDER/HOST:PORT of every folder holds (also FOLDER/HOST, where it is the scheme's own
/// port): all *.crt are trusted; the first NAME.cert, with its NAME.key, is shown. Docker Hub's
/// folder is called docker.io. A folder that does not exist or may not be read is passed over.
/// `ca_certificate` (empty for none) is trusted for every host. Throws Error (failed), naming the
/// file, for a certificate without its key or a key without its certificate.
TlsFiles find_tls_files(const std::vector<std::filesystem::path>& folders,
                        const std::filesystem::path& ca_certificate, const Url& url);

}  // namespace oci2boot
