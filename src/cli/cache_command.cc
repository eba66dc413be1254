// SPDX-License-Identifier: Apache-2.0
#include "src/cli/cache_command.h"

#include "oci2boot/error.h"
#include "src/cli/source_options.h"
#include "src/cli/values.h"

namespace oci2boot {

Options cache_list_options() {
  Options options;
  add_group(
      options, "Options",
      {{.names = "json", .help = "one JSON document; sizes are in bytes", .reach = Reach::typed},
       cache_folder_option(),
       help_option()});
  return options;
}

Options cache_prune_options() {
  using enum OptionKind;
  using enum Reach;
  Options options;
  add_group(options, "Options",
            {{.names = "keep",
              .kind = once,
              .value = "SIZE",
              .help = "remove what was not used for the longest time, until this much is left: "
                      "500M, 10G, 0 for nothing",
              .reach = typed},
             {.names = "older-than",
              .kind = once,
              .value = "AGE",
              .help = "remove what was not used since: 90m, 12h, 30d, 2w",
              .reach = typed},
             {.names = "json",
              .help = "tell what was removed as one JSON document; sizes are in bytes",
              .reach = typed},
             cache_folder_option(),
             help_option()});
  return options;
}

CommandDescription cache_list_description() {
  return {
      .name = "cache ls",
      .summary = "list what is in the cache",
      .usage = {"[options]"},
      .purpose = "List what is in the cache: images, and the roots that were made of them to run.",
      .examples = {{"oci2boot cache ls", ""},
                   {"oci2boot cache ls --json | jq -r '.images[].name'", ""}},
      .options = cache_list_options()};
}

CommandDescription cache_prune_description() {
  return {.name = "cache prune",
          .summary = "remove what was not used for long",
          .usage = {"[--keep SIZE] [--older-than AGE] [options]"},
          .purpose =
              "Remove images, and roots that runs have made of them, from the cache. What "
              "another oci2boot is using meanwhile is safe.",
          .examples = {{"oci2boot cache prune --keep 10G --older-than 30d", ""},
                       {"oci2boot cache prune --keep 0", ""}},
          .options = cache_prune_options()};
}

CacheListCommand cache_list_command(const GivenOptions& given) {
  refuse_words(given);
  return {cache_folder_of(given), given.flag("json")};
}

CachePruneCommand cache_prune_command(const GivenOptions& given) {
  refuse_words(given);
  CachePruneCommand command;
  command.folder = cache_folder_of(given);
  command.json = given.flag("json");
  if (const auto keep = given.one("keep")) {
    command.request.keep_bytes = parse_size("--keep", *keep);
  }
  if (const auto age = given.one("older-than")) {
    command.request.older_than = parse_age("--older-than", *age);
  }
  if (!command.request.keep_bytes && !command.request.older_than) {
    throw Error(ErrorCode::usage,
                "nothing says what to remove: --keep SIZE leaves that much, --older-than AGE what "
                "was used since, and --keep 0 removes everything");
  }
  return command;
}

}  // namespace oci2boot
