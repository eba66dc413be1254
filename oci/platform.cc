// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/platform.h"

#include <algorithm>
#include <vector>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// "v7" -> 7; 0 for anything else.
int arm_version(const std::string& variant) {
  if (variant.size() == 2 && variant[0] == 'v' && variant[1] >= '5' && variant[1] <= '8') {
    return variant[1] - '0';
  }
  return 0;
}

}  // namespace

Platform normalised(Platform platform) {
  // containerd, platforms/database.go (normalizeArch).
  std::string& architecture = platform.architecture;
  std::string& variant = platform.variant;
  if (architecture == "x86_64" || architecture == "x86-64") architecture = "amd64";
  if (architecture == "i386" || architecture == "i486" || architecture == "i586" ||
      architecture == "i686") {
    architecture = "386";
  }
  if (architecture == "aarch64") architecture = "arm64";
  if (architecture == "armhf") {
    architecture = "arm";
    variant = "v7";
  }
  if (architecture == "armel") {
    architecture = "arm";
    variant = "v6";
  }
  if (architecture == "arm64" && (variant == "v8" || variant == "8")) variant.clear();
  if (architecture == "amd64" && variant == "v1") variant.clear();
  if (architecture == "arm") {
    if (variant.empty()) variant = "v7";
    if (variant.size() == 1) variant = "v" + variant;
  }
  return platform;
}

Platform Platform::parse(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
    if (!allowed) parts.resize(4);
    if (c == '/') {
      parts.emplace_back();
    } else {
      parts.back().push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  const bool has_empty_part =
      std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); });
  if (has_empty_part || parts.size() > 3) {
    throw Error(ErrorCode::usage, "'" + std::string(text) +
                                      "' is not a platform; write it as linux/amd64, linux/arm64 "
                                      "or linux/arm/v7");
  }
  if (parts.size() == 1) return normalised({"linux", parts[0], ""});
  return normalised({parts[0], parts[1], parts.size() == 3 ? parts[2] : ""});
}

Platform Platform::host() {
#if defined(__x86_64__)
  return {"linux", "amd64", ""};
#elif defined(__aarch64__)
  return {"linux", "arm64", ""};
#else
#error "oci2boot runs on amd64 and arm64"
#endif
}

std::string Platform::text() const {
  std::string text = os.empty() ? "unknown" : os;
  text += "/" + (architecture.empty() ? "unknown" : architecture);
  return variant.empty() ? text : text + "/" + variant;
}

int platform_score(const Platform& wanted, const Platform& offered) {
  const Platform want = normalised(wanted);
  const Platform offer = normalised(offered);
  if (want.os != offer.os || want.architecture != offer.architecture) return 0;
  if (want.variant == offer.variant) return 100;
  if (want.architecture == "arm") {
    const int version = arm_version(offer.variant);
    return version >= 5 && version < arm_version(want.variant) ? 50 + version : 0;
  }
  // A plain amd64 image runs on any amd64 machine; amd64/v3 was not asked for.
  if (offer.variant.empty()) return 50;
  return want.variant.empty() ? 10 : 0;
}

}  // namespace oci2boot
