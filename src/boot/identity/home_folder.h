// SPDX-License-Identifier: Apache-2.0
// A user's home in the tree, and the keys in it that let the user in by SSH.
#pragma once

#include <span>
#include <string>

#include "oci2boot/root_filesystem.h"
#include "src/boot/identity/accounts.h"

namespace oci2boot {

/// Makes the home of `account` where it is not there: 0700 and the user's, with copies of what is
/// in /etc/skel, as `useradd -m` makes it. A home that is there stays as it is. Throws Error
/// (invalid_image) when a file is in the way.
void ensure_home(RootFilesystem& root, const Account& account, Timestamp time);

/// Adds those `keys` to ~/.ssh/authorized_keys that are not there yet, and gives that file and
/// ~/.ssh the owner and modes that sshd(8) insists on; a home that others may write to is closed to
/// them for the same reason. The number of keys added. Throws Error (invalid_image) when there is
/// something in the way.
std::size_t add_authorized_keys(RootFilesystem& root, const Account& account,
                                std::span<const std::string> keys, Timestamp time);

}  // namespace oci2boot
