// SPDX-License-Identifier: Apache-2.0
#include "src/cli/pull_command.h"

#include "oci2boot/error.h"
#include "src/cli/source_options.h"

namespace oci2boot {

namespace {

Reference reference_from(const std::string& word) {
  const ImageName name = ImageName::parse(word);
  if (name.transport == Transport::registry) return Reference::parse(name.location);
  throw Error(
      ErrorCode::usage,
      "'" + word + "' is no name in a registry: there is nothing to pull" +
          (name.transport == Transport::path ? " (docker://" + word + " would be one)" : ""));
}

}  // namespace

Options pull_options() {
  Options options{{"h,help"}};
  declare_source_options(options);
  declare_display_options(options);
  return options;
}

PullCommand pull_command(const GivenOptions& given, const PasswordPrompt& ask) {
  if (given.words().empty()) {
    throw Error(ErrorCode::usage, "no image is named; oci2boot pull --help tells how");
  }
  PullCommand command;
  for (const std::string& word : given.words()) {
    command.requests.push_back({reference_from(word), {}});
  }
  command.display = display_options(given);
  SourceRequest source = source_request(given, ask);
  // Who pulls wants what the registry has now.
  if (!given.one("pull") && !given.flag("offline")) source.pull = Pull::always;
  for (PullRequest& request : command.requests) request.source = source;
  return command;
}

}  // namespace oci2boot
