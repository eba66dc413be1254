// SPDX-License-Identifier: Apache-2.0
// Platforms as images declare them (OCI image-spec, image-index.md, "platform").
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

/// Normalised as containerd does it: x86_64 is amd64, aarch64 is arm64, armhf is arm/v7, and
/// arm64/v8 is arm64.
struct Platform {
  std::string os;            ///< "linux"
  std::string architecture;  ///< GOARCH: "amd64", "arm64", "arm", "riscv64", …
  std::string variant;       ///< "v7"; often empty

  /// From "linux/arm64", "linux/arm/v7" or an architecture alone. Throws Error (usage).
  static Platform parse(std::string_view text);

  /// Linux on the machine that this program was built for.
  static Platform host();

  /// "linux/arm/v7"
  std::string text() const;

  bool operator==(const Platform&) const = default;
};

/// How well an image for `offered` serves someone who wants `wanted`: 0 not at all, higher is
/// better. An arm v7 machine also runs v6 and v5; variants that were not declared fit.
int platform_score(const Platform& wanted, const Platform& offered);

/// `platform` with the names normalised.
Platform normalised(Platform platform);

}  // namespace oci2boot
