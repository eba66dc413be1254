// SPDX-License-Identifier: Apache-2.0
#include "src/cli/display_options.h"

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

ProgressMode parse_progress(const std::string& text) {
  if (text == "auto") return ProgressMode::automatic;
  if (text == "plain") return ProgressMode::plain;
  if (text == "json") return ProgressMode::json;
  if (text == "none") return ProgressMode::none;
  throw Error(ErrorCode::usage, "--progress " + text + ": expected auto, plain, json or none");
}

}  // namespace

void declare_display_options(Options& options) {
  using enum OptionKind;
  add_group(options, kDisplayGroup,
            {{.names = "progress",
              .kind = once,
              .value = "HOW",
              .help = "auto, plain, json (events on standard error, one object a line) or none "
                      "(default: auto, a line for each layer on a terminal)",
              .choices = {"auto", "plain", "json", "none"}},
             {.names = "q,quiet", .help = "print nothing but results, warnings and errors"}});
}

DisplayOptions display_options(const GivenOptions& given) {
  DisplayOptions options;
  options.quiet = given.flag("quiet");
  options.progress = parse_progress(given.one("progress").value_or("auto"));
  if (!options.quiet) return options;
  const OptionSetting* progress = given.setting("progress");
  const bool is_weaker = progress != nullptr && given.setting("quiet")->rank < progress->rank;
  if (is_weaker || options.progress == ProgressMode::automatic) {
    options.progress = ProgressMode::none;
  }
  return options;
}

}  // namespace oci2boot
