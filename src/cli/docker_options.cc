// SPDX-License-Identifier: Apache-2.0
#include "src/cli/docker_options.h"

namespace oci2boot {

AbsentOptions docker_options() {
  const std::string may_do_everything =
      "the guest has a kernel of its own, where its root may do everything";
  const std::string writes_are_forgotten =
      "a guest writes to its own copy, which is forgotten but for --keep and -v";
  return {{"d,detach", "a run stays in the foreground; a shell's & puts it in the background"},
          {"name", "a run has no name to be found by; --hostname names the guest"},
          {"privileged", may_do_everything},
          {"cap-add", may_do_everything},
          {"cap-drop", may_do_everything},
          {"security-opt", may_do_everything},
          {"env-file", "-e NAME=VALUE sets a variable"},
          {"mount", "-v HOST:GUEST[:ro] shares a folder of the host"},
          {"tmpfs", writes_are_forgotten},
          {"read-only", writes_are_forgotten},
          {"P,publish-all", "-p 0:PORT forwards a free port of the host"},
          {"gpus", "--device and --qemu-arg give the guest QEMU's devices"},
          {"sysctl", "--cmdline sysctl.NAME=VALUE sets one from the start"},
          {"shm-size", "--memory is all that the guest has"},
          {"restart", "a run is not started again; its exit status tells how it ended"}};
}

}  // namespace oci2boot
