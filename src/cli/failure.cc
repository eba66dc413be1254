// SPDX-License-Identifier: Apache-2.0
#include "src/cli/failure.h"

#include <exception>
#include <filesystem>
#include <new>
#include <system_error>

#include "oci2boot/error.h"

namespace oci2boot {

Failure current_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {static_cast<int>(error.code()), error.what()};
  } catch (const std::bad_alloc&) {
    return {static_cast<int>(ErrorCode::failed), "out of memory"};
  } catch (const std::filesystem::filesystem_error& error) {
    return {static_cast<int>(ErrorCode::failed), error.what()};
  } catch (const std::system_error& error) {
    // The standard library's words alone say nothing of what was tried.
    if (error.code() != std::errc::resource_unavailable_try_again)
      return {static_cast<int>(ErrorCode::failed), error.what()};
    return {static_cast<int>(ErrorCode::failed),
            "cannot start a thread: this user or container may have no more processes (see "
            "`ulimit -u`)"};
  } catch (const std::exception& error) {
    return {static_cast<int>(ErrorCode::failed), error.what()};
  }
}

}  // namespace oci2boot
