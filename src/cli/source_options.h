// SPDX-License-Identifier: Apache-2.0
// The options of every command that opens an image: which one of several, and how registries are
// reached.
#pragma once

#include <filesystem>

#include "src/cli/option_parser.h"
#include "src/cli/registry_values.h"
#include "src/pipeline/source_request.h"

namespace oci2boot {

/// --cache-dir, which commands have too that open no image.
Option cache_folder_option();

/// What it names; empty: the usual folder. Throws Error (usage) where it names nothing: that is no
/// way to ask for the usual one, which `cache prune` would then empty.
std::filesystem::path cache_folder_of(const GivenOptions& given);

inline constexpr const char* kWorkGroup = "How it is done";

/// --jobs, of commands that read or write what layers hold.
Option jobs_option();

/// Throws Error (usage).
unsigned jobs_of(const GivenOptions& given);

void declare_source_options(Options& options);

/// Throws Error (usage). `ask` is called last, when everything else is in order.
SourceRequest source_request(const GivenOptions& given, const PasswordPrompt& ask);

}  // namespace oci2boot
