// SPDX-License-Identifier: Apache-2.0
#include "src/cli/missing_names.h"

#include <string>
#include <system_error>

#include "oci2boot/reference.h"
#include "src/cli/command_table.h"
#include "src/cli/suggestions.h"

namespace oci2boot {

namespace {

constexpr std::string_view kHub = "docker.io";

Error meaning(const Error& error, const std::string& what) {
  return {error.code(), error.what() + (" (did you mean " + what + "?)")};
}

/// "pul" of docker.io/library/pul:latest: nobody typed what is added to a word. Nothing for a name
/// in another registry.
std::string typed_word(const Reference& reference) {
  constexpr std::string_view kLatest = ":latest";
  if (reference.registry != kHub) return "";
  const std::string word = reference.familiar_text();
  return word.ends_with(kLatest) ? word.substr(0, word.size() - kLatest.size()) : word;
}

Error with_name_like(const Error& error, const std::string& word) {
  if (const std::string command = nearest(word, command_words()); !command.empty()) {
    return meaning(error, "the command " + command);
  }
  const std::string file = nearest_file(word);
  return file.empty() ? error : meaning(error, "the file '" + file + "'");
}

}  // namespace

Error with_suggestion(const Error& error, const std::filesystem::path& file) {
  std::error_code unknown;
  if (file.empty()) return error;
  if (std::string_view(error.what()).find(file.string()) == std::string_view::npos) return error;
  if (std::filesystem::exists(file, unknown) || unknown) return error;
  const std::string near = nearest_file(file);
  return near.empty() ? error : meaning(error, "'" + near + "'");
}

Error with_suggestion(const Error& error, const ImageName& image) {
  const bool is_refused = error.code() == ErrorCode::not_authorised;
  if (error.code() != ErrorCode::not_found && !is_refused) return error;
  switch (image.transport) {
    case Transport::registry: {
      // Docker Hub refuses to tell what it has not got.
      const std::string word = typed_word(Reference::parse(image.location));
      return word.empty() ? error : with_name_like(error, word);
    }
    case Transport::docker_daemon:
    case Transport::standard_input:
      return error;
    default:
      return with_suggestion(error, std::filesystem::path(image.location));
  }
}

}  // namespace oci2boot
