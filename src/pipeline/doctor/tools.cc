// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/doctor/tools.h"

#include <optional>

#include "src/launch/shares/share_choice.h"
#include "src/pipeline/doctor/machines.h"
#include "src/pipeline/host_program.h"

namespace oci2boot {

namespace {

Finding qemu_img_finding(const std::string& search_path) {
  const std::string subject = "qemu-img";
  const auto program = find_program(subject, search_path);
  if (!program) {
    return doubtful(subject, "is not in PATH: no vmdk, vdi, vhd or vhdx, no run --keep",
                    "install the package qemu-utils");
  }
  const ProgramAnswer answer = ask_program(*program, {"--version"});
  if (answer.succeeded) return good(subject, program->string());
  return doubtful(subject, program->string() + " does not run: " + first_line(answer.text),
                  "install the package qemu-utils again");
}

Finding virtiofsd_finding(const std::string& search_path) {
  const std::string subject = "virtiofsd";
  const ShareHost host = share_host(search_path);
  if (!host.virtiofsd.empty()) return good(subject, host.virtiofsd.string());
  return doubtful(
      subject, host.obstacle,
      "put that right for run -v, or give it a kernel that has 9p: oci2boot-fetch-kernel "
      "--package linux-image-" +
          host_architecture());
}

}  // namespace

std::vector<Finding> tool_findings(const std::string& search_path) {
  return {qemu_img_finding(search_path), virtiofsd_finding(search_path)};
}

}  // namespace oci2boot
