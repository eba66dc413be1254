// SPDX-License-Identifier: Apache-2.0
// The one exception type that the library throws.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace oci2boot {

/// What kind of thing went wrong. The value is the program's exit status.
enum class ErrorCode {
  failed = 1,               ///< anything that fits no other code
  usage = 2,                ///< the caller asked for something that makes no sense
  not_found = 3,            ///< the image does not exist or cannot be reached
  not_authorised = 4,       ///< the registry refused the credentials, or there were none
  verification_failed = 5,  ///< bytes are not what their digest, size or checksum says
  invalid_image = 6,        ///< not an image, broken, or of a kind that is not supported
  output_failed = 7,        ///< an output (or a temporary file) could not be written
  missing_tool = 8,         ///< a tool, library, kernel or kernel module is needed and not there
};

/// Thrown where the failure is known; the message names the thing, the cause and, where there is
/// one, the way out, in one line and without a final full stop. It never holds a secret.
/// It must not cross a C callback.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  ErrorCode code() const { return code_; }

  /// Whether the cause has been removed and the same call, made once more from the start, may
  /// succeed: a damaged blob has been dropped from the cache and would be fetched anew.
  bool is_repairable() const { return repairable_; }

  /// The same error, but repairable.
  Error repairable() const {
    Error error = *this;
    error.repairable_ = true;
    return error;
  }

  /// The same error, told from one level further up: "CONTEXT: MESSAGE".
  Error within(std::string_view context) const {
    Error error(code_, std::string(context) + ": " + what());
    error.repairable_ = repairable_;
    return error;
  }

 private:
  ErrorCode code_;
  bool repairable_ = false;
};

/// The text of an errno value, in English whatever the locale ("No such file or directory").
std::string errno_text(int error_number);

}  // namespace oci2boot
