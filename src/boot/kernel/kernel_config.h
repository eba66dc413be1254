// SPDX-License-Identifier: Apache-2.0
// What a kernel can do, by the configuration it was built with (the file config-VERSION).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

enum class ConfigValue { unset, module, built_in };

class KernelConfig {
 public:
  explicit KernelConfig(std::string text);

  /// Of a boolean or tristate option, without "CONFIG_": "VIRTIO_NET".
  ConfigValue value(std::string_view option) const;

  bool loads_initramfs() const { return value("BLK_DEV_INITRD") == ConfigValue::built_in; }

  /// The compressions of an initramfs that the kernel unpacks (CONFIG_RD_*), the preferable first:
  /// some of zstd, gzip, lz4, xz, bzip2, lzma. Not compressed at all always works.
  std::vector<std::string> initramfs_compressions() const;

 private:
  std::string text_;  // begins with a newline, so that every line follows one
};

}  // namespace oci2boot
