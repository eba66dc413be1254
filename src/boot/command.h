// SPDX-License-Identifier: Apache-2.0
// Which program a container would run, and where in the image it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/file_tree.h"
#include "oci2boot/image_config.h"

namespace oci2boot {

struct BootOptions;

/// ENTRYPOINT and CMD with the user's overrides, as `docker run` has them: command words replace
/// CMD; an entrypoint replaces ENTRYPOINT and drops CMD, an empty one leaves neither. May be empty.
std::vector<std::string> compose_command(const ImageConfig& config, const BootOptions& options);

/// The PATH of an image that sets none, as Docker, containerd and PID 1 have it.
inline constexpr std::string_view kDefaultPath =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Where execvp() would look in the guest.
struct ProgramSearch {
  const FileTree& tree;
  std::string path;     ///< the value of PATH
  std::string workdir;  ///< empty: /
};

/// The absolute path under which `name` would be executed: as it is when it starts with a slash,
/// from the working directory when it has one elsewhere, else by PATH. It is a regular file that
/// someone may execute. Nothing when there is none.
std::optional<std::string> find_program(const ProgramSearch& search, const std::string& name);

}  // namespace oci2boot
