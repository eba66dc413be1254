// SPDX-License-Identifier: Apache-2.0
// systemd's unit files in a tree: where they are, what is masked, what starts at boot
// (systemd.unit(5), "Unit File Load Path").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// Where a machine's own settings are: these come before what packages bring.
inline constexpr std::string_view kLocalUnits = "/etc/systemd/system";

/// "FOLDER/NAME"
std::string unit_path(std::string_view folder, std::string_view name);

/// The folder of the units that systemd itself brings: "/usr/lib/systemd/system", or
/// "/lib/systemd/system" where /usr is not merged. Nothing when the image has no such units.
std::optional<std::string> vendor_units(const RootFilesystem& root);

/// The file that counts for a unit, for an instance ("serial-getty@ttyS0.service") also its
/// template's. Nothing when there is none or when it is masked.
std::optional<std::string> find_unit(const RootFilesystem& root, std::string_view unit);

/// Whether the unit is there, maybe masked by the machine's own settings.
bool has_vendor_unit(const RootFilesystem& root, std::string_view unit);

/// Takes the mask of the machine's own settings from a unit. False when there was none.
bool unmask_unit(RootFilesystem& root, std::string_view unit);

/// Masks a unit. False, and no change, when it is masked.
bool mask_unit(RootFilesystem& root, std::string_view unit, Timestamp time);

/// Whether a target or another unit starts it: it has a link in a folder *.wants or *.requires, and
/// find_unit() finds it.
bool is_unit_enabled(const RootFilesystem& root, std::string_view unit);

}  // namespace oci2boot
