// SPDX-License-Identifier: Apache-2.0
// A conversion to a disk: the disk is there before the image is read, for the bytes of files go to
// it as they are unpacked.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "oci2boot/warnings.h"
#include "src/image/disk_formats.h"
#include "src/image/ext4/ext4_image.h"
#include "src/pipeline/output_files.h"
#include "src/pipeline/prepare.h"

namespace oci2boot {

/// Before any work: throws Error when a file is in the way, its folder is not there, or a program
/// is missing that the format takes.
void check_disk_outputs(const ConvertRequest& request);

/// A disk that is being made. Nothing is left of it unless write() returns.
class DiskOutputs {
 public:
  /// `scratch_folder` is for temporary files. Throws Error.
  DiskOutputs(const ConvertRequest& request, std::filesystem::path scratch_folder);

  /// An empty root file system whose files lie on the disk. It must not outlive this object. To be
  /// called once.
  RootFilesystem root() { return RootFilesystem(ext4_.contents()); }

  /// OUTPUT, OUTPUT.initrd (stage 1) and what write_boot_files() adds. `prepared` has root().
  /// Throws Error; then none of them has been made.
  std::vector<MadeFile> write(Prepared& prepared, const WarningSink& warn);

 private:
  const ConvertRequest& request_;
  std::filesystem::path scratch_folder_;
  OutputSet outputs_;
  OutputFile& file_;
  std::unique_ptr<BlockFile> disk_;
  Ext4Image ext4_;
};

}  // namespace oci2boot
