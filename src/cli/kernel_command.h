// SPDX-License-Identifier: Apache-2.0
// oci2boot kernel ls, oci2boot kernel add
#pragma once

#include "src/cli/command_description.h"
#include "src/cli/display_options.h"
#include "src/cli/option_parser.h"
#include "src/cli/registry_values.h"
#include "src/pipeline/kernel_add.h"

namespace oci2boot {

struct KernelListCommand {
  bool json = false;
};

struct KernelAddCommand {
  KernelAddRequest request;
  DisplayOptions display;
  bool json = false;
};

Options kernel_list_options();
Options kernel_add_options();
CommandDescription kernel_list_description();
CommandDescription kernel_add_description();

/// Throw Error (usage).
KernelListCommand kernel_list_command(const GivenOptions& given);
KernelAddCommand kernel_add_command(const GivenOptions& given, const PasswordPrompt& ask);

}  // namespace oci2boot
