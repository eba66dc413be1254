// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/certificates.h"

#include <algorithm>
#include <string>
#include <system_error>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

/// Sorted, so that it does not depend on the file system which certificate comes first.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failure;
  fs::directory_iterator entry(folder, failure);
  while (!failure && entry != fs::directory_iterator()) {
    files.push_back(entry->path());
    entry.increment(failure);
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The other half of a pair, which must be there too.
fs::path partner(const fs::path& file, const char* extension, const std::string& missing) {
  fs::path other = file;
  other.replace_extension(extension);
  std::error_code failure;
  if (!fs::exists(other, failure)) {
    throw Error(ErrorCode::failed, file.string() + " has no " + missing +
                                       " beside it: " + other.filename().string() +
                                       " (CA certificates are named *.crt)");
  }
  return other;
}

/// The folders of a host are called so.
std::vector<std::string> folder_names(const Url& url) {
  std::vector<std::string> names{url.host_and_port()};
  if (url.port == Url::parse(url.scheme + "://" + url.host).port) names.push_back(url.host);
  if (url.host == "registry-1.docker.io") names.emplace_back("docker.io");
  return names;
}

void add_files(const fs::path& folder, TlsFiles& tls) {
  for (const fs::path& file : files_in(folder)) {
    if (file.extension() == ".crt") {
      tls.ca_certificates.push_back(file);
    } else if (file.extension() == ".cert") {
      const fs::path key = partner(file, ".key", "key");
      if (!tls.client_certificate.empty()) continue;
      tls.client_certificate = file;
      tls.client_key = key;
    } else if (file.extension() == ".key") {
      partner(file, ".cert", "certificate");
    }
  }
}

}  // namespace

TlsFiles find_tls_files(const std::vector<fs::path>& folders, const fs::path& ca_certificate,
                        const Url& url) {
  TlsFiles tls;
  if (url.scheme != "https") return tls;
  for (const fs::path& folder : folders) {
    for (const std::string& name : folder_names(url)) add_files(folder / name, tls);
  }
  if (!ca_certificate.empty()) tls.ca_certificates.push_back(ca_certificate);
  return tls;
}

}  // namespace oci2boot
