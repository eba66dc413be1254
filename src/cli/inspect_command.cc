// SPDX-License-Identifier: Apache-2.0
#include "src/cli/inspect_command.h"

#include <utility>

#include "oci2boot/error.h"
#include "src/cli/boot_options.h"
#include "src/cli/source_options.h"

namespace oci2boot {

Options inspect_options() {
  Options options{{"h,help"}, {"json"}, {"raw"}, {"boot"}};
  const Options about_booting = boot_options();
  options.insert(options.end(), about_booting.begin(), about_booting.end());
  declare_source_options(options);
  return options;
}

InspectCommand inspect_command(const GivenOptions& given, std::vector<std::string> guest_command,
                               const PasswordPrompt& ask) {
  if (given.words().size() != 1) {
    throw Error(ErrorCode::usage, given.words().empty()
                                      ? "no image is named; oci2boot inspect --help tells how"
                                      : "'" + given.words()[1] + "' is one name too many");
  }
  if (given.flag("json") && given.flag("raw")) {
    throw Error(ErrorCode::usage, "--json and --raw are two different documents");
  }
  if (given.flag("boot") && given.flag("raw")) {
    throw Error(ErrorCode::usage,
                "--raw is the image's own document, which has nothing for --boot");
  }
  InspectCommand command;
  ConvertRequest& conversion = command.request.conversion;
  conversion.image = ImageName::parse(given.words().front());
  conversion.choice.format = OutputFormat::disk;
  conversion.source = source_request(given, ask);
  take_boot_options(given, std::move(guest_command), conversion);
  command.request.boot_is_wanted = given.flag("boot");
  if (given.flag("json")) command.form = InspectionForm::json;
  if (given.flag("raw")) command.form = InspectionForm::raw;
  command.request.only_documents = given.flag("raw");
  return command;
}

}  // namespace oci2boot
