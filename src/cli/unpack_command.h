// SPDX-License-Identifier: Apache-2.0
// oci2boot unpack OUTPUT FOLDER|FILE.tar
#pragma once

#include "src/cli/command_description.h"
#include "src/cli/option_parser.h"
#include "src/pipeline/unpack.h"

namespace oci2boot {

struct UnpackCommand {
  UnpackRequest request;
  bool quiet = false;
};

Options unpack_options();
CommandDescription unpack_description();

/// What is no folder and is called like a tar archive is to be one. Throws Error (usage).
UnpackCommand unpack_command(const GivenOptions& given);

}  // namespace oci2boot
