// SPDX-License-Identifier: Apache-2.0
#include "src/cli/missing_names.h"

#include <string_view>
#include <system_error>

#include "oci2boot/no_such_image.h"
#include "oci2boot/reference.h"
#include "src/cli/command_table.h"
#include "src/cli/suggestions.h"

namespace oci2boot {

namespace {

constexpr std::string_view kHub = "docker.io";

std::string meaning(const std::string& what) {
  return " (did you mean " + what + "?)";
}

/// "pul" of docker.io/library/pul:latest: nobody typed what is added to a word. Nothing for a name
/// in another registry.
std::string typed_word(const Reference& reference) {
  constexpr std::string_view kLatest = ":latest";
  if (reference.registry != kHub) return "";
  const std::string word = reference.familiar_text();
  return word.ends_with(kLatest) ? word.substr(0, word.size() - kLatest.size()) : word;
}

std::string name_like(const std::string& word) {
  if (const std::string command = nearest(word, command_words()); !command.empty()) {
    return meaning("the command " + command);
  }
  const std::string file = nearest_file(word);
  return file.empty() ? "" : meaning("the file '" + file + "'");
}

bool names(const Error& error, const std::string& what) {
  return std::string_view(error.what()).find(what) != std::string_view::npos;
}

/// Of the image of a kernel, say, the error tells as well.
bool misses(const Error& error, const Reference& reference) {
  return dynamic_cast<const NoSuchImage*>(&error) != nullptr &&
         (names(error, reference.repository) || names(error, reference.familiar_text()));
}

}  // namespace

std::string suggestion(const Error& error, const std::filesystem::path& file) {
  std::error_code unknown;
  if (file.empty() || !names(error, file.string())) return "";
  if (std::filesystem::exists(file, unknown) || unknown) return "";
  const std::string near = nearest_file(file);
  return near.empty() ? "" : meaning("'" + near + "'");
}

std::string suggestion(const Error& error, const ImageName& image) {
  switch (image.transport) {
    case Transport::registry: {
      const Reference reference = Reference::parse(image.location);
      const std::string word = typed_word(reference);
      return word.empty() || !misses(error, reference) ? "" : name_like(word);
    }
    case Transport::docker_daemon:
    case Transport::standard_input:
      return "";
    default:
      if (error.code() != ErrorCode::not_found) return "";
      return suggestion(error, std::filesystem::path(image.location));
  }
}

}  // namespace oci2boot
