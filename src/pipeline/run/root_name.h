// SPDX-License-Identifier: Apache-2.0
// What a cached root is called: by everything that its bytes depend on, and nothing else.
#pragma once

#include <string>

#include "oci2boot/image.h"
#include "src/pipeline/run/run_request.h"

namespace oci2boot {

/// An initramfs for what is small, for a root in memory starts sooner: layers of at most 2 MiB as
/// they are stored. A disk for anything else, for layers of an unknown size, and where the request
/// wants what only a disk has. Throws Error (usage) when it contradicts itself.
RunFormat choose_run_format(const RunRequest& request, const Image& image);

/// The roots of one image made with the same options: one for programs, and one for each way to
/// boot its own init. 64 hex digits. `kernel` is kernel_fingerprint(). Reads the layers of an image
/// that has no ID.
///
/// The command, environment, user, working folder, ports and the machine's size are not in it: they
/// are the run's own.
std::string root_family(const RunRequest& request, RunFormat format, const Image& image,
                        const std::string& kernel, std::optional<Timestamp> source_date);

/// Of a family: the root that programs run in.
std::string program_root(const std::string& family);

/// Of a family: the root whose own init starts as the options say. They are in its boot plan, which
/// is the machine's and not a run's.
std::string system_root(const std::string& family, const BootOptions& options);

}  // namespace oci2boot
