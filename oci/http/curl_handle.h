// SPDX-License-Identifier: Apache-2.0
// libcurl and owners for what it allocates: the one place that includes it.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace oci2boot {

template <auto Release>
struct CurlRelease {
  template <typename T>
  void operator()(T* owned) const {
    Release(owned);
  }
};

using CurlEasy = std::unique_ptr<CURL, CurlRelease<curl_easy_cleanup>>;
using CurlList = std::unique_ptr<curl_slist, CurlRelease<curl_slist_free_all>>;
using CurlUrl = std::unique_ptr<CURLU, CurlRelease<curl_url_cleanup>>;
using CurlText = std::unique_ptr<char, CurlRelease<curl_free>>;

/// A part of a URL; empty where it has none.
inline std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK || text == nullptr) return {};
  const CurlText owned(text);
  return text;
}

}  // namespace oci2boot
