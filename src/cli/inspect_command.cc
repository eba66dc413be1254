// SPDX-License-Identifier: Apache-2.0
#include "src/cli/inspect_command.h"

#include "oci2boot/error.h"
#include "src/cli/source_options.h"

namespace oci2boot {

Options inspect_options() {
  Options options{{"h,help"}, {"json"}, {"raw"}};
  declare_source_options(options);
  return options;
}

InspectCommand inspect_command(const GivenOptions& given, const PasswordPrompt& ask) {
  if (given.words().size() != 1) {
    throw Error(ErrorCode::usage, given.words().empty()
                                      ? "no image is named; oci2boot inspect --help tells how"
                                      : "'" + given.words()[1] + "' is one name too many");
  }
  if (given.flag("json") && given.flag("raw")) {
    throw Error(ErrorCode::usage, "--json and --raw are two different documents");
  }
  InspectCommand command;
  command.request.image = ImageName::parse(given.words().front());
  if (given.flag("json")) command.form = InspectionForm::json;
  if (given.flag("raw")) command.form = InspectionForm::raw;
  command.request.source = source_request(given, ask);
  return command;
}

}  // namespace oci2boot
