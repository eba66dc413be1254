// SPDX-License-Identifier: Apache-2.0
// libcurl, loaded when it is first used: it brings some thirty libraries along (Kerberos, LDAP,
// TLS), and to start with them takes almost as long as all else that a short command does. The one
// place that includes its header, which is all that the build takes of it: a function of libcurl
// that is called by its own name does not link.
#pragma once

#include <curl/curl.h>

namespace oci2boot {

/// The functions of libcurl that are used here, under their names without "curl_".
struct Libcurl {
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_perform) easy_perform;
  decltype(&::curl_easy_reset) easy_reset;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_free) free;
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
  decltype(&::curl_url) url;
  decltype(&::curl_url_cleanup) url_cleanup;
  decltype(&::curl_url_get) url_get;
  decltype(&::curl_url_set) url_set;
  decltype(&::curl_version_info) version_info;
};

/// Any thread may ask. Throws Error (missing_tool) when it is not installed or lacks a function;
/// the next call tries again. Once it is there it stays, and no call throws.
const Libcurl& libcurl();

}  // namespace oci2boot
