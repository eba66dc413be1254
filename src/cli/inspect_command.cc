// SPDX-License-Identifier: Apache-2.0
#include "src/cli/inspect_command.h"

#include <utility>

#include "oci2boot/error.h"
#include "src/cli/boot_options.h"
#include "src/cli/help_sections.h"
#include "src/cli/source_options.h"

namespace oci2boot {

Options inspect_options() {
  using enum Reach;
  Options options;
  add_group(options, "What is told",
            {{.names = "json",
              .help = "one JSON document; sizes are in bytes",
              .reach = typed,
              .excludes = {"raw", "html"}},
             {.names = "raw",
              .help = "the manifest or index of that name, byte for byte",
              .reach = typed},
             {.names = "html",
              .kind = OptionKind::once,
              .value = "FILE",
              .help = "a page for a browser in FILE, complete in itself: the layers and what made "
                      "them, what later ones undo, what takes the space, how it boots; layers are "
                      "downloaded for it. '-' is standard output",
              .completes = ValueKind::file,
              .reach = typed,
              .excludes = {"raw"}},
             {.names = "force", .help = "with --html: replace FILE", .reach = typed},
             {.names = "boot",
              .help = "download the layers of an image in a registry, to tell how it boots; of "
                      "others that is told anyway",
              .reach = typed},
             help_option()});
  const Options about_booting = boot_options();
  options.insert(options.end(), about_booting.begin(), about_booting.end());
  declare_source_options(options);
  add_group(options, kWorkGroup, {jobs_option()});
  return options;
}

CommandDescription inspect_description() {
  return {
      .name = "inspect",
      .summary = "tell what an image is and has, and how it would boot",
      .usage = {"IMAGE [options] [-- CMD ARG...]"},
      .purpose =
          "Tell what an image is and has, and how it would boot: what is handed over "
          "to, why, and what would be patched. Nothing is made.",
      .examples = {{"oci2boot inspect alpine", ""},
                   {"oci2boot inspect --json nginx | jq -r .digest", ""},
                   {"oci2boot inspect --boot debian:12 --init systemd", ""},
                   {"oci2boot inspect nginx --html nginx.html", ""},
                   {"oci2boot inspect --raw docker://quay.io/podman/hello | jq .manifests", ""}},
      .before = {image_section()},
      .options = inspect_options(),
      .after = {defaults_section(), registry_environment_section(), exit_status_section()},
      .words = {ValueKind::image, ValueKind::text}};
}

InspectCommand inspect_command(const GivenOptions& given, std::vector<std::string> guest_command,
                               const PasswordPrompt& ask) {
  const std::string& image = the_image(given, "oci2boot inspect");
  if (given.flag("boot") && given.flag("raw")) {
    throw Error(ErrorCode::usage,
                "--raw is the image's own document, which has nothing for --boot");
  }
  InspectCommand command;
  ConvertRequest& conversion = command.request.conversion;
  conversion.image = ImageName::parse(image);
  conversion.choice.format = OutputFormat::disk;
  conversion.source = source_request(given, ask);
  take_boot_options(given, std::move(guest_command), conversion);
  command.request.boot_is_wanted = given.flag("boot");
  if (const std::optional<std::string> file = given.one("html")) {
    if (file->empty()) throw Error(ErrorCode::usage, "--html: a file must be named, or '-'");
    command.form = InspectionForm::html;
    command.page = {*file, given.flag("force")};
    command.request.layers_are_wanted = true;
  } else if (given.is_typed("force")) {
    throw Error(ErrorCode::usage, "--force is for the file of --html, which is not given");
  }
  if (given.flag("json")) command.form = InspectionForm::json;
  if (given.flag("raw")) command.form = InspectionForm::raw;
  command.request.only_documents = given.flag("raw");
  return command;
}

}  // namespace oci2boot
