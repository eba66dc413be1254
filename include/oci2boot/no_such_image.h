// SPDX-License-Identifier: Apache-2.0
// Which errors tell that an image is not there, and not that nobody could be asked.
#pragma once

namespace oci2boot {

/// A base, beside Error, of what is thrown where a registry has been asked and has no such thing or
/// will not tell, and where the cache, which may alone be asked, has it not: another name may have
/// been meant. To be asked for by dynamic_cast.
struct NoSuchImage {};

}  // namespace oci2boot
