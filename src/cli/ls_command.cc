// SPDX-License-Identifier: Apache-2.0
#include "src/cli/ls_command.h"

#include "oci2boot/error.h"
#include "src/cli/help_sections.h"
#include "src/cli/limit_values.h"

namespace oci2boot {

Options ls_options() {
  Options options;
  add_group(options, "Options",
            {{.names = "json",
              .help = "one JSON document, with extended attributes; names that are no UTF-8 also "
                      "in base64",
              .reach = Reach::typed},
             output_limit_option(),
             help_option()});
  return options;
}

CommandDescription ls_description() {
  return {
      .name = "ls",
      .summary = "list the files in what was made",
      .usage = {"OUTPUT [PATH...] [options]"},
      .purpose = "List the files in what was made, or in the like of others.",
      .examples = {{"oci2boot ls vm.qcow2", ""},
                   {"oci2boot ls initrd /etc /usr/bin", ""},
                   {"oci2boot ls --json vm.img | jq -r '.entries[] | select(.uid > 0).path'", ""}},
      .before = {{"OUTPUT",
                  R"(  An initramfs, packed or not, also of several parts one behind the other; a
  disk with an ext4 file system, raw or qcow2; or a tar archive. What it is is
  told by its content.
)"},
                 {"PATH", R"(  Limits the list to that file, or to that folder and what is in it.
)"},
                 {"What a line is",
                  R"(  Type and permissions (+ an ACL, @ other extended attributes), names, owner,
  group, size or the numbers of a device, time (UTC), path. Control characters
  in names are shown as ?.
)"}},
      .options = ls_options(),
      .after = {exit_status_section()},
      .words = {ValueKind::output, ValueKind::text}};
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
