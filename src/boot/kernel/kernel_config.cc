// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_config.h"

#include <array>
#include <utility>

namespace oci2boot {

KernelConfig::KernelConfig(std::string text) : text_("\n" + std::move(text)) {}

ConfigValue KernelConfig::value(std::string_view option) const {
  const std::string key = "\nCONFIG_" + std::string(option) + "=";
  const std::size_t at = text_.find(key);
  if (at == std::string::npos || at + key.size() == text_.size()) return ConfigValue::unset;
  switch (text_[at + key.size()]) {
    case 'y':
      return ConfigValue::built_in;
    case 'm':
      return ConfigValue::module;
    default:
      return ConfigValue::unset;
  }
}

std::vector<std::string> KernelConfig::initramfs_compressions() const {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOptions = {{
      {"RD_ZSTD", "zstd"},
      {"RD_GZIP", "gzip"},
      {"RD_LZ4", "lz4"},
      {"RD_XZ", "xz"},
      {"RD_BZIP2", "bzip2"},
      {"RD_LZMA", "lzma"},
  }};
  std::vector<std::string> names;
  for (const auto& [option, name] : kOptions) {
    if (value(option) == ConfigValue::built_in) names.emplace_back(name);
  }
  return names;
}

}  // namespace oci2boot
