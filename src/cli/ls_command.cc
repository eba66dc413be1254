// SPDX-License-Identifier: Apache-2.0
#include "src/cli/ls_command.h"

#include "oci2boot/error.h"
#include "src/cli/limit_values.h"

namespace oci2boot {

Options ls_options() {
  return {{"h,help"}, {"json"}, {"limit", OptionKind::many}};
}

LsCommand ls_command(const GivenOptions& given) {
  if (given.words().empty()) {
    throw Error(ErrorCode::usage, "no output is named; oci2boot ls --help tells how");
  }
  LsCommand command;
  command.output = given.words().front();
  command.paths.assign(given.words().begin() + 1, given.words().end());
  command.json = given.flag("json");
  command.limits = parse_limits(given.all("limit"));
  return command;
}

}  // namespace oci2boot
