// SPDX-License-Identifier: Apache-2.0
// oci2boot doctor.
#pragma once

#include <filesystem>

#include "src/cli/command_description.h"
#include "src/cli/given_options.h"

namespace oci2boot {

struct DoctorCommand {
  std::filesystem::path cache_folder;  ///< empty: the usual one
  bool json = false;
};

Options doctor_options();
CommandDescription doctor_description();

/// Throws Error (usage).
DoctorCommand doctor_command(const GivenOptions& given);

}  // namespace oci2boot
