// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/source_request.h"

namespace oci2boot {

SourceOptions source_options(const SourceRequest& request, const Surroundings& surroundings,
                             Progress* progress) {
  SourceOptions options;
  options.platform = request.platform.value_or(Platform::host());
  options.platform_was_asked_for = request.platform.has_value();
  options.scratch_folder = surroundings.scratch_folder;
  options.cache_folder =
      request.cache_folder.empty() ? surroundings.cache_folder : request.cache_folder;
  options.pull = request.pull;
  options.docker_host = surroundings.docker_host;
  options.limits = request.limits;
  options.progress = progress;

  RegistryOptions& registry = options.registry;
  registry = surroundings.registry;
  registry.credentials = request.credentials;
  if (!request.auth_file.empty()) registry.auth_files = {{request.auth_file, true}};
  if (!request.ca_certificate.empty()) registry.ca_certificate = request.ca_certificate;
  registry.plain_http = request.plain_http;
  registry.mirrors.insert(registry.mirrors.begin(), request.mirrors.begin(), request.mirrors.end());
  registry.parallel_downloads = request.parallel_downloads.value_or(registry.parallel_downloads);
  return options;
}

Error no_cache_folder() {
  return {ErrorCode::usage,
          "nothing says where the cache is: neither --cache-dir, nor XDG_CACHE_HOME, nor HOME"};
}

}  // namespace oci2boot
