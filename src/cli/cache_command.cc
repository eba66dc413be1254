// SPDX-License-Identifier: Apache-2.0
#include "src/cli/cache_command.h"

#include "oci2boot/error.h"
#include "src/cli/values.h"

namespace oci2boot {

namespace {

void refuse_words(const GivenOptions& given) {
  if (given.words().empty()) return;
  throw Error(ErrorCode::usage, "'" + given.words().front() + "' is one word too many");
}

}  // namespace

Options cache_list_options() {
  return {{"h,help"}, {"json"}, {"cache-dir", OptionKind::once}};
}

Options cache_prune_options() {
  return {{"h,help"},
          {"keep", OptionKind::once},
          {"older-than", OptionKind::once},
          {"cache-dir", OptionKind::once}};
}

CacheListCommand cache_list_command(const GivenOptions& given) {
  refuse_words(given);
  return {given.one("cache-dir").value_or(""), given.flag("json")};
}

CachePruneCommand cache_prune_command(const GivenOptions& given) {
  refuse_words(given);
  CachePruneCommand command;
  command.folder = given.one("cache-dir").value_or("");
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
