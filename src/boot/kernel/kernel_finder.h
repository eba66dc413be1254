// SPDX-License-Identifier: Apache-2.0
// Finds kernels in folders by the layouts that distributions and kernel trees have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/kernel/file_view.h"
#include "src/boot/kernel/kernel_image.h"

namespace oci2boot {

/// No kernel that boots is larger; a vmlinux with debugging information may be.
inline constexpr std::uint64_t kKernelLimit = std::uint64_t{256} << 20;
inline constexpr std::uint64_t kVmlinuxLimit = std::uint64_t{512} << 20;

/// An image is made by anyone: no more files of one are looked at.
inline constexpr std::size_t kMaxKernels = 32;

struct FoundKernel {
  std::string path;   ///< in its view
  KernelImage image;  ///< its version is taken from the file's name when the bytes have none
  std::string bytes;
};

/// Where an installed system or an unpacked package has kernels: boot/vmlinuz*, boot/Image*,
/// lib/modules/VERSION/vmlinuz. Paths in the order in which they are looked at, kMaxKernels at
/// most.
std::vector<std::string> installed_kernels(const FileView& view);

/// Those, and what else a folder that someone names may be: one with kernels directly in it, or a
/// built kernel tree; kMaxKernels at most.
std::vector<std::string> kernels_in_folder(const FileView& view);

/// The kernel in a file; nothing when there is none, it cannot be read or is larger than kernels
/// are. A file that does not begin like a kernel is not read further.
std::optional<FoundKernel> read_kernel(const FileView& view, const std::string& path);

/// The newest of those at `paths` that are for `architecture` (empty: for any), by version; the
/// first of equals.
std::optional<FoundKernel> newest_kernel(const FileView& view,
                                         const std::vector<std::string>& paths,
                                         std::string_view architecture);

/// Whether version `a` is older than `b`: runs of digits count as numbers, so 6.9 < 6.10.
bool is_older(std::string_view a, std::string_view b);

/// Where the configuration of the kernel at `path` may lie, the likeliest first.
std::vector<std::string> config_paths(const std::string& path, const std::string& version);

/// The module folder of the kernel at `path`, as /boot, a package and lib/modules itself have it;
/// nothing when there is none.
std::optional<std::string> module_folder(const FileView& view, const std::string& path,
                                         const std::string& version);

}  // namespace oci2boot
