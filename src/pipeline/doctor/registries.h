// SPDX-License-Identifier: Apache-2.0
// How registries will be asked: certificates, credentials, mirrors, proxies, the Docker engine.
#pragma once

#include <vector>

#include "src/pipeline/doctor/finding.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// Never tells a secret: a proxy's address may hold one.
std::vector<Finding> registry_findings(const Surroundings& surroundings);

}  // namespace oci2boot
