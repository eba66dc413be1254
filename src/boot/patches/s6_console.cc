// SPDX-License-Identifier: Apache-2.0
// s6-linux-init copies its run-image to /run at each start and supervises what is in its folder
// service: a login on the machine's console is put there. The services of s6-rc are a compiled
// database; they stay as they are.
#include <optional>
#include <string>
#include <string_view>

#include "src/boot/patches/patches.h"
#include "src/boot/patches/script.h"
#include "src/boot/systems/console_login.h"
#include "src/boot/systems/s6.h"

namespace oci2boot {

PatchChanges patch_s6_console(PatchContext& context) {
  const BootPlan& plan = context.plan;
  const std::string services = std::string(kS6LinuxInit) + "/run-image/service";
  if (plan.system != "s6" || plan.console.empty()) return {};
  if (!context.root.tree.lookup(services)) return {};  // s6-overlay's is no machine's init
  const std::optional<ConsoleLogin> login = console_login(context.root, plan);
  if (!login) return {no_console_login(plan)};
  // s6-supervise has made the script a session's leader.
  const std::string script = "#!/bin/sh\nexec " + login_command(*login, plan) + "\n";
  if (!put_script(context, services + "/console-login/run", script)) return {};
  return {"added a login on " + plan.console + " to " + services};
}

}  // namespace oci2boot
