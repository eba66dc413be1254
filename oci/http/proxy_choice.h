// SPDX-License-Identifier: Apache-2.0
// Which way a request goes. Decided here and not by libcurl: its reading of NO_PROXY has changed
// between versions, and a failure has to be told as the proxy's or the server's.
#pragma once

#include <string>

#include "oci/http/url.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// The proxy for a URL; empty to go there directly, as this machine itself always is reached.
///
/// Entries of `proxies.none` are host names, which mean their subdomains too (a dot in front
/// changes nothing), addresses, or networks (10.0.0.0/8), each with or without a port, or "*": what
/// Go's and curl's programs have in common.
std::string proxy_for(const Url& url, const Proxies& proxies);

/// HOST:PORT of a proxy, for messages: it may hold a name and a password besides.
std::string proxy_name(const std::string& proxy);

}  // namespace oci2boot
