// SPDX-License-Identifier: Apache-2.0
#include "src/cli/pull_command.h"

#include <algorithm>

#include "oci2boot/error.h"
#include "src/cli/help_sections.h"
#include "src/cli/source_options.h"

namespace oci2boot {

namespace {

bool is_reference(const std::string& word) {
  try {
    Reference::parse(word);
    return true;
  } catch (const Error&) {
    return false;
  }
}

Reference reference_from(const std::string& word) {
  const ImageName name = ImageName::parse(word);
  if (name.transport == Transport::registry) return Reference::parse(name.location);
  const bool may_be_both = name.transport == Transport::path && is_reference(word);
  std::string message = "'" + word + "' is no name in a registry: there is nothing to pull";
  if (may_be_both) message.append(" (docker://").append(word).append(" would be one)");
  throw Error(ErrorCode::usage, message);
}

/// A password is for one registry: no other one may see it.
void refuse_several_registries(const std::vector<PullRequest>& requests) {
  const std::string& first = requests.front().reference.registry;
  const auto other = std::find_if(requests.begin(), requests.end(), [&](const auto& request) {
    return request.reference.registry != first;
  });
  if (other == requests.end()) return;
  throw Error(ErrorCode::usage, "--creds is for one registry, and the images are in " + first +
                                    " and " + other->reference.registry +
                                    ": name those of one of them, or use docker login, podman "
                                    "login or --authfile");
}

}  // namespace

Options pull_options() {
  Options options;
  declare_source_options(options);
  declare_display_options(options);
  add_group(options, kDisplayGroup, {help_option()});
  return options;
}

CommandDescription pull_description() {
  return {
      .name = "pull",
      .summary = "fetch images into the cache, for later",
      .usage = {"IMAGE... [options]"},
      .purpose = "Fetch images into the cache, so that they convert without the network later.",
      .examples = {{"oci2boot pull alpine nginx:1.27", ""},
                   {"name=$(oci2boot pull -q alpine) && oci2boot --offline \"$name\" -o initrd",
                    ""}},
      .before = {{"IMAGE",
                  R"(  NAME[:TAG][@DIGEST], in a registry. The last line for each is NAME@DIGEST,
  which stands for the same image for ever. The first one that cannot be had
  ends it.
)"}},
      .options = pull_options(),
      .after = {defaults_section(), registry_environment_section(), exit_status_section()},
      .words = {ValueKind::image}};
}

PullCommand pull_command(const GivenOptions& given, const PasswordPrompt& ask) {
  if (given.words().empty()) {
    throw Error(ErrorCode::usage, "no image is named; oci2boot pull --help tells how");
  }
  PullCommand command;
  for (const std::string& word : given.words()) {
    command.requests.push_back({reference_from(word), {}});
  }
  if (given.one("creds")) refuse_several_registries(command.requests);
  command.display = display_options(given);
  SourceRequest source = source_request(given, ask);
  // Who pulls wants what the registry has now.
  if (!given.one("pull") && !given.flag("offline")) source.pull = Pull::always;
  for (PullRequest& request : command.requests) request.source = source;
  return command;
}

}  // namespace oci2boot
