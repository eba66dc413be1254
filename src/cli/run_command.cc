// SPDX-License-Identifier: Apache-2.0
#include "src/cli/run_command.h"

#include <algorithm>

#include "oci2boot/error.h"
#include "src/cli/boot_options.h"
#include "src/cli/docker_options.h"
#include "src/cli/help_sections.h"
#include "src/cli/identity_options.h"
#include "src/cli/run_values.h"
#include "src/cli/source_options.h"
#include "src/cli/values.h"

namespace oci2boot {

namespace {

using Words = std::vector<std::string>;

/// Nobody knows what a program will write: what is free takes no room on the host.
constexpr DiskSize kUsualDiskSize{DiskSize::Kind::free, std::uint64_t{8} << 30};

std::optional<RunFormat> parse_format(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  if (*text == "disk") return RunFormat::disk;
  if (*text == "initramfs") return RunFormat::initramfs;
  throw Error(ErrorCode::usage, "--format " + *text + ": expected disk or initramfs");
}

void take_disk(const GivenOptions& given, RunRequest& request) {
  request.format = parse_format(given.one("format"));
  request.conversion.disk_size = kUsualDiskSize;
  if (const auto size = given.one("size")) {
    request.conversion.disk_size = parse_disk_size(*size);
    request.wants_disk_size = given.is_typed("size");
  }
  if (const auto keep = given.one("keep")) {
    if (keep->empty()) throw Error(ErrorCode::usage, "--keep names nothing");
    request.keep = *keep;
  }
}

void take_machine(const GivenOptions& given, RunRequest& request) {
  for (const std::string& volume : given.all("volume")) {
    request.volumes.push_back(parse_volume(volume));
  }
  for (const std::string& device : given.all("device")) {
    request.devices.push_back(parse_device(device));
  }
  for (const std::string& argument : given.all("qemu-arg")) {
    request.qemu_arguments.push_back(parse_qemu_argument(argument));
  }
  if (const auto timeout = given.one("timeout")) request.timeout = parse_timeout(*timeout);
}

void declare_run_options(Options& options) {
  using enum OptionKind;
  using enum Reach;
  add_group(
      options, "This run",
      {{.names = "t,tty", .help = "give the program a terminal: this one", .reach = typed},
       {.names = "timeout",
        .kind = once,
        .value = "TIME",
        .help = "end it after 60, 90s, 5m or 1h; the exit status is 124 then",
        .reach = project},
       {.names = "keep",
        .kind = once,
        .value = "FILE",
        .help = "keep what the guest writes in FILE, and go on with it the next time (a "
                "qcow2 disk over the cached root; default: it is forgotten)",
        .completes = ValueKind::file,
        .reach = typed},
       {.names = "format",
        .kind = once,
        .value = "FORMAT",
        .help = "where the guest's root is: initramfs (in its memory, sooner when small) or disk "
                "(default: by the image's size)",
        .choices = {"disk", "initramfs"},
        .reach = typed},
       {.names = "size",
        .kind = once,
        .value = "SIZE",
        .help = "of the disk: 10G in all, or +2G of free space (default: +8G, which take no "
                "room before they are used)",
        .reach = project},
       {.names = "i,interactive",
        .help = "pass standard input on, as is done in any case",
        .reach = typed},
       {.names = "rm",
        .help = "leave nothing behind, as is done in any case but with --keep",
        .reach = typed,
        .excludes = {"keep"}}});
}

void declare_machine_options(Options& options) {
  using enum OptionKind;
  using enum Reach;
  add_group(options, "The machine",
            {{.names = "v,volume",
              .kind = many,
              .value = "HOST:GUEST[:ro]",
              .help = "a folder of the host in the guest",
              .completes = ValueKind::folder},
             {.names = "p,publish",
              .kind = many,
              .value = "[IP:]HOST:GUEST[/udp]",
              .help = "forward a port of the host; 0 takes one that is free, and tells which"},
             memory_option("1G, or more where the image needs it"),
             cpus_option(),
             {.names = "device",
              .kind = many,
              .value = "DEVICE",
              .help = "a device of QEMU's, as its -device has it"},
             {.names = "qemu-arg",
              .kind = many,
              .value = "ARG",
              .help = "an argument for QEMU, behind all others"}});
}

HelpSection keys_section() {
  return {"Keys and signals",
          R"(  Ctrl-C             the program gets its stop signal (STOPSIGNAL, else
                     SIGTERM); a second one ends the machine
  with -t            keys are the program's, Ctrl-C too; Ctrl-] three times
                     within a second ends the machine
)"};
}

HelpSection run_status_section() {
  return {"Exit status",
          R"(  The program's; 128 and the number of the signal that ended it; 127 or 126
  where it is not there or cannot be run; 124 after --timeout; 125 where
  oci2boot, QEMU or the guest's kernel failed.
)"};
}

}  // namespace

Options run_options() {
  Options options;
  declare_run_options(options);
  declare_machine_options(options);
  for (const Option& option : guest_options()) options.push_back(option);
  declare_identity_options(options);
  for (const Option& option : kernel_options()) {
    if (long_name(option) != "vmlinux") options.push_back(option);
  }
  declare_source_options(options);
  add_group(options, kWorkGroup, {jobs_option()});
  declare_display_options(options);
  add_group(
      options, kDisplayGroup,
      {{.names = "verbose", .help = "show what the kernel and PID 1 say", .excludes = {"quiet"}},
       help_option()});
  return options;
}

CommandDescription run_description() {
  return {
      .name = "run",
      .summary = "boot an image now, as `docker run` does; exit with its status",
      .usage = {"IMAGE [options] [-- CMD ARG...]"},
      .purpose =
          "Run an image's program in a virtual machine of its own. Its input, output "
          "and exit status are those of this command. A second run converts nothing.",
      .examples = {{"oci2boot run alpine -- uname -a", ""},
                   {"oci2boot run -p 8080:80 nginx", ""},
                   {"oci2boot run -t debian -- bash", ""},
                   {"oci2boot run --timeout 60 -v \"$PWD:/src\" -w /src gcc -- make check", ""}},
      .before = {image_section()},
      .options = run_options(),
      .absent = docker_options(),
      .after = {keys_section(), defaults_section(),
                registry_environment_section(
                    "  OCI2BOOT_KERNELS       the kernel store\n"
                    "  SOURCE_DATE_EPOCH      the time of files that patches write\n"),
                run_status_section()},
      .words = {ValueKind::image, ValueKind::text}};
}

RunCommand run_command(const GivenOptions& given, Words guest_command, const PasswordPrompt& ask) {
  RunCommand command;
  RunRequest& request = command.request;
  request.conversion.image = ImageName::parse(the_image(given, "oci2boot run"));
  take_disk(given, request);
  take_boot_options(given, std::move(guest_command), request.conversion, HostPort::named_or_any);
  if (request.conversion.kernel == "none") {
    throw Error(ErrorCode::usage, "--kernel none: a run needs a kernel");
  }
  take_machine(given, request);
  request.terminal = given.flag("tty");
  request.verbose = given.flag("verbose");
  command.display = display_options(given);
  request.conversion.source = source_request(given, ask);
  return command;
}

}  // namespace oci2boot
