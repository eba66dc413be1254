// SPDX-License-Identifier: Apache-2.0
#include "src/cli/unpack_command.h"

#include <system_error>

#include "oci2boot/error.h"
#include "src/cli/help_sections.h"
#include "src/cli/limit_values.h"
#include "src/cli/source_options.h"

namespace oci2boot {

namespace {

bool is_archive(const std::string& target) {
  std::error_code ignored;
  return target == "-" || (names_tar(target) && !std::filesystem::is_directory(target, ignored));
}

}  // namespace

Options unpack_options() {
  Options options;
  add_group(options, "Options",
            {{.names = "compress",
              .kind = OptionKind::once,
              .value = "ALG[:LEVEL]",
              .help = "of the tar archive (default: by its name)",
              .choices = {"none", "gzip", "zstd", "xz", "lz4", "bzip2", "lzma"},
              .reach = Reach::typed},
             {.names = "force",
              .help = "replace FILE; or write into a FOLDER that has something in it: files that "
                      "are in the way are replaced",
              .reach = Reach::typed},
             output_limit_option(),
             jobs_option(),
             {.names = "q,quiet", .help = "print nothing but warnings and errors"},
             help_option()});
  return options;
}

CommandDescription unpack_description() {
  return {
      .name = "unpack",
      .summary = "take them out again, into a folder or a tar archive",
      .usage = {"OUTPUT FOLDER [options]", "OUTPUT FILE.tar[.gz|.zst|...] [options]",
                "OUTPUT - | tar -t"},
      .purpose = "Take the files out of what was made: the other way round.",
      .examples = {{"sudo oci2boot unpack vm.qcow2 rootfs", ""},
                   {"oci2boot unpack initrd initrd.tar.zst", ""}},
      .before = {{"OUTPUT", R"(  What oci2boot ls reads.
)"},
                 {"FOLDER",
                  R"(  It is made, or empty. Without root its files belong to you: their owners are
  recorded in the extended attribute user.rootlesscontainers; devices, which
  become empty files, and setuid bits in user.containers.override_stat. A tar
  archive holds all of it as it is.
)"}},
      .options = unpack_options(),
      .after = {{"Environment", R"(  TMPDIR                 for temporary files (default: /var/tmp)
)"},
                exit_status_section()},
      .words = {ValueKind::output, ValueKind::file}};
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
  command.request.jobs = jobs_of(given);
  command.quiet = given.flag("quiet");
  return command;
}

}  // namespace oci2boot
