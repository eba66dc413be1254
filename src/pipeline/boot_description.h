// SPDX-License-Identifier: Apache-2.0
// How something boots, in words: what a conversion and `oci2boot inspect` tell of it.
#pragma once

#include <string>
#include <vector>

#include "src/pipeline/prepare.h"

namespace oci2boot {

struct BootDescription {
  std::string command;  ///< as a shell would take it; empty: nothing boots
  std::string as;       ///< "root", "PID 1"
  std::string system;   ///< the init system that it is handed over to: "systemd"; often empty
  std::string reason;   ///< why so, in half a sentence
  std::string kernel;   ///< where it was found; empty: there is none
  std::vector<std::string> notes;    ///< what the user may not expect
  std::vector<std::string> patches;  ///< "hosts: wrote /etc/hosts"
};

BootDescription describe_boot(const Prepared& prepared);

}  // namespace oci2boot
