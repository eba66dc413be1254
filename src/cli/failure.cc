// SPDX-License-Identifier: Apache-2.0
#include "src/cli/failure.h"

#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// Of a thread that cannot be started, the standard library says nothing but "Resource temporarily
/// unavailable".
std::string told(const std::exception& error) {
  const auto* const system = dynamic_cast<const std::system_error*>(&error);
  const bool is_of_file = dynamic_cast<const std::filesystem::filesystem_error*>(&error) != nullptr;
  if (system == nullptr || is_of_file ||
      system->code() != std::errc::resource_unavailable_try_again)
    return error.what();
  return "cannot start a thread: this user or container may have no more processes (see `ulimit "
         "-u`)";
}

}  // namespace

Failure current_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {static_cast<int>(error.code()), error.what()};
  } catch (const std::bad_alloc&) {
    return {static_cast<int>(ErrorCode::failed), "out of memory"};
  } catch (const std::exception& error) {
    return {static_cast<int>(ErrorCode::failed), told(error)};
  }
}

}  // namespace oci2boot
