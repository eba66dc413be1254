// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/password_hash.h"

#include <crypt.h>

#include <charconv>
#include <memory>

#include "oci2boot/error.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

namespace {

constexpr std::size_t kSaltBytes = 16;

struct Setting {
  const char* prefix;
  unsigned long count;  ///< the cost, in the method's own measure
};

/// yescrypt's own default. SHA-512's default of 5000 rounds is what a graphics card tries by the
/// hundred thousand a second; 100 000 keep a login below a second, in an emulated machine too.
Setting setting_of(HashMethod method) {
  return method == HashMethod::yescrypt ? Setting{"$y$", 5} : Setting{"$6$", 100'000};
}

}  // namespace

std::string salt_for(std::string_view seed, std::string_view user) {
  const Digest digest = sha256_of("password salt\n" + std::string(seed) + "\n" + std::string(user));
  std::string salt;
  for (std::size_t i = 0; i < kSaltBytes; ++i) {
    unsigned char byte = 0;
    const char* digits = digest.hex().data() + 2 * i;
    std::from_chars(digits, digits + 2, byte, 16);
    salt += static_cast<char>(byte);
  }
  return salt;
}

std::string hash_password(const std::string& password, std::string_view salt, HashMethod method) {
  const Setting setting = setting_of(method);
  char whole_setting[CRYPT_GENSALT_OUTPUT_SIZE];
  const auto data = std::make_unique<crypt_data>();
  const char* hash = nullptr;
  if (crypt_gensalt_rn(setting.prefix, setting.count, salt.data(), static_cast<int>(salt.size()),
                       whole_setting, sizeof whole_setting) != nullptr) {
    hash = crypt_rn(password.c_str(), whole_setting, data.get(), sizeof *data);
  }
  if (hash != nullptr) return hash;
  throw Error(ErrorCode::failed, "cannot hash the password: libcrypt has no method " +
                                     std::string(setting.prefix) +
                                     "; oci2boot needs libxcrypt 4.3 or newer");
}

}  // namespace oci2boot
