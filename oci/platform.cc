// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/platform.h"

#include <algorithm>
#include <vector>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// "v7" -> 7; 0 for what is no such variant. Plain amd64 is v1.
int version_of(const Platform& platform) {
  const std::string& variant = platform.variant;
  const bool is_number =
      variant.size() == 2 && variant[0] == 'v' && variant[1] >= '1' && variant[1] <= '9';
  if (platform.architecture == "amd64" && variant.empty()) return 1;
  return is_number ? variant[1] - '0' : 0;
}

/// Whether each variant runs what is for those before it (containerd, platforms/compare.go,
/// platformVector).
bool has_ordered_variants(const Platform& platform) {
  return platform.architecture == "arm" || platform.architecture == "amd64";
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
  if (has_ordered_variants(want)) {
    const int version = version_of(offer);
    if (version > 0 && version < version_of(want)) return 50 + version;
    // A plain amd64 was wanted: who has nothing else for it may know that the machine is newer.
    return want.architecture == "amd64" && want.variant.empty() && version > 0 ? 10 : 0;
  }
  // Whatever this architecture's variants are, a plain image runs on them all.
  if (offer.variant.empty()) return 50;
  return want.variant.empty() ? 10 : 0;
}

}  // namespace oci2boot
