// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/doctor/doctor.h"

#include <algorithm>

#include "src/pipeline/doctor/folders.h"
#include "src/pipeline/doctor/kernels.h"
#include "src/pipeline/doctor/machines.h"
#include "src/pipeline/doctor/registries.h"
#include "src/pipeline/doctor/tools.h"

namespace oci2boot {

std::vector<FindingGroup> examine(const Surroundings& surroundings) {
  FindingGroup booting{"Booting", machine_findings(surroundings.search_path)};
  for (Finding& finding : kernel_findings(surroundings)) {
    booting.findings.push_back(std::move(finding));
  }
  return {std::move(booting),
          {"Tools", tool_findings(surroundings.search_path)},
          {"Folders", folder_findings(surroundings)},
          {"Registries", registry_findings(surroundings)}};
}

Health health_of(const std::vector<FindingGroup>& groups) {
  Health worst = Health::ok;
  for (const FindingGroup& group : groups) {
    for (const Finding& finding : group.findings) worst = std::max(worst, finding.health);
  }
  return worst;
}

}  // namespace oci2boot
