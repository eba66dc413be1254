// SPDX-License-Identifier: Apache-2.0
// How the library tells of something that is odd but no reason to stop.
#pragma once

#include <functional>
#include <string>

namespace oci2boot {

/// Receives one line per warning, without a prefix or a newline. Never empty: pass
/// `ignore_warnings` to drop them. Called on the thread that called the library.
using WarningSink = std::function<void(const std::string&)>;

inline void ignore_warnings(const std::string& /*warning*/) {}

}  // namespace oci2boot
