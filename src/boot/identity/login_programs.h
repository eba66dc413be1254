// SPDX-License-Identifier: Apache-2.0
// What an image has for people who log in: shells, SSH servers, a libcrypt that checks passwords.
#pragma once

#include <string>

#include "oci2boot/root_filesystem.h"
#include "src/boot/identity/password_hash.h"

namespace oci2boot {

/// The shell for a new user: root's where that is a shell and there (`root_shell`, as passwd has
/// it), else one that is there. /bin/sh when there is none at all.
std::string login_shell(const RootFilesystem& root, const std::string& root_shell);

/// Whether there is a program at the absolute path `shell` (empty: /bin/sh) that runs commands.
bool is_usable_shell(const RootFilesystem& root, const std::string& shell);

/// OpenSSH's, dropbear or tinysshd.
bool has_ssh_server(const RootFilesystem& root);

/// The best that all that checks passwords in the image knows: yescrypt where there is a libcrypt
/// with it and login is no part of busybox, which often has its own crypt.
HashMethod best_hash_method(const RootFilesystem& root);

}  // namespace oci2boot
