// SPDX-License-Identifier: Apache-2.0
// Reads the packages in which distributions ship kernels, without installing or unpacking them on
// the host.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "oci2boot/byte_source.h"
#include "oci2boot/root_filesystem.h"

namespace oci2boot {

enum class PackageForm {
  deb,  ///< an ar archive with a tar archive in it: deb(5)
  rpm,  ///< headers and a packed cpio archive: see rpm_headers.h
  tar,  ///< packed or not: .apk of Alpine up to version 2 of the format (apk-package(5)), which are
        ///< gzip members one behind the other; .pkg.tar.* of Arch (PKGBUILD(5)); kernel.tar of
        ///< LinuxKit; what `make tar-pkg` of a kernel tree gives
  apk3,  ///< version 3 of Alpine's format, which is not read
};

/// What the beginning of a file shows; nothing when it is no package.
std::optional<PackageForm> package_form(std::unique_ptr<ByteSource> file);

/// The regular files below boot/, lib/modules/ and usr/lib/modules/ of a package, in one pass.
/// Their bytes lie in a temporary file in `scratch_folder`. `what` names the package. Throws Error:
/// verification_failed when it is damaged or cut off, usage when it is of a form that is not read,
/// and what `file` throws.
RootFilesystem read_kernel_package(std::unique_ptr<ByteSource> file, PackageForm form,
                                   const std::string& what,
                                   const std::filesystem::path& scratch_folder);

}  // namespace oci2boot
