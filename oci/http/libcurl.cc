// SPDX-License-Identifier: Apache-2.0
#include "oci/http/libcurl.h"

#include <dlfcn.h>

#include <string>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

// The interface has had this number since 2006 (libcurl's docs, "ABI - Application Binary
// Interface"). The file's name without it belongs to the development package.
constexpr const char* kLibrary = "libcurl.so.4";

[[noreturn]] void fail() {
  const char* cause = ::dlerror();
  throw Error(ErrorCode::missing_tool,
              "libcurl, which speaks to registries and engines, cannot be loaded: " +
                  std::string(cause == nullptr ? kLibrary : cause) +
                  "; install the package libcurl4");
}

template <typename Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  if (function == nullptr) fail();
}

/// An older one has all the functions, but not all that they are asked for.
void check_version(const curl_version_info_data& version) {
  constexpr unsigned kOldest = 0x075100;  // 7.81, as the build demands
  if (version.version_num >= kOldest) return;
  throw Error(ErrorCode::missing_tool, "libcurl, which speaks to registries and engines, is " +
                                           std::string(version.version) +
                                           "; 7.81 or later is needed");
}

// All symbols at once: what a library lacks is told here, and does not end the process later.
// Nothing closes it: it has threads and memory of its own as long as the process lives.
Libcurl load() {
  void* library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) fail();
  Libcurl curl{};
  find(library, "curl_easy_cleanup", curl.easy_cleanup);
  find(library, "curl_easy_getinfo", curl.easy_getinfo);
  find(library, "curl_easy_init", curl.easy_init);
  find(library, "curl_easy_perform", curl.easy_perform);
  find(library, "curl_easy_reset", curl.easy_reset);
  find(library, "curl_easy_setopt", curl.easy_setopt);
  find(library, "curl_easy_strerror", curl.easy_strerror);
  find(library, "curl_free", curl.free);
  find(library, "curl_global_init", curl.global_init);
  find(library, "curl_slist_append", curl.slist_append);
  find(library, "curl_slist_free_all", curl.slist_free_all);
  find(library, "curl_url", curl.url);
  find(library, "curl_url_cleanup", curl.url_cleanup);
  find(library, "curl_url_get", curl.url_get);
  find(library, "curl_url_set", curl.url_set);
  find(library, "curl_version_info", curl.version_info);
  check_version(*curl.version_info(CURLVERSION_NOW));
  return curl;
}

}  // namespace

const Libcurl& libcurl() {
  static const Libcurl loaded = load();
  return loaded;
}

}  // namespace oci2boot
