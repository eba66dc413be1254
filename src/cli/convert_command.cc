// SPDX-License-Identifier: Apache-2.0
#include "src/cli/convert_command.h"

#include "oci2boot/error.h"
#include "src/cli/boot_options.h"
#include "src/cli/default_output.h"
#include "src/cli/help_sections.h"
#include "src/cli/source_options.h"
#include "src/cli/values.h"

namespace oci2boot {

namespace {

using Words = std::vector<std::string>;

void take_output(const GivenOptions& given, ConvertRequest& request) {
  const std::optional<std::string> output = given.one("output");
  const std::optional<std::string> format = given.one("format");
  if (!output && format) {
    throw Error(ErrorCode::usage, "--format " + *format + ": name the output as well, with -o");
  }
  request.output = output ? *output : default_output(request.image);
  request.choice = choose_output(request.output, format, given.one("compress"));
  request.force = given.flag("force");
}

void take_disk(const GivenOptions& given, ConvertRequest& request) {
  const std::optional<std::string> size = given.one("size");
  const bool grow = given.flag("grow");
  if (request.choice.format != OutputFormat::disk) {
    if (!given.is_typed("size") && !(grow && given.is_typed("grow"))) return;
    throw Error(ErrorCode::usage, std::string(given.is_typed("size") ? "--size" : "--grow") +
                                      " is about disks, and '" + request.output +
                                      "' is none; name it *.qcow2 or *.img, or leave it out");
  }
  if (size) request.disk_size = parse_disk_size(*size);
  request.grow = grow;
}

/// A tar archive holds the image's files as they are: what is said of booting would be lost.
void refuse_boot_options(const GivenOptions& given, const Words& guest_command) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::usage,
                what +
                    " is about booting, and a tar archive is the image's files as they are; "
                    "leave it out, or make something that boots (-o vm.qcow2, -o initrd)");
  };
  for (const Option& option : boot_options()) {
    const std::string name = long_name(option);
    if (given.is_typed(name)) refuse("--" + name);
  }
  if (!guest_command.empty()) refuse("a command behind --");
}

}  // namespace

Options convert_options() {
  using enum OptionKind;
  using enum Reach;
  Options options;
  add_group(options, "Output",
            {{.names = "o,output",
              .kind = once,
              .value = "OUTPUT",
              .help = "what to make (default: NAME-TAG.qcow2)",
              .completes = ValueKind::file,
              .reach = typed},
             {.names = "format",
              .kind = once,
              .value = "FORMAT",
              .help = "raw, qcow2, vmdk, vdi, vhd, vhdx, initramfs or tar, for any other name and "
                      "for -",
              .choices = {"raw", "qcow2", "vmdk", "vdi", "vhd", "vhdx", "initramfs", "tar"},
              .reach = typed},
             {.names = "compress",
              .kind = once,
              .value = "ALG[:LEVEL]",
              .help = "none, gzip, zstd, xz, lz4, bzip2, lzma (default: by the name, else none for "
                      "a tar, what the kernel unpacks for an initramfs); zlib or zstd for a qcow2 "
                      "disk",
              .choices = {"none", "gzip", "zstd", "xz", "lz4", "bzip2", "lzma", "zlib"},
              .reach = typed},
             {.names = "size",
              .kind = once,
              .value = "SIZE",
              .help = "of a disk: 10G in all, or +2G of free space (default: what the files take "
                      "and a fifth more, at least 64 MiB)",
              .reach = project},
             {.names = "grow",
              .help = "let the guest grow its file system when it finds the disk larger (qemu-img "
                      "resize)",
              .reach = project},
             {.names = "force", .help = "replace what exists", .reach = typed}});
  const Options about_booting = boot_options();
  options.insert(options.end(), about_booting.begin(), about_booting.end());
  declare_source_options(options);
  add_group(options, kWorkGroup, {jobs_option()});
  add_group(options, kDisplayGroup,
            {{.names = "json",
              .help = "print the result as one JSON document; sizes are in bytes",
              .reach = typed,
              .excludes = {"quiet", "verbose"}}});
  declare_display_options(options);
  add_group(options, kDisplayGroup,
            {{.names = "verbose", .help = "tell what each patch changed", .excludes = {"quiet"}},
             help_option(),
             {.names = "version", .help = "the version of oci2boot", .reach = typed}});
  return options;
}

CommandDescription convert_description() {
  return {.name = "convert",
          .summary = "convert an image, as it is done without a command",
          .usage = {"IMAGE [-o OUTPUT] [options] [-- CMD ARG...]"},
          .purpose = "Turn a container image into something that boots.",
          .examples = {{"oci2boot alpine -o initrd && ./initrd.sh", ""},
                       {"oci2boot nginx -o vm.qcow2 --size 10G -p 8080:80 && ./vm.qcow2.sh", ""},
                       {"oci2boot nginx -o nginx.tar", ""},
                       {"docker save nginx | oci2boot - -o initrd", ""},
                       {"oci2boot rootfs:rootfs.tar.gz -o initrd --kernel bzImage -- /bin/sh", ""}},
          .before = {image_section(), output_section()},
          .options = convert_options(),
          .after = {defaults_section(),
                    registry_environment_section(
                        "  OCI2BOOT_KERNELS       the kernel store\n"
                        "  SOURCE_DATE_EPOCH      the time of files that patches write\n"),
                    exit_status_section()},
          .words = {ValueKind::image, ValueKind::text}};
}

ConvertCommand convert_command(const GivenOptions& given, Words guest_command,
                               const PasswordPrompt& ask) {
  ConvertCommand command;
  ConvertRequest& request = command.request;
  request.image = ImageName::parse(the_image(given, "oci2boot"));
  take_output(given, request);
  const bool is_tar = request.choice.format == OutputFormat::tar;
  if (is_tar) refuse_boot_options(given, guest_command);
  take_disk(given, request);
  take_boot_options(is_tar ? given.only_typed() : given, std::move(guest_command), request);
  command.display = display_options(given);
  command.verbose = given.flag("verbose");
  command.json = given.flag("json");
  if (command.json && request.choice.to_standard_output) {
    throw Error(ErrorCode::usage,
                "--json goes to standard output, and there the archive is; name a file with -o");
  }
  request.source = source_request(given, ask);
  return command;
}

}  // namespace oci2boot
