// SPDX-License-Identifier: Apache-2.0
#include "src/cli/kernel_command.h"

#include "oci2boot/error.h"
#include "src/cli/source_options.h"
#include "src/pipeline/kernel_carrier.h"

namespace oci2boot {

Options kernel_list_options() {
  return {{"h,help"}, {"json"}};
}

Options kernel_add_options() {
  Options options{{"h,help"}, {"name", OptionKind::once}, {"force"}};
  declare_source_options(options);
  declare_display_options(options);
  return options;
}

KernelListCommand kernel_list_command(const GivenOptions& given) {
  if (!given.words().empty()) {
    throw Error(ErrorCode::usage, "'" + given.words().front() + "' is one word too many");
  }
  return {given.flag("json")};
}

KernelAddCommand kernel_add_command(const GivenOptions& given, const PasswordPrompt& ask) {
  KernelAddCommand command;
  KernelAddRequest& request = command.request;
  request.sources = given.words();
  if (request.sources.empty()) {
    throw Error(ErrorCode::usage, "no kernel is named; oci2boot kernel --help tells how");
  }
  for (const std::string& source : request.sources) {
    if (kernel_carrier(source) && request.sources.size() > 1) {
      throw Error(ErrorCode::usage, "'" + source +
                                        "' is added alone: several words are packages "
                                        "that make one kernel");
    }
  }
  if (const auto name = given.one("name")) {
    check_kernel_name(*name);
    request.name = *name;
  }
  request.force = given.flag("force");
  command.display = display_options(given);
  request.source = source_request(given, ask);
  return command;
}

}  // namespace oci2boot
