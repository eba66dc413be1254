// SPDX-License-Identifier: Apache-2.0
// How a layer was made, in the words of a Dockerfile where a builder has recorded it.
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

struct Instruction {
  std::string keyword;  ///< "RUN"; empty where it is no Dockerfile's
  std::string rest;
};

/// Of HistoryStep::created_by: without the shells and marks that Docker and BuildKit wrap it in.
Instruction read_instruction(std::string_view created_by);

}  // namespace oci2boot
