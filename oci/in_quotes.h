// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

/// A name from an image for a message, cut where it is too long to be of use there.
std::string in_quotes(std::string_view name);

}  // namespace oci2boot
