// SPDX-License-Identifier: Apache-2.0
// POSIX ACLs: from the form in which the system calls and archives have them (version 2,
// include/uapi/linux/posix_acl_xattr.h) to the one that ext4 stores (version 1, fs/ext4/acl.h),
// which has no ids where none are needed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oci2boot {

struct EncodedAcl {
  std::string bytes;  ///< empty: the ACL says nothing, and is not stored
  std::string error;  ///< not empty: why the kernel would refuse this ACL
};

/// The value of system.posix_acl_access. Where it and the mode differ, the mode wins, as when an
/// engine sets the mode after the attributes (the kernel's posix_acl_chmod). An ACL that says no
/// more than the mode is not stored: the kernel never does.
EncodedAcl encode_access_acl(std::string_view value, std::uint16_t permissions);

/// The value of system.posix_acl_default, which only a directory has.
EncodedAcl encode_default_acl(std::string_view value);

}  // namespace oci2boot
