// SPDX-License-Identifier: Apache-2.0
// The only reader of environment variables. Variables that are set to nothing count as unset, and
// so do relative paths in XDG_* and HOME (XDG Base Directory Specification, "Basics").
#pragma once

#include "src/cli/option_sources.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// - Temporary files: TMPDIR, else /var/tmp.
/// - The kernel store: OCI2BOOT_KERNELS, else oci2boot/kernels in XDG_DATA_HOME or ~/.local/share.
/// - The cache: oci2boot in XDG_CACHE_HOME or ~/.cache.
/// - SOURCE_DATE_EPOCH.
/// - Credentials: REGISTRY_AUTH_FILE, which must exist then; else containers/auth.json in
///   XDG_RUNTIME_DIR (where that is unset, /run/containers/UID/auth.json) and in XDG_CONFIG_HOME or
///   ~/.config, and config.json in DOCKER_CONFIG or ~/.docker (containers-auth.json(5)).
/// - Certificates: ~/.config/containers/certs.d, /etc/containers/certs.d, /etc/docker/certs.d
///   (containers-certs.d(5)).
/// - OCI2BOOT_MIRRORS, see parse_mirrors().
/// - Proxies: http_proxy, https_proxy, all_proxy, no_proxy, or the same in capitals (curl(1)).
/// - The Docker engine: DOCKER_HOST, else /var/run/docker.sock, else docker.sock in
///   XDG_RUNTIME_DIR, where a rootless engine has it.
/// - Programs: PATH.
///
/// Throws Error (usage) when a variable's value makes no sense.
Surroundings surroundings_of_process();

/// The variables that start with OCI2BOOT_, and the configuration files: ./oci2boot.toml, and
/// oci2boot/config.toml in XDG_CONFIG_HOME or ~/.config.
OptionDefaults option_defaults_of_process();

/// Whether TERM names a terminal that can move its cursor.
bool terminal_moves_cursor();

/// Whether it knows colours, and nobody asked for none by NO_COLOR (no-color.org).
bool terminal_has_colours();

}  // namespace oci2boot
