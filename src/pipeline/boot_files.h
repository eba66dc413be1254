// SPDX-License-Identifier: Apache-2.0
// What lies beside everything that boots: the kernel, the launch script, the record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/warnings.h"
#include "src/image/cpio_writer.h"
#include "src/launch/memory.h"
#include "src/pipeline/output_files.h"
#include "src/pipeline/prepare.h"

namespace oci2boot {

/// The network that QEMU has to play; nothing where its own will do.
std::optional<UserNetwork> network_of(const BootPlan& plan);

/// Before any work, as check_names(): OUTPUT, what lies beside it by `suffixes`, and what this
/// header is about.
void check_boot_names(const ConvertRequest& request, std::vector<const char*> suffixes);

/// What was asked for, else what the kernel unpacks. Warns when it does not unpack what was asked
/// for.
CompressionChoice initramfs_compression(const std::optional<CompressionChoice>& asked,
                                        const std::optional<Kernel>& kernel,
                                        const WarningSink& warn);

/// Packs `root` into `to`, which is finished then.
CpioSummary write_initramfs(const RootFilesystem& root, CompressionChoice compression,
                            unsigned jobs, ByteSink& to, const WarningSink& warn);

/// "NAME, zstd, 12 entries"
std::string initramfs_words(std::string_view name, CompressionChoice compression,
                            const CpioSummary& summary);

/// What a launch plan says whatever the output is, but for the memory; its initrd is the file of
/// that name.
LaunchPlan make_launch_plan(const ConvertRequest& request, const Prepared& prepared,
                            const std::string& initrd);

/// Adds OUTPUT.vmlinuz (where there is a kernel), OUTPUT.sh and OUTPUT.json to the set, which has
/// `files` so far. Returns all of them. Warns when the guest has too little memory.
std::vector<MadeFile> write_boot_files(const ConvertRequest& request, const Prepared& prepared,
                                       const LaunchPlan& launch, OutputSet& outputs,
                                       std::vector<MadeFile> files, const WarningSink& warn);

}  // namespace oci2boot
