// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/init/resolv_conf.h"

// Writes /etc/resolv.conf, through a symbolic link too. Prints a line when that is not possible.
void write_resolv_conf(const struct ResolvConf* conf);
