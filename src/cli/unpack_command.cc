// SPDX-License-Identifier: Apache-2.0
#include "src/cli/unpack_command.h"

#include <system_error>

#include "oci2boot/error.h"
#include "src/cli/limit_values.h"

namespace oci2boot {

namespace {

bool is_archive(const std::string& target) {
  std::error_code ignored;
  return target == "-" || (names_tar(target) && !std::filesystem::is_directory(target, ignored));
}

}  // namespace

Options unpack_options() {
  return {{"h,help"},
          {"compress", OptionKind::once},
          {"force"},
          {"limit", OptionKind::many},
          {"q,quiet"}};
}

UnpackCommand unpack_command(const GivenOptions& given) {
  if (given.words().size() != 2) {
    throw Error(ErrorCode::usage,
                given.words().size() > 2
                    ? "'" + given.words()[2] + "' is one name too many"
                    : "expected OUTPUT and where to unpack it; oci2boot unpack --help tells how");
  }
  UnpackCommand command;
  command.request.output = given.words().front();
  command.request.target = given.words().back();
  const std::optional<std::string> compress = given.one("compress");
  if (is_archive(command.request.target)) {
    command.request.archive = choose_output(command.request.target, std::nullopt, compress);
  } else if (compress) {
    throw Error(ErrorCode::usage, "--compress is for a tar archive, and '" +
                                      command.request.target + "' is to be a folder");
  }
  command.request.force = given.flag("force");
  command.request.limits = parse_limits(given.all("limit"));
  command.quiet = given.flag("quiet");
  return command;
}

}  // namespace oci2boot
