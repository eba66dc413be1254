// SPDX-License-Identifier: Apache-2.0
#include "src/cli/convert_command.h"

#include "oci2boot/error.h"
#include "src/cli/boot_options.h"
#include "src/cli/default_output.h"
#include "src/cli/source_options.h"
#include "src/cli/values.h"

namespace oci2boot {

namespace {

using Words = std::vector<std::string>;

std::string the_image(const Words& words) {
  if (words.size() == 1) return words.front();
  if (words.empty()) throw Error(ErrorCode::usage, "no image is named; oci2boot --help tells how");
  throw Error(ErrorCode::usage,
              "'" + words[1] + "' is one name too many ('" + words[0] +
                  "' is taken for the image); a command for the guest goes behind --");
}

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
  if (request.choice.format != OutputFormat::disk && (size || grow)) {
    throw Error(ErrorCode::usage, std::string(size ? "--size" : "--grow") +
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
    if (!given.all(name).empty()) refuse("--" + name);
  }
  if (!guest_command.empty()) refuse("a command behind --");
}

}  // namespace

Options convert_options() {
  using enum OptionKind;
  Options options{{"h,help", flag},  {"version", flag},  {"o,output", once},
                  {"format", once},  {"compress", once}, {"force", flag},
                  {"verbose", flag}, {"size", once},     {"grow", flag}};
  const Options about_booting = boot_options();
  options.insert(options.end(), about_booting.begin(), about_booting.end());
  declare_source_options(options);
  declare_display_options(options);
  return options;
}

ConvertCommand convert_command(const GivenOptions& given, Words guest_command,
                               const PasswordPrompt& ask) {
  ConvertCommand command;
  ConvertRequest& request = command.request;
  request.image = ImageName::parse(the_image(given.words()));
  take_output(given, request);
  if (request.choice.format == OutputFormat::tar) refuse_boot_options(given, guest_command);
  take_disk(given, request);
  take_boot_options(given, std::move(guest_command), request);
  command.display = display_options(given);
  command.verbose = given.flag("verbose");
  if (command.display.quiet && command.verbose) {
    throw Error(ErrorCode::usage, "--quiet and --verbose contradict each other");
  }
  request.source = source_request(given, ask);
  return command;
}

}  // namespace oci2boot
