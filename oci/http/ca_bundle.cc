// SPDX-License-Identifier: Apache-2.0
#include "oci/http/ca_bundle.h"

#include <cstdint>

#include "oci/local_file.h"
#include "oci2boot/byte_source.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

// Debian's bundle of all authorities has 200 KiB.
constexpr std::uint64_t kMaxBytes = 16U << 20;

std::string text_of(const std::filesystem::path& path) {
  FileRange range(LocalFile::open(path));
  return read_all(range, kMaxBytes, path.string());
}

}  // namespace

std::string joined_certificates(const std::filesystem::path& system_bundle,
                                const std::vector<std::filesystem::path>& files) {
  std::string joined;
  std::error_code ignored;
  if (!system_bundle.empty() && std::filesystem::exists(system_bundle, ignored)) {
    joined = text_of(system_bundle);
  }
  for (const std::filesystem::path& file : files) {
    std::string text;
    try {
      text = text_of(file);
    } catch (const Error& error) {
      throw Error(ErrorCode::failed, std::string("certificate authority: ") + error.what());
    }
    // Also "BEGIN TRUSTED CERTIFICATE".
    if (text.find("CERTIFICATE-----") == std::string::npos) {
      throw Error(ErrorCode::failed,
                  "certificate authority: no certificate in " + file.string() + " (PEM is read)");
    }
    joined.append("\n").append(text);
  }
  return joined;
}

}  // namespace oci2boot
