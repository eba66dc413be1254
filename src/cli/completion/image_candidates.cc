// SPDX-License-Identifier: Apache-2.0
#include "src/cli/completion/image_candidates.h"

#include <string_view>

namespace oci2boot {

namespace {

struct Notation {
  std::string_view prefix;
  std::string_view what;
  ShellFiles files;  ///< what follows it
};

constexpr Notation kNotations[] = {
    {"docker-archive:", "what docker save and podman save write", ShellFiles::all},
    {"docker-daemon:", "in the Docker engine of this machine", ShellFiles::none},
    {"docker://", "in a registry", ShellFiles::none},
    {"oci-archive:", "an OCI image layout in an archive", ShellFiles::all},
    {"oci:", "an OCI image layout", ShellFiles::folders},
    {"rootfs:", "a plain root file system", ShellFiles::all},
};

constexpr std::string_view kHub = "docker.io/";
constexpr std::string_view kOfficial = "docker.io/library/";
constexpr std::string_view kRegistry = "docker://";

/// "alpine:3.20" for "docker.io/library/alpine:3.20".
std::string short_name(const std::string& name) {
  for (const std::string_view prefix : {kOfficial, kHub}) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

/// By its short name, or by the whole one where that is what `part` begins.
void add_cached(const std::string& before, const std::string& part, const CompletionFacts& facts,
                std::vector<Candidate>& candidates) {
  for (const Candidate& image : facts.cached_images()) {
    const std::string brief = short_name(image.word);
    candidates.push_back({before + (brief.starts_with(part) ? brief : image.word), image.what});
  }
}

}  // namespace

Completion image_candidates(const std::string& beginning, const CompletionFacts& facts) {
  Completion completion;
  for (const Notation& notation : kNotations) {
    if (!beginning.starts_with(notation.prefix)) continue;
    const std::string prefix(notation.prefix);
    if (notation.files != ShellFiles::none) {
      const std::string part = beginning.substr(prefix.size());
      completion.candidates = file_candidates(prefix, part, notation.files, facts);
    } else if (notation.prefix == kRegistry) {
      add_cached(prefix, beginning.substr(prefix.size()), facts, completion.candidates);
    }
    return completion;
  }
  add_cached("", beginning, facts, completion.candidates);
  for (const Notation& notation : kNotations) {
    // Names in registries need it where a file of that name is here: too seldom for each list.
    if (notation.prefix == kRegistry && !beginning.starts_with("docker:")) continue;
    completion.candidates.push_back({std::string(notation.prefix), std::string(notation.what)});
  }
  completion.files = ShellFiles::archives;
  return completion;
}

}  // namespace oci2boot
