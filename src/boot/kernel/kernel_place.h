// SPDX-License-Identifier: Apache-2.0
// Opens what somebody names as the place of a kernel, and finds what belongs to a kernel where it
// lies: its configuration and its modules.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "src/boot/kernel/file_view.h"
#include "src/boot/kernel/kernel_finder.h"

namespace oci2boot {

struct KernelPlace {
  std::string what;  ///< for messages
  std::shared_ptr<const FileView> files;
  std::vector<std::string> paths;  ///< in `files`: what may be kernels
  bool is_kernel = false;          ///< what was named is to be the kernel itself
};

/// `path` is a kernel, a folder that has some, or a package. The files of a package lie in a
/// temporary file in `scratch_folder`. Throws Error: missing_tool when it is not there or cannot be
/// read, and that of read_kernel_package().
KernelPlace open_kernel_place(const std::filesystem::path& path,
                              const std::filesystem::path& scratch_folder);

/// The same of packages that belong together: a kernel, and modules that are shipped beside it.
/// Throws Error (usage) when one of several is no package.
KernelPlace open_kernel_places(const std::vector<std::filesystem::path>& paths,
                               const std::filesystem::path& scratch_folder);

/// The root file system of an image that carries a kernel: as installed systems do, or as
/// LinuxKit's images do, in /kernel, with its modules in /kernel.tar. `what` names it.
KernelPlace kernel_place_in_image(RootFilesystem root, const std::string& what,
                                  const std::filesystem::path& scratch_folder);

struct LocatedKernel {
  std::shared_ptr<const FileView> files;
  FoundKernel found;
  /// The text of the file beside the kernel, else what is embedded in it.
  std::optional<std::string> config;
  std::optional<std::string> modules;  ///< its lib/modules/VERSION, in `files`
};

/// Adds what belongs to a kernel that was found.
LocatedKernel locate(std::shared_ptr<const FileView> files, FoundKernel found);

/// The newest for `architecture`; empty: for any. Nothing when there is none.
std::optional<LocatedKernel> newest_in(const KernelPlace& place, const std::string& architecture);

/// Throws the Error that says why newest_in() has found nothing: usage for a file that is no kernel
/// or one for another architecture, else missing_tool. `wanted` ends the message about another
/// architecture: "the image for amd64".
[[noreturn]] void refuse_place(const KernelPlace& place, const std::string& wanted);

}  // namespace oci2boot
