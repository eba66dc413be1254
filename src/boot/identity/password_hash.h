// SPDX-License-Identifier: Apache-2.0
// Hashes of passwords as crypt(5) describes them, made by libcrypt. The only file that knows it.
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

enum class HashMethod {
  yescrypt,      ///< "$y$": memory-hard; known to libxcrypt since 4.3
  sha512_crypt,  ///< "$6$": what musl, busybox and older C libraries can check at most
};

/// 16 bytes of salt that are the same for equal conversions, and another for each image and user.
/// It is not derived from the password: that would be a fast hash of it, for anyone who reads
/// shadow to try guesses on.
std::string salt_for(std::string_view seed, std::string_view user);

/// Throws Error (failed) when libcrypt cannot.
std::string hash_password(const std::string& password, std::string_view salt, HashMethod method);

}  // namespace oci2boot
