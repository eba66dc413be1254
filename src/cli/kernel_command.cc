// SPDX-License-Identifier: Apache-2.0
#include "src/cli/kernel_command.h"

#include "oci2boot/error.h"
#include "src/cli/help_sections.h"
#include "src/cli/source_options.h"
#include "src/pipeline/kernel_carrier.h"

namespace oci2boot {

namespace {

constexpr const char* kKernelStoreLines =
    "  OCI2BOOT_KERNELS       the kernel store (default:\n"
    "                         ~/.local/share/oci2boot/kernels)\n";

}  // namespace

Options kernel_list_options() {
  Options options;
  add_group(
      options, "Options",
      {{.names = "json", .help = "one JSON document; sizes are in bytes", .reach = Reach::typed},
       help_option()});
  return options;
}

Options kernel_add_options() {
  Options options;
  add_group(options, "The kernel store",
            {{.names = "name",
              .kind = OptionKind::once,
              .value = "NAME",
              .help = "its folder in the store (default: VERSION_ARCHITECTURE)",
              .reach = Reach::typed},
             {.names = "force", .help = "replace the one of that name", .reach = Reach::typed}});
  declare_source_options(options);
  add_group(options, kWorkGroup, {jobs_option()});
  add_group(options, kDisplayGroup,
            {{.names = "json",
              .help = "tell of the added kernel as one JSON document",
              .reach = Reach::typed,
              .excludes = {"quiet"}}});
  declare_display_options(options);
  add_group(options, kDisplayGroup, {help_option()});
  return options;
}

CommandDescription kernel_list_description() {
  return {.name = "kernel ls",
          .summary = "list the kernels that are kept for images",
          .usage = {"[--json]"},
          .purpose =
              "List the kernels in the kernel store, where --kernel auto looks. AUTO marks "
              "what it takes for images of an architecture that bring no kernel. To remove "
              "one, remove its folder.",
          .examples = {{"oci2boot kernel ls", ""},
                       {"oci2boot kernel ls --json | jq -r '.kernels[].path'", ""}},
          .options = kernel_list_options(),
          .after = {{"Environment", kKernelStoreLines}}};
}

CommandDescription kernel_add_description() {
  return {
      .name = "kernel add",
      .summary = "add one",
      .usage = {"FILE|FOLDER|PACKAGE...|image:IMAGE [options]"},
      .purpose = "Add a kernel to the kernel store, where --kernel auto looks.",
      .examples = {{"oci2boot kernel add linux-virt-6.6.30-r0.apk", ""},
                   {"oci2boot kernel add kernel-core-6.8.5.rpm kernel-modules-core-6.8.5.rpm", ""},
                   {"oci2boot kernel add image:linuxkit/kernel:6.6.13 --platform linux/arm64", ""},
                   {"oci2boot kernel add ~/linux --name mine", ""}},
      .before = {{"What is added",
                  R"(  FILE is a bzImage, an arm64 Image or a vmlinux; FOLDER has one in it, in
  boot/ or in lib/modules/, or is a built kernel tree. A PACKAGE is a .deb,
  .rpm, .apk, .pkg.tar.zst or another tar archive; several make one kernel,
  where modules are packages of their own. IMAGE has a kernel in /boot,
  /lib/modules or /kernel. Of several kernels the newest is taken. Its
  configuration and its modules, as far as they lie with it, are added too.
)"}},
      .options = kernel_add_options(),
      .after = {defaults_section(), registry_environment_section(kKernelStoreLines),
                exit_status_section()},
      .words = {ValueKind::kernel}};
}

KernelListCommand kernel_list_command(const GivenOptions& given) {
  refuse_words(given);
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
  command.json = given.flag("json");
  request.source = source_request(given, ask);
  return command;
}

}  // namespace oci2boot
