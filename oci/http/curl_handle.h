// SPDX-License-Identifier: Apache-2.0
// Owners for what libcurl allocates.
#pragma once

#include <memory>
#include <string>

#include "oci/http/libcurl.h"

namespace oci2boot {

/// By one of the functions in Libcurl, which is loaded when there is something to release.
template <auto Function>
struct CurlRelease {
  template <typename T>
  void operator()(T* owned) const {
    (libcurl().*Function)(owned);
  }
};

using CurlEasy = std::unique_ptr<CURL, CurlRelease<&Libcurl::easy_cleanup>>;
using CurlList = std::unique_ptr<curl_slist, CurlRelease<&Libcurl::slist_free_all>>;
using CurlUrl = std::unique_ptr<CURLU, CurlRelease<&Libcurl::url_cleanup>>;
using CurlText = std::unique_ptr<char, CurlRelease<&Libcurl::free>>;

/// A part of a URL; empty where it has none.
inline std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (libcurl().url_get(url, part, &text, flags) != CURLUE_OK || text == nullptr) return {};
  const CurlText owned(text);
  return text;
}

}  // namespace oci2boot
