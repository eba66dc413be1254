// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/boot_description.h"

#include "src/launch/script.h"

namespace oci2boot {

namespace {

void describe_plan(const BootPlan& plan, BootDescription& boot) {
  for (const std::string& word : plan.argv) {
    boot.command += (boot.command.empty() ? "" : " ") + shell_word(word);
  }
  const bool handover = plan.mode == BootMode::handover;
  boot.as = handover ? "PID 1" : plan.user.empty() ? "root" : plan.user;
  boot.system = plan.system;
  boot.reason = plan.reason;
  boot.notes = plan.notes;
}

}  // namespace

BootDescription describe_boot(const Prepared& prepared) {
  BootDescription boot;
  if (prepared.plan) {
    describe_plan(*prepared.plan, boot);
  } else {
    boot.command = "/init";
    boot.as = "PID 1";
    boot.reason = "--no-patch init leaves the image's own /init in its place";
  }
  if (prepared.kernel) boot.kernel = prepared.kernel->origin;
  for (const AppliedPatch& patch : prepared.patches) {
    for (const std::string& change : patch.changes) {
      boot.patches.push_back(std::string(patch.name) + ": " + change);
    }
  }
  return boot;
}

}  // namespace oci2boot
