// SPDX-License-Identifier: Apache-2.0
// What an examination of this machine tells.
#pragma once

#include <string>
#include <vector>

namespace oci2boot {

enum class Health {
  ok,
  warning,  ///< something is slower, or one feature is missing
  failure,  ///< what people use oci2boot for does not work
};

struct Finding {
  Health health = Health::ok;
  std::string subject;  ///< "QEMU for amd64"
  std::string detail;   ///< what there is, or what is wrong with it
  std::string way_out;  ///< what to do; empty where nothing is wrong
};

struct FindingGroup {
  std::string title;  ///< "Booting"
  std::vector<Finding> findings;
};

inline Finding good(std::string subject, std::string detail) {
  return {Health::ok, std::move(subject), std::move(detail), ""};
}
inline Finding doubtful(std::string subject, std::string detail, std::string way_out) {
  return {Health::warning, std::move(subject), std::move(detail), std::move(way_out)};
}
inline Finding bad(std::string subject, std::string detail, std::string way_out) {
  return {Health::failure, std::move(subject), std::move(detail), std::move(way_out)};
}

}  // namespace oci2boot
