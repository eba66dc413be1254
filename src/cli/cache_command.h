// SPDX-License-Identifier: Apache-2.0
// oci2boot cache ls, oci2boot cache prune
#pragma once

#include <filesystem>

#include "oci2boot/blob_cache.h"
#include "src/cli/command_description.h"
#include "src/cli/option_parser.h"

namespace oci2boot {

struct CacheListCommand {
  std::filesystem::path folder;  ///< empty: the surroundings' one
  bool json = false;
};

struct CachePruneCommand {
  std::filesystem::path folder;
  PruneRequest request;
  bool json = false;
};

Options cache_list_options();
Options cache_prune_options();
CommandDescription cache_list_description();
CommandDescription cache_prune_description();

/// Throw Error (usage).
CacheListCommand cache_list_command(const GivenOptions& given);
CachePruneCommand cache_prune_command(const GivenOptions& given);

}  // namespace oci2boot
