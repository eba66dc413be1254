// SPDX-License-Identifier: Apache-2.0
#include "src/cli/surroundings.h"

#include <charconv>
#include <cstdlib>
#include <string>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// Empty also when the variable is set to nothing.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

/// Empty when nothing says where it is.
std::filesystem::path kernel_store() {
  if (const std::string store = variable("OCI2BOOT_KERNELS"); !store.empty()) return store;
  // XDG Base Directory Specification: relative paths are invalid and to be ignored.
  const std::filesystem::path data = variable("XDG_DATA_HOME");
  if (data.is_absolute()) return data / "oci2boot/kernels";
  const std::filesystem::path home = variable("HOME");
  if (home.is_absolute()) return home / ".local/share/oci2boot/kernels";
  return {};
}

std::optional<Timestamp> source_date() {
  const std::string text = variable("SOURCE_DATE_EPOCH");
  if (text.empty()) return std::nullopt;
  Timestamp time;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, time.seconds);
  if (error != std::errc() || stop != end || time.seconds < 0) {
    throw Error(ErrorCode::usage, "SOURCE_DATE_EPOCH is not a number of seconds since 1970");
  }
  return time;
}

}  // namespace

Surroundings surroundings_of_process() {
  std::filesystem::path scratch = variable("TMPDIR");
  if (scratch.empty()) scratch = "/var/tmp";
  return {scratch, kernel_store(), source_date()};
}

}  // namespace oci2boot
