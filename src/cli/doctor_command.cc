// SPDX-License-Identifier: Apache-2.0
#include "src/cli/doctor_command.h"

#include "src/cli/source_options.h"

namespace oci2boot {

Options doctor_options() {
  Options options;
  add_group(options, "Options",
            {{.names = "json", .help = "one JSON document", .reach = Reach::typed},
             cache_folder_option(),
             help_option()});
  return options;
}

CommandDescription doctor_description() {
  return {
      .name = "doctor",
      .summary = "check what this machine has for converting and booting",
      .usage = {"[options]"},
      .purpose =
          "Check QEMU, KVM, kernels, tools, the cache and credentials, and tell what to "
          "do where something is missing. Nothing is changed, and nobody on the "
          "network is asked.",
      .examples = {{"oci2boot doctor", ""},
                   {"oci2boot doctor --json | jq '.findings[] | select(.status != \"ok\")'", ""}},
      .options = doctor_options(),
      .after = {{"Exit status",
                 R"(  0 when images convert and boot here, also with warnings (something is slower,
  or one feature is missing); 1 when something fails.
)"}}};
}

DoctorCommand doctor_command(const GivenOptions& given) {
  refuse_words(given);
  return {cache_folder_of(given), given.flag("json")};
}

}  // namespace oci2boot
