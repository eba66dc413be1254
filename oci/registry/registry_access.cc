// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/registry_access.h"

#include <sys/stat.h>

#include "oci/http/libcurl.h"
#include "oci/registry/credential_store.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

AuthFileSummary summary_of(const AuthFile& file) {
  AuthFileSummary summary;
  summary.path = file.path;
  struct stat status {};
  if (::stat(file.path.c_str(), &status) == 0) {
    summary.exists = true;
    summary.others_may_read = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  }
  try {
    const std::optional<std::string> text = read_auth_file(file);
    if (!text) return summary;
    AuthFileNames names = names_in(*text, file.path.string());
    summary.registries = std::move(names.registries);
    summary.helpers = std::move(names.helpers);
    summary.store = std::move(names.store);
  } catch (const Error& error) {
    summary.failure = error.what();
  }
  return summary;
}

}  // namespace

std::vector<AuthFileSummary> summarise(const std::vector<AuthFile>& files) {
  std::vector<AuthFileSummary> summaries;
  summaries.reserve(files.size());
  for (const AuthFile& file : files) summaries.push_back(summary_of(file));
  return summaries;
}

std::filesystem::path system_certificates() {
  const char* file = libcurl().version_info(CURLVERSION_NOW)->cainfo;
  return file == nullptr ? std::filesystem::path() : file;
}

}  // namespace oci2boot
