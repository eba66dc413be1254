// SPDX-License-Identifier: Apache-2.0
// What a registry wants to see before it answers (RFC 9110, section 11.6.1, WWW-Authenticate).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

struct Challenge {
  std::string scheme;                             ///< in lower case: "basic", "bearer"
  std::map<std::string, std::string> parameters;  ///< names in lower case: "realm", "service"
};

/// The challenges of one header, which may list several. What makes no sense is passed over: the
/// header is untrusted, and of any length.
std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace oci2boot
