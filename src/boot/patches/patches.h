// SPDX-License-Identifier: Apache-2.0
// One function per patch, each in a file of its own; patch.cc has them in order.
#pragma once

#include "src/boot/patch.h"

namespace oci2boot {

PatchChanges patch_dev(PatchContext& context);
PatchChanges patch_mount_points(PatchContext& context);
PatchChanges patch_volumes(PatchContext& context);
PatchChanges patch_mtab(PatchContext& context);
PatchChanges patch_fstab(PatchContext& context);
PatchChanges patch_hostname(PatchContext& context);
PatchChanges patch_hosts(PatchContext& context);
PatchChanges patch_resolv_conf(PatchContext& context);
PatchChanges patch_docker_leftovers(PatchContext& context);
PatchChanges patch_machine_id(PatchContext& context);
PatchChanges patch_identity(PatchContext& context);
PatchChanges patch_securetty(PatchContext& context);
PatchChanges patch_timezone(PatchContext& context);
PatchChanges patch_systemd_units(PatchContext& context);
PatchChanges patch_systemd_console(PatchContext& context);
PatchChanges patch_network(PatchContext& context);
PatchChanges patch_modules(PatchContext& context);
PatchChanges patch_inittab(PatchContext& context);
PatchChanges patch_openrc_console(PatchContext& context);
PatchChanges patch_openrc_services(PatchContext& context);
PatchChanges patch_runit_console(PatchContext& context);
PatchChanges patch_s6_console(PatchContext& context);
PatchChanges patch_init(PatchContext& context);

}  // namespace oci2boot
